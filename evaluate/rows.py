"""Rows with known answers, and what is done to them: a letter lost, a subtitle dropped, a wrong year, no venue."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from pipeline.model.identifiers import parse_arxiv, sort_doi
from pipeline.model.records import Struct
from pipeline.text.folding import clean_text, fold_title

ABSENT = "paper absent from every source"
CLEAN = "clean"

_PRIVATE = "10.5555/"
"""Numbers below it are ACM's own, and no DOIs."""
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|$~])")


class Gold(Struct, frozen=True):
    """The paper that a row means; `alt` are DOIs of further published versions."""

    title: str
    doi: str = ""
    alt: tuple[str, ...] = ()
    arxiv: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None

    @property
    def dois(self) -> frozenset[str]:
        """Every DOI under which the paper was published."""
        return frozenset(doi for doi in (self.doi, *self.alt) if doi)


class ListedRow(Struct, frozen=True):
    """A row as its list has it, with its answer."""

    title: str
    venue: str
    year: str
    gold: Gold


Noise = Callable[[ListedRow, random.Random], ListedRow | None]
"""The row made worse; None when the row has not what is to be taken away."""


def read_lists(folder: Path) -> tuple[ListedRow, ...]:
    """The rows of all lists in a folder that have an answer, each once, in the order of the files."""
    found: dict[tuple[str, str], ListedRow] = {}
    for path in sorted(folder.glob("*.jsonl")):
        for row in _read_list(path.read_text(encoding="utf-8")):
            found.setdefault((fold_title(row.title), row.year), row)
    return tuple(found.values())


def choose(rows: tuple[ListedRow, ...], count: int, seed: int) -> tuple[ListedRow, ...]:
    """A sample of the rows in their order; all of them when there are no more, or when `count` is 0."""
    if not 0 < count < len(rows):
        return rows
    kept = sorted(chance_of(seed, "rows").sample(range(len(rows)), count))
    return tuple(rows[at] for at in kept)


def worsen(rows: tuple[ListedRow, ...], name: str, seed: int) -> tuple[ListedRow, ...]:
    """The rows of a variant; what happens to a row does not depend on the other rows."""
    worse = (VARIANTS[name](row, chance_of(seed, name, row.title, row.year)) for row in rows)
    return tuple(row for row in worse if row is not None)


def leave(row: ListedRow, _chance: random.Random) -> ListedRow:
    """The row as it is."""
    return row


def lose_letter(row: ListedRow, chance: random.Random) -> ListedRow | None:
    """One letter of the title is missing; any letter, in an acronym too."""
    letters = [at for at, char in enumerate(row.title) if char.isalpha()]
    if not letters:
        return None
    at = chance.choice(letters)
    return msgspec.structs.replace(row, title=row.title[:at] + row.title[at + 1 :])


def drop_subtitle(row: ListedRow, _chance: random.Random) -> ListedRow | None:
    """The title ends before its first colon."""
    head, colon, _ = row.title.partition(": ")
    return msgspec.structs.replace(row, title=head.strip()) if colon and head.strip() else None


def shift_year(row: ListedRow, chance: random.Random) -> ListedRow | None:
    """The year is one too early or too late."""
    if not row.year.isdigit():
        return None
    return msgspec.structs.replace(row, year=str(int(row.year) + chance.choice((-1, 1))))


def drop_venue(row: ListedRow, _chance: random.Random) -> ListedRow | None:
    """The row names no venue."""
    return msgspec.structs.replace(row, venue="") if row.venue else None


VARIANTS: dict[str, Noise] = {
    CLEAN: leave,
    "one letter lost": lose_letter,
    "subtitle dropped": drop_subtitle,
    "year off by one": shift_year,
    "venue missing": drop_venue,
    ABSENT: leave,
}


def to_markdown(rows: tuple[ListedRow, ...]) -> str:
    """The rows as a table that the pipeline reads."""
    lines = ("|".join(("", row.year, _escape(row.venue), _escape(row.title), "")) for row in rows)
    return "\n".join(("|Year|Venue|Title|", "|---|---|---|", *lines, ""))


def to_gold(said: dict[str, Any]) -> Gold:
    """An answer as the lists write it."""
    doi, arxiv = _split(said.get("doi"))
    alt = (_split(one.get("doi"))[0] for one in said.get("alt") or ())
    year = str(said.get("year") or "")
    return Gold(
        title=said.get("title") or "",
        doi=doi,
        alt=tuple(one for one in alt if one),
        arxiv=parse_arxiv(said.get("arxiv") or "") or arxiv,
        authors=tuple(said.get("authors") or ()),
        year=int(year) if year.isdigit() else None,
    )


def _read_list(text: str) -> Iterator[ListedRow]:
    for line in text.splitlines():
        said = msgspec.json.decode(line) if line.strip() else {}
        title = clean_text(said.get("raw_title") or "")
        if title and said.get("gold") and not said.get("dup"):
            venue, year = (clean_text(str(said.get(name) or "")) for name in ("raw_venue", "raw_year"))
            yield ListedRow(title, venue, year, to_gold(said["gold"]))


def _split(doi: str | None) -> tuple[str, str]:
    """The DOI of a published version and the arXiv id, one of them empty."""
    published, arxiv = sort_doi(doi or "")
    return ("" if published.startswith(_PRIVATE) else published), arxiv


def _escape(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def chance_of(seed: int, *names: str) -> random.Random:
    """Chance that is the same for the same names, whatever was done before."""
    return random.Random("\n".join((str(seed), *names)))  # noqa: S311 (a sample, no secret)
