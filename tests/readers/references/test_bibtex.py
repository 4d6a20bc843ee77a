"""BibTeX and BibLaTeX as people keep it: LaTeX in all its spellings, and broken entries among good ones."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.records import Date, Identifiers, Name, Outcome, Record
from pipeline.readers import read_references


def read(text: str) -> Outcome[Record]:
    return read_references(text, "refs.bib")


def record(fields: str, kind: str = "article") -> Record:
    (found,) = read(f"@{kind}{{x1, title = {{T}}, {fields}}}").items
    return found


def title(latex: str) -> str:
    (found,) = read(f"@article{{x1, title = {{{latex}}}}}").items
    return found.title


def test_a_library(data: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]):
    found = read((data / "readers" / "library.bib").read_text(encoding="utf-8"))
    by_title = {item.title: item for item in found.items}
    assert by_title["Seeing & Believing: Étude of GRAD-CAM"] == Record(
        id="maaten2018seeing",
        type="paper-conference",
        title="Seeing & Believing: Étude of GRAD-CAM",
        author=(
            Name("Maaten", "Laurens", "van der"),
            Name("King", "Martin Luther", suffix="Jr."),
            Name(literal="Example, Inc."),
            Name("Müller", "Zoé"),
        ),
        has_other_authors=True,
        issued=Date(2018, 7),
        container_title="Proceedings of the Example Conference",
        collection_title="EX",
        volume="80",
        page="2668-2677",
        url="https://example.org/a_b%20c",
        keyword=("saliency", "probing"),
        identifiers=Identifiers(doi="10.1234/ex_con.2018.80"),
        citation_key="maaten2018seeing",
        other_texts=(
            (
                "title-markup",
                "Seeing & <{>Believing<}>: Étude of <{>GRAD-CAM<}>",
            ),
        ),
    )
    child = by_title["A child"]
    assert (child.container_title, child.publisher, child.year, child.page) == (
        "Proceedings of the Parent",
        "P",
        1999,
        "1-2",
    )
    assert child.editor == (Name("Roe", "Richard"),)
    assert by_title["The same key"].citation_key == ""
    preprint = by_title["A preprint: And more"]
    assert (preprint.type, preprint.issued, preprint.identifiers.arxiv) == (
        "article",
        Date(2020, 1, 2, end=Date(2020, 3)),
        "2001.00001",
    )
    assert [(problem.code, problem.where) for problem in found.problems] == [
        ("unreadable_entry", "refs.bib:23"),
        ("repeated_key", "refs.bib:25"),
        ("unreadable_item", "refs.bib:27"),
    ]
    assert len(found.items) == 5
    assert capfd.readouterr() == ("", "")
    assert not caplog.records
    assert logging.getLogger("bibtexparser").propagate


def test_a_flaw_of_a_data_entry_is_told():
    found = read("@xdata{d, publisher = {P\n@misc{a, title = {T}}\n@xdata{a b, note = {N}}")
    assert [(problem.code, problem.where) for problem in found.problems] == [("mended_entry", "refs.bib:1")]


def test_an_entry_without_title_is_kept_and_told():
    found = read("@article{a, author = {Kim, Been}, journal = {J}, volume = 1}\n@misc{b, keywords = {x}}\n@misc{c,}")
    assert [(item.id, item.container_title) for item in found.items] == [("a", "J")]
    assert [(problem.code, problem.where) for problem in found.problems] == [
        ("untitled_item", "refs.bib:1"),
        ("unreadable_item", "refs.bib:2"),
        ("unreadable_item", "refs.bib:3"),
    ]


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"{\'e} \'e \'{e} {\'{e}} é", "é é é é é"),
        (r"{\'\i} \'{\i} {\'i} {\'{\i}}", "í í í í"),
        (r"{\"u} \"{o} {\~n} \^o {\=a} {\.z} {\`a}", "ü ö ñ ô ā ż à"),
        (r"\H{o} {\H o} {\v c} \c{s} {\c s} {\k a} {\u g} {\r u}", "ő ő č ş ş ą ğ ů"),
        (r"{\ss} {\o} {\O} {\l} {\L} {\ae} {\AE} {\oe} {\aa} {\AA}", "ß ø Ø ł Ł æ Æ œ å Å"),
        (r"A \& B, 50\% \# \_ \$", "A & B, 50% # _ $"),
        ("50% of all", "50% of all"),
        ("``Why?'' --- pages 1--2", "“Why?” — pages 1–2"),
        (r"\textit{In} \emph{vivo} \textsc{Bert} \textbf{x}", "In vivo Bert x"),
        (r"{GRAD-CAM} and {B}ERT", "GRAD-CAM and BERT"),
        (r"$\alpha$-stable", r"$\alpha$-stable"),
        (r"See \url{http://example.org}", "See http://example.org"),
        ("two\n   lines", "two lines"),
        (r"a~b", "a b"),
        (r"\unknowncommand{kept}", "kept"),
        (r"x \input{/etc/passwd}", "x /etc/passwd"),
        ("a\u202eb", "ab"),
    ],
)
def test_latex_becomes_plain(latex: str, plain: str):
    assert title(latex) == plain


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Kim, Been", [Name("Kim", "Been")]),
        ("Been Kim and others", [Name("Kim", "Been")]),
        ("Kim, Been and ", [Name("Kim", "Been")]),
        ("and Kim, Been", [Name("Kim", "Been")]),
        ("Laurens van der Maaten", [Name("Maaten", "Laurens", "van der")]),
        ("King, Jr., Martin", [Name("King", "Martin", suffix="Jr.")]),
        ("{OpenAI} and {Barnes and Noble, Inc.}", [Name(literal="OpenAI"), Name(literal="Barnes and Noble, Inc.")]),
        ("Plato", [Name(literal="Plato")]),
        (r"{\L}ukasz Kaiser and Mart{\'\i}n Abadi", [Name("Kaiser", "Łukasz"), Name("Abadi", "Martín")]),
        (r"J{\"u}rgen {Schmidhuber}", [Name("Schmidhuber", "Jürgen")]),
        ("A, B, C, D", [Name("A", "B, C, D")]),
        ("Kim, Been\n  and Doe, Jane", [Name("Kim", "Been"), Name("Doe", "Jane")]),
        ("", []),
    ],
)
def test_authors(author: str, names: list[Name]):
    assert list(record(f"author = {{{author}}}").author) == names


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ("year = 2017", Date(2017)),
        ("year = {2017}, month = jul", Date(2017, 7)),
        ("year = {2017}, month = {July}", Date(2017, 7)),
        ("year = {2017}, month = {07}", Date(2017, 7)),
        ("year = {2017}, month = 7", Date(2017, 7)),
        ("year = {2017}, month = {spring}", Date(2017, season=1)),
        ("year = {2017}, month = {13}", Date(2017)),
        ("year = {c. 2017}", Date(2017, is_circa=True)),
        ("year = {in press}, month = jan", None),
        ("year = {²⁰¹⁷}", None),
        ("year = {99999}", None),
        ("date = {2017-07-03}", Date(2017, 7, 3)),
        ("date = {2017-07/2018}, year = {1999}", Date(2017, 7, end=Date(2018))),
        ("date = {2017~}", Date(2017, is_circa=True)),
        ("date = {2017-21}", Date(2017, season=1)),
        ("date = {}, year = {1999}", Date(1999)),
        ("", None),
    ],
)
def test_dates(fields: str, date: Date | None):
    assert record(fields).issued == date


@pytest.mark.parametrize(
    ("fields", "labels"),
    [
        ("doi = {https://doi.org/10.1234/AB}", "doi:10.1234/ab"),
        (r"doi = {10.1007/978-3\_53}", "doi:10.1007/978-3_53"),
        ("doi = {10.48550/arXiv.1706.03762}", "arxiv:1706.03762"),
        ("eprint = {1706.03762}, archivePrefix = {arXiv}", "arxiv:1706.03762"),
        ("eprint = {1706.03762}", "arxiv:1706.03762"),
        ("eprint = {cs/0112017}, eprinttype = {arxiv}", "arxiv:cs/0112017"),
        ("eprint = {123456}, eprinttype = {pubmed}", "pmid:123456"),
        ("eprint = {1706.03762}, eprinttype = {hal}", ""),
        ("journal = {arXiv preprint arXiv:1706.03762}", "arxiv:1706.03762"),
        ("howpublished = {\\url{https://arxiv.org/abs/1706.03762}}", "arxiv:1706.03762"),
        ("howpublished = {\\url{https://doi.org/10.1234/ab}}", "doi:10.1234/ab"),
        ("url = {https://aclanthology.org/P19-1001}", "acl:P19-1001"),
        ("pmid = {12}", "pmid:12"),
    ],
)
def test_identifiers(fields: str, labels: str):
    assert " ".join(record(fields).identifiers.labels()) == labels


@pytest.mark.parametrize(
    ("kind", "fields", "csl"),
    [
        ("article", "journal = {J}", "article-journal"),
        ("Article", "journaltitle = {Nature}, eprint = {1706.03762}", "article-journal"),
        ("article", "journal = {arXiv preprint arXiv:1706.03762}", "article"),
        ("article", "journal = {CoRR}, eprint = {1706.03762}", "article"),
        ("misc", "eprint = {1706.03762}", "article"),
        ("misc", "", "document"),
        ("online", "", "webpage"),
        ("phdthesis", "", "thesis"),
        ("techreport", "", "report"),
        ("whatever", "", "document"),
    ],
)
def test_types(kind: str, fields: str, csl: str):
    assert record(fields, kind).type == csl


@pytest.mark.parametrize(
    ("kind", "fields", "name", "value"),
    [
        ("article", "number = {3}", "issue", "3"),
        ("techreport", "number = {TR-1}", "number", "TR-1"),
        ("phdthesis", "type = {Habilitation}, school = {MIT}", "genre", "Habilitation"),
        ("phdthesis", "type = {Habilitation}, school = {MIT}", "publisher", "MIT"),
        ("inproceedings", "organization = {O}, publisher = {P}", "publisher", "P"),
        ("article", r"pages = {1\,--\,2}", "page", "1-2"),
        ("article", "keywords = {a, b; c,}", "keyword", ("a", "b", "c")),
        ("article", "url = {https://example.org/a_b%20c}", "url", "https://example.org/a_b%20c"),
        ("article", "crossref = {nowhere}", "container_title", ""),
        ("article", "NOTE = {Mine}", "note", "Mine"),
        ("book", "booktitle = {B}", "container_title", "B"),
    ],
)
def test_fields(kind: str, fields: str, name: str, value: object):
    assert getattr(record(fields, kind), name) == value


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("@misc{, title={T}}", ""),
        ("@misc{a b, title={T}}", ""),
        ("@misc{k%, title={T}}", ""),
        ("@misc{ok1, title={T}}", "ok1"),
    ],
)
def test_keys_that_cannot_be_cited_are_not_kept(text: str, key: str):
    (found,) = read(text).items
    assert found.citation_key == key
    assert found.id


@pytest.mark.parametrize("text", ["", "nothing at all", "% comment", "@comment{x}", '@string{a = "b"}', "\ufeff"])
def test_nothing_to_read(text: str):
    assert read(text) == Outcome(())


@pytest.mark.parametrize(
    "text", ["@article{x, title={A}", "@article{x, title={A", "@article{x", "@article{x, title={A}}}{"]
)
def test_a_broken_end(text: str):
    found = read("@book{good1, title={Good}}\n" + text)
    assert found.items[0].title == "Good"
    assert all(problem.where == "refs.bib:2" for problem in found.problems)


@pytest.mark.parametrize(
    "value",
    [
        "{" * 30_000 + "x" + "}" * 30_000,
        r"\emph{" * 3_000 + "x" + "}" * 3_000,
        "\\" * 50_000,
        "$" * 50_000,
        "a, " * 5_000,
        "a and " * 5_000,
        r"\'" * 20_000,
        "%" * 20_000,
        "x" * 1_000_000,
    ],
    ids=lambda value: value[:8],
)
def test_hostile_values(value: str):
    found = read(f"@book{{good1, title={{Good}}}}\n@book{{bad1, title={{{value}}}, author={{{value}}}}}")
    assert found.items[0].title == "Good"
    assert all("\\emph" not in item.title and len(item.title) <= 64_000 for item in found.items)


PIECES = st.lists(
    st.sampled_from("@article{ x1 , title = {T} \" } { \n and \\'e # % year 2001 ² @string{ crossref = x1".split(" "))
)


@given(PIECES.map(" ".join))
def test_any_text_is_read(text: str):
    found = read(text)
    assert all(item.id and item.title for item in found.items)


def test_a_macro_without_its_argument_says_nothing(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]):
    assert title(r"Half of \frac").startswith("Half of")
    assert not caplog.records
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("written", "names"),
    [("and", 0), ("and and and", 0), ("A and and", 1), ("and A", 1), ("A and B and ", 2), ("and " * 300 + "B", 1)],
)
def test_an_and_beside_nobody_is_nothing(written: str, names: int):
    (found,) = read(f"@article{{x1, title = {{T}}, author = {{{written}}}}}").items
    assert len(found.author) == names


def problems(text: str) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in read(text).problems]


def test_two_entries_of_one_key_are_two():
    first, second = read(
        "@article{k, title={One}, author={Doe, Jane and Roe, Rick}}\n"
        "@book{K, title={Two}, author={Lee, Ann and Ray, Bo}}"
    ).items
    assert (first.id, first.citation_key, len(first.author)) == ("k", "k", 2)
    assert (second.title, second.citation_key, second.author) == ("Two", "", (Name("Lee", "Ann"), Name("Ray", "Bo")))
    assert second.id not in ("k", "K", "")


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("@book{k, title={A}} @book{k, title={B}}", "repeated_key", "the key “k” is used twice"),
        ("@book{k, title={A}} @book{K, title={B}}", "repeated_key", "“K” differs from “k” by capitals alone"),
        ("@book{a b, title={A}}", "refused_key", "the key “a b” is not kept"),
    ],
)
def test_keys_that_are_not_kept_are_told(text: str, code: str, words: str):
    (problem,) = read(text).problems
    assert problem.code == code
    assert words in problem.sentence


def test_latex_that_is_not_known_is_told_with_its_line():
    text = "\n@misc{k, title={On \\foo{x}}, note={\\foo y \\bar z}}"
    (problem,) = read(text).problems
    assert (problem.code, problem.where) == ("unknown_latex", "refs.bib:2")
    assert "\\foo, \\bar" in problem.sentence


def test_what_others_take_is_no_entry():
    assert problems("@xdata{x, publisher={P}} @book{b, title={T}, xdata={x}}") == []
    assert problems("@inbook{b, title={T}, crossref={gone}}") == [("missing_parent", "refs.bib:1")]


def test_a_mended_entry_says_why():
    (problem,) = read("@misc{k, title={T} year=2001}").problems
    assert problem.code == "mended_entry"
    assert "a comma is missing after the field “title”" in problem.sentence


def test_an_unreadable_entry_says_why():
    (problem,) = read("@misc{k, title={T, year=2001}").problems
    assert problem.code == "unreadable_entry"
    assert "“title” seems to lack a closing brace" in problem.sentence


def test_a_book_is_no_part_of_itself():
    (found,) = read("@book{k, title={T}, booktitle={T}, series={S}}").items
    assert (found.container_title, found.collection_title) == ("", "S")
    assert record("title={T}, subtitle={U}, booktitle={T}", "book").container_title == ""


@pytest.mark.parametrize(
    ("fields", "container"),
    [
        ("booktitle={B}, booksubtitle={S}", "B: S"),
        ("journaltitle={J!}, journalsubtitle={S}", "J! S"),
        ("journal={J {\\&} K}", "J & K"),
    ],
)
def test_containers_have_their_subtitles(fields: str, container: str):
    assert record(fields).container_title == container


@pytest.mark.parametrize(
    ("kind", "fields", "part", "value"),
    [
        ("mastersthesis", "school = {S}", "genre", "Master's thesis"),
        ("phdthesis", "school = {S}", "genre", "PhD thesis"),
        ("phdthesis", "type = {Habilitation}", "genre", "Habilitation"),
        ("thesis", "type = {mathesis}", "genre", "Master's thesis"),
        ("thesis", "type = {candthesis}", "genre", "Candidate thesis"),
        ("report", "type = {resreport}", "genre", "Research report"),
        ("patent", "type = {patentus}", "genre", "U.S. patent"),
        ("patent", "location = {countryde}", "publisher_place", "Germany"),
        ("patent", "number = {1,234}", "number", "1,234"),
        ("patent", "holder = {{Pear Inc.}}", "other_names", (("holder", (Name(literal="Pear Inc."),)),)),
        ("standard", "number = {ISO 1:2009}", "number", "ISO 1:2009"),
        ("standard", "number = {ISO 1:2009}", "type", "standard"),
        ("misc", "reportnumber = {PEAR-1}", "number", "PEAR-1"),
        ("book", "series = {S}, number = {7}", "collection_number", "7"),
        ("incollection", "series = {S}, issue = {7}", "collection_number", "7"),
        ("article", "number = {7}", "issue", "7"),
        ("article", "eid = {e12}", "page", "e12"),
        ("article", "articleno = {12}", "page", "12"),
        ("article", "article-number = {12}", "page", "12"),
        ("article", "pages = {1--9}, eid = {e12}", "other_texts", (("eid", "e12"),)),
        ("article", "pages = {pp. 33-44}", "page", "33-44"),
        ("article", "pages = {12-1--12-9}", "page", "12-1–12-9"),
        ("article", "entrysubtype = {newspaper}", "type", "article-newspaper"),
        ("article", "entrysubtype = {magazine}", "type", "article-magazine"),
        ("article", "entrysubtype = {something}", "type", "article-journal"),
        ("misc", "entrysubtype = {bill}", "type", "bill"),
        ("movie", "", "type", "motion_picture"),
        ("letter", "", "type", "personal_communication"),
        ("jurisdiction", "", "type", "legal_case"),
        ("legislation", "", "type", "legislation"),
        ("periodical", "", "type", "periodical"),
        ("artwork", "", "type", "graphic"),
        ("suppperiodical", "", "type", "article-journal"),
        ("mvbook", "", "type", "book"),
        ("misc", "howpublished = {Lecture notes}", "other_texts", (("howpublished", "Lecture notes"),)),
        (
            "misc",
            r"howpublished = {\url{https://example.org/a_b?x=1&y=2#f}}",
            "url",
            "https://example.org/a_b?x=1&y=2#f",
        ),
        ("misc", r"howpublished = {\url{https://example.org/a}}", "other_texts", ()),
        ("misc", r"howpublished = {Seen at \url{https://example.org/a}}", "url", "https://example.org/a"),
        ("inproceedings", "publisher = {P}, organization = {O}", "other_texts", (("organization", "O"),)),
        ("manual", "organization = {O}", "publisher", "O"),
        ("article", "language = {ngerman}", "language", "de"),
        ("article", "langid = {brazilian}", "language", "pt-BR"),
        ("article", "language = {Volapük}", "language", "Volapük"),
        ("article", "pubstate = {inpress}", "other_texts", (("status", "in press"),)),
        ("article", "year = {in press}", "other_texts", (("status", "in press"),)),
        ("article", "year = {n.d.}", "other_texts", ()),
        (
            "article",
            "eprint = {hal-1}, eprinttype = {hal}",
            "other_texts",
            (("eprint", "hal-1"), ("eprinttype", "hal")),
        ),
        ("article", "eprint = {12}, eprinttype = {pubmed}", "identifiers", Identifiers(pmid="12")),
        ("article", "eprint = {1706.03762}, archiveprefix = {arXiv}", "other_texts", ()),
        ("article", "eprint = {physics.soc-ph/0309136}", "identifiers", Identifiers(arxiv="physics/0309136")),
        ("article", "author = {Li, A. and others}", "has_other_authors", True),
        *(
            ("article", f"author = {{Li, A. {end}}}", "has_other_authors", True)
            for end in (
                *("and {others}", "and Others.", "and {et al.}", "et~al.", r"and \textit{et al.}", r"and {\em et al}"),
                *(r"and \ldots", "and ...", "and many others", "and al."),
            )
        ),
        ("article", "author = {Others, B. and Li, A.}", "has_other_authors", False),
        ("article", "author = {Li, A. and Al, B.}", "has_other_authors", False),
        ("article", "author = {Li, A. and Kayal}", "has_other_authors", False),
        ("article", "author = {Li, A. and Others, B.}", "has_other_authors", False),
        ("article", "doi = {10/FG6RF9}", "other_texts", (("DOI", "10/fg6rf9"),)),
        ("article", r"doi = {\url{https://doi.org/10.1000/a\_b}}", "identifiers", Identifiers(doi="10.1000/a_b")),
        ("article", "doi = {{10.1000/x$<$y$>$z}}", "identifiers", Identifiers(doi="10.1000/x<y>z")),
    ],
)
def test_what_fields_and_types_say(kind: str, fields: str, part: str, value: object):
    assert getattr(record(fields, kind), part) == value


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ("year = 2001, month = {4 July}", Date(2001, 7, 4)),
        ("year = 2001, month = {1~March}", Date(2001, 3, 1)),
        ("year = 2001, month = {7--12 June}", Date(2001, 6, 7, end=Date(2001, 6, 12))),
        ("year = 2001, month = {jul/aug}", Date(2001, 7, end=Date(2001, 8))),
        ("year = 2001, month = {31 April}", Date(2001, 4)),
        ("year = 2001, month = may, day = 4", Date(2001, 5, 4)),
        ("year = 731", Date(731)),
        ("year = {380 BC}", Date(-380)),
        ("year = {[1850?]}", Date(1850, is_uncertain=True)),
        ("year = {1938--1961}", Date(1938, end=Date(1961))),
        ("year = {1998--99}", Date(1998, end=Date(1999))),
        ("date = {1938/1961~}", Date(1938, end=Date(1961, is_circa=True))),
        ("date = {1938/..}", Date(1938, is_open=True)),
        ("date = {-0379}", Date(-380)),
        ("date = {199X}", Date(1990, end=Date(1999))),
        ("date = {2001-07-04T10:00:00}", Date(2001, 7, 4)),
        ("date = {1961/1938}", Date(1961)),
    ],
)
def test_dates_of_more_than_a_day(fields: str, date: Date):
    assert record(fields).issued == date


def test_a_main_title_is_the_title():
    fields = "maintitle = {Fruit}, mainsubtitle = {A Book}, volume = {3}"
    whole = record(fields, "book")
    assert (whole.title, whole.volume, dict(whole.other_texts)) == ("Fruit: A Book", "3", {"volume-title": "T"})
    chapter = record("booktitle = {Pears}, maintitle = {Fruit}, series = {fruit}", "incollection")
    assert (chapter.title, chapter.container_title, chapter.collection_title) == ("T", "Fruit", "")
    assert dict(chapter.other_texts) == {"volume-title": "Pears"}


@pytest.mark.parametrize(
    ("written", "journal"),
    [
        (r"\apj", "The Astrophysical Journal"),
        (r"{{\mnras}}", "Monthly Notices of the Royal Astronomical Society"),
        (r"Acta {\ae}ria", "Acta æria"),
    ],
)
def test_journals_by_macro(written: str, journal: str):
    assert record(f"journal = {{{written}}}").container_title == journal


def test_names_in_the_extended_format():
    people = "prefix=van, family=Peer, given=Ana and given={Jan Piet}, given-i=JP, family={de Pear} and Li, Mei"
    assert record(f"author = {{{people}}}").author == (
        Name("Peer", "Ana", "van"),
        Name("de Pear", "Jan Piet"),
        Name("Li", "Mei"),
    )


@pytest.mark.parametrize(
    ("text", "titles", "told"),
    [
        ("@book{a, title={On $a^b^c$ and $x$}}", ["On $a^b^c$ and $x$"], "a formula between “$” that is no valid TeX"),
        ('@book{a, title="T}", year=2001}', [], "“title” has a quotation mark or a brace that is not closed"),
        ("@book{a, title={T} , , year=2001}", ["T"], "it has two commas in a row"),
        ("@book{a, title={T} ]], year=2001}", ["T ]]"], "“]]” stands behind a value without braces"),
    ],
)
def test_what_is_wrong_in_an_entry_is_told(text: str, titles: list[str], told: str):
    found = read(text)
    assert [one.title for one in found.items] == titles
    assert [told in one.sentence for one in found.problems] == [True]
