"""Made-up exports of any length, in which databases have the same papers in their own ways; the same in every run."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate, islice
from typing import NamedTuple

_SYLLABLES = "ba co de fi gu la me no pra qui ri sto tra ul ver xen".split()
_COMMON = "learning of for with deep networks the neural models and on data a analysis from systems in to".split()
_VENUES = tuple(f"{kind} {field}" for kind in ("Journal of", "Conference on") for field in ("Birds", "Pears", "Tides"))
_WORDS = 60_000
_OFTEN = 1 / 3
"""So many words of a title are common ones."""


class _Paper(NamedTuple):
    number: int
    title: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    year: int
    venue: str
    volume: int
    page: int


def make_bibtex(records: int, seed: int = 16) -> Iterator[str]:
    """The entries of a `.bib` file; three of five records are the first of their paper, as in real exports.

    Args:
        records: How many.
        seed: Of what is drawn.
    """
    return islice(_make_entries(random.Random(seed)), records)  # noqa: S311 - nothing secret


def _make_entries(chance: random.Random) -> Iterator[str]:
    words = sorted({_make_word(chance, 2, 5) for _ in range(_WORDS)})
    weights = list(accumulate(1 / rank**0.6 for rank in range(1, len(words) + 1)))
    families = sorted({_make_word(chance, 2, 3).capitalize() for _ in range(4_000)})
    number = 0
    paper: _Paper | None = None
    recent: list[_Paper] = []
    while True:
        number += 1
        if paper is None or chance.random() < 0.6:
            paper = _make_paper(chance, number, words, weights, families)
            recent = [*recent[-200:], paper]
        yield _write(chance, number, paper if chance.random() < 0.8 else chance.choice(recent))


def _make_word(chance: random.Random, fewest: int, most: int) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(fewest, most)))


def _make_paper(
    chance: random.Random, number: int, words: list[str], weights: list[float], families: list[str]
) -> _Paper:
    rare = iter(chance.choices(words, cum_weights=weights, k=12))
    title = tuple(
        chance.choice(_COMMON) if chance.random() < _OFTEN else next(rare) for _ in range(chance.randint(5, 12))
    )
    people = tuple(
        (chance.choice(families), _make_word(chance, 2, 3).capitalize()) for _ in range(chance.randint(1, 6))
    )
    return _Paper(
        number,
        title,
        people,
        chance.randint(1990, 2025),
        chance.choice(_VENUES),
        chance.randint(1, 60),
        chance.randint(1, 3_000),
    )


def _write(chance: random.Random, number: int, paper: _Paper) -> str:
    """The paper as one of the databases has it: initials, capitals, a letter lost, no pages, no DOI."""
    title = " ".join(paper.title).capitalize()
    if chance.random() < 0.1:
        at = chance.randrange(len(title))
        title = title[:at] + title[at + 1 :]
    elif chance.random() < 0.2:
        title = title.title()
    has_initials = chance.random() < 0.4
    people = " and ".join(f"{family}, {given[0] + '.' if has_initials else given}" for family, given in paper.people)
    fields = {"title": title, "author": people, "year": str(paper.year)}
    is_journal = paper.venue.startswith("Journal")
    if chance.random() < 0.9:
        fields["journal" if is_journal else "booktitle"] = paper.venue
    if chance.random() < 0.7:
        fields |= {"volume": str(paper.volume), "pages": f"{paper.page}--{paper.page + 9}"}
    if chance.random() < 0.55:
        fields["doi"] = f"10.1000/made.up.{paper.number}"
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@{'article' if is_journal else 'inproceedings'}{{r{number:07},\n{lines}}}\n\n"
