"""`matches.csv`: every row of the lists, with what became of it."""

import csv
import io

import pytest

from pipeline.model.protocols import Bibliography
from pipeline.model.records import Candidate, Column, Date, Identifiers, Link, Match, Record, Row, Work
from pipeline.model.statuses import Verdict
from pipeline.writers.tables.matches_csv import COLUMNS, write_matches_csv

ROLES = (Column("Year", "year"), Column("Paper", "title"))
GRAD_CAM = Record(
    id="a",
    title="Grad-CAM:\n Visual\u202e Explanations",
    issued=Date(2017),
    container_title="ICCV",
    identifiers=Identifiers(doi="10.1109/iccv.2017.74", arxiv="1610.02391"),
)


def a_row(row_id, title="Grad-cam", file="list.md", line=3, **more):
    return Row(row_id, file, line, ROLES, ("2017", title), **more)


def a_match(row_id, verdict=Verdict.ACCEPT, **more):
    return Match(row_id, verdict, "title_year", "the title\nagrees", "m", **more)


def a_bibliography(*joined):
    """From triples of row, match (or none) and work (or none)."""
    rows, matches, works = zip(*joined, strict=True)
    unique = {work.id: work for work in works if work}
    return Bibliography(tuple(unique.values()), rows, tuple(match for match in matches if match))


def lines_of(bibliography):
    [(name, text)] = write_matches_csv(bibliography)
    assert name == "matches.csv"
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_columns_are_those_that_others_rely_on():
    [(_, text)] = write_matches_csv(Bibliography((), (), ()))
    assert text == (
        "file,line,row,raw_title,status,score,key,doi,arxiv,url,title,year,container_title,source,reason,links\n"
    )
    assert len(COLUMNS) == 16


def test_a_matched_row_tells_its_work():
    chosen = Candidate(GRAD_CAM, "crossref", "10.1109/iccv.2017.74")
    work = Work("w", GRAD_CAM, ("a",), "published", key="selvaraju2017grad")
    [line] = lines_of(a_bibliography((a_row("a"), a_match("a", score=97, chosen=chosen), work)))
    assert line == {
        "file": "list.md",
        "line": "3",
        "row": "1",
        "raw_title": "Grad-cam",
        "status": "matched",
        "score": "97",
        "key": "selvaraju2017grad",
        "doi": "10.1109/iccv.2017.74",
        "arxiv": "1610.02391",
        "url": "https://doi.org/10.1109/iccv.2017.74",
        "title": "Grad-CAM: Visual Explanations",
        "year": "2017",
        "container_title": "ICCV",
        "source": "crossref",
        "reason": "title_year: the title agrees",
        "links": "",
    }


def test_links_beside_the_paper_have_a_column():
    links = (
        Link("pdf", "https://x.org/p.pdf"),
        Link("code", "https://github.com/a/b"),
        Link("slides", "https://x.org/s"),
        Link("stars", "https://img.shields.io/a.svg"),
    )
    [line] = lines_of(a_bibliography((a_row("a", links=links), None, None)))
    assert line["links"] == "code: https://github.com/a/b; slides: https://x.org/s"


@pytest.mark.parametrize(("verdict", "status"), [(Verdict.REVIEW, "review"), (Verdict.REJECT, "unmatched")])
def test_a_doubtful_row_has_what_it_states_itself(verdict, status):
    stated = Record("a", title="Grad-cam", url="https://x.org/p", identifiers=Identifiers(arxiv="1610.02391"))
    work = Work("w", stated, ("a",), status, key="k")
    [line] = lines_of(a_bibliography((a_row("a"), a_match("a", verdict), work)))
    assert [line[name] for name in ("status", "key", "doi", "arxiv", "url", "source")] == [
        status,
        "k",
        "",
        "1610.02391",
        "https://x.org/p",
        "list",
    ]


def test_a_row_that_nobody_judged_is_still_there():
    [line] = lines_of(a_bibliography((a_row("a"), None, None)))
    assert [line[name] for name in ("status", "score", "key", "title", "reason")] == ["unmatched", "0", "", "", ""]


def test_duplicates_share_the_key_of_their_work():
    work = Work("w", GRAD_CAM, ("a", "b", "c"), "", key="k")
    rows = [a_row("a"), a_row("b", line=9), a_row("c", file="other.md")]
    lines = lines_of(a_bibliography(*((row, a_match(row.id), work) for row in rows)))
    assert [(line["file"], line["row"], line["key"]) for line in lines] == [
        ("list.md", "1", "k"),
        ("list.md", "2", "k"),
        ("other.md", "1", "k"),
    ]


def test_the_title_is_without_markup():
    row = a_row("a", "[Grad-cam](https://x.org), *again*", texts=("2017", "Grad-cam, again"))
    [line] = lines_of(a_bibliography((row, None, None)))
    assert line["raw_title"] == "Grad-cam, again"


def test_every_text_column_is_guarded():
    record = Record("a", title="=1", container_title="@x", url="https://x.org/=1")
    match = Match("a", Verdict.ACCEPT, "=r", "", "m", chosen=Candidate(record, "+src", "1"))
    row = a_row("a", "-1", file="=f.md")
    [line] = lines_of(a_bibliography((row, match, Work("w", record, ("a",), "", key="@k"))))
    guarded = ("file", "raw_title", "key", "title", "container_title", "source", "reason")
    assert [line[name][0] for name in guarded] == ["'"] * len(guarded)
