"""CSL-JSON as Zotero, pandoc and others write it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.errors import BibmillError, InputError
from pipeline.model.records import Date, Identifiers, Name, Outcome, Record
from pipeline.readers import read_references
from pipeline.readers.references.csl_json import find_csl_entries


def read(text: str) -> Outcome[Record]:
    return read_references(text, "refs.json")


def record(**item: Any) -> Record:
    (found,) = read(json.dumps([{"id": "x1", "title": "T", **item}])).items
    return found


def test_a_zotero_export(data: Path):
    first, second = read((data / "readers" / "zotero.json").read_text(encoding="utf-8")).items
    assert first == Record(
        id="http://zotero.org/users/1/items/ABCD1234",
        type="paper-conference",
        title="Seeing & believing: a made-up paper",
        author=(
            Name("Maaten", "Laurens", "van der"),
            Name("King", "Martin", suffix="Jr."),
            Name(literal="Example Team"),
        ),
        editor=(Name("Doe", "Jane"),),
        issued=Date(2018, 7, 3),
        container_title="Proceedings of the Example Conference",
        container_title_short="ExCon",
        volume="80",
        page="2668-2677",
        publisher="Example Press",
        event_place="Stockholm",
        url="https://example.org/paper",
        note="Read twice.",
        keyword=("saliency", "probing"),
        other_texts=(("title-markup", "Seeing & <i>believing</i>: a made-up paper"),),
        other_dates=(("accessed", Date(2020, 1, 1)),),
        identifiers=Identifiers(doi="10.1234/excon.2018.80", arxiv="1806.00001", pmid="123", pmcid="PMC456"),
        citation_key="maaten2018seeing",
    )
    assert second.type == "article"
    assert second.identifiers.labels() == ("arxiv:2001.00001",)
    assert second.citation_key == "doe2020"
    assert second.issued == Date(2020)


@pytest.mark.parametrize(
    ("issued", "date"),
    [
        ({"date-parts": [[2018, 7, 3]]}, Date(2018, 7, 3)),
        ({"date-parts": [["2018", "7"]]}, Date(2018, 7)),
        ({"date-parts": [[2018], [2019]]}, Date(2018, end=Date(2019))),
        ({"date-parts": [[2018]], "season": 2}, Date(2018, season=2)),
        ({"date-parts": [[2018.0, 13, 4]]}, Date(2018)),
        ({"date-parts": [[2018, 2, 45]]}, Date(2018, 2)),
        ({"raw": "2018-07-03"}, Date(2018, 7, 3)),
        ({"raw": "2018/07"}, Date(2018, 7)),
        ({"literal": "July 2018"}, Date(2018, 7)),
        ({"date-parts": [[None]], "raw": "2018"}, Date(2018)),
        ({"date-parts": [[]]}, None),
        ({"date-parts": [["", 7]]}, None),
        ({"date-parts": [["²"]]}, None),
        ({"date-parts": [["1" * 6000]]}, None),
        ({"date-parts": [[-500]]}, Date(-500)),
        ({"date-parts": 2018}, None),
        ({"literal": "in press"}, None),
        (2018, Date(2018)),
        ("2018-07", Date(2018, 7)),
        (None, None),
        (True, None),
    ],
    ids=lambda value: str(value)[:40],
)
def test_dates(issued: Any, date: Date | None):
    assert record(issued=issued).issued == date


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ({"family": "Kim", "given": "Been"}, Name("Kim", "Been")),
        (
            {"family": "Cruz", "given": "J.", "dropping-particle": "de", "non-dropping-particle": "la"},
            Name("Cruz", "J.", "de la"),
        ),
        ({"literal": "World Health Organization"}, Name(literal="World Health Organization")),
        ({"family": "Plato"}, Name(literal="Plato")),
        ({"given": "Cher"}, Name(literal="Cher")),
        ({"literal": "et al."}, None),
        ({"family": 5, "given": []}, None),
        ({}, None),
        ("Kim, Been", None),
        (None, None),
    ],
)
def test_names(person: Any, name: Name | None):
    assert record(author=[person]).author == ((name,) if name else ())


@pytest.mark.parametrize(
    ("last", "is_one"),
    [
        ({"literal": "et al."}, True),
        ({"family": "others"}, True),
        ({"family": "Others", "given": "B."}, False),
        ({"literal": 5}, False),
        ("others", False),
    ],
)
def test_a_list_that_goes_on(last: Any, is_one: bool):
    assert record(author=[{"family": "Kim", "given": "Been"}, last]).has_other_authors is is_one


@pytest.mark.parametrize(
    ("item", "field", "value"),
    [
        ({"volume": 80, "page": 12.5}, "volume", "80"),
        ({"title": ["First", "Second"]}, "title", "First"),
        ({"title": "A <i>b</i> &amp; c\n d"}, "title", "A b & c d"),
        ({"container-title": []}, "container_title", ""),
        ({"publisher": {"a": 1}}, "publisher", ""),
        ({"URL": ["x"]}, "url", ""),
        ({"keyword": ["a", "b, c"]}, "keyword", ("a", "b, c")),
        ({"keyword": "a, , b"}, "keyword", ("a", "b")),
        ({"journalAbbreviation": "J. Ex."}, "container_title_short", "J. Ex."),
        ({"note": 5}, "note", "5"),
        ({"note": "arXiv:1706.03762 [cs]\nMine."}, "note", "Mine."),
        ({"type": None}, "type", "document"),
        ({"id": 5}, "id", "5"),
        ({"id": None}, "id", "1"),
        ({"author": {"family": "x"}}, "author", ()),
        ({"id": "item-3"}, "citation_key", ""),
        ({"id": "arxiv:1312.6034"}, "citation_key", ""),
        ({"id": "https://example.org/1"}, "citation_key", ""),
        ({"id": "kim2018"}, "citation_key", "kim2018"),
        ({"id": "Kim.etal:2018"}, "citation_key", "Kim.etal:2018"),
        ({"id": "müller2018"}, "citation_key", "müller2018"),
        ({"id": "a,b={c}"}, "citation_key", ""),
        ({"note": "Citation Key: kim2018"}, "citation_key", "kim2018"),
        ({"custom": {"other-DOIs": ["10.1234/A", "junk"]}}, "other_dois", ("10.1234/a",)),
        ({"custom": {"other-DOIs": "10.1234/A"}}, "other_dois", ("10.1234/a",)),
        ({"custom": {"other-DOIs": 5}}, "other_dois", ()),
        ({"custom": "x"}, "other_dois", ()),
    ],
)
def test_fields(item: dict[str, Any], field: str, value: object):
    assert getattr(record(**item), field) == value


@pytest.mark.parametrize(
    ("item", "labels"),
    [
        ({"DOI": "https://doi.org/10.1234/AB"}, "doi:10.1234/ab"),
        ({"DOI": "10.48550/arXiv.1706.03762"}, "arxiv:1706.03762"),
        ({"number": "arXiv:1706.03762"}, "arxiv:1706.03762"),
        ({"URL": "https://arxiv.org/abs/1706.03762v2"}, "arxiv:1706.03762"),
        ({"archive_location": "1706.03762"}, "arxiv:1706.03762"),
        ({"note": "x\narXiv: 1706.03762 [cs]"}, "arxiv:1706.03762"),
        ({"note": "DOI: 10.1234/ab\nPMID: 12\nPMCID: PMC3"}, "doi:10.1234/ab pmid:12 pmcid:PMC3"),
        ({"custom": {"other-DOIs": ["10.48550/arXiv.1706.03762"]}}, "arxiv:1706.03762"),
        ({"DOI": "10.5555/123"}, ""),
        ({}, ""),
    ],
)
def test_identifiers(item: dict[str, Any], labels: str):
    assert " ".join(record(**item).identifiers.labels()) == labels


@pytest.mark.parametrize("text", ['{"items": [{"title": "T"}]}', '{"title": "T"}', '\ufeff[{"title": "T"}]'])
def test_other_shapes_of_file(text: str):
    assert [found.title for found in read(text).items] == ["T"]


def test_an_item_without_title_is_a_problem():
    found = read('["x", null, {"title": "T"}, {"title": true}, {}]')
    assert [item.title for item in found.items] == ["T"]
    assert [problem.where for problem in found.problems] == [f"refs.json#{at}" for at in (1, 2, 4, 5)]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "nonsense",
            "5",
            "null",
            '"x"',
            '{"items": {}}',
            '[{"title":"T"',
            '[{"volume":NaN}]',
        ),
        "[" * 10_000 + "]" * 10_000,
        '[{"title":' + "[" * 10_000 + "]" * 10_000 + "}]",
    ],
    ids=lambda text: text[:20],
)
def test_no_csl_json(text: str):
    with pytest.raises(InputError, match=r"^refs.json: ") as caught:
        read(text)
    assert "\n" not in str(caught.value)


def test_other_formats_are_refused():
    with pytest.raises(InputError, match=r"refs.docx: reference files are .json"):
        read_references("", "refs.docx")


NAMES = st.sampled_from(
    "title id type author issued date-parts raw family given literal note custom other-DOIs DOI URL".split()
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9999, 9999) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.slow
@given(st.lists(st.dictionaries(NAMES, JSON, max_size=6), max_size=3))
def test_any_json_is_read_or_refused(items: list[Any]):
    try:
        found = read(json.dumps(items))
    except BibmillError:
        return
    told = [problem.code for problem in found.problems]
    assert len(found.items) + told.count("unreadable_item") == len(items)
    assert sum(not item.title for item in found.items) == told.count("untitled_item")


def test_an_extended_biblatex_name_is_no_family_name():
    person = {"family": "family=Santos Fábio", "given": "prefix=dos useprefix=true"}
    (found,) = read_references(json.dumps([{"id": "a", "title": "T", "author": [person]}]), "x.json").items
    assert found.author == (Name(literal="dos Santos Fábio"),)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (r"Half \ud83d of one", "Half \ufffd of one"),
        (r"\udE42\ud83d\ude42\ud83d", "\ufffd🙂\ufffd"),
        (r"no half \\ud83d, \ud83d", r"no half \ud83d, " + "\ufffd"),
    ],
)
def test_half_a_character_costs_no_file(written: str, title: str):
    (found,) = read_references(f'[{{"id": "a", "title": "{written}"}}]', "x.json").items
    assert found.title == title


def test_two_items_with_one_id_are_two():
    found = read('[{"id": "a1", "title": "One"}, {"id": "a1", "title": "Two"}, {"id": "bee2", "title": "Three"}]')
    assert [(item.title, item.citation_key) for item in found.items] == [("One", "a1"), ("Two", ""), ("Three", "bee2")]
    assert len({item.id for item in found.items}) == 3
    assert [problem.code for problem in found.problems] == ["repeated_key"]


def test_markup_of_a_title_is_kept_beside_it():
    (found,) = read(r'[{"id": "a1", "title": "On <span class=\"nocase\">Turing</span> & <i>x</i>"}]').items
    assert found.title == "On Turing & x"
    assert dict(found.other_texts)["title-markup"] == 'On <span class="nocase">Turing</span> & <i>x</i>'


@pytest.mark.parametrize(
    ("given", "part", "value"),
    [
        ({"issued": {"date-parts": [[1938], [1961]]}}, "issued", Date(1938, end=Date(1961))),
        ({"issued": {"date-parts": [[1938], [0]]}}, "issued", Date(1938, is_open=True)),
        ({"issued": {"date-parts": [[1961], [1938]]}}, "issued", Date(1961)),
        ({"issued": {"date-parts": [["1950"]], "season": "Winter"}}, "issued", Date(1950, season=4)),
        ({"issued": {"date-parts": [[1950, 22]]}}, "issued", Date(1950, season=2)),
        ({"issued": {"date-parts": [[1850]], "circa": "1"}}, "issued", Date(1850, is_circa=True)),
        ({"issued": {"date-parts": [[1850]], "circa": 0}}, "issued", Date(1850)),
        ({"issued": {"raw": "1938/1961"}}, "issued", Date(1938, end=Date(1961))),
        ({"issued": {"literal": "in press"}}, "other_texts", (("status", "in press"),)),
        ({"issued": {"literal": "n.d."}}, "other_texts", ()),
        (
            {"DOI": "10.1175/x(2001)082<S1:Y>2.0.CO;2"},
            "identifiers",
            Identifiers(doi="10.1175/x(2001)082<s1:y>2.0.co;2"),
        ),
        ({"DOI": "10/fg6rf9"}, "other_texts", (("DOI", "10/fg6rf9"),)),
        ({"type": "book", "version": "2"}, "type", "software"),
        ({"type": "book", "version": "2", "ISBN": "978-3-16-148410-0"}, "type", "book"),
        ({"note": "tex.addendum: Twice"}, "other_texts", (("addendum", "Twice"),)),
        ({"note": "tex.nothing: Twice"}, "other_texts", (("note", "tex.nothing: Twice"),)),
    ],
    ids=str,
)
def test_what_items_say(given: dict[str, Any], part: str, value: object):
    assert getattr(record(**given), part) == value


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ({"family": "Aubignac", "given": "F.", "dropping-particle": "d’"}, Name("Aubignac", "F.", "d’")),
        ({"family": "Hakim", "given": "T.", "non-dropping-particle": "al-"}, Name("Hakim", "T.", "al-")),
        (
            {"family": "X", "given": "Y.", "dropping-particle": "d'", "non-dropping-particle": "van"},
            Name("X", "Y.", "d'van"),
        ),
        ({"family": "King", "given": "Martin, Jr."}, Name("King", "Martin", suffix="Jr.")),
        ({"family": "King", "given": "Martin, the elder"}, Name("King", "Martin, the elder")),
    ],
)
def test_parts_of_names(person: dict[str, str], name: Name):
    assert record(author=[person]).author == (name,)


@pytest.mark.parametrize(
    ("keys", "kept", "told"),
    [
        (("a", "A"), ("a", ""), ["repeated_key"]),
        (("a", "a b"), ("a", ""), ["refused_key"]),
        (("a", "b"), ("a", "b"), []),
    ],
)
def test_keys_that_are_not_kept_are_told(keys: tuple[str, ...], kept: tuple[str, ...], told: list[str]):
    items = [{"id": f"http://example.org/{at}", "citation-key": key, "title": "T"} for at, key in enumerate(keys)]
    for found in (read_references(json.dumps(items), "x.json"), find_csl_entries(json.dumps(items), "x.json")):
        assert [problem.code for problem in found.problems] == told
    assert tuple(one.citation_key for one in read_references(json.dumps(items), "x.json").items) == kept


def test_words_in_a_raw_date_are_kept():
    text = json.dumps([{"title": "Pears", "issued": {"raw": "late summer or so"}}])
    (found,) = read_references(text, "made.json").items
    assert dict(found.other_texts) == {"status": "late summer or so"}


def test_json_lines_are_read_line_by_line():
    text = '{"id": "a", "title": "T"}\n\n{"id": "b", "ti\n[1]\n{"id": "c", "title": "U"}\n{"id": "d", "title": "V"}\n'
    found = find_csl_entries(text, "refs.jsonl")
    assert [(one.record.id, one.line) for one in found.items] == [("a", 1), ("c", 5), ("d", 6)]
    assert [one.where for one in found.problems] == ["refs.jsonl:3", "refs.jsonl:4"]
    assert [one.id for one in read(text).items] == ["a", "c", "d"]


@pytest.mark.parametrize("text", ['{"id": "a",\n"title": \n}', '{"a": 1}\nx\ny\n', "[1,\n" + "x\n" * 300])
def test_broken_json_is_no_file_of_lines(text: str):
    with pytest.raises(InputError, match="this is not valid JSON"):
        read(text)


@pytest.mark.parametrize("bad", ['{"title": "\\ud83d"}', '{"a": ' + "[" * 100_000 + "]" * 100_000 + "}"])
def test_one_bad_item_does_not_hide_the_others(bad: str):
    try:
        found = find_csl_entries(f'[{{"id": "a", "title": "T"}},\n{bad}]', "refs.json")
    except InputError:  # what is nested so deeply is refused as a whole by some versions of the parser
        assert "[[[" in bad
        return
    assert found.items[0].record.title == "T"
    assert len(found.items) + len(found.problems) == 2


def test_a_number_beyond_all_others_costs_one_item():
    found = read('[{"title": "A", "volume": 1e999}, {"title": "B"}]')
    assert [one.title for one in found.items] == ["B"]
    assert [one.code for one in found.problems] == ["unreadable_item"]
