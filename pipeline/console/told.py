"""What summaries have in common: problems, what was written, and colours."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from pipeline.text.folding import show, show_whole
from pipeline.text.plurals import count

STDOUT = "-"
"""In place of a file that is to be written."""
SHOWN_PROBLEMS = 20
RED, YELLOW, GREEN = "31", "33", "32"
"""Colours by what they mean: trouble, what waits, what is done. All else has the terminal's own."""
_COLOR = re.compile(r"\x1b\[\d*m")


def tell_problems(problems: Sequence[str], others: Sequence[str] = ()) -> None:
    """Print the first problems on stderr, other sentences, and how many problems more there are."""
    sys.stderr.writelines(f"  {show(sentence, 400)}\n" for sentence in (*problems[:SHOWN_PROBLEMS], *others))
    if (more := len(problems) - SHOWN_PROBLEMS) > 0:
        sys.stderr.write(f"  … and {count(more, 'more problem')}; `--json` has {'it' if more == 1 else 'them all'}.\n")


def tell_written(place: str, changed: Sequence[str]) -> Iterator[str]:
    """What was written.

    Args:
        place: The file that `-o` names; empty when nothing is written.
        changed: The files whose content changed.
    """
    if not place:
        yield "Nothing was written."
    elif place == STDOUT:
        yield "Written to stdout."
    elif changed:
        yield f"Written: {show_whole(', '.join(changed))}."
    else:
        yield "Nothing changed."


def wrap(lines: Iterable[str], stream: TextIO) -> Iterator[str]:
    """The lines, each ended; for a terminal, what is wider than that is broken between words, and not anywhere."""
    columns = shutil.get_terminal_size().columns if stream.isatty() else 0
    for line in lines:
        if columns and len(_COLOR.sub("", line)) > columns:
            parts = textwrap.wrap(line, columns, subsequent_indent="  ", break_on_hyphens=False, drop_whitespace=True)
            yield from (f"{part}\n" for part in parts)
        else:
            yield f"{line}\n"


def can_draw(stream: TextIO) -> bool:
    """True for a terminal that can move its cursor and show colours."""
    return stream.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")


def takes_colors(stream: TextIO) -> bool:
    """True for a terminal that shows colours to somebody who wants them (https://no-color.org)."""
    return can_draw(stream) and not os.environ.get("NO_COLOR")


def paint(text: str, color: str, stream: TextIO) -> str:
    """The text in a colour, where the stream takes one."""
    return f"\x1b[{color}m{text}\x1b[0m" if takes_colors(stream) else text
