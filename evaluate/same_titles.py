"""Works of one title: rows that mean one of two papers, both of which are there.

A corpus of some ten thousand works has few, so others are made: a paper is given the title of another one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

import msgspec

from evaluate.corpora import (
    PREPRINT,
    PUBLISHED,
    Paper,
    Said,
    find_papers,
    group_works,
    is_whole,
    pick_papers,
    title_key,
    to_paper,
)
from evaluate.rows import ListedRow, chance_of
from pipeline.model.records import Struct
from pipeline.text.folding import fold


class Twins(Struct, frozen=True):
    """A corpus in which papers have the titles of others, and two rows for every such pair."""

    records: tuple[Said, ...]
    rows: tuple[ListedRow, ...]


def make_twins(records: Sequence[Said], pairs: int, seed: int, *, is_one_author: bool) -> Twins:
    """Pairs of papers, of which one is given the title of the other, and its authors too when `is_one_author`.

    Two papers of one issue are no pair: nothing in a row tells them apart. Papers of the same authors have DOIs, by
    which they are told apart when they are graded.
    """
    chance = chance_of(seed, "twins", str(is_one_author))
    papers = [one for one in find_papers(records) if one.gold.doi or not is_one_author]
    picked = pick_papers(papers, 2 * pairs, chance)
    named = [one for sort in sorted(picked) for one in picked[sort]]
    chosen = chance.sample(named, min(2 * pairs, len(named) // 2 * 2))
    replaced: dict[int, Said] = {}
    rows = []
    for one, other in zip(chosen[::2], chosen[1::2], strict=True):
        if _issue(one) == _issue(other):
            continue
        given = {"title": one.said["title"], **({"authors": one.said["authors"]} if is_one_author else {})}
        renamed = {id(said): {**said, **given} for said in other.records}
        replaced |= renamed
        twin = Paper(tuple(renamed.values()), renamed[id(other.said)], other.sort)
        rows += [_to_row(one), _to_row(twin)]
    return Twins(tuple(replaced.get(id(said), said) for said in records), tuple(rows))


def without_venue(row: ListedRow) -> ListedRow:
    """The row, but that it names no venue: only the year tells which of two papers it means."""
    return msgspec.structs.replace(row, venue="")


def find_same_titles(records: Sequence[Said]) -> tuple[ListedRow, ...]:
    """A row for each published work whose title another work has; what may be one work twice is left out."""
    by_title: dict[str, list[Paper]] = defaultdict(list)
    for work in group_works(records):
        if paper := _to_paper(work):
            by_title[title_key(paper.said)].append(paper)
    return tuple(_to_row(paper) for papers in by_title.values() for paper in papers if _has_double(paper, papers))


def _to_paper(work: tuple[Said, ...]) -> Paper | None:
    """A work by a record that says where it was published, workshops and the like too; else by its preprint."""
    published = (said for said in work if is_whole(said) and said.get("venue") and said["type"] in PUBLISHED)
    if said := next(published, None):
        return Paper(work, said, PUBLISHED[said["type"]])
    return to_paper(work)


def _has_double(paper: Paper, papers: Sequence[Paper]) -> bool:
    all_apart = all(are_apart(one, other) for one, other in combinations(papers, 2))
    return len(papers) > 1 and all_apart and paper.sort != PREPRINT


def are_apart(one: Paper, other: Paper) -> bool:
    """True for surely different works: both have DOIs, none in common; or no author in common, nor venue and year."""
    dois = one.gold.dois, other.gold.dois
    if all(dois):
        return not dois[0] & dois[1]
    is_one_issue = _issue(one) == _issue(other)
    return not is_one_issue and not _families(one) & _families(other)


def _issue(paper: Paper) -> tuple[str, int]:
    written = paper.said.get("venue") or ""
    return (paper.venue.name if paper.venue else fold(written)), paper.said["year"]


def _families(paper: Paper) -> set[str]:
    return {word for name in paper.said["authors"] for word in fold(name.get("family") or "").split()[-1:]}


def _to_row(paper: Paper) -> ListedRow:
    return ListedRow(paper.said["title"], paper.said.get("venue") or "arXiv", str(paper.said["year"]), paper.gold)
