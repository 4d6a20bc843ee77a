"""RIS as reference managers and publishers export it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.errors import InputError
from pipeline.model.records import Date, Identifiers, Name, Outcome, Record
from pipeline.readers import read_references

WHOLE = """TY  - CONF
ID  - kim2018
TI  - A made-up <i>title</i>
AU  - Kim, Been
AU  - King, Martin, Jr.
AU  - Example Team
A2  - Doe, Jane
PY  - 2018
DA  - 2018/07/03/
T2  - Proceedings of Examples
SP  - 1
EP  - 9
VL  - 80
IS  - 2
PB  - Example Press
CY  - Stockholm
SN  - 978-3-16-148410-0
DO  - https://doi.org/10.1234/AB
UR  - https://arxiv.org/abs/1806.00001
KW  - saliency
KW  - probing
AB  - Short.
LA  - en
ER  -
"""


def read(text: str) -> Outcome[Record]:
    return read_references(text, "refs.ris")


def record(*lines: str, kind: str = "JOUR") -> Record:
    (found,) = read("\n".join([f"TY  - {kind}", "TI  - T", *lines, "ER  - ", ""])).items
    return found


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_whole_reference(ending: str):
    (found,) = read(WHOLE.replace("\n", ending)).items
    assert found == Record(
        id="kim2018",
        type="paper-conference",
        title="A made-up title",
        author=(Name("Kim", "Been"), Name("King", "Martin", suffix="Jr."), Name(literal="Example Team")),
        editor=(Name("Doe", "Jane"),),
        issued=Date(2018, 7, 3),
        container_title="Proceedings of Examples",
        volume="80",
        issue="2",
        page="1-9",
        publisher="Example Press",
        publisher_place="Stockholm",
        isbn="978-3-16-148410-0",
        url="https://arxiv.org/abs/1806.00001",
        abstract="Short.",
        language="en",
        keyword=("saliency", "probing"),
        identifiers=Identifiers(doi="10.1234/ab", arxiv="1806.00001"),
        citation_key="kim2018",
        other_texts=(("title-markup", "A made-up <i>title</i>"),),
    )


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("TY  - JOUR\nTI  - A\nER  - \n\nTY  - JOUR\nTI  - B\nER  - \n", ["A", "B"]),
        ("TY  - JOUR\nTI  - A\nTY  - JOUR\nTI  - B\nER  - \n", ["A", "B"]),
        ("TY  - JOUR\nTI  - A\nER  - \nTY  - JOUR\nTI  - B", ["A", "B"]),
        ("TY - JOUR\nTI - A\nER -\n", ["A"]),
        ("\ufeffTY  - JOUR\r\nTI  - A\r\nER  - \r\n", ["A"]),
        ("1.\nTY  - JOUR\nT1  - A\nER  - \n", ["A"]),
        ("TY  - JOUR\nTI  - A\nXX  - unknown\nER  - \nrubbish\nTY  - JOUR\nTI  - B\nER  - \n", ["A", "B"]),
        ("TY  - JOUR\nST  - Short only\nER  - \n", ["Short only"]),
        ("TY  - JOUR\nTI  - A\n  goes on\nER  - \n", ["A goes on"]),
        ("", []),
        ("\n\n", []),
    ],
)
def test_files(text: str, titles: list[str]):
    assert [item.title for item in read(text).items] == titles


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("PY  - 2001///", "issued", Date(2001)),
        ("Y1  - 2001/05//", "issued", Date(2001, 5)),
        ("DA  - 2018/13/45", "issued", Date(2018)),
        ("DA  - July", "issued", None),
        ("PY  - ²²²²", "issued", None),
        ("JO  - J", "container_title", "J"),
        ("JF  - J", "container_title", "J"),
        ("SN  - 1234-5678", "issn", "1234-5678"),
        ("SN  - 1234-5678", "isbn", ""),
        ("SP  - 10-20", "page", "10-20"),
        ("DO  - 10.48550/arXiv.1706.03762", "identifiers", Identifiers(arxiv="1706.03762")),
        ("UR  - https://doi.org/10.1234/ab", "identifiers", Identifiers(doi="10.1234/ab")),
        ("AN  - 77", "id", "77"),
        ("ID  - 77", "citation_key", ""),
        ("AU  - et al.", "author", ()),
        ("AU  - Li, A.\nAU  - et al.", "has_other_authors", True),
        ("A1  - others", "has_other_authors", True),
        ("AU  - Others, B.", "has_other_authors", False),
    ],
)
def test_fields(line: str, field: str, value: object):
    assert getattr(record(line), field) == value


def test_a_date_without_a_year_falls_back():
    assert record("DA  - July", "PY  - 2001").issued == Date(2001)


def test_a_preprint_comes_back_as_one():
    assert record(kind="UNPD").type == "article"


def test_unknown_type():
    assert record(kind="ZZZZ").type == "document"


def test_a_reference_without_title_is_told():
    found = read("TY  - JOUR\nAU  - X\nER  - \nTY  - JOUR\nKW  - X\nER  - \n" + WHOLE)
    assert [item.title for item in found.items] == ["", "A made-up title"]
    assert [(problem.code, problem.where) for problem in found.problems] == [
        ("untitled_item", "refs.ris#1"),
        ("unreadable_item", "refs.ris#2"),
    ]


@pytest.mark.parametrize("text", ["garbage", "TI  - A\nER  - \n", "@article{x, title={A}}", "[]"])
def test_no_ris(text: str):
    with pytest.raises(InputError, match=r"^refs.ris: there is no reference"):
        read(text)


def test_what_the_parser_refuses_is_a_sentence(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise OSError("Expected start tag\x1b")

    monkeypatch.setattr("rispy.loads", refuse)
    with pytest.raises(InputError, match=r"not valid RIS \(Expected start tag\)"):
        read("TY  - JOUR")


@given(
    st.lists(
        st.sampled_from(
            ["TY  - JOUR", "ER  - ", "TI  - A", "TI  -", "DO  - x", "PY  - 20", "", " x", "TY  -", "AU  - ,", "\r"]
        )
    )
)
def test_any_lines_are_read_or_refused(lines: list[str]):
    try:
        found = read("\n".join(lines))
    except InputError:
        return
    assert all(item.id for item in found.items)


def test_two_references_with_one_id_are_two():
    one, two = read("TY  - JOUR\nID  - x1\nTI  - One\nER  - \nTY  - JOUR\nID  - x1\nTI  - Two\nER  - \n").items
    assert (one.citation_key, two.citation_key) == ("x1", "")
    assert one.id != two.id


@pytest.mark.parametrize(
    ("kind", "lines", "part", "value"),
    [
        ("STAND", ["SN  - ISO 1:2009"], "number", "ISO 1:2009"),
        ("PAT", ["SN  - US 1 B2"], "number", "US 1 B2"),
        ("PAT", ["SN  - US 1 B2"], "isbn", ""),
        ("RPRT", ["SN  - 978-3-16-148410-0"], "isbn", "978-3-16-148410-0"),
        ("RPRT", ["SN  - 978-3-16-148410-0"], "number", ""),
        ("JOUR", ["C7  - e12"], "page", "e12"),
        ("JOUR", ["SP  - 12-1", "EP  - 12-9"], "page", "12-1–12-9"),
        ("JOUR", ["SP  - 1-9", "EP  - 9"], "page", "1-9"),
        ("JOUR", ["SP  - 9", "EP  - 9"], "page", "9"),
        ("JOUR", ["SP  - 8276", "EP  - 82"], "page", "8276-82"),
        ("BOOK", ["SP  - 350"], "other_texts", (("number-of-pages", "350"),)),
        ("BOOK", ["T2  - S", "M1  - 12"], "collection_number", "12"),
        ("BOOK", ["T2  - S", "M1  - 12"], "collection_title", "S"),
        ("BOOK", ["A3  - Li, A."], "editor", (Name("Li", "A."),)),
        ("BOOK", ["A2  - Li, A."], "other_names", (("collection-editor", (Name("Li", "A."),)),)),
        ("BOOK", ["A4  - Li, A."], "other_names", (("translator", (Name("Li", "A."),)),)),
        ("EDBOOK", ["AU  - Li, A."], "editor", (Name("Li", "A."),)),
        ("CHAP", ["ED  - Li, A."], "editor", (Name("Li", "A."),)),
        ("CONF", ["T2  - Meeting", "C3  - Proceedings"], "event_title", "Meeting"),
        ("CONF", ["T2  - Meeting", "C3  - Proceedings"], "container_title", "Proceedings"),
        ("CONF", ["T2  - Proceedings"], "container_title", "Proceedings"),
        ("CHAP", ["SV  - 12"], "collection_number", "12"),
        ("COMP", ["ET  - 1.2"], "version", "1.2"),
        ("THES", ["M3  - Master's thesis"], "genre", "Master's thesis"),
        ("JOUR", ["M3  - 10.1234/ab"], "identifiers", Identifiers(doi="10.1234/ab")),
        (
            "JOUR",
            ["DO  - 10.1175/x(2001)082<s1:y>2.0.co;2"],
            "identifiers",
            Identifiers(doi="10.1175/x(2001)082<s1:y>2.0.co;2"),
        ),
        ("JOUR", ["AN  - arXiv:1706.03762"], "identifiers", Identifiers(arxiv="1706.03762")),
        ("JOUR", ["AN  - 77", "DB  - Shelf"], "other_texts", (("archive", "Shelf"), ("archive_location", "77"))),
        ("JOUR", ["AN  - hal-1", "DB  - HAL"], "other_texts", (("eprinttype", "HAL"), ("eprint", "hal-1"))),
        ("JOUR", ["PY  - in press"], "other_texts", (("status", "in press"),)),
        ("INPR", ["PY  - 2020"], "other_texts", (("status", "in press"),)),
        ("JOUR", ["DA  - 2019///Winter"], "issued", Date(2019, season=4)),
        ("JOUR", ["DA  - 2019/07/03/to 2019-07-09"], "issued", Date(2019, 7, 3, end=Date(2019, 7, 9))),
        ("JOUR", ["PY  - 2019", "DA  - 2019 Jul-Aug"], "issued", Date(2019, 7, end=Date(2019, 8))),
        ("JOUR", ["KW  - pears", "apples"], "keyword", ("pears", "apples")),
        ("JOUR", ["JF  - Journal of Pears", "J2  - J. Pears"], "container_title_short", "J. Pears"),
    ],
)
def test_what_tags_of_a_type_say(kind: str, lines: list[str], part: str, value: object):
    assert getattr(record(*lines, kind=kind), part) == value


def test_several_keywords_in_a_line_are_parted():
    assert record("KW  - pear; R&amp;D ;", "KW  - apple").keyword == ("pear", "R&D", "apple")


def test_both_tags_of_authors_are_read():
    assert record("A1  - Birne, B.", "AU  - Apfel, A.", "AU  - Birne, B.").author == (
        Name("Birne", "B."),
        Name("Apfel", "A."),
    )


@pytest.mark.parametrize(
    ("lines", "issued"),
    [
        (("PY  - 2015", "Y1  - 2015/09/10"), Date(2015, 9, 10)),
        (("Y1  - 2015/09/10", "PY  - 2014"), Date(2014)),
        (("PY  - 2015", "DA  - 2015/09/10"), Date(2015, 9, 10)),
        (("PY  - 2015", "DA  - 2016/09/10"), Date(2015)),
    ],
)
def test_the_most_exact_date_of_the_year_holds(lines: tuple[str, ...], issued: Date):
    assert record(*lines).issued == issued


@pytest.mark.parametrize(
    ("lines", "ids"),
    [
        (("DB  - PubMed", "AN  - 123"), Identifiers(pmid="123")),
        (("DB  - PMC", "AN  - PMC77", "U1  - 123[pmid]"), Identifiers(pmid="123", pmcid="PMC77")),
        (("C2  - PMC77", "U1  - a note"), Identifiers(pmcid="PMC77")),
        (("DB  - Pear base", "AN  - 123"), Identifiers()),
    ],
)
def test_ids_of_pubmed_are_found(lines: tuple[str, ...], ids: Identifiers):
    found = record(*lines)
    assert found.identifiers == ids
    assert ("archive_location" in dict(found.other_texts)) == (ids == Identifiers())


def test_the_day_of_online_publication_is_no_edition():
    found = record("PY  - 2016", "ET  - 2016/01/30")
    assert (found.edition, dict(found.other_dates)) == ("", {"available-date": Date(2016, 1, 30)})
    assert record("ET  - 2nd").edition == "2nd"


def test_the_number_of_endnote_is_the_issue():
    assert (record("M1  - 7").issue, record("M1  - 7", "IS  - 2").issue) == ("7", "2")
    assert record("M1  - Copyright by the Society of Pears").issue == ""


@pytest.mark.parametrize(
    ("kind", "lines", "serials"),
    [
        ("JOUR", ("SN  - Print", "SN  - 0897-4756"), ("0897-4756", "")),
        ("BOOK", ("SN  - 0897-4756", "SN  - 978-3-16-148410-0"), ("", "978-3-16-148410-0")),
        ("BOOK", ("SN  - 0897-4756",), ("0897-4756", "")),
        ("BOOK", ("SN  - 12-3",), ("", "12-3")),
    ],
)
def test_serial_numbers_are_told_apart(kind: str, lines: tuple[str, ...], serials: tuple[str, str]):
    found = record(*lines, kind=kind)
    assert (found.issn, found.isbn) == serials


@pytest.mark.parametrize(
    ("kind", "line", "name", "value"),
    [
        ("CASE", "PB  - Pear Court", "authority", "Pear Court"),
        ("PAT", "A2  - Pear Office", "authority", "Pear Office"),
        ("BILL", "T3  - Senate", "authority", "Senate"),
        ("BILL", "ET  - 3rd", "chapter-number", "3rd"),
        ("STAT", "OP  - Once", "references", "Once"),
        ("BOOK", "OP  - Once", "original-title", "Once"),
        ("ART", "M3  - Oil", "medium", "Oil"),
        ("PAT", "M1  - A 7", "call-number", "A 7"),
        ("BOOK", "H2  - QA 7", "call-number", "QA 7"),
        ("BOOK", "AV  - Shelf 7", "archive_location", "Shelf 7"),
    ],
)
def test_a_tag_means_what_it_means_in_its_type(kind: str, line: str, name: str, value: str):
    found = record(line, kind=kind)
    assert dict(found.other_texts) == {name: value}
    assert (found.publisher, found.collection_title, found.editor, found.number) == ("", "", (), "")


def test_reporters_and_dockets_of_cases_are_read():
    found = record("A2  - Pear Reports", "SV  - 7", "SP  - 12", kind="CASE")
    assert (found.container_title, found.number, found.page) == ("Pear Reports", "7", "12")


def test_places_of_meetings_and_publishers_are_told_apart():
    both = record("CY  - Bonn", "C1  - Ghent", kind="CONF")
    assert (both.event_place, both.publisher_place) == ("Bonn", "Ghent")
    assert record("CY  - Ghent", kind="CONF").publisher_place == "Ghent"


def test_people_are_what_their_type_makes_of_them():
    assert dict(record("A2  - Birne, B.", kind="MPCT").other_names) == {"performer": (Name("Birne", "B."),)}
    assert dict(record("A3  - Birne, B.", kind="THES").other_names) == {"contributor": (Name("Birne", "B."),)}
    assert record("A2  - Birne, B.", kind="BILL").author == (Name("Birne", "B."),)


def test_a_type_is_known_in_any_case():
    assert [record(kind=kind).type for kind in ("Chap", "Journ", "book")] == ["chapter", "article-journal", "book"]


def test_an_empty_line_hides_no_other():
    assert record("PB  - ", "PB  - Pear Press").publisher == "Pear Press"


def test_the_day_of_a_visit_is_no_number():
    found = record("M1  - 2020/6/27/", kind="ELEC")
    assert (found.number, dict(found.other_dates)) == ("", {"accessed": Date(2020, 6, 27)})
    assert record("M1  - X-7", kind="ELEC").number == "X-7"


@pytest.mark.parametrize(
    ("line", "issued"),
    [
        ("DA  - 2001/05//in press", Date(year=2001, month=5)),
        ("DA  - x/y/z/spring", None),
        ("DA  - ///spring", None),
    ],
)
def test_words_in_a_date(line: str, issued: Date | None):
    assert record(line).issued == issued
