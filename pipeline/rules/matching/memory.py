"""What a stored match remembers: for which text, decision and rules it holds, and that nobody has changed it since."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from pipeline.model.decisions import Decision
from pipeline.model.records import Match, Record
from pipeline.rules.matching import RULES_VERSION

_NOT_JUDGED: dict[str, Any] = {
    "provenance": (),
    "url": "",
    "keyword": (),
    "has_other_authors": False,
    "other_links": (),
}
"""The parts of a claim that no rule reads: a row that gains a tag or a link to code is not asked about again."""


def make_memory(claim: Record, decision: Decision | None) -> str:
    """A hash of what a judgement rests on and the version of the rules, as `hash-version`."""
    judged = msgspec.structs.replace(claim, **_NOT_JUDGED)
    content = msgspec.json.encode([judged, decision and msgspec.structs.replace(decision, where="")])
    return f"{_hash(content, 8)}-{RULES_VERSION}"


def part_memory(memory: str) -> tuple[str, int]:
    """The hash and the version in what a match remembers; some earlier runs wrote a third part behind them.

    >>> part_memory("8dd611403bf55b54-2"), part_memory("8dd611403bf55b54-1-0a1b2c3d")
    (('8dd611403bf55b54', 2), ('8dd611403bf55b54', 1))
    """
    text, version = (*memory.split("-"), "")[:2]
    return text, int(version) if version.isascii() and version.isdigit() else int(RULES_VERSION)


def seal(match: Match) -> Match:
    """The match with a check over all that it says."""
    return msgspec.structs.replace(match, check=_check(match))


def is_as_written(match: Match) -> bool:
    """True when a match is as a run wrote it; one of a version without checks is believed."""
    return not match.check or match.check == _check(match)


def _check(match: Match) -> str:
    return _hash(msgspec.json.encode(msgspec.structs.replace(match, check="")), 4)


def _hash(content: bytes, size: int) -> str:
    return hashlib.blake2b(content, digest_size=size).hexdigest()
