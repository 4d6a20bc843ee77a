"""The file that a double serves, JSON lines with an object a record: reading it, writing it, and the works in it.

An object has `title`, `authors` (each `given` and `family`), `year`, `venue`, `type` (as Crossref names it), `doi`,
`arxiv` and `same_work`, a number that the records of one work share; whatever else it has is kept.
"""

from __future__ import annotations

import gzip
import random
import re
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from evaluate.rows import Gold, to_gold
from pipeline.model.identifiers import sort_doi
from pipeline.model.records import Struct
from pipeline.rules.venues import Venue, recognise
from pipeline.text.folding import fold_title, squeeze

Said = Mapping[str, Any]
"""One record, as the corpus says it."""

CONFERENCE, JOURNAL, PREPRINT = "conference", "journal", "preprint"

PUBLISHED = {"proceedings-article": CONFERENCE, "journal-article": JOURNAL}
"""What Crossref's types of published papers are."""
_BESIDE = re.compile(r"workshop|symposi|@|poster|demo|companion|track|abstract|arxiv", re.IGNORECASE)
"""Containers of papers that are look-alikes themselves."""
_MARKED = re.compile(
    r"\b(?:reply|replies|comments?|errat\w+|corrections?|corrigend\w+|talk|abstract|keynote|tutorial|poster|demo|survey|review)\b",
    re.IGNORECASE,
)
"""Titles that say so of themselves."""
_UNKNOWN = 0.12
"""The share of the papers of venues that no table knows, among those that are picked."""
_MOST_OF_A_VENUE = 20
"""Of so many papers, one at most is of the same venue."""
_WORDS, _LETTERS = 4, 150
"""A title has at least so many words and at most so many letters."""


class Paper(Struct, frozen=True):
    """A work of the corpus with all its records; `said` is the one that a row is made of."""

    records: tuple[Said, ...]
    said: Said
    sort: str

    @property
    def venue(self) -> Venue | None:
        """The venue of the table that its container names."""
        return recognise(self.said.get("venue") or "").venue

    @property
    def gold(self) -> Gold:
        """The answer to a row that means it."""
        split = [sort_doi(one.get("doi") or "") for one in self.records]
        dois = [doi for doi, _ in split if doi]
        arxiv = next((one["arxiv"] for one in self.records if one.get("arxiv")), "")
        said = {"title": self.said["title"], "doi": dois[0] if dois else "", "alt": [{"doi": doi} for doi in dois[1:]]}
        names = [f"{one.get('given') or ''} {one.get('family') or ''}".strip() for one in self.said["authors"]]
        return to_gold({**said, "arxiv": arxiv, "authors": names, "year": self.said.get("year")})


def read_corpus(path: Path) -> tuple[Said, ...]:
    """The records of a corpus, packed or not."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return tuple(msgspec.json.decode(line) for line in text.splitlines() if line.strip())


def write_corpus(path: Path, records: Iterable[Said]) -> None:
    """Records as a corpus, packed; as quick to pack as it can be, since it is read once."""
    path.write_bytes(gzip.compress(b"\n".join(map(msgspec.json.encode, records)) + b"\n", compresslevel=1, mtime=0))


def title_key(said: Said) -> str:
    """What the titles of two records have in common when they are equal."""
    return squeeze(fold_title(said.get("title") or ""))


def group_works(records: Iterable[Said]) -> tuple[tuple[Said, ...], ...]:
    """The records of each work; one that names no work is a work by itself."""
    works: dict[object, list[Said]] = {}
    for at, said in enumerate(records):
        works.setdefault(said.get("same_work") or f"alone {at}", []).append(said)
    return tuple(map(tuple, works.values()))


def find_papers(records: Iterable[Said]) -> tuple[Paper, ...]:
    """The works that rows are made of: published in no workshop or the like, with a telling title that no other has."""
    works = group_works(records)
    titles = Counter(key for work in works for key in {title_key(said) for said in work})
    papers = filter(None, map(to_paper, works))
    return tuple(paper for paper in papers if titles[title_key(paper.said)] == 1 and _is_telling(paper.said["title"]))


def pick_papers(papers: Sequence[Paper], wanted: int, chance: random.Random) -> dict[str, deque[Paper]]:
    """Papers by their sort, in any order, not too many of one venue, and few of venues that no table knows."""
    picked: dict[str, deque[Paper]] = {CONFERENCE: deque(), JOURNAL: deque(), PREPRINT: deque()}
    of_venue: dict[str, int] = {}
    for paper in chance.sample(papers, len(papers)):
        name = paper.venue.name if paper.venue else ""
        if not name and paper.sort != PREPRINT and chance.random() >= _UNKNOWN:
            continue
        of_venue[name] = of_venue.get(name, 0) + 1
        if not name or of_venue[name] <= max(1, wanted // _MOST_OF_A_VENUE):
            picked[paper.sort].append(paper)
    return picked


def to_paper(work: tuple[Said, ...]) -> Paper | None:
    """A work by its published record, else by its preprint; None when it has neither, with authors and a year."""
    whole = [said for said in work if is_whole(said)]
    for said in whole:
        if sort := _sort(said):
            return Paper(work, said, sort)
    posted = next((said for said in whole if said.get("arxiv")), None)
    return Paper(work, posted, PREPRINT) if posted and len(whole) == len(work) else None


def is_whole(said: Said) -> bool:
    """True when a record has a title, a year, and authors with names."""
    families = [name.get("family") for name in said.get("authors") or ()]
    return bool(said.get("title") and said.get("year") and families and "Anonymous" not in families)


def _sort(said: Said) -> str:
    """Whether a conference or a journal published a record; empty when neither did."""
    container = said.get("venue") or ""
    if not container or _BESIDE.search(container) or said["type"] not in PUBLISHED:
        return ""
    venue = recognise(container).venue
    return PUBLISHED[said["type"]] if venue is None or venue.kind in PUBLISHED.values() else ""


def _is_telling(title: str) -> bool:
    return len(title.split()) >= _WORDS and len(title) <= _LETTERS and not _MARKED.search(title)
