"""What a person has decided about an entry: findings that are right as they stand are not counted.

They say so in `verify: {ignore: […]}` of the settings, for all entries, or in a comment on the line above an entry of a
`.bib` file: `% bibmill: ok`, or `% bibmill: ok, year_differs pages_differ — the reprint is meant`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

import msgspec

from pipeline.model.records import Struct
from pipeline.model.verification import EntryStatus, Finding, Judgement, Severity
from pipeline.rules.verifying.codes import finding_codes
from pipeline.text.folding import show
from pipeline.text.suggestions import name_unknown

_MARK = re.compile(r"bibmill\s{0,9}:\s{0,9}(.*)", re.IGNORECASE)
_OK = re.compile(r"ok(?![\w-])[\s,:]{0,9}(.*)", re.IGNORECASE)
_REASON = re.compile(r"(?:^|\s)(?:[–—]|-{1,3}(?=\s|$)|\(|#|//).*|[–—;].*")
"""What stands behind a dash or the like is for people."""
_BETWEEN = re.compile(r"[\s,.&]+")


class Acceptance(Struct, frozen=True):
    """What a comment accepts.

    Attributes:
        codes: The findings that are right as they stand.
        is_whole: All of them are, whatever is found.
        flaws: What the comment says that means nothing, as sentences without a place.
    """

    codes: frozenset[str] = frozenset()
    is_whole: bool = False
    flaws: tuple[str, ...] = ()


NOTHING_ACCEPTED = Acceptance()


class JudgedEntry(Struct, frozen=True):
    """A judgement without what is accepted, and that."""

    judgement: Judgement
    ignored: tuple[Finding, ...] = ()


def read_acceptance(comment: str) -> Acceptance | None:
    """What a comment accepts; None for one that is not for bibmill.

    >>> read_acceptance("bibmill: ok, year_differs — the reprint is meant").codes
    frozenset({'year_differs'})
    >>> read_acceptance("bibmill: ok (I have the book here)").is_whole, read_acceptance("ok for now")
    (True, None)
    """
    marked = _MARK.match(comment.strip())
    if not marked:
        return None
    said = _OK.match(marked[1])
    if not said:
        return Acceptance(flaws=(f"“{show(comment, 60)}” means nothing; write “% bibmill: ok” above an entry.",))
    words = [word for word in _BETWEEN.split(_REASON.sub("", said[1]).lower()) if word]
    known = frozenset(word for word in words if word in finding_codes())
    unknown = next((word for word in words if word not in known), "")
    if unknown:
        named = name_unknown(unknown, finding_codes()).removeprefix("unknown key ")
        flaw = f"{named}, and nothing is ignored by it; a reason stands behind a dash (“— …”)."
        return Acceptance(known, flaws=(f"unknown code {flaw}",))
    return Acceptance(known, is_whole=not words)


def find_acceptances(comments: Mapping[int, str], entries: Collection[int]) -> tuple[dict[int, Acceptance], set[int]]:
    """What is accepted of which entry: a comment stands on the line above it, or above other comments there.

    Args:
        comments: What the comments say, by their lines.
        entries: The lines at which entries begin.

    Returns:
        By the line of an entry what is accepted; and the lines of comments for bibmill that stand above no entry.
    """
    found: dict[int, Acceptance] = {}
    meant = {line: read for line, text in comments.items() if (read := read_acceptance(text))}
    unused = set(meant)
    for first in entries if meant else ():
        line = first - 1
        while line in comments:
            if line in meant:
                found[first] = _join(found.get(first), meant[line])
                unused.discard(line)
            line -= 1
    return found, unused


def _join(one: Acceptance | None, other: Acceptance) -> Acceptance:
    if one is None:
        return other
    return Acceptance(one.codes | other.codes, one.is_whole or other.is_whole, (*other.flaws, *one.flaws))


def accept(judgement: Judgement, accepted: Acceptance, codes: Collection[str] = ()) -> JudgedEntry:
    """The judgement without what a person accepts.

    An entry whose errors are all accepted is verified; that nobody knows it is settled by a whole acceptance only. What
    is accepted is not corrected either.

    Args:
        judgement: What was found.
        accepted: What the comment above the entry accepts.
        codes: What the settings accept of all entries.
    """
    taken = accepted.codes.union(codes)
    ignored = tuple(one for one in judgement.findings if accepted.is_whole or one.code in taken)
    kept = tuple(one for one in judgement.findings if one not in ignored)
    is_clean = not any(one.severity is Severity.ERROR for one in kept)
    is_settled = accepted.is_whole or (ignored and is_clean and judgement.status is EntryStatus.SUSPICIOUS)
    if not (ignored or is_settled):
        return JudgedEntry(judgement)
    wrong = {one.field for one in kept if one.severity is Severity.ERROR}
    dropped = {one.field for one in ignored} - wrong
    judged = msgspec.structs.replace(
        judgement,
        status=EntryStatus.VERIFIED if is_settled else judgement.status,
        findings=kept,
        corrections=tuple(one for one in judgement.corrections if one.field not in dropped) * (not accepted.is_whole),
    )
    return JudgedEntry(judged, ignored)
