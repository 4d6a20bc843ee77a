"""CSV text, with cells guarded against formulas and control characters."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from types import SimpleNamespace

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# Spreadsheets skip blanks and invisible characters, and some read the full-width signs as the plain ones.
_FORMULA = re.compile(r"[\s\x00\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|[ \u00a0]*[\t\r]")


def to_csv(lines: Iterable[Iterable[str]]) -> str:
    r"""CSV text with `\n` line ends; a cell that a spreadsheet would run as a formula gets an apostrophe.

    >>> to_csv([["=1+1", "a, b"]])
    '\'=1+1,"a, b"\n'
    """
    written: list[str] = []
    # With "\n" as line end, Python before 3.13 leaves a lone "\r" in a cell unquoted, and readers see a new line.
    writer = csv.writer(SimpleNamespace(write=written.append), lineterminator="\r\n")
    writer.writerows([guard_formula(cell) for cell in line] for line in lines)
    return "".join(line.removesuffix("\r\n") + "\n" for line in written)


def guard_formula(cell: str) -> str:
    """The cell without control characters, and with an apostrophe before it when a spreadsheet would run it."""
    cell = strip_controls(cell)
    return f"'{cell}" if _FORMULA.match(cell) else cell


def strip_controls(cell: str) -> str:
    """The cell without characters that control a terminal or the direction of the text."""
    return _CONTROL.sub("", cell)
