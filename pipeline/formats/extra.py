"""Lines `name: value` for what a format has no field for, as Zotero keeps them in Extra.

A name is that of a CSL variable (`original-title: …`), or, for what only a `.bib` has, `tex.` and its field there
(`tex.addendum: …`, as Better BibTeX reads it). CSL-JSON has the lines in `note`, RIS in `M2`, which Zotero puts into
Extra, and a `.bib` in `verbc`, a field of biblatex that nothing prints.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.formats.bibtex import bibtex_format
from pipeline.formats.csl import csl_format

BIB_FIELD = "verbc"
RIS_TAG = "M2"
AUTHORS = "authors"
"""With `MORE`, this says that there are more authors than are named."""
MORE = "et al."
UNVERIFIED = "Unverified: made from the list alone, not matched to a publication"
"""The note of a work that no source knows: unlike the keyword, it shows in a printed bibliography."""
UNVERIFIED_KEYWORD = "unverified"

_SEPARATOR = " | "
_LINE = re.compile(r"\s{0,9}([A-Za-z][\w.-]{0,59}):\s{1,9}(\S.*)")


class Names(NamedTuple):
    """What a line may be called: parts of a record by name, then texts, people and dates that are none.

    `texts` and `people` are by the name of the line, with the name that a record has for it.
    """

    parts: dict[str, str]
    identifiers: dict[str, str]
    texts: dict[str, str]
    people: dict[str, str]
    dates: dict[str, str]

    def all(self) -> frozenset[str]:
        """Every name of a line."""
        return frozenset({"type", AUTHORS}.union(*self))


@lru_cache(maxsize=1)
def extra_names() -> Names:
    """All that a line may be called."""
    csl, own = csl_format(), bibtex_format().variables
    return Names(
        csl.fields | {"container-title-short": "container_title_short"},
        {"PMID": "pmid", "PMCID": "pmcid"},
        {
            **{name: name for name in (*csl.variables.texts, "title-markup")},
            **{f"tex.{name}": name for name in own.own},
        },
        {"editor": "editor", **{name: name for name in csl.variables.names}}
        | {f"tex.{name}": name for name in own.own_names},
        {name: name for name in csl.variables.dates},
    )


def split_line(line: str) -> tuple[str, str]:
    """Name and value of a line that has a name of `extra_names`; both empty for any other line.

    >>> split_line("original-title: Von Birnen"), split_line("Accessed: today")
    (('original-title', 'Von Birnen'), ('', ''))
    """
    found = _LINE.fullmatch(line)
    if not found or found[1] not in _all_names():
        return "", ""
    return found[1], found[2].strip()


@lru_cache(maxsize=1)
def _all_names() -> frozenset[str]:
    return extra_names().all()


def join_lines(lines: list[str]) -> str:
    """The lines as the one value of a field of a `.bib`."""
    return _SEPARATOR.join(lines)


def part_lines(value: str) -> list[str]:
    """The lines of `join_lines`; a part without a name belongs to the line before it."""
    lines: list[str] = []
    if not value:
        return lines
    for piece in " ".join(value.split()).split(_SEPARATOR):
        if lines and not split_line(piece)[0]:
            lines[-1] += _SEPARATOR + piece
        else:
            lines.append(piece)
    return lines
