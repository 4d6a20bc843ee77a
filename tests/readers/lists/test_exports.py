"""The tables that reference managers and databases export."""

from __future__ import annotations

import pytest

from pipeline.model.records import Record
from pipeline.readers import read_list
from pipeline.readers.lists.exports import split_people

ZOTERO = (
    '"Key","Item Type","Publication Year","Author","Title","Publication Title","ISSN","DOI","Url","Abstract Note",'
    '"Date","Pages","Issue","Volume","Extra","Manual Tags"\n'
    '"ABCD2345","journalArticle","2015","LeCun, Yann; Bengio, Yoshua","Deep learning","Nature","0028-0836",'
    '"10.1038/nature14539","https://e.org/1","Short.","2015-05-28","436-444","7553","521","Citation Key: lecun2015\n'
    'mine","a; b"\n'
)
SCOPUS = (
    "Authors,Author full names,Title,Year,Source title,Volume,Issue,Art. No.,Page start,Page end,Cited by,DOI,Abstract,"
    "Author Keywords,ISSN,Document Type,EID\n"
    '"LeCun, Y.; Bengio, Y.","LeCun, Yann (7006); Bengio, Yoshua (7003000000)",Deep learning,2015,Nature,521,7553,,436,'
    "444,60000,10.1038/nature14539,Short.,a; b,00280836,Article,2-s2.0-1\n"
)
OLD_SCOPUS = (
    "Authors,Title,Year,Source title,Volume,Issue,Page start,Page end,Cited by,DOI\n"
    '"LeCun Y., Bengio Y.",Deep learning,2015,Nature,521,7553,436,444,60000,10.1038/nature14539\n'
)
WOS = (
    "PT\tAU\tAF\tTI\tSO\tPY\tVL\tIS\tBP\tEP\tDI\tTC\tDE\tSN\n"
    "J\tLeCun, Y; Bengio, Y\tLeCun, Yann; Bengio, Yoshua\tDeep learning\tNature\t2015\t521\t7553\t436\t444\t"
    "10.1038/nature14539\t60000\ta; b\t0028-0836\n"
)
WOS_SHEET = (
    "Publication Type\tAuthors\tAuthor Full Names\tArticle Title\tSource Title\tDocument Type\tPublication Year\t"
    "Volume\tIssue\tStart Page\tEnd Page\tDOI\n"
    "J\tLeCun, Y\tLeCun, Yann; Bengio, Yoshua\tDeep learning\tNature\tReview\t2015\t521\t7553\t436\t444\t"
    "10.1038/nature14539\n"
)
PUBMED = (
    "PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,PMCID,NIHMS ID,DOI\n"
    '26017442,Deep learning.,"LeCun Y, Bengio Y.",x,LeCun Y,Nature,2015,2015/05/29,,,10.1038/nature14539\n'
)
SCHOLAR = (
    "Authors,Title,Publication,Volume,Number,Pages,Year,Publisher\n"
    '"LeCun, Yann; Bengio, Yoshua; ",Deep learning,Nature,521,7553,436-444,2015,Springer\n'
)
DIMENSIONS = (
    '"About the data: Exported on May 1, 2024. Criteria: x"\n'
    "Rank,Publication ID,DOI,PMID,Title,Source title,PubYear,Volume,Issue,Pagination,Authors\n"
    '1,pub.1,10.1038/nature14539,26017442,Deep learning,Nature,2015,521,7553,436-444,"LeCun, Yann; Bengio, Yoshua"\n'
)
LENS = (
    "Lens ID,Title,Date Published,Publication Year,Publication Type,Source Title,Author/s,Volume,Issue Number,"
    "Start Page,End Page,DOI\n"
    "1-2,Deep learning,2015-05-28,2015,journal article,Nature,Yann LeCun; Yoshua Bengio,521,7553,436,444,"
    "10.1038/nature14539\n"
)
IEEE = (
    '"Document Title",Authors,"Publication Title","Publication Year","Volume","Issue","Start Page","End Page","DOI"\n'
    '"Deep learning","Y. LeCun; Y. Bengio","Nature","2015","521","7553","436","444","10.1038/nature14539"\n'
)


