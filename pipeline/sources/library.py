"""A person's own reference files as a source: searched by title like any other, by the same judgement."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from itertools import chain, islice

from rapidfuzz import fuzz

from pipeline.model.observations import ObservationBatch
from pipeline.model.records import Candidate, Identifiers, Problem, Query, QueryResult, Record
from pipeline.model.statuses import ReplyStatus
from pipeline.text.folding import TITLE_CAP, FoldedTitle, fold_title, significant_words, squeeze

_OFFERED = 8
"""Candidates for one title."""
_COMPARED = 60
"""Records with the most words in common, whose titles are compared letter by letter."""
_COMMON = 400
"""A word of more titles than this finds too many to be worth following, unless the title has no rarer one."""
_FOLLOWED = 4_000
"""Records that are looked at for a title of common words only, those with its rarest word first."""
_EDGE = 10
"""Characters of each end of a title by which it is found."""


class Library:
    """Records in memory, found by their identifiers, their citation keys, or the rarer words of their titles."""

    name = "library"

    def __init__(self, records: Iterable[tuple[str, Record]]) -> None:
        """Index the records, each of which comes with the name of its file."""
        self._records = [(f"{file}#{record.id}", record) for file, record in records]
        self._titles = [_shortened(record.title) for _, record in self._records]
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._by_title: dict[FoldedTitle, list[int]] = defaultdict(list)
        self._by_label: dict[str, int] = {}
        for at, (_, record) in enumerate(self._records):
            self._by_title[self._titles[at]].append(at)
            for key in _title_keys(self._titles[at]):
                self._by_word[key].append(at)
            for label in _labels(record):
                self._by_label.setdefault(label, at)

    def __len__(self) -> int:
        return len(self._records)

    def look_up(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """Results by identifier or citation key, for the queries that have one."""
        for query in queries:
            labels = _labels(query.claim)
            found = list(dict.fromkeys(self._by_label[label] for label in labels if label in self._by_label))
            if labels:
                yield self._to_result(query, found)

    def search(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """Results by title: the records that share most, and the rarest, of its words."""
        for query in queries:
            yield self._to_result(query, self._nearest(query.claim.title))

    def count(self, works: Sequence[tuple[str, Identifiers]]) -> Iterator[ObservationBatch | Problem]:
        """No observations: a library counts no citations."""
        return iter(())

    def _nearest(self, title: str) -> list[int]:
        sought = _shortened(title)
        likely = dict.fromkeys(self._by_title.get(sought, ())[:_COMPARED])
        likely |= dict.fromkeys(self._with_most_words(sought))
        likeness = {at: fuzz.ratio(sought, self._titles[at]) for at in likely}
        return nsmallest(_OFFERED, likely, key=lambda at: (-likeness[at], at))

    def _with_most_words(self, sought: FoldedTitle) -> list[int]:
        """The records that share most, and the rarest, of the words of a folded title."""
        points: Counter[int] = Counter()
        keys = [key for key in _title_keys(sought) if key in self._by_word]
        rare = [key for key in keys if len(self._by_word[key]) <= _COMMON]
        followed = chain.from_iterable(self._weighted(key) for key in rare or self._rarest_first(keys))
        for at, weight in followed if rare else islice(followed, _FOLLOWED):
            points[at] += weight
        return nsmallest(_COMPARED, points, key=lambda at: (-points[at], at))

    def _rarest_first(self, keys: list[str]) -> list[str]:
        return sorted(keys, key=lambda key: len(self._by_word[key]))

    def _weighted(self, key: str) -> Iterator[tuple[int, int]]:
        """The records with a word, each with the weight of that word."""
        weight = 1_000_000 // len(self._by_word[key])
        return ((at, weight) for at in self._by_word[key])

    def _to_result(self, query: Query, found: Sequence[int]) -> QueryResult:
        candidates = tuple(
            Candidate(record=self._records[at][1], source=self.name, source_id=self._records[at][0], rank=rank)
            for rank, at in enumerate(found, start=1)
        )
        return QueryResult(query.claim.id, self.name, ReplyStatus.FOUND if found else ReplyStatus.NO_MATCH, candidates)


def _shortened(title: str) -> FoldedTitle:
    """The folded title, as far as a title goes."""
    return FoldedTitle(fold_title(title)[:TITLE_CAP])


def _title_keys(folded: FoldedTitle) -> tuple[str, ...]:
    """What a title is found by: its telling words, and its two ends without spaces (a slip spoils one of them)."""
    tight = squeeze(folded)
    ends = (f"<{tight[:_EDGE]}", f"{tight[-_EDGE:]}>") if tight else ()
    return tuple(dict.fromkeys((*(significant_words(folded) or folded.split()), *ends)))


def _labels(record: Record) -> tuple[str, ...]:
    keys = (f"key:{record.citation_key}",) if record.citation_key else ()
    return (*record.identifiers.labels(), *keys, *(f"doi:{doi}" for doi in record.other_dois))
