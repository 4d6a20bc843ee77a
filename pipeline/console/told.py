"""Lines that the summaries of commands on files have in common: problems, and what was written."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from pipeline.console.summary import SHOWN_PROBLEMS
from pipeline.text.folding import show, show_whole

STDOUT = "-"
"""In place of a file that is to be written."""


def tell_problems(problems: Sequence[str], others: Sequence[str] = ()) -> None:
    """Print the first problems on stderr, other sentences, and how many problems more there are."""
    sys.stderr.writelines(f"  {show(sentence, 400)}\n" for sentence in (*problems[:SHOWN_PROBLEMS], *others))
    if (more := len(problems) - SHOWN_PROBLEMS) > 0:
        sys.stderr.write(f"  … and {more:,} more problems; `--json` has them all.\n")


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
