"""What sources say of an entry, out of one cell of `verified_entries.csv`; `tests/data/README.md` tells its form."""

from __future__ import annotations

import re

from pipeline.model.records import Candidate, Record
from pipeline.model.statuses import ReplyStatus
from pipeline.rules.row_text.entry_claims import to_entry_claim
from pipeline.rules.verifying.judgement import Heard
from tests.record_cells import to_record

TODAY = "2024-06-15"
SEARCHED = ("crossref", "openalex")
"""Whom a title is searched at, where a cell does not say otherwise."""
_LINE = re.compile(r"(?P<source>\w+)(?P<mark>[>@!?-]) ?(?P<text>.*)")


def to_claim(cell: str, id: str = "entry") -> Record:
    """What an entry of a file claims."""
    return to_entry_claim(id, to_record(cell))


def to_heard(cell: str) -> Heard:
    """What was heard, a line each: a paper, or why there is none."""
    candidates: list[Candidate] = []
    searched = dict.fromkeys(SEARCHED, ReplyStatus.NO_MATCH)
    looked_up: dict[str, ReplyStatus] = {}
    failed: dict[str, str] = {}
    for line in filter(None, cell.splitlines()):
        found = _LINE.fullmatch(line)
        assert found, line
        source, mark, text = found["source"], found["mark"], found["text"]
        replies = looked_up if mark == "@" or text in ("doi", "arxiv") else searched
        if mark in ">@":
            candidates.append(Candidate(to_record(text, f"{source}:{len(candidates)}"), source, ""))
            replies[source] = ReplyStatus.FOUND
        elif mark == "-":
            replies[source] = ReplyStatus.NOT_REGISTERED if text else ReplyStatus.NO_MATCH
        elif mark == "!":
            replies[source] = ReplyStatus.UNREACHABLE
            failed[source] = f"{source} is down."
        else:
            del searched[source]
    return Heard(tuple(candidates), looked_up, searched, failed)
