"""What changes in a file, line by line, as `diff -u` shows it; safe on a terminal, whatever the file holds."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from pipeline.text.folding import show_whole

CONTEXT = 3
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


class _Block(NamedTuple):
    """Old lines from `start` up to `end`, and the new ones in their place."""

    start: int
    end: int
    lines: list[str]


def list_differences(
    before: str, after: str, spots: Sequence[tuple[int, int, str]], names: tuple[str, str]
) -> list[str]:
    """The lines of a unified diff, without line ends; none when nothing changes.

    The places of all changes are known, so that no line has to be searched for: it takes as long as the file is.

    Args:
        before: The text as it was.
        after: The text with its changes.
        spots: From where to where something else stands, and what.
        names: What the two are called.
    """
    old = _split(before) or [""]
    blocks = list(_find_blocks(before, old, spots))
    if before == after or not blocks:
        return []
    found = [f"--- {show_whole(names[0])}", f"+++ {show_whole(names[1])}"]
    shift = 0
    for group in _group(blocks):
        lines, shift = _hunk(old, group, shift)
        found += lines
    return found


def _split(text: str) -> list[str]:
    return [found[0] for found in _LINE.finditer(text) if found[0]]


def _find_blocks(text: str, old: Sequence[str], spots: Sequence[tuple[int, int, str]]) -> Iterator[_Block]:
    """The changed lines, each run of them without what stays at its beginning and end."""
    starts = [0, *accumulate(map(len, old))]
    waiting = deque(sorted(spots))
    while waiting:
        first = max(0, min(bisect_right(starts, waiting[0][0]), len(old)) - 1)
        last, place, pieces = first, starts[first], list[str]()
        while waiting and waiting[0][0] <= starts[last + 1]:
            start, end, new = waiting.popleft()
            pieces += [text[place:start], new]
            place = end
            while last + 1 < len(old) and starts[last + 1] <= end:  # also where a line break goes
                last += 1
        yield _trim(old, _Block(first, last + 1, _split("".join([*pieces, text[place : starts[last + 1]]]))))


def _trim(old: Sequence[str], block: _Block) -> _Block:
    start, end, lines = block
    while lines and start < end and old[start] == lines[0]:
        start, lines = start + 1, lines[1:]
    while lines and start < end and old[end - 1] == lines[-1]:
        end, lines = end - 1, lines[:-1]
    return _Block(start, end, lines)


def _group(blocks: Sequence[_Block]) -> Iterator[list[_Block]]:
    """The blocks that share the lines around them, together; those that touch become one."""
    group: list[_Block] = []
    for block in blocks:
        if group and block.start == group[-1].end:
            last = group.pop()
            block = _Block(last.start, block.end, [*last.lines, *block.lines])
        elif group and block.start - group[-1].end > 2 * CONTEXT:
            yield group
            group = []
        group.append(block)
    yield group


def _hunk(old: Sequence[str], group: Sequence[_Block], shift: int) -> tuple[list[str], int]:
    """The lines of one hunk, and by how much later lines are shifted."""
    start, end = max(0, group[0].start - CONTEXT), min(len(old), group[-1].end + CONTEXT)
    lines, at, grown = list[str](), start, 0
    for block in group:
        lines += [f" {_show(line)}" for line in old[at : block.start]]
        lines += [f"-{_show(line)}" for line in old[block.start : block.end]]
        lines += [f"+{_show(line)}" for line in block.lines]
        at, grown = block.end, grown + len(block.lines) - (block.end - block.start)
    lines += [f" {_show(line)}" for line in old[at:end]]
    head = f"@@ -{start + 1},{end - start} +{start + 1 + shift},{end - start + grown} @@"
    return [head, *lines], shift + grown


def _show(line: str) -> str:
    """A line as it may be shown: tabs as they are, all else that does not print escaped."""
    return "\t".join(map(_escape, line.rstrip("\r\n").split("\t")))


def _escape(text: str) -> str:
    return text if text.isprintable() else "".join(char if char.isprintable() else _spell(char) for char in text)


def _spell(char: str) -> str:
    return char.encode("unicode_escape", "surrogatepass").decode()
