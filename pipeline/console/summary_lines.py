"""The closing summary of a run in lines, so many as one screen has: what changed, what waits and why, what to open."""

from __future__ import annotations

import os
import re
import shlex
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from pipeline.console.lists import ListFigures, tell_lists
from pipeline.console.told import GREEN, RED, SHOWN_PROBLEMS, YELLOW, paint
from pipeline.model.records import Match
from pipeline.model.source_table import drop_name, source_of
from pipeline.text.folding import show, show_whole
from pipeline.text.plurals import count

if TYPE_CHECKING:
    from pipeline.console.summary import RunSummary, SourceFigures

SCREEN = 23
"""Lines of the summary, on a terminal of 24, which shows a prompt below it."""
_WIDTH = 80
_SENTENCE = 400
"""Characters of a problem, which ends in what helps, or in what is to be pasted: fewer are told rather than halves."""
_LEAST = 2 * _WIDTH
"""At least so many characters of the first problem are shown, whatever else there is to tell."""
_SHOWN_LISTS = 2
_NAMED_FILES = 3
_UNREACHED = ("calls in a row failed", "check the network", "no usable answer for")
"""What is said of a source that could not be reached; several such have one reason, which is the network."""
TO_OPEN = (
    ("output/references.bib", "cite from it: LaTeX, Pandoc, Zotero"),
    ("output/report.html", "look at all works in a browser, with what waits and why"),
)
NEWS, MATCHES = (
    ("output/changes.md", "read what is new since the last run"),
    ("output/matches.csv", "see in a spreadsheet what each row was matched to"),
)
"""The files that are named at the end, with what each is for; the last is the one of these that tells more."""


def problem_lines(summary: RunSummary, stream: TextIO, room: int) -> Iterator[str]:
    """The problems, as many as there is room for, and for which sources rows wait.

    Args:
        summary: What the run made.
        stream: Where they are shown.
        room: The lines that are free.
    """
    waiting = [f"  {show(sentence, _SENTENCE)}" for sentence in summary.not_asked]
    room -= sum(map(_height, waiting)) + 1  # the last says how many problems more there are
    shown = 0
    for sentence in summary.problems[:SHOWN_PROBLEMS]:
        is_first_on_screen = not shown and stream.isatty()
        length = max(_LEAST, min(_SENTENCE, (room - 1) * _WIDTH)) if is_first_on_screen else _SENTENCE
        line = f"  {show(sentence, length)}"
        room -= _height(line)
        if room < 0 and shown and stream.isatty():
            break
        shown += 1
        yield paint(line, RED, stream)
    if more := len(summary.problems) - shown:
        yield paint(f"  … and {count(more, 'more problem')}; see output/report.html.", RED, stream)
    yield from (paint(line, YELLOW, stream) for line in waiting)


def height_of(lines: Iterable[str]) -> int:
    """How many lines of a terminal these take."""
    return sum(map(_height, lines))


