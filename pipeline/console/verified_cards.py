"""The entries of `verify` as cards on a terminal: what is wrong, with both values and the differing words marked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from pipeline.model.records import Candidate, Struct
from pipeline.model.source_table import label_of
from pipeline.model.verification import EntryStatus, Finding, Severity, VerifiedEntry
from pipeline.rules.verifying.codes import finding_codes
from pipeline.rules.verifying.doubled import DOUBLED
from pipeline.text.differing_words import Piece, mark_shortened
from pipeline.text.folding import show
from pipeline.text.plurals import count

_CAP = 100_000
"""Characters of a value that are looked at."""
_LINES = 6
"""Lines of a value that are shown."""
_SHOWN_NOTED = 30
"""Sound entries with a note that are shown."""
_LABEL = 10
_RESET, _REVERSE, _BOLD, _FAINT = "\x1b[0m", "\x1b[7m", "\x1b[1m", "\x1b[2m"
_COLORS = {EntryStatus.SUSPICIOUS: "\x1b[31m", EntryStatus.NOT_FOUND: "\x1b[33m"}
_RANKS = {EntryStatus.SUSPICIOUS: 0, EntryStatus.NOT_FOUND: 1, EntryStatus.UNKNOWN: 3, EntryStatus.VERIFIED: 4}
_RETRACTED = "retracted"


class Style(Struct, frozen=True):
    """How wide lines are, and whether marks are made of characters alone."""

    width: int
    is_plain: bool

    def paint(self, text: str, *codes: str) -> str:
        """The text with these codes of a terminal, where it takes them."""
        return text if self.is_plain or not text else f"{''.join(codes)}{text}{_RESET}"


def write_cards(entries: Sequence[VerifiedEntry], style: Style, *, only_accused: bool = False) -> Iterator[str]:
    """The lines of all cards, the worst first; sound entries without a note have none."""
    ranked = sorted(entries, key=_rank)
    accused = [one for one in ranked if one.judgement.status.is_accusing]
    for one in accused:
        yield from _write_card(one, style)
    if only_accused:
        return
    others = [one for one in ranked if not one.judgement.status.is_accusing]
    unknown = [one for one in others if one.judgement.status is EntryStatus.UNKNOWN]
    noted = [one for one in others if one.judgement.status is EntryStatus.VERIFIED and _notes(one)]
    for one in sorted((*unknown, *noted[:_SHOWN_NOTED]), key=_rank):
        yield from _write_card(one, style)
    if len(noted) > _SHOWN_NOTED:
        more = count(len(noted) - _SHOWN_NOTED, "more sound entry", "more sound entries")
        yield f"… and {more} with a note; `--json` and `--report` have all of them."
        yield ""


def _rank(entry: VerifiedEntry) -> float:
    """Retracted papers come right behind what is accused."""
    is_retracted = any(one.code == _RETRACTED for one in entry.judgement.findings)
    rank = _RANKS[entry.judgement.status]
    return min(rank, 2) if is_retracted else rank


def _notes(entry: VerifiedEntry) -> list[Finding]:
    """What is told of an entry; doubled ones are told together, at the end."""
    return [one for one in entry.judgement.findings if one.code != DOUBLED]


def _write_card(entry: VerifiedEntry, style: Style) -> Iterator[str]:
    judgement = entry.judgement
    status = judgement.status.value.replace("_", " ").upper() if judgement.status.is_accusing else judgement.status
    place = f"{show(entry.file, 200)}:{entry.line}"
    color = _COLORS.get(judgement.status, _FAINT)
    yield f"{style.paint(status, _BOLD, color)}  {style.paint(show(entry.key, 100), _BOLD)}  {place}"
    if judgement.status.is_accusing or judgement.status is EntryStatus.UNKNOWN:
        yield from wrap(show(entry.claim.title or "(no title)", 300), style, "  ")
    if judgement.sentence:
        yield from wrap(show(judgement.sentence, 600), style, "  ")
    for finding in sorted(_notes(entry), key=lambda one: one.severity is Severity.NOTE):
        yield from _write_finding(finding, style)
    if judgement.match and judgement.status.is_accusing:
        yield from wrap(f"found: {show(_describe(judgement.match), 500)}", style, "  ")
    yield ""


def _write_finding(finding: Finding, style: Style) -> Iterator[str]:
    known = finding_codes().get(finding.code)
    label = known.label if known else show(finding.code, 60)
    yield from wrap(
        f"{'-' if finding.severity is Severity.NOTE else '×'} {label}: {show(finding.sentence, 600)}", style, "  "
    )
    if not (finding.given and finding.found) or finding.severity is Severity.NOTE:
        return
    are_lists = finding.field == "author"
    given, found = mark_shortened(finding.given[:_CAP], finding.found[:_CAP], are_lists=are_lists)
    who = label_of(finding.source) if finding.source else "right"
    label_width = max(_LABEL, min(len(who), 18))
    for name, pieces, marks in (("entry", given, ("[-", "-]")), (who, found, ("{+", "+}"))):
        yield from _write_value(show(name, 18).ljust(label_width), pieces, marks, style)


def _write_value(label: str, pieces: Sequence[Piece], marks: tuple[str, str], style: Style) -> Iterator[str]:
    """A value in lines, the differing words marked."""
    words = [*_mark_words(pieces, marks, style)]
    room = style.width - len(label) - 6
    lines = [*_fill(words, room)]
    for at, line in enumerate(lines[:_LINES]):
        end = " …" if at == _LINES - 1 and len(lines) > _LINES else ""
        yield f"    {label if not at else ' ' * len(label)}  {line}{end}".rstrip()


def _mark_words(pieces: Iterable[Piece], marks: tuple[str, str], style: Style) -> Iterator[tuple[str, int]]:
    """The words as they are printed, each with its width; words that are not parted by a space are one."""
    glued: tuple[str, int] | None = None
    for piece in pieces:
        words = show(piece.text, _CAP).split()
        for at, word in enumerate(words):
            text, width = word, _measure(word)
            if piece.differs and style.is_plain:
                text = f"{marks[0] * (not at)}{word}{marks[1] * (at == len(words) - 1)}"
                width = _measure(text)
            elif piece.differs:
                text = style.paint(word, _REVERSE)
            if not at and glued and not piece.text.startswith(" "):
                text, width = glued[0] + text, glued[1] + width
                glued = None
            elif glued:
                yield glued
                glued = None
            if at == len(words) - 1 and not piece.text.endswith(" "):
                glued = text, width
            else:
                yield text, width
    if glued:
        yield glued


def _fill(words: Iterable[tuple[str, int]], room: int) -> Iterator[str]:
    """Lines of words; one that is wider than a line has its own."""
    line: list[str] = []
    used = 0
    for text, width in words:
        if line and used + 1 + width > room:
            yield " ".join(line)
            line, used = [], 0
        used += width + bool(line)
        line.append(text)
    if line:
        yield " ".join(line)


def wrap(text: str, style: Style, indent: str = "") -> Iterator[str]:
    """The text in lines of that width, all but the first further in."""
    words = ((word, _measure(word)) for word in text.split())
    for at, line in enumerate(_fill(words, style.width - len(indent) - 2)):
        yield f"{indent}{'  ' * bool(at)}{line}"


def _measure(text: str) -> int:
    """The columns that a text takes: characters of East Asia take two, marks on a letter none."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF") for char in text)


def _describe(match: Candidate) -> str:
    record = match.record
    ids = (
        f"doi:{record.identifiers.doi}" if record.identifiers.doi else "",
        f"arXiv:{record.identifiers.arxiv}" if record.identifiers.arxiv else "",
    )
    parts = (f"“{record.title}”", record.container_title, str(record.year or ""), *ids)
    return f"{', '.join(part for part in parts if part)} ({label_of(match.source)})"
