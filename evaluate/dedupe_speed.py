"""What `bibmill dedupe` costs as a list grows: processor time and memory of the whole command, and of its rivals."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from math import log
from pathlib import Path
from typing import NamedTuple

from evaluate.errors import MeasureError
from evaluate.growing_lists import make_bibtex
from evaluate.rival_finder import MODULE

SIZES = (1_000, 10_000, 100_000)
MILLION = 1_000_000
COMMAND, TITLE, RIVAL = "bibmill dedupe", "equal title", "bib-dedupe"
_MOST_OF_RIVAL = 10_000
"""bib-dedupe takes minutes for these, and its pairs grow faster than the list."""
_MIB = 1024 if sys.platform != "darwin" else 1024 * 1024
HEAD = """
## What a growing list costs

Made-up exports (`evaluate/growing_lists.py`), in which two of five records are duplicates. Of bibmill the whole command
is measured, `bibmill dedupe list.bib -o merged.bib`, from the file to the merged one and its tables; of the others the
finding, and that the file is read by us. Seconds are processor time of the process, MB its peak. The exponent says how
the seconds grow from the line above: 1 is with the list, 2 with its square.

| records | finder | CPU s | MB | exponent |
| --: | :-- | --: | --: | --: |
"""


class Cost(NamedTuple):
    """What one process took."""

    records: int
    seconds: float
    peak: int


Measure = Callable[[str, int], Cost]
"""What runs a finder on a list of so many records."""


def to_lines(sizes: Sequence[int], measure: Measure) -> Iterator[str]:
    """The lines of the table, a finder after the other."""
    for finder in (COMMAND, TITLE, *([RIVAL] if find_spec(MODULE) else [])):
        last: Cost | None = None
        for size in sizes:
            if finder == RIVAL and size > _MOST_OF_RIVAL:
                continue
            cost = measure(finder, size)
            grown = f"{exponent(last, cost):.2f}" if last else ""
            yield f"| {size:,} | {finder} | {cost.seconds:.1f} | {cost.peak:,} | {grown} |\n"
            last = cost


def exponent(less: Cost, more: Cost) -> float:
    """The power of the number of records with which the seconds grow.

    >>> exponent(Cost(10, 1, 0), Cost(100, 10, 0)), exponent(Cost(10, 1, 0), Cost(20, 4, 0))
    (1.0, 2.0)
    """
    return log(more.seconds / less.seconds) / log(more.records / less.records)


def measure_apart(finder: str, records: int) -> Cost:
    """One finder on one list, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "list.bib"
        with file.open("w", encoding="utf-8") as written:
            written.writelines(make_bibtex(records))
        command = [sys.executable, "-m", "pipeline", "dedupe", str(file), "-o", f"{folder}/merged.bib", "--quiet"]
        if finder != COMMAND:
            command = [sys.executable, "-m", "evaluate.dedupe_speed", finder, str(file)]
        return _run(command, records, {**os.environ, "BIBMILL_CACHE": f"{folder}/cache"})


def _run(command: Sequence[str], records: int, environment: dict[str, str]) -> Cost:
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, stdout=told, stderr=told, env=environment)  # noqa: S603 - our own modules
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            told.seek(0)
            raise MeasureError(f"{' '.join(command[1:])}: {told.read().decode(errors='replace').strip()[-300:]}")
    return Cost(records, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // _MIB)


def _find_here(finder: str, file: str) -> None:
    """Read a list and let a finder work on it; that is what `measure_apart` runs."""
    from evaluate.labelled_sets import by_title
    from evaluate.rival_finder import by_bib_dedupe
    from pipeline.project.export_reading import read_exports

    records = [one.record for one in read_exports([file]).records]
    (by_title if finder == TITLE else by_bib_dedupe)(records)


if __name__ == "__main__":
    _find_here(*sys.argv[1:3])
