"""Long inputs on which a careless pattern takes the square of their length: tests read them, `make bench` times them.

What runs in C (patterns, sorting of marks) makes no operations to count, so only a clock shows its growth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from pipeline.readers import read_list, read_references
from pipeline.readers.references.bibtex_syntax import Entry, read_entries
from pipeline.rules.row_text.notes import split_notes
from pipeline.rules.venues import find_venues
from pipeline.stages.normalize import normalize
from pipeline.text.folding import clean_markup
from pipeline.text.latex.capitals import protect_capitals
from pipeline.text.latex.decode import decode_latex
from pipeline.text.latex.escape import (
    escape_doi,
    escape_name,
    escape_prose,
    escape_range,
    escape_verbatim,
    protect_name_part,
)


def escape_title(text: str) -> str:
    """A title as the writer of `.bib` puts it."""
    return protect_capitals(escape_prose(text))


TABLE_HEAD = "| Title | Authors | Citations |\n| --- | --- | --: |\n"

DECODED = ["{", "}", "\\", "\\'", "\\emph{", "\\'{", "$", "$x", "$a^", "\\frac", "{A}", "<i>", "&lt;", "\\ifmmode", "`"]
ESCAPED = ["(", "{", "}", "\\", ",", "a and ", "$", "$a", "-", "A-", "é", "x\u0301", "? A", "'A"]
ENTRIES = ["@a{", "@a{b,", "{", "}", "@a{b, c={", '@a{b, c="', "@a{b, c=d # ", ",", "% ", "@"]
ESCAPES: dict[str, Callable[[str], str]] = {
    "prose": escape_prose,
    "name": lambda text: protect_name_part(escape_name(text)),
    "range": escape_range,
    "url": escape_verbatim,
    "doi": escape_doi,
    "title": escape_title,
}

FILES: dict[str, Callable[[], object]] = {
    "a long word before a tag": lambda: clean_markup("a" * 60_000 + "<i>b</i>c"),
    "blanks behind a title": lambda: split_notes("a" + " " * 200_000 + "b"),
    "notes behind a title": lambda: split_notes("a" + "(pdf)" * 40_000),
    "years for a venue": lambda: find_venues("1999 " * 100_000),
    "and": lambda: read_references("@book{a, title={T}, author={" + "and " * 16_000 + "x}}", "x.bib"),
    "lines of a value": lambda: read_references("TY  - JOUR\nTI  - T\n" + "abc\n" * 1_000_000, "x.ris"),
    "marks": lambda: normalize(read_list(("Title\na" + "\u0334\u0301" * 30_000 + "\n").encode(), "l.csv").rows),
    "accents": lambda: read_references("@book{a, title={" + "\\'e" * 10_000 + "}}", "x.bib"),
    "columns": lambda: read_list(("Title," + "a," * 2_500_000 + "\nx\n").encode(), "l.csv"),
    "stars": lambda: read_list(("# List\n\n" + ("*" * 90 + "a\n") * 11_000).encode(), "l.md"),
    "ampersands": lambda: read_list(("# List\n\n" + ("&" * 90 + "\n") * 11_000).encode(), "l.md"),
    "siblings": lambda: read_list(("# List\n\n" + "- a\n" * 9_000).encode(), "l.md"),
    "bars": lambda: read_list((TABLE_HEAD + "|" * 100_000 + "\n").encode(), "l.md"),
}


def repeated_marks() -> Iterator[tuple[str, Callable[[], object]]]:
    """One mark over and over, for what decodes LaTeX, what escapes for it, and what reads entries."""
    for shape in DECODED:
        yield f"decode {shape}", partial(decode_latex, shape * (60_000 // len(shape)))
    for kind, escape in ESCAPES.items():
        for shape in ESCAPED:
            yield f"escape {kind} {shape}", partial(escape, shape * (1_000_000 // len(shape)))
    for shape in ENTRIES:
        yield f"entries {shape}", partial(_read_all, shape * (100_000 // len(shape)))


def _read_all(text: str) -> list[Entry]:
    return list(read_entries(text))
