"""Made-up judgements, for the tests of what shows them."""

from __future__ import annotations

from typing import Any

from pipeline.model.records import Candidate, Date, Identifiers, Name, Record
from pipeline.model.verification import EntryStatus, Finding, Judgement, Severity, Verification, VerifiedEntry
from pipeline.rules.verifying.codes import severity_of

PEOPLE = (Name(family="Pear", given="John"), Name(family="Quince", given="Ann"))
PAPER = Candidate(
    Record(
        id="crossref:10.1234/pear",
        title="Deep Orchards",
        author=PEOPLE,
        issued=Date(2020),
        container_title="Journal of Fruit",
        identifiers=Identifiers(doi="10.1234/pear"),
    ),
    "crossref",
    "10.1234/pear",
)


def finding(code: str, given: str = "", found: str = "", sentence: str = "It differs.", **more: Any) -> Finding:
    field, source = more.get("field", code.partition("_")[0]), more.get("source", "crossref")
    return Finding(code, field, given, found, source, more.get("severity", severity_of(code)), sentence)


def entry(
    key: str, line: int, status: EntryStatus = EntryStatus.VERIFIED, *findings: Finding, **more: Any
) -> VerifiedEntry:
    claim = Record(id=f"entry:{line}", title=more.get("title", f"The paper {key}"), author=PEOPLE)
    judgement = Judgement(
        claim.id,
        status,
        more.get("match"),
        findings,
        asked=more.get("asked", ()),
        unasked=more.get("unasked", ()),
        sentence=more.get("sentence", ""),
    )
    return VerifiedEntry(more.get("file", "refs.bib"), line, key, claim, judgement, more.get("ignored", ()))


DOWN = (("arxiv", "arxiv: it did not answer; run again."),)
SAMPLE = Verification(
    (
        entry("sound", 1, match=PAPER),
        entry("gone", 5, EntryStatus.NOT_FOUND, sentence="Crossref knows such papers, and not this one."),
        entry("thesis", 9, EntryStatus.UNKNOWN, unasked=DOWN, sentence="No source holds theses."),
        entry(
            "wrong",
            14,
            EntryStatus.SUSPICIOUS,
            finding("title_differs", "Deep Gardens", "Deep Orchards", "The title is another one."),
            finding("published_version", sentence="It was published."),
            match=PAPER,
            unasked=DOWN,
        ),
        entry("back", 20, EntryStatus.VERIFIED, finding("retracted", sentence="It was retracted.")),
        entry("kept", 30, ignored=(finding("year_differs", "2019", "2020"),)),
        entry("twin", 40, EntryStatus.VERIFIED, finding("doubled", "twin", "sound", "See “sound” (refs.bib:1).")),
    ),
    (("twin", "sound"),),
    {"crossref": 3, "arxiv": 0},
    ("arxiv",),
    ("refs.bib:50: broken.",),
)
NOTE = Severity.NOTE
