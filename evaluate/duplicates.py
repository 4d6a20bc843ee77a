"""`python -m evaluate.duplicates FOLDER`: find duplicates in labelled sets, and write what was right and what it cost.

With `--growing` also what a list costs that grows to 100,000 records, with `--million` to a million.

Each set is a folder with `records.jsonl` and `gold.csv` (`labelled_sets.py` says what is in them). Every finder works
on every set in a process of its own, whose peak of memory is told: the rules of bibmill, equal titles as a baseline,
and bib-dedupe where it is installed.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import msgspec

from evaluate import dedupe_speed
from evaluate.errors import MeasureError
from evaluate.labelled_sets import Figures, Finder, by_rules, by_title, find_sets, measure, read_set
from evaluate.rival_finder import MODULE, by_bib_dedupe

FINDERS: dict[str, Finder] = {"bibmill": by_rules, "equal title": by_title, "bib-dedupe": by_bib_dedupe}
_RIVAL = "bib-dedupe"
_TOO_MANY = 9_000
"""bib-dedupe takes minutes for more records; it is left out there."""
_KIB = 1024 if sys.platform != "darwin" else 1024 * 1024
_HEAD = """# Duplicates in labelled sets

Made by `make bench` (`python -m evaluate.duplicates FOLDER`). Pairs of records: precision is the share of the joined
pairs that are one work, recall the share of the pairs of one work that are joined. Seconds are processor time of the
finding alone, MB the peak of the process with the records in it.

| set | records | finder | wrong | lost | precision | recall | F1 | CPU s | MB |
| :-- | --: | :-- | --: | --: | --: | --: | --: | --: | --: |
"""
_NOTES = """
On two busy cores, so take the seconds as a guess. Of `dblp_acm` only pairs of two sources count
(`--parted dblp_acm=:`). bib-dedupe 0.11 was given no abstracts, and was measured on the sets of systematic reviews
only: on the others it took too long here. The rules of bibmill were developed with all sets but the largest in view;
other lists may fare worse.
"""

Run = Callable[[Path, str, str], tuple[Figures, int, int]]
"""What measures one finder on one set: its figures, how many records there are, and the peak of memory."""


class Measured(msgspec.Struct):
    """What the process of one measurement prints."""

    figures: Figures
    records: int
    peak: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write the table; where there are no sets it says so, and returns 0 all the same."""
    options = _parser().parse_args(arguments)
    if options.finder:
        print(msgspec.json.encode(_measure_here(Path(options.folder), options.finder, options.part)).decode())
        return 0
    folder = Path(options.folder)
    if not options.folder or not folder.is_dir() or not find_sets(folder):
        print("duplicates left out: name a folder of labelled sets (BIBMILL_DUPLICATES).")
        return 0
    parts = dict(one.split("=", 1) for one in options.parted)
    try:
        table = _HEAD + "".join(to_lines(find_sets(folder), parts, run_apart)) + _NOTES
        if options.growing or options.million:
            sizes = (*dedupe_speed.SIZES, *([dedupe_speed.MILLION] if options.million else []))
            table += dedupe_speed.HEAD + "".join(dedupe_speed.to_lines(sizes, dedupe_speed.measure_apart))
    except MeasureError as error:
        print(f"duplicates given up: {error}", file=sys.stderr)
        return 1
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(table, encoding="utf-8")
    print(table)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evaluate.duplicates", description=__doc__)
    parser.add_argument("folder", nargs="?", default=os.environ.get("BIBMILL_DUPLICATES", ""))
    parser.add_argument(
        "--parted",
        action="append",
        default=[],
        metavar="SET=SIGN",
        help="of this set only pairs count whose ids differ before the sign: it joins two sources",
    )
    parser.add_argument("--growing", action="store_true", help="measure made-up lists of growing length, too")
    parser.add_argument("--million", action="store_true", help="the same, up to a million records: it takes a while")
    parser.add_argument("--out", type=Path, default=Path("docs/benchmarks.md"), help="the table")
    parser.add_argument("--finder", choices=FINDERS, default="", help=argparse.SUPPRESS)
    parser.add_argument("--part", default="", help=argparse.SUPPRESS)
    return parser


def to_lines(sets: Sequence[Path], parts: dict[str, str], run: Run) -> Iterator[str]:
    """The lines of the table, a set after the other."""
    for folder in sets:
        for finder in FINDERS:
            if finder == _RIVAL and find_spec(MODULE) is None:
                continue
            figures, records, peak = run(folder, finder, parts.get(folder.name, ""))
            yield to_line(folder.name, records, finder, figures, peak)
            if records > _TOO_MANY and finder == "equal title":
                break


def to_line(name: str, records: int, finder: str, found: Figures, peak: int) -> str:
    """One line of the table."""
    shares = (f"{share:.4f}" for share in (found.precision, found.recall, found.f1))
    cells = (name, f"{records:,}", finder, found.wrong, found.lost, *shares, f"{found.seconds:.1f}", peak)
    return f"| {' | '.join(map(str, cells))} |\n"


def run_apart(folder: Path, finder: str, part: str) -> tuple[Figures, int, int]:
    """One measurement in a process of its own."""
    command = [sys.executable, "-m", "evaluate.duplicates", str(folder), "--finder", finder, "--part", part]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
    if done.returncode:
        raise MeasureError(f"{finder} on {folder.name}: {done.stderr.strip()[-300:]}")
    found = msgspec.json.decode(done.stdout.splitlines()[-1], type=Measured)
    return found.figures, found.records, found.peak


def _measure_here(folder: Path, finder: str, part: str) -> Measured:
    labelled = read_set(folder)
    figures = measure(labelled, FINDERS[finder], part)
    return Measured(
        figures, len(labelled.records), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KIB // 1024**2
    )


if __name__ == "__main__":
    sys.exit(main())
