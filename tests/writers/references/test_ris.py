"""`references.ris`: read back by rispy and by our own reader, whatever the data holds."""

from __future__ import annotations

import pytest
import rispy

from pipeline.model.protocols import Bibliography
from pipeline.model.records import Date, Identifiers, Name, Record, Work
from pipeline.readers import read_references
from pipeline.writers.references.ris import write_ris

PAPER = Record(
    id="r",
    type="paper-conference",
    title="Visualizing $\\beta$-VAE",
    author=(Name("Maaten", "L.J.P.", "van der"), Name("King", "Martin", suffix="Jr."), Name(literal="Barnes, Inc.")),
    issued=Date(2014, 9, 6),
    container_title="Computer Vision – ECCV 2014",
    page="818–833",
    keyword=("deep; nets", "vision"),
    note="Oral",
    identifiers=Identifiers(doi="10.1007/978-3-319-10590-1_53", arxiv="1311.2901"),
)
TEXT = """TY  - CONF
ID  - maaten2014
TI  - Visualizing β-VAE
AU  - van der Maaten, L. J. P.
AU  - King, Martin, Jr.
AU  - Barnes Inc.
T2  - Computer Vision – ECCV 2014
C3  - Computer Vision – ECCV 2014
PY  - 2014
DA  - 2014/09/06/
SP  - 818
EP  - 833
DO  - 10.1007/978-3-319-10590-1_53
AN  - arXiv:1311.2901
UR  - https://arxiv.org/abs/1311.2901
N1  - Oral
KW  - deep nets
KW  - vision
ER  -{}
""".format(" ")


def write(*works: Work) -> str:
    ((name, text),) = write_ris(Bibliography(works, (), ()))
    assert name == "references.ris"
    return text


def test_a_whole_reference():
    assert write(Work("w", PAPER, (), "matched", "maaten2014")) == TEXT


def test_an_empty_line_separates_references():
    two = write(Work("w", PAPER, (), "matched", "a"), Work("v", PAPER, (), "review", "b"))
    assert "ER  - \n\nTY  - " in two
    assert [one["id"] for one in rispy.loads(two)] == ["a", "b"]
    assert "KW  - unverified" in two


def test_our_reader_reads_the_paper_back():
    (record,) = read_references(write(Work("w", PAPER, (), "matched", "maaten2014")), "x.ris").items
    assert (record.type, record.citation_key, record.page) == ("paper-conference", "maaten2014", "818-833")
    assert record.identifiers == PAPER.identifiers
    assert record.issued == PAPER.issued
    assert record.author[0] == Name("Maaten", "L. J. P.", "van der")


@pytest.mark.parametrize("text", ["a\nER  - \nTY  - JOUR", "x\r\nTI  - y", "\u2028ER  - ", "ER  - ", "\x00\x1b[2J", ""])
def test_no_value_ends_or_begins_a_reference(text: str):
    hostile = Record(
        id="r",
        title=f"T {text}",
        author=(Name(literal=f"A {text}"),),
        note=text,
        abstract=text,
        keyword=(text,),
        url=text,
    )
    written = write(Work("w", hostile, (), "matched", "k1"), Work("v", PAPER, (), "matched", "k2"))
    assert [one["id"] for one in rispy.loads(written)] == ["k1", "k2"]
    assert written.count("\nER  - ") == 2


def test_nothing_to_cite_is_an_empty_file():
    assert write() == ""


def test_two_works_with_one_key_are_an_error():
    with pytest.raises(ValueError, match="k1"):
        write(Work("w", PAPER, (), "matched", "k1"), Work("v", PAPER, (), "matched", "K1"))
