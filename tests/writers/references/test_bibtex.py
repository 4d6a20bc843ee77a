"""`references.bib`: each record becomes the entry that bibtex, biber and Zotero take, and hostile data stays data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.model import Entry
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.formats.extra import UNVERIFIED
from pipeline.model.protocols import Bibliography
from pipeline.model.records import Date, Identifiers, Name, Record, Work
from pipeline.rules.citation_keys.form import safe_key
from pipeline.text.folding import clean_text
from pipeline.writers.references.bibtex import BIBTEX, make_entry, write_bibtex
from pipeline.writers.references.entries import format_name, format_names, write_entries

ZEILER = Record(
    id="r",
    type="paper-conference",
    title="Visualizing and Understanding Convolutional Networks",
    author=(Name(family="Zeiler", given="Matthew D."), Name(family="Fergus", given="Rob")),
    issued=Date(2014, 9),
    container_title="Computer Vision – ECCV 2014",
    collection_title="LNCS",
    collection_number="8689",
    page="818–833",
    publisher="Springer",
    url="https://doi.org/10.1007/978-3-319-10590-1_53",
    identifiers=Identifiers(doi="10.1007/978-3-319-10590-1_53", arxiv="1311.2901"),
)
ZEILER_ENTRY = """@inproceedings{zeiler2014visualizing,
  author = {Zeiler, Matthew D. and Fergus, Rob},
  title = {Visualizing and Understanding Convolutional Networks},
  booktitle = {Computer Vision – ECCV 2014},
  year = {2014},
  month = sep,
  number = {8689},
  series = {LNCS},
  pages = {818--833},
  publisher = {Springer},
  doi = {10.1007/978-3-319-10590-1_53},
  eprint = {1311.2901},
  eprinttype = {arxiv},
  archiveprefix = {arXiv},
  url = {https://arxiv.org/abs/1311.2901}
}
"""

HOSTILE = (
    r"\input{/etc/passwd}",
    r"\write18{id}",
    "x}, note={pwn",
    "x}\n}\n@article{evil,\n  title={gotcha",
    "{{{",
    "}}}",
    "trailing\\",
    "50% off\nnext line",
    "@article{evil,",
    '@preamble{"\\input x"}',
    "NUL\x00 and \x1b]8;;http://evil\x07",
    "\u202egnp.exe",
    "\ud800 alone",
    "a" + "\u0301" * 10_000,
    "T" * 100_000,
    "{" * 2_000 + "}" * 2_000,
    " and and , , ",
    '"quoted" # concatenated',
    "机器学习 🙂 Привет",
)


def record(**fields: Any) -> Record:
    return Record(**({"id": "r", "title": "A Title"} | fields))


def work(made_of: Record, key: str = "key2020a", status: str = "matched") -> Work:
    return Work(id="w", record=made_of, rows=(), status=status, key=key)


def write(*works: Work) -> str:
    ((name, text),) = write_bibtex(Bibliography(works=works, rows=(), matches=()))
    assert name == "references.bib"
    return text


def parse(text: str) -> Library:
    library: Library = parse_string(text)
    assert not library.failed_blocks
    assert not library.comments
    return library


def fields_of(made_of: Record, **options: str) -> dict[str, str]:
    (entry,) = parse(write(work(made_of, **options))).entries
    return {"ENTRY": entry.entry_type} | {field.key: field.value for field in entry.fields}


def written_fields(entry: Entry) -> dict[str, str]:
    return {field.key: field.value if field.key == "month" else field.value[1:-1].strip() for field in entry.fields}


def assert_reads_back(works: Iterable[Work]) -> None:
    works = tuple(works)
    read = parse(write(*works)).entries
    made = [make_entry(each) for each in works]
    assert [entry.key for entry in read] == [entry.key for entry in made]
    for found, entry in zip(read, made, strict=True):
        assert {field.key: field.value.strip() for field in found.fields} == written_fields(entry)


def test_a_whole_entry() -> None:
    assert write(work(ZEILER, "zeiler2014visualizing")) == ZEILER_ENTRY


def test_entries_keep_the_order_of_the_list() -> None:
    works = [work(record(title=f"Paper {key}"), key) for key in ("b", "a", "c")]
    assert [entry.key for entry in parse(write(*works)).entries] == ["b", "a", "c"]


@pytest.mark.slow
def test_many_entries_are_one_file() -> None:
    works = [work(ZEILER, f"k{at}") for at in range(4_500)]
    text = write(*works)
    assert text.count("\n\n@inproceedings{") == 4_499
    assert text.endswith("}\n")


def test_nothing_to_cite_is_an_empty_file() -> None:
    assert write() == ""


@pytest.mark.parametrize("second", ["k1", "K1"])
def test_two_works_with_one_key_are_an_error(second: str) -> None:
    with pytest.raises(ValueError, match="k1"):
        write(work(ZEILER, "k1"), work(ZEILER, second))


@pytest.mark.parametrize(
    ("key", "safe"),
    [("zeiler2014", "zeiler2014"), ("a,b={c}", "abc"), ("../../x", "../../x"), ("王", "unnamed"), ("k" * 99, "k" * 80)],
)
def test_keys_break_no_reader(key: str, safe: str) -> None:
    assert safe_key(key) == safe


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (Name(family="Maaten", given="Laurens", particle="van der"), "van der Maaten, Laurens"),
        (Name(family="van der Maaten", given="Laurens"), "van der Maaten, Laurens"),
        (Name(family="King", given="Martin Luther", suffix="Jr."), "King, Jr., Martin Luther"),
        (Name(family="García de la Torre", given="Juan"), "{Garc{\\'i}a de la Torre}, Juan"),
        (Name(family="De la Cruz", given="Ana"), "{De la Cruz}, Ana"),
        (Name(family="de Silva", given="Ana"), "de Silva, Ana"),
        (Name(family="Smith, Inc", given="A"), "{Smith, Inc}, A"),
        (Name(family="Barnes and Noble", given="A"), "{Barnes and Noble}, A"),
        (Name(literal="Barnes and Noble, Inc."), "{Barnes and Noble, Inc.}"),
        (Name(literal="Plato"), "{Plato}"),
        (Name(literal="École"), "{{\\'E}cole}"),
        (Name(family="King", suffix="Jr."), "{King Jr.}"),
        (Name(family="{}", given="Ann"), "{Ann}"),
        (Name(family="王", given="伟"), "王, 伟"),
        (Name(literal="🙂"), "{🙂}"),
        (Name(literal="others"), ""),
        (Name(family="others", given="trans."), ""),
        (Name(family="____", given="____"), ""),
        (Name(family="Wang", given="Zhangyang “Atlas”"), 'Wang, Zhangyang "Atlas"'),
        (Name(family="Selvaraju", given="R.R."), "Selvaraju, R. R."),
        (Name(family="Jong", given="Nicky de"), "de Jong, Nicky"),
        (Name(family="Arcas", given="Blaise Agüera y"), '{Ag{\\"u}era y Arcas}, Blaise'),
        (Name(literal="et al."), ""),
        (Name(), ""),
        (Name("Li", "-"), "{Li}"),
        (Name("Li", "\u0301", suffix=","), "{Li}"),
        (Name("-", "Ann"), "{Ann}"),
        (Name("L,,,i", "Ann"), "{L i}, Ann"),
        (Name("Barnes and Noble, Inc.", "Ann", suffix="a,b"), "{Barnes and Noble Inc.}, {a b}, Ann"),
        (Name("Li", "A, B"), "Li, {A, B}"),
    ],
)
def test_names(name: Name, text: str) -> None:
    assert format_name(name, BIBTEX) == text


def test_names_are_never_followed_by_others() -> None:
    names = (Name(family="A", given="B"), Name(literal="others"), Name(literal="OpenAI"))
    assert format_names(names, BIBTEX) == "A, B and {OpenAI}"


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ((Name("A", "B"),), "A, B and others"),
        ((Name("A", "B"), Name(literal="OpenAI")), "A, B and {OpenAI} and others"),
        ((), ""),
    ],
)
def test_more_people_are_others(names: tuple[Name, ...], text: str) -> None:
    assert format_names(names, BIBTEX, has_others=True) == text
    assert fields_of(Record("r", title="T", author=names, has_other_authors=True)).get("author", "") == text


def test_three_thousand_authors() -> None:
    authors = tuple(Name(family=f"Family{at}", given="É.") for at in range(3_000))
    value = fields_of(record(author=authors))["author"]
    assert value.count(" and ") == 2_999


AUTHORED = {"author": (Name(family="Li", given="A"),), "issued": Date(2020)}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"type": "article-journal", "container_title": "J"}, {"ENTRY": "article", "journal": "J"}),
        (
            {"type": "article-journal", "container_title": "J", "issue": "2"},
            {"ENTRY": "article", "issue": "2", "number": " "},
        ),
        (
            {"type": "article-journal", "container_title": "J", "issue": "2", "volume": "1"},
            {"ENTRY": "article", "volume": "1", "number": "2"},
        ),
        ({"type": "article-journal"}, {"ENTRY": "misc"}),
        ({"type": "paper-conference", "container_title": "P"}, {"ENTRY": "inproceedings", "booktitle": "P"}),
        (
            {"type": "paper-conference", "event_title": "ICML"},
            {"ENTRY": "inproceedings", "booktitle": "ICML", "eventtitle": ""},
        ),
        (
            {"type": "paper-conference", "container_title": "P", "event_title": "E"},
            {"booktitle": "P", "eventtitle": "E"},
        ),
        (
            {"type": "paper-conference", "container_title": "P", "volume": "3", "collection_number": "4"},
            {"volume": "3", "number": ""},
        ),
        (
            {"type": "paper-conference", "container_title": "P", "author": ()},
            {"ENTRY": "misc", "howpublished": "P", "key": "A title"},
        ),
        ({"type": "chapter", "container_title": "B", "publisher": "P"}, {"ENTRY": "incollection", "booktitle": "B"}),
        ({"type": "chapter", "container_title": "B"}, {"ENTRY": "incollection", "booktitle": "B"}),
        ({"type": "book", "publisher": "P"}, {"ENTRY": "book", "publisher": "P"}),
        ({"type": "book"}, {"ENTRY": "book"}),
        ({"type": "book", "author": ()}, {"ENTRY": "misc"}),
        ({"type": "book", "author": (), "edition": "2"}, {"ENTRY": "book", "edition": "2"}),
        ({"type": "chapter", "page": "1-9"}, {"ENTRY": "inbook", "pages": "1--9"}),
        (
            {"type": "article-journal", "container_title": "J", "author": (), "volume": "4"},
            {"ENTRY": "article", "journal": "J", "volume": "4", "key": "A title"},
        ),
        (
            {"type": "book", "publisher": "P", "editor": (Name(family="Ed", given="I"),)},
            {"ENTRY": "book", "author": "Li, A", "editor": ""},
        ),
        (
            {"type": "book", "publisher": "P", "author": (), "editor": (Name(family="Ed", given="I"),)},
            {"ENTRY": "book", "editor": "Ed, I", "key": "A title"},
        ),
        ({"type": "thesis", "publisher": "MIT"}, {"ENTRY": "phdthesis", "school": "MIT"}),
        ({"type": "thesis", "publisher": "MIT", "genre": "Master's thesis"}, {"ENTRY": "mastersthesis"}),
        ({"type": "report", "publisher": "NIST", "number": "7"}, {"ENTRY": "techreport", "institution": "NIST"}),
        ({"type": "dataset", "publisher": "Zenodo", "version": "2"}, {"ENTRY": "misc", "version": "2"}),
        ({"type": "software", "publisher": "Zenodo"}, {"ENTRY": "misc", "howpublished": "Zenodo"}),
        ({"type": "webpage", "url": "https://distill.pub"}, {"ENTRY": "misc", "url": "https://distill.pub"}),
        ({"type": "no such type"}, {"ENTRY": "misc"}),
        (
            {"type": "article", "identifiers": Identifiers(arxiv="1706.03762")},
            {
                "ENTRY": "misc",
                "howpublished": "arXiv:1706.03762",
                "eprint": "1706.03762",
                "eprinttype": "arxiv",
                "archiveprefix": "arXiv",
                "url": "https://arxiv.org/abs/1706.03762",
                "doi": "10.48550/arXiv.1706.03762",
            },
        ),
        ({"identifiers": Identifiers(openreview="abc")}, {"url": "https://openreview.net/forum?id=abc"}),
        ({"identifiers": Identifiers(acl="P19-1001")}, {"url": "https://aclanthology.org/P19-1001"}),
        ({"url": "javascript:alert(1)"}, {"url": ""}),
        ({"url": "https://doi.org/10.1/x"}, {"url": "https://doi.org/10.1/x"}),
        ({"issued": Date(2020, 7, 3)}, {"year": "2020", "month": "jul"}),
        ({"issued": Date(2020, 13)}, {"year": "2020", "month": ""}),
        ({"keyword": ("a, b", "c")}, {"keywords": "a b, c"}),
        ({"note": "PMID 5"}, {"note": "Note: PMID 5"}),
        ({"note": "Oral"}, {"note": "Oral"}),
        ({"language": "en-US"}, {"language": ""}),
        ({"language": "de"}, {"language": "de"}),
        ({"language": "C#"}, {"language": ""}),
    ],
)
def test_fields(fields: dict[str, Any], expected: dict[str, str]) -> None:
    found = fields_of(record(**(AUTHORED | fields)))
    assert {name: found.get(name, "") for name in expected} == expected


def test_an_unverified_work_says_so() -> None:
    found = fields_of(record(note="PMID 5", keyword=("vision",)), status="review")
    assert found["note"] == f"{UNVERIFIED}. PMID 5"
    assert found["keywords"] == "vision, unverified"


def test_an_entry_without_author_has_an_ascii_sort_key() -> None:
    assert fields_of(record(title="Über die Möglichkeit des Wissens"))["key"] == "Uber die moglichkeit"
    assert fields_of(record(title="机器学习"), key="k1")["key"] == "k1"


def fill_every_field(text: str) -> Record:
    """A record with the same text in every field that takes one."""
    plain: dict[str, Any] = {
        name: text for name in Record.__struct_fields__ if isinstance(getattr(Record(id=""), name), str)
    }
    name = Name(family=text, given=text, particle=text, suffix=text)
    ids = Identifiers(*[text] * len(Identifiers.__struct_fields__))
    people = {"author": (name, Name(literal=text)), "editor": (name,)}
    return Record(**(plain | people | {"identifiers": ids, "keyword": (text,), "issued": Date(2020, 1)}))


@pytest.mark.slow
@pytest.mark.parametrize("type_", ["article", "article-journal", "paper-conference", "thesis", "book", ""])
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_hostile_text_stays_in_its_field(text: str, type_: str) -> None:
    hostile = fill_every_field(text)
    works = [work(Record(**{**as_dict(hostile), "type": type_}), "k1"), work(ZEILER, "k2")]
    assert_reads_back(works)
    assert "\\input" not in write(*works)
    assert "\\write" not in write(*works)


def as_dict(made_of: Record) -> dict[str, Any]:
    return {name: getattr(made_of, name) for name in Record.__struct_fields__}


HARD = st.lists(st.one_of(st.sampled_from("{}\\%#&$_^~@,=\n\"' aAé\u202eα𝐀王\ud800"), st.text(max_size=4))).map("".join)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(HARD, HARD, st.sampled_from(["article", "article-journal", "paper-conference", "chapter", "report"]))
def test_any_text_in_any_field_is_read_back(title: str, rest: str, type_: str) -> None:
    fields = as_dict(fill_every_field(rest)) | {"title": title, "type": type_}
    assert_reads_back([work(Record(**fields), "k1"), work(ZEILER, "k2")])


@pytest.mark.slow
@given(HARD)
def test_plain_words_come_back_as_they_were(text: str) -> None:
    plain = "".join(char for char in clean_text(text) if char.isalnum() and char.isascii())
    value = fields_of(record(title=f"About {plain}s"))["title"]
    assert value.replace("{", "").replace("}", "") == f"About {plain}s"


def test_braces_and_italics_of_a_person_are_written():
    markup = "The <{>Markov<}> case of <i>R. Rex</i> & $x_{n}$"
    record = Record("r", title="The Markov case of R. Rex & $x_{n}$", other_texts=(("title-markup", markup),))
    entry = make_entry(Work("w", record, (), "matched", "k"))
    assert entry.fields_dict["title"].value == r"{The {Markov} case of \textit{R. Rex} \& $x_{n}$}"


def test_markup_of_another_title_is_not_written():
    record = Record("r", title="Another title", other_texts=(("title-markup", "The <{>Markov<}> case"),))
    entry = make_entry(Work("w", record, (), "matched", "k"))
    assert entry.fields_dict["title"].value == "{Another title}"


def test_commands_of_packages_are_defined_for_those_without():
    record = Record("r", title=r"On $\mathbb{R}^n$ and $\frac{a}{b}$")
    text = "".join(write_entries([make_entry(Work("w", record, (), "matched", "k"))]))
    assert text.endswith('\n@preamble{"\\providecommand{\\mathbb}[1]{\\mathbf{#1}}"}\n')
