"""What sources say of known works today becomes dated counts and news; what looks wrong is left out and reported.

The ledger of counts only ever gains lines: a source that fails, errs or forgets a paper never takes away its last good
value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.model.observations import News, NewsKind, Observation, ObservationBatch
from pipeline.model.protocols import Source
from pipeline.model.records import CitationCount, Match, Problem, Record, Struct, Work
from pipeline.model.statuses import Verdict
from pipeline.rules.count_history import agree, is_suspicious
from pipeline.rules.merging.versions import are_authors_equal, are_same_paper, are_titles_equal, author_line, bare_title

MISSING = "missing"
OTHER = "another paper"
"""Values of the news of a suspicious count, beside the count itself."""


class Known(Struct, frozen=True):
    """What new observations are compared with: the works, how they were matched, and both ledgers so far."""

    works: tuple[Work, ...] = ()
    matches: tuple[Match, ...] = ()
    citations: tuple[CitationCount, ...] = ()
    news: tuple[News, ...] = ()


class Learned(Struct, frozen=True):
    """The lines that the two ledgers gain."""

    citations: tuple[CitationCount, ...] = ()
    news: tuple[News, ...] = ()


def is_identified(work: Work) -> bool:
    """True when a source, or a person, said which paper a work is, and it has an identifier to ask by.

    An identifier that only a row states may be another paper's, and so would its counts.
    """
    return work.status == Verdict.ACCEPT.row_status and bool(work.record.identifiers.labels())


def ask(works: Sequence[Work], source: Source) -> Iterator[ObservationBatch | Problem]:
    """Ask one source about all identified works.

    Yields each batch as it arrives; for one that failed, a Problem.
    """
    asked = [(work.id, work.record.identifiers) for work in works if is_identified(work)]
    yield from source.count(asked) if asked else ()


def judge_observations(batches: Iterable[ObservationBatch], known: Known) -> Learned:
    """Decide what of the observations is new and believed, in the order of the batches.

    A batch that was judged before adds nothing, so a refresh that was killed may judge its batches again.

    Args:
        batches: What the sources said: all that `ask` yields but the Problems.
        known: What was known before; it is not changed.

    Returns:
        The new counts, and news: notices, changed titles and authors, and the counts that are not believed yet.
    """
    judgement = _Judgement(known)
    for batch in batches:
        for observation in batch.found:
            judgement.add(observation, batch)
    return Learned(tuple(judgement.citations), tuple(judgement.news))


def pick_changed(known: Iterable[CitationCount], seen: Iterable[CitationCount]) -> tuple[CitationCount, ...]:
    """The counts that differ from the last known one of the same work and source, one for each, sorted by these."""
    last = {(one.work, one.source): one.count for one in known}
    fresh = {(one.work, one.source): one for one in seen if last.get((one.work, one.source)) != one.count}
    return tuple(fresh[key] for key in sorted(fresh))


class _Judgement:
    """Judges one observation after the other by what is known by then, and collects the new lines."""

    def __init__(self, known: Known) -> None:
        self.citations: list[CitationCount] = []
        self.news: list[News] = []
        self._works = {work.id: work for work in known.works}
        self._last_count = {(one.work, one.source): one for one in known.citations}
        self._last_news = {one.subject: one for one in known.news}
        self._matched = _matched_records(known)

    def add(self, observation: Observation, batch: ObservationBatch) -> None:
        """Judge one observation of that batch; one of a work that left the list is passed over."""
        work = self._works.get(observation.work)
        if work is None:
            return
        if observation.record and not are_same_paper(work.record, observation.record):
            self._doubt(observation, batch, OTHER, f"it has “{observation.record.title}” under the same identifier")
            return
        self._add_count(observation, batch)
        for kind in dict.fromkeys(notice.kind for notice in observation.notices):
            dois = [notice.doi for notice in observation.notices if notice.kind is kind and notice.doi]
            self._report(observation.work, kind, batch, ", ".join(dois) or "flagged")
        if observation.record:
            self._compare(work, observation.record, batch)

    def _add_count(self, observation: Observation, batch: ObservationBatch) -> None:
        last = self._last_count.get((observation.work, batch.source))
        count = observation.count
        if count is None:
            if last:
                self._doubt(observation, batch, MISSING, "it gives no count any more")
            return
        doubt = self._last_news.get((observation.work, NewsKind.DROP, batch.source))
        if last and is_suspicious(last.count, count) and not _is_confirmed(doubt, count, batch):
            self._doubt(observation, batch, str(count), "it fell by half or more since the last observation")
            return
        if doubt and doubt.value:
            self._report(observation.work, NewsKind.DROP, batch, "", before=doubt.value)
        if not last or (last.count != count and last.as_of != batch.day):  # one observation a day
            line = CitationCount(observation.work, batch.source, count, batch.day)
            self._last_count[line.work, line.source] = line
            self.citations.append(line)

    def _doubt(self, observation: Observation, batch: ObservationBatch, value: str, why: str) -> None:
        """Leave a count out and report it, once for each value."""
        last = self._last_count.get((observation.work, batch.source))
        before = str(last.count) if last else ""
        self._report(observation.work, NewsKind.DROP, batch, value, before=before, evidence=(why,), run=batch.run)

    def _compare(self, work: Work, record: Record, batch: ObservationBatch) -> None:
        """Report a title or authors that differ from what this very source gave before."""
        first = self._matched.get((work.id, batch.source))
        titles = self._last_news.get((work.id, NewsKind.TITLE, batch.source))
        title = titles.value if titles else first.title if first else ""
        if title and record.title and not are_titles_equal(Record("", title=title), record):
            self._report(work.id, NewsKind.TITLE, batch, bare_title(record), before=title)
        authors = self._last_news.get((work.id, NewsKind.AUTHORS, batch.source))
        if first and first.author and record.author and (authors or not are_authors_equal(first, record)):
            before = authors.value if authors else author_line(first)
            self._report(work.id, NewsKind.AUTHORS, batch, author_line(record), before=before)

    def _report(
        self, work: str, kind: NewsKind, batch: ObservationBatch, value: str, *, before: str = "",
        evidence: tuple[str, ...] = (), run: str = "",
    ) -> None:  # fmt: skip
        line = News(work, kind, batch.source, value, batch.day, before, evidence, run)
        last = self._last_news.get(line.subject)
        if last is None or last.value != value:
            self._last_news[line.subject] = line
            self.news.append(line)


def _is_confirmed(doubt: News | None, count: int, batch: ObservationBatch) -> bool:
    """True when another run saw the same fall before: the news of it carries the count and the run."""
    return bool(doubt and doubt.value.isdigit() and doubt.run != batch.run and agree(int(doubt.value), count))


def _matched_records(known: Known) -> dict[tuple[str, str], Record]:
    """By work and source, the description that the work was matched by; later descriptions are compared with it."""
    works = {row: work.id for work in known.works for row in work.rows}
    found: dict[tuple[str, str], Record] = {}
    for match in known.matches:
        for candidate in (match.chosen, *match.support):
            if candidate and match.record_id in works:
                found.setdefault((works[match.record_id], candidate.source), candidate.record)
    return found
