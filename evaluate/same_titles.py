"""Real works of one title: rows that mean one of two papers, both of which are there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from evaluate.corpora import PREPRINT, PUBLISHED, Paper, Said, group_works, is_whole, title_key, to_paper
from evaluate.rows import ListedRow
from pipeline.text.folding import fold


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
    return ListedRow(paper.said["title"], paper.said["venue"], str(paper.said["year"]), paper.gold)