def _height(line: str) -> int:
    return max(1, -(-len(line) // _WIDTH))


def list_lines(lists: Sequence[ListFigures], folder: str = "", *, whole: bool = False) -> Iterator[str]:
    """What was read, of the first lists.

    Args:
        lists: What was understood of each.
        folder: Where the run works, when the person stands elsewhere.
        whole: Tell of all lists, and also how the papers of each are written.
    """
    shown = lists if whole else lists[:_SHOWN_LISTS]
    yield from tell_lists(shown, whole=whole, place=place_of(folder))
    if more := len(lists) - len(shown):
        yield f"… and {count(more, 'more list')}; `bibmill{place_of(folder)} normalize` tells of each."


def closing_lines(summary: RunSummary, stream: TextIO, *, folder: str = "", opens: bool = False) -> Iterator[str]:
    """What was asked, matched and written, and what to open; a run that changed nothing says no more than that.

    Args:
        summary: What the run made.
        stream: Where they are shown.
        folder: Where the run worked, when the person stands elsewhere.
        opens: Name the files to open, in place of the folder of all of them.
    """
    yield from tell_sources(summary.sources, summary.not_asked)
    if opens and summary.changed and not summary.sources and not summary.not_asked:
        yield "No source was asked: what the rows mean is known."
    yield from _matched_lines(summary, stream, folder)
    if folder and not opens:
        yield f"Everything is in {show_whole(os.path.join(folder, 'output'))}."
    yield paint(_written(summary.changed), GREEN, stream) if summary.changed else _written(())
    if opens:
        yield from _to_open(summary, folder)


def _matched_lines(summary: RunSummary, stream: TextIO, folder: str) -> Iterator[str]:
    # After `normalize` alone nothing is matched, nor unmatched.
    if summary.matched or summary.review or summary.unmatched or not summary.lists:
        matched = paint(f"{summary.matched:,} matched", GREEN, stream)
        review, unmatched = f"{summary.review:,} for review", f"{summary.unmatched:,} unmatched"
        review = paint(review, YELLOW, stream) if summary.review else review
        unmatched = paint(unmatched, YELLOW, stream) if summary.unmatched else unmatched
        yield f"{count(summary.rows, 'row')}: {matched}, {review}, {unmatched}; {count(summary.works, 'work')}."
    if summary.review or summary.unmatched:
        report = os.path.join(folder, "output", "report.html")
        yield f"`bibmill{place_of(folder)} review` shows what waits for a person; {show_whole(report)} shows it all."


def _written(changed: Sequence[str]) -> str:
    """Which files were written, by name where they are few.

    >>> _written(()), _written(["output/x"]), _written([f"output/{n}" for n in range(5)] + ["data/enriched/rows.jsonl"])
    ('Nothing changed.', 'Written: output/x.', 'Written: 5 files in output, 1 file in data/enriched.')
    """
    if not changed:
        return "Nothing changed."
    if len(changed) <= _NAMED_FILES:
        return f"Written: {show_whole(', '.join(changed))}."
    folders = Counter(os.path.dirname(name) or "." for name in changed)
    number = (f"{count(many, 'file')} in {show_whole(folder)}" for folder, many in folders.most_common())
    return f"Written: {', '.join(number)}."


def _to_open(summary: RunSummary, folder: str) -> Iterator[str]:
    last = NEWS if NEWS[0] in summary.changed and not summary.needs_person else MATCHES
    names = [(show_whole(os.path.join(folder, name)), what) for name, what in (*TO_OPEN, last)]
    if not summary.changed:
        yield f"To open: {_join([name for name, _ in names])}."
        return
    width = max(len(name) for name, _ in names)
    yield "To open:"
    yield from (f"  {name:{width}}  {what}" for name, what in names)


def place_of(folder: str) -> str:
    """What must be typed to work in another folder than the one at hand."""
    return f" -C {show_whole(shlex.quote(folder))}" if folder else ""


def tell_sources(sources: Iterable[SourceFigures], told: Iterable[str] = ()) -> Iterator[str]:
    """How much each source was asked, and why it was given up, if that was not told; and at which hosts."""
    said = "\n".join(told)
    sources = tuple(sources)
    hosts = [one.host for one in sources if one.host]
    for one in sources:
        if _NETWORK in said and _is_unreached(one.stopped) and not one.cache_hits:
            continue
        waited = f", {one.seconds_waited:.0f} s waited" if one.seconds_waited >= 1 else ""
        asked = f"; asked at {one.host}" if hosts == [one.host] else ""
        requests, answers = count(one.requests, "request"), count(one.cache_hits, "answer")
        yield f"{one.service}: {requests}, {answers} from the cache{waited}{asked}."
        if one.stopped and not _is_told(one, said):
            yield show(one.stopped)
    if len(hosts) > 1:
        yield f"Asked at {_join(list(dict.fromkeys(hosts)))}."


def _is_told(one: SourceFigures, said: str) -> bool:
    return drop_name(source_of(one.service), one.stopped) in said or (_is_unreached(one.stopped) and _NETWORK in said)


_OWN_NAME = re.compile(r"(?<=^offline: )\w+( \(\w+\))? was")
_NETWORK = "none of them could be reached; check the network and run again, or run with --offline."


def tell_waiting(matches: Sequence[Match], sources: Sequence[SourceFigures] = ()) -> tuple[str, ...]:
    """One sentence for each reason why sources did not answer, with the number of rows that wait for them.

    The sentence itself says what helps: to run again, to wait until a budget is open again, a key, another flag.

    Args:
        matches: The rows that wait.
        sources: What was asked of each source; one that was asked, and was not given up, has answered.
    """
    rows: defaultdict[str, set[str]] = defaultdict(set)
    names: defaultdict[str, dict[str, None]] = defaultdict(dict)
    unreached = {name for one in matches for name, sentence in one.unasked if _is_unreached(sentence)}
    is_cut_off = len(unreached) > 1 and not any(_has_answered(one, unreached) for one in sources)
    for match in matches:
        for name, sentence in match.unasked:
            is_network = is_cut_off and _is_unreached(sentence)
            reason = _NETWORK if is_network else _OWN_NAME.sub("it was", drop_name(name, sentence))
            rows[reason].add(match.record_id)
            names[reason][name] = None
    told = sorted((sorted(names[reason]), reason) for reason in rows)
    return tuple(f"{count(len(rows[why]), 'row waits', 'rows wait')} for {_join(who)}: {why}" for who, why in told)


def _has_answered(one: SourceFigures, unreached: Collection[str]) -> bool:
    """True when requests to it had answers, as far as its figures tell: also a refusal is one."""
    return one.requests > 0 and source_of(one.service) not in unreached and not _is_unreached(one.stopped)


def _is_unreached(sentence: str) -> bool:
    return any(mark in sentence for mark in _UNREACHED)


def _join(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
