"""PubMed's own format: articles, books and chapters."""

from __future__ import annotations

import pytest

from pipeline.model.records import Date, Identifiers, Name, Record
from pipeline.readers import read_references


def record(*lines: str) -> Record:
    (found,) = read_references("\n".join(["PMID- 7", *lines, ""]), "refs.nbib").items
    return found


@pytest.mark.parametrize(
    ("lines", "part", "value"),
    [
        (["TI  - T", "JT  - Pomology", "PL  - England"], "publisher_place", ""),
        (["TI  - T", "JT  - Pomology"], "container_title", "Pomology"),
        (["TI  - T", "PT  - Journal Article"], "type", "article-journal"),
        (["TI  - T", "PT  - Journal Article", "PT  - Preprint"], "type", "article"),
        (["TI  - T", "PT  - Technical Report"], "type", "report"),
        (["TI  - T", "BTI - Fruit", "PL  - Ghent"], "type", "chapter"),
        (["TI  - T", "BTI - Fruit", "PL  - Ghent"], "container_title", "Fruit"),
        (["TI  - T", "BTI - Fruit", "PL  - Ghent"], "publisher_place", "Ghent"),
        (["BTI - Fruit", "CTI - Studies", "EN  - 2nd"], "type", "book"),
        (["BTI - Fruit", "CTI - Studies", "EN  - 2nd"], "title", "Fruit"),
        (["BTI - Fruit", "CTI - Studies", "EN  - 2nd"], "container_title", ""),
        (["BTI - Fruit", "CTI - Studies", "EN  - 2nd"], "collection_title", "Studies"),
        (["BTI - Fruit", "CTI - Studies", "EN  - 2nd"], "edition", "2nd"),
        (["TI  - T", "VTI - Winter"], "other_texts", (("volume-title", "Winter"),)),
        (["TI  - T", "DP  - 2019 Jul-Aug"], "issued", Date(2019, 7, end=Date(2019, 8))),
        (["TI  - T", "DP  - 2019 Winter"], "issued", Date(2019, season=4)),
        (["TI  - T", "DEP - 20190703"], "issued", Date(2019, 7, 3)),
        (["TI  - T", "PG  - 818-33"], "page", "818-33"),
    ],
)
def test_what_tags_say(lines: list[str], part: str, value: object):
    assert getattr(record(*lines), part) == value


ERIC = """
OWN - ERIC
TI  - Pears at school
AU  - van der Birne, Bea
JT  - {journal}
SO  - {words}
AID - http://dx.doi.org/10.1000/pear.7
OID - {number}
DP  - 2020
LID - http://eric.ed.gov/?id={number}
ISSN - EISSN-0897-4756
PT  - {kind}

OWN - ERIC
TI  - Apples at school
OID - EJ2
"""


def read_eric(journal: str, words: str, number: str, kind: str) -> Record:
    text = ERIC.format(journal=journal, words=words, number=number, kind=kind)
    first, second = read_references(text, "refs.nbib").items
    assert second.title == "Apples at school"
    return first


def test_articles_of_eric_are_read():
    found = read_eric("Pomology", "v2", "EJ1", "Reports - Research")
    assert (found.type, found.container_title, found.publisher) == ("article-journal", "Pomology", "")
    assert (found.issn, found.url) == ("0897-4756", "http://eric.ed.gov/?id=EJ1")
    assert (found.author, found.identifiers) == ((Name("Birne", "Bea", "van der"),), Identifiers(doi="10.1000/pear.7"))


def test_reports_of_eric_have_a_publisher():
    found = read_eric("Pear Press", "", "ED1", "Reports - Research")
    assert (found.type, found.container_title, found.publisher) == ("report", "", "Pear Press")


def test_dissertations_of_eric_have_a_university():
    found = read_eric("ProPear", "Ph.D. Dissertation, Pear University", "ED1", "Dissertations/Theses - Doctoral")
    assert (found.type, found.genre, found.publisher) == ("thesis", "Ph.D. Dissertation", "Pear University")


@pytest.mark.parametrize(
    ("lines", "page"),
    [
        (("PG  - 6913-7", "LID - 12 [pii]"), "6913-7"),
        (("LID - e1042 [pii]",), "e1042"),
        (("LID - S1080-6032(22)00139-9 [pii]",), ""),
    ],
)
def test_an_article_number_stands_for_pages(lines: tuple[str, ...], page: str):
    assert record("TI  - T", *lines).page == page


@pytest.mark.parametrize(("last", "is_one"), [("et al", True), ("Others B", False)])
def test_a_list_that_goes_on(last: str, is_one: bool):
    assert record("TI  - T", "AU  - Kim B", f"AU  - {last}").has_other_authors is is_one


def test_headings_are_keywords():
    assert record("TI  - T", "OT  - pears", "MH  - *Pear/*growth", "MH  - pears").keyword == ("pears", "Pear/growth")


def test_an_isbn_loses_its_label():
    assert record("TI  - T", "ISBN- ISBN-978-3-16-148410-0").isbn == "978-3-16-148410-0"
