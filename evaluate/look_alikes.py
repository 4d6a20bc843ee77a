"""Look-alikes of papers: rows, each with one record beside the paper that could be taken for it, of many kinds.

The kinds are data, `look_alikes.json`: each has titles, containers, types and so on, of which one is chosen for a row.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from evaluate.corpora import CONFERENCE, JOURNAL, PREPRINT, Paper, Said, find_papers, pick_papers
from evaluate.rows import ListedRow, chance_of
from evaluate.scores import RIGHT, WRONG, Found, Score, Scores, grade_found
from pipeline.model.records import Struct
from pipeline.rules.venues import recognise
from pipeline.text.folding import fold_title

SAME, FIRST_AUTHOR, STRANGERS, NOBODY, ANY = "same", "first", "strangers", "none", "any"
NO_VENUE = "no venue"
ARXIV = "arxiv"

_FULL_NAMES = 0.3
"""The share of rows that name their venue in full, though it has an abbreviation."""


class Kind(Struct, frozen=True):
    """A kind of look-alikes. Of each field with several values one is chosen; “{…}” is filled in.

    Attributes:
        of: The sort of papers that have such look-alikes; empty for conferences and journals.
        row: What the row is without.
        types: As Crossref names them; an empty one is the paper's.
        years: Added to the paper's; None for a year that nobody knows.
        dois: “arxiv” for an arXiv id; an empty one has a prefix that nobody has.
    """

    name: str
    of: str = ""
    row: str = ""
    titles: tuple[str, ...] = ("{title}",)
    containers: tuple[str, ...] = ("",)
    types: tuple[str, ...] = ("journal-article",)
    years: tuple[int | None, ...] = (0,)
    authors: str = SAME
    dois: tuple[str, ...] = ("",)
    publishers: tuple[str, ...] = ("Some Press",)


class _Table(Struct, frozen=True):
    pools: dict[str, tuple[str, ...]]
    kinds: tuple[Kind, ...]


class LookAlike(Struct, frozen=True):
    """A row, the paper that it means, and what looks like the paper."""

    kind: Kind
    row: ListedRow
    paper: Paper
    decoy: Said


@cache
def _table() -> _Table:
    return msgspec.json.decode(files("evaluate").joinpath("look_alikes.json").read_bytes(), type=_Table)


def all_kinds() -> tuple[Kind, ...]:
    """Every kind of look-alikes."""
    return _table().kinds


def make_look_alikes(records: Sequence[Said], each: int, seed: int) -> tuple[LookAlike, ...]:
    """Rows of papers of the corpus, `each` of every kind, as far as there are papers; no paper has two."""
    papers = pick_papers(find_papers(records), each * len(all_kinds()), chance_of(seed, "papers"))
    made: list[LookAlike] = []
    for at in range(each):
        for kind in all_kinds():
            chance = chance_of(seed, kind.name, str(at))
            sorts = [sort for sort in ([kind.of] if kind.of else [CONFERENCE, JOURNAL]) if papers[sort]]
            if sorts:
                paper = papers[chance.choice(sorts)].popleft()
                number = 100_000 + len(made)
                made.append(
                    LookAlike(kind, _to_row(kind, paper, chance), paper, make_decoy(kind, paper.said, number, chance))
                )
    return tuple(made)


def _to_row(kind: Kind, paper: Paper, chance: random.Random) -> ListedRow:
    venue = "" if kind.row == NO_VENUE else _write_venue(paper, chance)
    return ListedRow(paper.said["title"], venue, str(paper.said["year"]), paper.gold)


def _write_venue(paper: Paper, chance: random.Random) -> str:
    """The venue as lists write it: mostly abbreviated."""
    if paper.sort == PREPRINT:
        return "arXiv"
    short = paper.venue.abbreviations if paper.venue else ()
    written: str = paper.said["venue"]
    return short[0] if short and chance.random() >= _FULL_NAMES else written


def make_decoy(kind: Kind, paper: Said, number: int, chance: random.Random) -> dict[str, Any]:
    """A record that looks like the paper, with a number of its own in its identifier."""
    words = _words(paper, number, chance)

    def fill(templates: tuple[str, ...]) -> str:
        return chance.choice(templates).format_map(words)

    later = chance.choice(kind.years)
    year = None if later is None else paper["year"] + later
    decoy = {
        "title": fill(kind.titles),
        "authors": _authors(kind.authors, paper, chance),
        "year": year,
        "venue": fill(kind.containers),
        "type": fill(kind.types) or paper["type"],
        "publisher": fill(kind.publishers),
        **_identify(fill(kind.dois), year, number, chance),
    }
    return {name: value for name, value in decoy.items() if value not in ("", None)}


def _words(paper: Said, number: int, chance: random.Random) -> dict[str, str]:
    """What may be filled in: words of the paper, and one of each pool."""
    title: str = paper["title"]
    head, colon, tail = title.partition(":")
    words = title.split()
    pools = {name: chance.choice(_other_venues(pool, paper)) for name, pool in _table().pools.items()}
    words[chance.randrange(len(words))] = pools["word"]
    own = (paper.get("doi") or "").partition("/")[0] or f"10.{11_000 + number % 40_000}"
    said = {"title": title, "head": head, "tail": colon + tail, "other": " ".join(words), "own": own}
    return {**pools, **said, "venue": paper.get("venue") or "", "n": str(number)}


def _other_venues(pool: Sequence[str], paper: Said) -> list[str]:
    """Those of a pool that are not the paper's own venue."""
    own = recognise(paper.get("venue") or "").venue
    return [one for one in pool if own is None or recognise(one).venue != own]


