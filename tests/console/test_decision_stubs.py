"""What a person can paste into their decisions."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from msgspec.structs import replace

from pipeline.console.decision_stubs import write_open_rows, write_proposals
from pipeline.model.observations import News, NewsKind
from pipeline.model.records import (
    Assessment,
    Candidate,
    Column,
    Date,
    Evidence,
    Identifiers,
    Match,
    Name,
    Record,
    Row,
    Work,
)
from pipeline.model.statuses import Bearing, Verdict

ROW = Row("row", "list.md", 3, (Column("Title", "title"), Column("Venue", "venue")), ("Seeing", "ICFL"))
CLAIM = Record("row", title="Seeing the pear tree", issued=Date(2026))
AGAINST = Evidence("year_differs", Bearing.AGAINST, "2026", "2020")
FOR = Evidence("title_equal", Bearing.FOR, "seeing", "seeing")


def rival(*evidence: Evidence, **fields: Any) -> Assessment:
    known: dict[str, Any] = {"title": "Seeing", "identifiers": Identifiers(doi="10.1234/pear")}
    record = Record(**({"id": "x"} | known | fields))
    return Assessment(Candidate(record, "crossref", "x"), Verdict.REVIEW, "year_differs", 60, evidence)


def stub(claim: Record, *rivals: Assessment) -> list[str]:
    match = Match("row", Verdict.REVIEW, "year_differs", "the years differ.", "", rivals=rivals)
    return list(write_open_rows([match], {"row": ROW}, {"row": claim}))


@pytest.mark.parametrize(
    ("one", "lines"),
    [
        (
            rival(FOR, AGAINST),
            [
                "  # crossref: Seeing ·  · ",
                "  #   against: year differs: “2026” / “2020”",
                '  # accept: "doi:10.1234/pear"',
            ],
        ),
        (rival(FOR), ["  # crossref: Seeing ·  · ", '  # accept: "doi:10.1234/pear"']),
        (
            rival(identifiers=Identifiers(), citation_key="birne2026", container_title="Pomology"),
            ["  # crossref: Seeing ·  · Pomology", '  # accept: "birne2026"'],
        ),
        (
            rival(identifiers=Identifiers(), author=tuple(Name(letter) for letter in "ABCD")),
            ["  # crossref: Seeing · A, B, C … · ", '  # accept: "crossref:x"'],
        ),
        (
            rival(identifiers=Identifiers(), citation_key="1706.03762"),
            ["  # crossref: Seeing ·  · ", '  # accept: "key:1706.03762"'],
        ),
        (
            replace(rival(FOR), verdict=Verdict.ACCEPT),
            [
                "  # crossref: Seeing ·  · ",
                "  #   for: title equal: “seeing” / “seeing”",
                '  # accept: "doi:10.1234/pear"',
            ],
        ),
        (
            rival(identifiers=Identifiers(), id="crossref:W1"),
            ["  # crossref: Seeing ·  · ", '  # accept: "crossref:W1"'],
        ),
    ],
    ids=[
        "against",
        "nothing against",
        "only a key",
        "no id of its own",
        "a key that reads as an id",
        "what the rules would take",
        "an id of its source",
    ],
)
def test_candidates(one: Assessment, lines: list[str]):
    assert stub(CLAIM, one) == [
        "# 1 row waits. Keep one `accept:` of each, or none, and paste it into data/decisions.yaml.",
        "",
        "# list.md:3 · ICFL · year_differs: the years differ.",
        '- row: "Seeing the pear tree"',
        "  year: 2026",
        *lines,
    ]


@pytest.mark.parametrize(
    ("claim", "entry"),
    [
        (CLAIM, {"row": "Seeing the pear tree", "year": 2026}),
        (Record("row", title='A "pear": # tree'), {"row": 'A "pear": # tree'}),
    ],
)
def test_entries_are_yaml(claim: Record, entry: dict[str, object]):
    assert yaml.safe_load("\n".join(stub(claim, rival(AGAINST)))) == [entry]


def test_nothing_waits():
    assert list(write_open_rows([], {}, {})) == ["# Nothing waits for a decision."]


PREPRINT = Record("w", type="article", title="Seeing", identifiers=Identifiers(arxiv="2601.00001"))
NEWS = News("w", NewsKind.PUBLISHED, "arxiv", "10.1234/journal", "2026-03-01", evidence=("arXiv names it",))


@pytest.mark.parametrize(
    ("claims", "entries"),
    [
        ([CLAIM], [{"row": "Seeing the pear tree", "year": 2026}]),
        ([Record("row", title="Seeing")], [{"row": "Seeing"}]),
        (
            [CLAIM, Record("other", title="Hearing")],
            [{"row": "Seeing the pear tree", "year": 2026}, {"row": "Hearing"}],
        ),
        ([], None),
    ],
    ids=["a year", "no year", "two rows", "no claim"],
)
def test_proposals(claims: list[Record], entries: list[dict[str, object]] | None):
    work = Work("w", PREPRINT, ("row", "other"), "matched", "birne2026seeing")
    lines = write_proposals(claims, [work], [], [NEWS])
    assert yaml.safe_load("\n".join(lines)) == entries
    assert lines.count('  # accept: "doi:10.1234/journal"') == len(entries or ())
    assert bool(lines) is bool(entries)


def test_a_row_without_an_answer_is_not_decided_before_it_is_asked_again():
    match = Match("row", Verdict.REJECT, "sources_not_asked", "x.", "", unasked=(("arxiv", "arxiv: no connection."),))
    told = list(write_open_rows([match], {"row": ROW}, {"row": CLAIM}))
    assert told[1] == ("# 1 of these has no answer yet from a source: before you decide, `bibmill bib` asks it again.")
    assert [*yaml.safe_load("\n".join(told))] == [{"row": "Seeing the pear tree", "year": 2026}]
