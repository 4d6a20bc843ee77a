"""What a person or a machine sees of a run of `verify`: what is wrong, worst first, and how much was asked."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from pipeline.console.told import takes_colors, tell_problems
from pipeline.console.verified_cards import Style, wrap, write_cards
from pipeline.model.records import Candidate
from pipeline.model.source_table import drop_name, label_of
from pipeline.model.verification import EntryStatus, Finding, Verification, VerifiedEntry
from pipeline.rules.verifying.doubled import DOUBLED
from pipeline.text.folding import show, show_whole
from pipeline.text.plurals import count

_NARROWEST, _WIDEST = 40, 110
_SAID = {
    EntryStatus.SUSPICIOUS: "suspicious",
    EntryStatus.NOT_FOUND: "not found",
    EntryStatus.UNKNOWN: "unknown",
    EntryStatus.VERIFIED: "verified",
}
_SHOWN_DOUBLED = 20


def tell_verification(
    found: Verification,
    *,
    as_json: bool,
    quiet: bool,
    written: Sequence[str],
    width: int,
    notes: Sequence[str] = (),
    is_stdout_taken: bool = False,
) -> None:
    """Print what was found: for machines one object on stdout, for people the entries that need a look.

    Args:
        found: All of it.
        as_json: For machines.
        quiet: Only what is accused, and problems.
        written: The files that were written.
        width: Columns of the terminal.
        notes: What else is told at the end.
        is_stdout_taken: The product is on stdout, so that this goes to stderr.
    """
    if as_json:
        sys.stdout.write(msgspec.json.encode(to_object(found)).decode() + "\n")
        return
    stream = sys.stderr if is_stdout_taken else sys.stdout
    tell_problems(found.problems)
    width = min(max(width, _NARROWEST), _WIDEST) if stream.isatty() else 80
    style = Style(width, is_plain=not takes_colors(stream))
    stream.writelines(f"{line}\n" for line in write_cards(found.entries, style, only_accused=quiet))
    if not quiet:
        for told in (*_summary_lines(found), *notes, *_written_lines(written)):
            stream.writelines(f"{line}\n" for line in wrap(told, style))


def to_object(found: Verification) -> dict[str, Any]:
    """The object of the contract; `sentence`, `asked`, `ignored` and `problems` are told beside."""
    counts = Counter(one.judgement.status for one in found.entries)
    return {
        "entries": [_to_entry(one) for one in found.entries],
        "doubled": found.doubled,
        "problems": found.problems,
        "summary": {
            **{status.value: counts[status] for status in _SAID},
            "requests": found.requests,
            "not_asked": found.not_asked,
            "ignored": sum(len(one.ignored) for one in found.entries),
        },
    }


def _to_entry(entry: VerifiedEntry) -> dict[str, Any]:
    judgement = entry.judgement
    return {
        "file": entry.file,
        "line": entry.line,
        "key": entry.key,
        "status": judgement.status,
        "match": _to_match(judgement.match) if judgement.match else None,
        "findings": judgement.findings,
        "sentence": judgement.sentence,
        "asked": judgement.asked,
        "ignored": [_to_ignored(one) for one in entry.ignored],
    }


def _to_match(candidate: Candidate) -> dict[str, Any]:
    record = candidate.record
    return {
        "title": record.title,
        "doi": record.identifiers.doi,
        "arxiv": record.identifiers.arxiv,
        "year": record.year,
        "container_title": record.container_title,
        "source": candidate.source,
    }


def _to_ignored(finding: Finding) -> dict[str, str]:
    return {"code": finding.code, "sentence": finding.sentence}


def _written_lines(written: Sequence[str]) -> Iterator[str]:
    if written:
        yield f"Written: {show_whole(', '.join(written))}."


def _summary_lines(found: Verification) -> Iterator[str]:
    yield from _doubled_lines(found)
    yield from _unasked_lines(found.entries)
    counts = Counter(one.judgement.status for one in found.entries)
    said = ", ".join(f"{counts[status]:,} {word}" for status, word in reversed(_SAID.items()))
    ignored = sum(len(one.ignored) for one in found.entries)
    told = f"; {count(ignored, 'finding is', 'findings are')} ignored as you said" * bool(ignored)
    yield f"{count(len(found.entries), 'entry', 'entries')}: {said}{told}."
    asked = [f"{show(label_of(name), 40)} {number:,}" for name, number in found.requests.items() if number]
    yield f"Requests: {', '.join(asked)}." if asked else "No request was made."


def _doubled_lines(found: Verification) -> Iterator[str]:
    """Which entries are one work, as the first of each says it, with the places of the others."""
    first = {keys[0] for keys in found.doubled}
    told = 0
    for entry in found.entries:
        note = next((one for one in entry.judgement.findings if one.code == DOUBLED), None)
        if note and entry.key in first:
            first.discard(entry.key)
            told += 1
            if told <= _SHOWN_DOUBLED:
                yield f"{show(entry.file, 200)}:{entry.line} {show(entry.key, 80)}: {show(note.sentence, 600)}"
    if told > _SHOWN_DOUBLED:
        more = count(told - _SHOWN_DOUBLED, "more work stands", "more works stand")
        yield f"… and {more} in the references more than once."


def _unasked_lines(entries: Iterable[VerifiedEntry]) -> Iterator[str]:
    """One line for each reason why a source gave no answer; the sentence itself says what helps."""
    reasons = Counter(reason for one in entries for reason in one.judgement.unasked)
    for (name, sentence), number in sorted(reasons.items()):
        about = count(number, "entry", "entries")
        yield show(f"{label_of(name)} gave no answer about {about}: {drop_name(name, sentence)}", 600)