def _authors(whose: str, paper: Said, chance: random.Random) -> list[Any]:
    whose = chance.choice((SAME, STRANGERS)) if whose == ANY else whose
    if whose == STRANGERS:
        pools = _table().pools
        count = chance.randint(1, 4)
        families = chance.sample(pools["family"], count)
        return [{"given": chance.choice(pools["given"]), "family": family} for family in families]
    return {SAME: list(paper["authors"]), FIRST_AUTHOR: list(paper["authors"][:1]), NOBODY: []}[whose]


def _identify(doi: str, year: int | None, number: int, chance: random.Random) -> dict[str, str]:
    if doi == ARXIV and year:
        month = f"{year % 100:02}{chance.randint(1, 12):02}"
        return {"arxiv": f"{month}.{number % 100_000:05}" if year > 2014 else f"cs/{month}{number % 1000:03}"}
    doi = doi or f"10.{11_000 + chance.randrange(40_000)}/x.{number}"
    return {"doi": doi, "url": f"https://doi.org/{doi}"}


def without_papers(records: Sequence[Said], made: Sequence[LookAlike]) -> tuple[Said, ...]:
    """The corpus without the papers, but with what looks like them."""
    gone = {id(said) for one in made for said in one.paper.records}
    return (*(said for said in records if id(said) not in gone), *(one.decoy for one in made))


def with_papers(records: Sequence[Said], made: Sequence[LookAlike]) -> tuple[Said, ...]:
    """The corpus with the papers, and what looks like them."""
    return (*records, *(one.decoy for one in made))


def score_absent(made: Sequence[LookAlike], found: Sequence[Found]) -> Scores:
    """Every row with its grade, where no paper is there: any match is wrong."""
    pairs = zip(made, found, strict=True)
    return tuple(Score(one.row, what, what.status if not what.is_match else WRONG) for one, what in pairs)


def score_present(made: Sequence[LookAlike], found: Sequence[Found]) -> Scores:
    """Every row with its grade, where the paper is there too: the look-alike is wrong whatever it has in common."""
    return tuple(Score(one.row, what, _grade(one, what)) for one, what in zip(made, found, strict=True))


def _grade(one: LookAlike, found: Found) -> str:
    ids = {found.ids.doi.lower(), found.ids.arxiv} - {""}
    own = {str(one.decoy.get(name, "")).lower() for name in ("doi", "arxiv")}
    if found.is_match and ids & own:
        return WRONG
    if found.is_match and not ids and fold_title(found.record.title) == fold_title(one.row.gold.title):
        return RIGHT  # no other work has the title, and every look-alike has an identifier
    return grade_found(found, one.row.gold)
