"""Pairs of records that a person decides, side by side, with the entries of a file of decisions that say so.

All that records say stands in a comment, so that pasting adds nothing but what a person took the mark from.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from pipeline.text.folding import show

Pair = Mapping[str, str]
"""A line of `OUT.unsure.csv`, by its columns."""

_FIELDS = ("title", "authors", "year", "container")
_LABEL = 11
_LINES = 6
"""So many lines of a text are shown."""
_SHOWN = 2_000


def write_cards(pairs: Sequence[Pair], width: int) -> Iterator[str]:
    """The lines of all cards, for a terminal of so many columns."""
    if not pairs:
        yield "No pair is unsure."
        return
    yield "# Take the mark “# ” from one of the two lines below a pair, and put it into a file for --decisions FILE."
    for number, pair in enumerate(pairs, 1):
        yield ""
        yield f"# {number} of {len(pairs)}: {show(pair['reason'], 80)}"
        yield from _write_card(pair, max(20, (width - _LABEL - 6) // 2))
        ids = json.dumps([show(pair["left_id"], 1_000), show(pair["right_id"], 1_000)], ensure_ascii=False)
        yield f"# - same: {ids}"
        yield f"# - apart: {ids}"


def _write_card(pair: Pair, width: int) -> Iterator[str]:
    """The two records in two columns; a field that differs has a mark."""
    left, right = (f"{pair[f'{side}_file']}:{pair[f'{side}_line']}" for side in ("left", "right"))
    yield from _write_field("", left, right, width, is_compared=False)
    for field in _FIELDS:
        yield from _write_field(field, pair[f"left_{field}"], pair[f"right_{field}"], width)
    for at, line in enumerate(textwrap.wrap(show(pair["evidence"], _SHOWN), 2 * width + 3)[:_LINES]):
        yield f"# {'evidence' if not at else '':<{_LABEL}}{line}"


def _write_field(label: str, left: str, right: str, width: int, *, is_compared: bool = True) -> Iterator[str]:
    if not (left or right):
        return
    differs = is_compared and bool(left and right) and left.casefold() != right.casefold()
    columns = [textwrap.wrap(show(text, _SHOWN), width)[:_LINES] or ["—"] for text in (left, right)]
    for at in range(max(map(len, columns))):
        ours, theirs = (column[at] if at < len(column) else "" for column in columns)
        head = f"{label}{' ≠' * differs}" if not at else ""
        yield f"# {head:<{_LABEL}}{ours:<{width}} │ {theirs}".rstrip()
