"""Which reader a file gets: by what it holds, whatever it is called."""

from __future__ import annotations

import pytest

from pipeline.model.errors import InputError, UsageError
from pipeline.readers import read_list
from pipeline.readers.lists.reading import ListSettings
from pipeline.readers.lists.registry import choose_reader
from pipeline.stages.normalize import to_claim

BIB = "% Encoding: UTF-8\n\n@article{a, title={Deep nets for all}, year=2019}\n"
RIS = "TY  - JOUR\nTI  - Deep nets for all\nER  - \n"
NBIB = "\nPMID- 26017442\nTI  - Deep nets\n      for all.\nFAU - LeCun, Yann\nDP  - 2015 May 28\n"
CSL = '[{"id": "a", "type": "article-journal", "title": "Deep nets for all"}]'
CSV = "Title,Year\nDeep nets for all,2019\n"
TABLE = "|Title|Year|\n|--|--|\n|Deep nets for all|2019|\n"


@pytest.mark.parametrize("file", ["l.txt", "l.md", "l", "l.csv"])
@pytest.mark.parametrize(("text", "reader"), [(BIB, "bibtex"), (RIS, "ris"), (NBIB, "nbib"), (CSL, "csl-json")])
def test_reference_files_are_known_whatever_their_name(text: str, reader: str, file: str):
    found = read_list(text.encode(), file)
    assert (found.reader, [row.cell("title") for row in found.rows]) == (reader, ["Deep nets for all"])


@pytest.mark.parametrize(
    ("text", "file", "reader"),
    [
        (CSV, "l.txt", "csv"),
        (CSV.replace(",", ";"), "l", "csv"),
        (CSV.replace(",", "\t"), "l.txt", "csv"),
        (TABLE, "l.txt", "markdown"),
        ("# Papers\n- [Deep nets](https://e.org/1)\n", "l.txt", "markdown"),
        ("[![badge](https://e.org)](https://e.org)\n", "README.md", "markdown"),
        ("Deep nets for all\n10.1234/x\n", "l.txt", "text"),
        ("Deep nets, for all, 2019\n", "l.txt", "text"),
    ],
)
def test_other_formats_by_their_looks(text: str, file: str, reader: str):
    assert choose_reader(text, file) == reader


def test_the_settings_overrule_the_guess():
    assert read_list(CSV.encode(), "l.md", ListSettings(reader="csv")).reader == "csv"
    assert read_list(CSV.encode(), "l.md", ListSettings(reader="tsv")).reader == "csv"


@pytest.mark.parametrize(("name", "near"), [("markdwon", "markdown"), ("cvs", "csv"), ("bibtx", "bibtex")])
def test_an_unknown_reader_names_the_nearest(name: str, near: str):
    with pytest.raises(UsageError, match=f"{name}.*nearest known one is “{near}”"):
        read_list(b"x", "a/l.md", ListSettings(reader=name))


def test_a_reader_for_sheets_gets_no_text():
    with pytest.raises(InputError, match="this is no spreadsheet"):
        read_list(b"x", "l.md", ListSettings(reader="xlsx"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("l.csv", "Title\nDeep towers for all people\n"),
        ("l.tsv", "Title\tX\nDeep towers for all people\t1\n"),
        ("l.txt", "Deep towers for all people\n"),
        ("l.md", "|Title|\n|--|\n|Deep towers for all people|\n"),
        ("l.md", "- [Deep towers for all people](https://arxiv.org/abs/2001.00001)\n"),
        ("l.html", "<ul><li><a href='https://arxiv.org/abs/2001.00001'>Deep towers for all people</a></li></ul>"),
        ("l.rst", "* `Deep towers for all people <https://arxiv.org/abs/2001.00001>`_\n"),
        ("l.bib", "@misc{a, title={Deep towers for all people}}"),
        ("l.ris", "TY  - JOUR\nTI  - Deep towers for all people\nER  - \n"),
        ("l.json", '[{"id": "x", "type": "article", "title": "Deep towers for all people"}]'),
        ("l.nbib", "PMID- 12\nTI  - Deep towers for all people\n"),
    ],
)
def test_every_reader_takes_venue_and_year(name: str, text: str):
    (row,) = read_list(text.encode(), name, ListSettings(venue="CVPR", year=2001)).rows
    claim = to_claim(row)
    assert (claim.title, claim.container_title_short, claim.year) == ("Deep towers for all people", "CVPR", 2001)
