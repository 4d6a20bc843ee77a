"""What a judgement, a reply and a piece of evidence can say: the closed lists of values that records use."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """What a judgement says of a candidate or of a row; REVIEW leaves it to a person."""

    ACCEPT = "accept"
    REVIEW = "review"
    REJECT = "reject"

    @property
    def row_status(self) -> str:
        """What a row with this verdict is called in tables and reports: `matched`, `review` or `unmatched`."""
        return {"accept": "matched", "review": "review", "reject": "unmatched"}[self.value]


class ReplyStatus(StrEnum):
    """What the reply of a source is worth; only the first three are facts, all others say why there is none."""

    FOUND = "found"
    NO_MATCH = "no match"
    NOT_REGISTERED = "not registered"  # of a registry: this identifier does not exist
    UNREADABLE = "unreadable"
    THROTTLED = "throttled"  # too many requests, also after waiting
    BLOCKED = "blocked"  # no access, or a bad key
    EXHAUSTED = "exhausted"  # the day's budget is spent
    UNREACHABLE = "unreachable"
    NOT_ASKED = "not asked"  # offline, or the row has nothing to ask by

    @property
    def is_fact(self) -> bool:
        """True when the source really answered the question."""
        return self in (ReplyStatus.FOUND, ReplyStatus.NO_MATCH, ReplyStatus.NOT_REGISTERED)


WORTH_RETRYING = frozenset({ReplyStatus.THROTTLED, ReplyStatus.UNREACHABLE, ReplyStatus.UNREADABLE})
"""Statuses after which a source is asked once more at the end; one that was given up replies without a request."""


class Bearing(StrEnum):
    """Which way a piece of evidence points; a VETO forbids acceptance, whatever else is found."""

    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"
    VETO = "veto"