def read(text: str, file: str = "l.csv", encoding: str = "utf-8") -> tuple[str, Record]:
    found = read_list(text.encode(encoding), file)
    (row,) = found.rows
    assert row.record
    return found.layout[0], row.record


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (ZOTERO, "Zotero"),
        (SCOPUS, "Scopus"),
        (OLD_SCOPUS, "Scopus"),
        (WOS, "Web of Science"),
        (WOS_SHEET, "Web of Science"),
        (PUBMED, "PubMed"),
        (SCHOLAR, "Google Scholar"),
        (DIMENSIONS, "Dimensions"),
        (LENS, "Lens"),
        (IEEE, "IEEE Xplore"),
    ],
)
@pytest.mark.parametrize("file", ["l.csv", "savedrecs.txt"])
def test_each_export_is_known_by_its_header(text: str, name: str, file: str):
    layout, record = read(text, file)
    assert f"export of {name}," in layout
    assert (record.title, record.year, record.container_title) == ("Deep learning", 2015, "Nature")
    assert [one.family for one in record.author] == ["LeCun", "Bengio"]
    assert record.identifiers.doi == ("" if name == "Google Scholar" else "10.1038/nature14539")
    assert (record.volume, record.issue, record.page) == (
        ("521", "7553", "436-444") if name != "PubMed" else ("", "", "")
    )


def test_a_persons_own_fields_are_kept():
    _, record = read(ZOTERO)
    assert (record.citation_key, record.note, record.keyword) == ("lecun2015", "mine", ("a", "b"))
    assert (record.abstract, record.issn, record.url) == ("Short.", "0028-0836", "https://e.org/1")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_web_of_science_writes_tabs_in_its_own_encodings(encoding: str):
    text = WOS.replace("Deep learning", 'Deep "learning')
    assert read(text, "savedrecs.txt", encoding)[1].title == 'Deep "learning'


def test_counts_of_an_export_are_those_of_the_list():
    (row,) = read_list(SCOPUS.encode(), "l.csv").rows
    assert row.cell("count") == "60000"


def test_a_table_of_a_person_is_no_export():
    (row,) = read_list(b"Title,Authors,Year\nDeep learning,LeCun,2015\n", "l.csv").rows
    assert (row.record, row.cells) == (None, ("Deep learning", "LeCun", "2015"))


@pytest.mark.parametrize("lines", [29, 30, 31, 32, 200])
def test_no_line_is_lost(lines: int):
    text = "Title\n" + "".join(f"Paper number {at}\n" for at in range(lines))
    assert len(read_list(text.encode(), "l.csv").rows) == lines


def test_what_stands_above_and_again_is_no_row():
    text = "My papers;;\n;;\nTitle;Year;Venue\nDeep nets; A study;2019;x\nTitle;Year;Venue\nWide nets;2018;y\n"
    found = read_list(text.encode(), "l.csv")
    assert [(row.line, row.cell("title")) for row in found.rows] == [(4, "Deep nets"), (6, "Wide nets")]
    assert [(one.first, one.why) for one in found.lines if one.kind.value == "no paper"] == [
        (1, "above the header"),
        (3, "header"),
        (5, "the header again"),
    ]


@pytest.mark.parametrize(
    ("cell", "families"),
    [
        ("Selvaraju, R.R., Cogswell, M.", ["Selvaraju", "Cogswell"]),
        ("Ann Lee, Bo Wu, Carl May", ["Lee", "Wu", "May"]),
        ("Lee, Ann", ["Lee"]),
        ("Lee A., Wu B., May C.", ["Lee", "Wu", "May"]),
    ],
)
def test_people_that_commas_part(cell: str, families: list[str]):
    assert [name.family for name in split_people(cell)] == families
