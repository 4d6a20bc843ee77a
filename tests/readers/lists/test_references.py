"""Reference files as lists: every entry a row that knows its fields."""

from __future__ import annotations

import pytest

from pipeline.model.errors import InputError
from pipeline.model.records import Record
from pipeline.readers import read_list, read_references
from pipeline.readers.lists.reading import LineKind

MESSY = r"""% Encoding: UTF-8
Free text.

@article{open1,
 title = {A {broken title},
 author = {Doe, Jane},
 year = 2019,
}

@misc{web, title={A page}, howpublished={\url{https://e.org/x}}, file={x.pdf}}
@misc{adam, title={Adam}, howpublished={arXiv:1412.6980}}
@article{, title={No key}}
@inproceedings{
 title={No key, no comma}, year={2001}
}
@article{twice, title={First}}
@article{twice, title={Second}}
@article{untitled, doi={10.1038/nature14539}}
@article{empty, year=2010}
@book{end, title={Not closed}, year={1999}
"""


def records(text: str, file: str) -> list[Record]:
    return [row.record for row in read_list(text.encode(), file).rows if row.record]


def test_a_messy_file_is_read_at_first_try():
    found = read_list(MESSY.encode(), "l.bib")
    assert [(row.line, row.cell("title"), row.record and row.record.citation_key) for row in found.rows] == [
        (4, "A broken title", "open1"),
        (10, "A page", "web"),
        (11, "Adam", "adam"),
        (12, "No key", ""),
        (13, "No key, no comma", ""),
        (16, "First", "twice"),
        (17, "Second", ""),
        (18, "", "untitled"),
        (20, "Not closed", "end"),
    ]
    assert [(one.code, one.where) for one in found.problems] == [
        ("mended_entry", "l.bib:4"),
        ("mended_entry", "l.bib:13"),
        ("repeated_key", "l.bib:17"),
        ("mended_entry", "l.bib:20"),
        ("unreadable_item", "l.bib:19"),
    ]
    assert [(one.first, one.last) for one in found.lines][:2] == [(4, 8), (10, 10)]
    assert [one.first for one in found.lines if one.kind is LineKind.PROBLEM] == [19]


def test_fields_of_broken_entries_are_kept():
    first, page, adam, *_ = records(MESSY, "l.bib")
    assert (first.year, first.author[0].family) == (2019, "Doe")
    assert (page.url, dict(page.other_texts)["file"]) == ("https://e.org/x", "x.pdf")
    assert adam.identifiers.arxiv == "1412.6980"


def test_a_library_takes_no_mended_entry():
    found = read_references(MESSY, "l.bib")
    assert "A broken title" not in [one.title for one in found.items]
    assert "unreadable_entry" in [one.code for one in found.problems]


@pytest.mark.parametrize(
    ("text", "file", "lines"),
    [
        ("TY  - JOUR\nTI  - One\nER  - \n\nTY  - JOUR\nDO  - 10.1234/x\nER  - \n", "l.ris", [(1, 3), (5, 7)]),
        ('[\n {"id": "a",\n "title": "O[n]e"},\n {"DOI": "10.1234/x"}\n]\n', "l.json", [(2, 3), (4, 4)]),
        ('{"items": [{"title": "One"},\n{"DOI": "10.1234/x"}]}', "l.json", [(1, 1), (2, 2)]),
        ("PMID- 1\nTI  - One\n\nPMID- 2\n", "l.nbib", [(1, 2), (4, 4)]),
    ],
)
def test_entries_have_their_lines_with_or_without_a_title(text: str, file: str, lines: list[tuple[int, int]]):
    found = read_list(text.encode(), file)
    assert [(one.first, one.last) for one in found.lines] == lines
    assert [row.line for row in found.rows] == [first for first, _ in lines]
    assert found.rows[1].cell("title") == ""
    assert found.rows[1].cell("link")


def test_pubmed_citations_have_all_their_fields():
    text = (
        "PMID- 26017442\nTI  - Deep learning\n      for all.\nFAU - LeCun, Yann\nAU  - LeCun Y\nDP  - 2015 May 28\n"
        "JT  - Nature\nTA  - Nat\nVI  - 521\nIP  - 7553\nPG  - 436-44\nLID - 10.1038/nature14539 [doi]\nPMC - PMC1\n"
        "OT  - *nets\nAB  - Short.\nIS  - 0028-0836 (Linking)\nLA  - eng\nPT  - Journal Article\n"
    )
    (record,) = read_references(text, "l.nbib").items
    assert (record.title, record.container_title, record.volume, record.page) == (
        "Deep learning for all",
        "Nature",
        "521",
        "436-44",
    )
    assert str(record.issued) == "Date(year=2015, month=5, day=28)"
    assert record.identifiers.labels() == ("doi:10.1038/nature14539", "pmid:26017442", "pmcid:PMC1")
    assert (record.keyword, record.issn, record.language) == (("nets",), "0028-0836", "en")


@pytest.mark.parametrize(
    ("text", "file"), [("no entry", "l.bib"), ("[]", "l.json"), ("[1]", "l.json"), ("x", "l.nbib")]
)
def test_nothing_to_read_is_a_sentence(text: str, file: str):
    with pytest.raises(InputError, match=f"^{file}: "):
        read_list(text.encode(), file)


def test_a_key_that_is_not_kept_is_told():
    found = read_list(b"@misc{a&b, title={Deep towers}}\n@misc{ok, title={Deep nets}}\n", "l.bib")
    assert [(one.where, one.code) for one in found.problems] == [("l.bib:1", "refused_key")]
    assert "“a&b” is not kept" in found.problems[0].sentence
    assert [row.record and row.record.citation_key for row in found.rows] == ["", "ok"]


ODD = r"""@string{proc = "Proc. of "}
@article{a1, title={One}, author={Doe, Jane and Roe, Rick}}
@article{a1, title={Two}, author={Doe, Jane and Roe, Rick}, journal="J{\"o}rn"}
@article{b1, author={Doe, Jane and Roe, Rick}
 title={Three}, year=2012}
@article{c1, title={Four}, year=2012
 journal={J}}
@article{d1, title={Five}, title={Six}, author={Doe, Jane and Roe, Rick}}
@article{e1, title={Seven}, journal=proc # {CVPR } # 2016, author="Doe, Jane" # " and Roe, Rick"}
"""


def test_odd_values_are_read_as_they_are_meant():
    found = read_list(ODD.encode(), "l.bib")
    assert [
        (row.record.title, row.record.container_title, len(row.record.author)) for row in found.rows if row.record
    ] == [
        ("One", "", 2),
        ("Two", "Jörn", 2),
        ("Three", "", 2),
        ("Four", "J", 0),
        ("Five", "", 2),
        ("Seven", "Proc. of CVPR 2016", 2),
    ]
    assert [(one.code, one.where) for one in found.problems] == [
        ("repeated_key", "l.bib:3"),
        ("mended_entry", "l.bib:4"),
        ("mended_entry", "l.bib:6"),
        ("repeated_field", "l.bib:8"),
    ]
    assert "after the field “author”" in found.problems[1].sentence
    assert "“title” twice" in found.problems[3].sentence


def test_a_library_takes_entries_without_their_commas_and_tells_it():
    found = read_references(ODD, "l.bib")
    assert [one.title for one in found.items] == ["One", "Two", "Three", "Four", "Five", "Seven"]
    assert [one.code for one in found.problems].count("mended_entry") == 2
