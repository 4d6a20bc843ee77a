"""What sources say of known works today becomes dated observations and news; whatever looks wrong is kept out and told.

Counts only ever gain lines: a source that fails, lies or forgets a paper never takes away its last good value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.model.observations import News, NewsKind, Observation, ObservationBatch
from pipeline.model.protocols import Source
from pipeline.model.records import CitationCount, Match, Problem, Record, Struct, Work
from pipeline.rules.count_drops import agree, is_suspicious
from pipeline.rules.merging.versions import are_authors_equal, are_same_paper, are_titles_equal, author_line, bare_title

MISSING = "missing"
OTHER = "another paper"


class Known(Struct, frozen=True):
    """All that a new answer is weighed against."""

    works: tuple[Work, ...] = ()
    matches: tuple[Match, ...] = ()
    citations: tuple[CitationCount, ...] = ()
    news: tuple[News, ...] = ()


class Learned(Struct, frozen=True):
    """New lines of the two ledgers."""

    citations: tuple[CitationCount, ...] = ()
    news: tuple[News, ...] = ()


def ask(works: Sequence[Work], source: Source) -> Iterator[ObservationBatch | Problem]:
    """What a source says of the works with identifiers, answer by answer; a batch that failed is a Problem."""
    asked = [(work.id, work.record.identifiers) for work in works if work.record.identifiers.labels()]
    yield from source.count(asked) if asked else ()


def weigh(answers: Iterable[ObservationBatch], known: Known) -> Learned:
    """The observations and the news in the answers, in their order; the same answer twice teaches nothing."""
    scale = _Scale(known)
    for answer in answers:
        for sighting in answer.found:
            scale.take(sighting, answer)
    return Learned(tuple(scale.citations), tuple(scale.news))


def differing(known: Iterable[CitationCount], seen: Iterable[CitationCount]) -> tuple[CitationCount, ...]:
    """The observations that differ from the last one of the same work and source, each once, sorted."""
    last = {(one.work, one.source): one.count for one in known}
    fresh = {(one.work, one.source): one for one in seen if last.get((one.work, one.source)) != one.count}
    return tuple(fresh[key] for key in sorted(fresh))


class _Scale:
    """Weighs one sighting after the other against what is known by then."""

    def __init__(self, known: Known) -> None:
        self.citations: list[CitationCount] = []
        self.news: list[News] = []
        self._works = {work.id: work for work in known.works}
        self._last = {(one.work, one.source): one for one in known.citations}
        self._told = {one.subject: one for one in known.news}
        self._first = _first_words(known)

    def take(self, sighting: Observation, answer: ObservationBatch) -> None:
        """Learn what one sighting tells."""
        work = self._works.get(sighting.work)
        if work is None:
            return
        if sighting.record and not are_same_paper(work.record, sighting.record):
            self._doubt(sighting, answer, OTHER, f"it has “{sighting.record.title}” under the same identifier")
            return
        self._take_count(sighting, answer)
        for kind in dict.fromkeys(notice.kind for notice in sighting.notices):
            dois = [notice.doi for notice in sighting.notices if notice.kind is kind and notice.doi]
            self._tell(sighting.work, kind, answer, ", ".join(dois) or "flagged")
        if sighting.record:
            self._compare(work, sighting.record, answer)

    def _take_count(self, sighting: Observation, answer: ObservationBatch) -> None:
        last = self._last.get((sighting.work, answer.source))
        count = sighting.count
        if count is None:
            if last:
                self._doubt(sighting, answer, MISSING, "it gives no count any more")
            return
        doubt = self._told.get((sighting.work, NewsKind.DROP, answer.source))
        if last and is_suspicious(last.count, count) and not _is_agreed(doubt, count, answer):
            self._doubt(sighting, answer, str(count), "it fell by half or more since the last observation")
            return
        if doubt and doubt.value:
            self._tell(sighting.work, NewsKind.DROP, answer, "", before=doubt.value)
        if not last or (last.count != count and last.as_of != answer.day):  # one observation a day
            line = CitationCount(sighting.work, answer.source, count, answer.day)
            self._last[line.work, line.source] = line
            self.citations.append(line)

    def _doubt(self, sighting: Observation, answer: ObservationBatch, value: str, why: str) -> None:
        """Keep a count out and tell of it, once for each value."""
        last = self._last.get((sighting.work, answer.source))
        before = str(last.count) if last else ""
        self._tell(sighting.work, NewsKind.DROP, answer, value, before=before, evidence=(why,), run=answer.run)

    def _compare(self, work: Work, record: Record, answer: ObservationBatch) -> None:
        """Tell of a title or of authors that are others than those that this very source gave before."""
        first = self._first.get((work.id, answer.source))
        told = self._told.get((work.id, NewsKind.TITLE, answer.source))
        title = told.value if told else first.title if first else ""
        if title and record.title and not are_titles_equal(Record("", title=title), record):
            self._tell(work.id, NewsKind.TITLE, answer, bare_title(record), before=title)
        authors = self._told.get((work.id, NewsKind.AUTHORS, answer.source))
        if first and first.author and record.author and (authors or not are_authors_equal(first, record)):
            before = authors.value if authors else author_line(first)
            self._tell(work.id, NewsKind.AUTHORS, answer, author_line(record), before=before)

    def _tell(
        self, work: str, kind: NewsKind, answer: ObservationBatch, value: str, *, before: str = "",
        evidence: tuple[str, ...] = (), run: str = "",
    ) -> None:  # fmt: skip
        line = News(work, kind, answer.source, value, answer.day, before, evidence, run)
        told = self._told.get(line.subject)
        if told is None or told.value != value:
            self._told[line.subject] = line
            self.news.append(line)


def _is_agreed(doubt: News | None, count: int, answer: ObservationBatch) -> bool:
    """True when another run saw the same fall before."""
    return bool(doubt and doubt.value.isdigit() and doubt.run != answer.run and agree(int(doubt.value), count))


def _first_words(known: Known) -> dict[tuple[str, str], Record]:
    """What each source said of each work when it was matched: later words are held against these."""
    works = {row: work.id for work in known.works for row in work.rows}
    found: dict[tuple[str, str], Record] = {}
    for match in known.matches:
        for candidate in (match.chosen, *match.support):
            if candidate and match.record_id in works:
                found.setdefault((works[match.record_id], candidate.source), candidate.record)
    return found
