"""CSV text, with cells guarded against formulas and control characters."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from types import SimpleNamespace

from pipeline.text.characters import BIDI, HIDDEN, LINE_ENDS, NOT_TEXT, SELECTORS, SURROGATES, drop_astral

_HARMFUL = re.compile(f"[{NOT_TEXT}{SURROGATES}{BIDI}\ufeff]")
_LINE_ENDS = re.compile(f"[{LINE_ENDS}]")
# Spreadsheets skip blanks and invisible characters, and some read the full-width signs as the plain ones.
_FORMULA = re.compile(rf"[\s\x00{HIDDEN}{SELECTORS}]*[=+\-@＝＋－＠]|[ \u00a0]*[\t\r]")


def to_csv(lines: Iterable[Iterable[str]]) -> str:
    r"""CSV text with `\n` line ends; a cell that a spreadsheet would run as a formula gets an apostrophe.

    >>> to_csv([["=1+1", "a, b"]])
    '\'=1+1,"a, b"\n'
    """
    written = bytearray()  # of a million lines, which as strings would need a few times their length

    def write(line: str) -> None:
        nonlocal written
        written += line.removesuffix("\r\n").encode("utf-8", "surrogatepass")
        written += b"\n"

    # With "\n" as line end, Python before 3.13 leaves a lone "\r" in a cell unquoted, and readers see a new line.
    writer = csv.writer(SimpleNamespace(write=write), lineterminator="\r\n")
    writer.writerows([guard_formula(cell) for cell in line] for line in lines)
    return written.decode("utf-8", "surrogatepass")


def guard_formula(cell: str) -> str:
    """The cell without control characters, and with an apostrophe before it when a spreadsheet would run it."""
    if not cell or (cell[0].isalnum() and cell.isascii() and cell.isprintable()):
        return cell  # as nearly all are
    cell = strip_controls(cell)
    return f"'{cell}" if _FORMULA.match(cell) else cell


def strip_controls(cell: str) -> str:
    """The cell as a person wrote it, but for characters that no program takes for text, that hide text or turn it.

    What ends a line for some programs only becomes a space, so that a row is one row for all of them; the line feeds
    and carriage returns of a cell stay.

    >>> strip_controls("a\\u2028b\\ufffe\\u202ec")
    'a bc'
    """
    if cell.isascii() and cell.isprintable():
        return cell
    return _LINE_ENDS.sub(" ", _HARMFUL.sub("", drop_astral(cell)))
