"""What a person sees of a run: a progress bar on a terminal, sentences about trouble, and the closing summary."""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol, TextIO

import msgspec

from pipeline.console.progress import Progress
from pipeline.model.records import Match, Problem, Row, Struct, Verdict, Work
from pipeline.text.folding import show

if TYPE_CHECKING:
    from pipeline.concurrency.scheduler import ScheduleProgress
    from pipeline.network.messages import Statistics

SHOWN_PROBLEMS = 20


class SourceFigures(Struct, frozen=True):
    """What one API was asked in a run."""

    service: str
    requests: int = 0
    cache_hits: int = 0
    seconds_waited: float = 0.0
    stopped: str = ""


class RunSummary(Struct, frozen=True, omit_defaults=False):
    """What a run made of the list; the same for people and for machines."""

    rows: int
    matched: int
    review: int
    unmatched: int
    works: int
    problems: tuple[str, ...] = ()
    sources: tuple[SourceFigures, ...] = ()
    not_asked: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    is_complete: bool = True

    @property
    def needs_person(self) -> bool:
        """True when a row is open or a problem was reported."""
        return bool(self.review or self.unmatched or self.problems)


class AskedClient(Protocol):
    """What is told of the client of a run."""

    def statistics(self) -> Sequence[Statistics]:
        """What each service was asked so far."""
        ...

    @property
    def warnings(self) -> Sequence[str]:
        """What went wrong beside the requests."""
        ...


class Console:
    """What a person sees of one run: its progress, and a summary at the end."""

    def __init__(self, *, quiet: bool = False, as_json: bool = False, stream: TextIO | None = None) -> None:
        self._quiet, self._json = quiet, as_json
        self._stream = stream or sys.stderr
        self._client: AskedClient | None = None
        is_talking = logging.getLogger("bibmill").isEnabledFor(logging.INFO)  # a bar and log lines spoil each other
        self._progress = Progress(self._stream, bar=self._stream.isatty() and not is_talking)
        self._standing: ScheduleProgress | None = None

    def __enter__(self) -> Console:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind and not issubclass(kind, Exception):
            self._tell_interrupted()

    def follow(self, client: AskedClient, stack: ExitStack) -> None:
        """Tell from now on what this client asks; the progress is closed with `stack`."""
        self._client = client
        stack.callback(self._progress.close)

    def progress(self, status: ScheduleProgress) -> None:
        """How far the run is by now."""
        self._standing = status
        if not self._quiet and not self._json:
            self._progress.show(status, self._client.statistics() if self._client else ())

    def summarize(
        self,
        rows: Sequence[Row],
        matches: Sequence[Match],
        works: Sequence[Work],
        problems: Sequence[Problem],
        changed: Sequence[str],
    ) -> RunSummary:
        """The figures of this run."""
        verdicts = Counter(match.verdict for match in matches)
        open_ones = [match for match in matches if match.unasked]
        statistics = self._client.statistics() if self._client else ()
        warnings = self._client.warnings if self._client else ()
        return RunSummary(
            rows=len(rows),
            matched=verdicts[Verdict.ACCEPT],
            review=verdicts[Verdict.REVIEW],
            unmatched=verdicts[Verdict.REJECT],
            works=len(works),
            problems=tuple(dict.fromkeys((*(f"{one.where}: {one.sentence}" for one in problems), *warnings))),
            sources=tuple(_source_summary(one) for one in statistics),
            not_asked=_not_asked(open_ones),
            changed=tuple(changed),
            is_complete=not open_ones,
        )

    def tell(self, summary: RunSummary) -> None:
        """Print the summary: for machines on stdout, for people in a few lines."""
        if self._json:
            sys.stdout.write(msgspec.json.encode(summary).decode() + "\n")
            return
        for sentence in summary.problems[:SHOWN_PROBLEMS]:
            self._stream.write(f"  {show(sentence, 400)}\n")
        if len(summary.problems) > SHOWN_PROBLEMS:
            self._stream.write(
                f"  … and {len(summary.problems) - SHOWN_PROBLEMS} more problems; see output/report.html.\n"
            )
        for sentence in summary.not_asked:
            self._stream.write(f"  {show(sentence, 400)}\n")
        if not self._quiet:
            sys.stdout.write("".join(f"{line}\n" for line in _lines(summary)))

    def _tell_interrupted(self) -> None:
        """What was asked until Ctrl-C; the next run finds the answers in the cache."""
        sources = tuple(map(_source_summary, self._client.statistics() if self._client else ()))
        if self._json:
            said = {"is_complete": False, "sources": sources}
            sys.stdout.write(msgspec.json.encode(said).decode() + "\n")
        elif not self._quiet:
            stand = self._standing
            lines = [f"{stand.arrived} of {stand.rows} rows were through."] if stand else []
            self._stream.writelines(f"{line}\n" for line in (*lines, *_source_lines(sources)))


def _source_summary(statistics: Statistics) -> SourceFigures:
    """The client's own figures, without its types: a run that asked nobody loads none of them."""
    return SourceFigures(**{name: getattr(statistics, name) for name in SourceFigures.__struct_fields__})


def _not_asked(matches: Sequence[Match]) -> tuple[str, ...]:
    """One sentence for each reason why a source gave no answer, with the number of rows that wait for it."""
    reasons = Counter((name, sentence) for match in matches for name, sentence in match.unasked)
    return tuple(
        f"{count} {'row waits' if count == 1 else 'rows wait'} for {name}: {sentence} Run again to go on."
        for (name, sentence), count in sorted(reasons.items())
    )


def _lines(summary: RunSummary) -> list[str]:
    lines = [
        f"{summary.rows} rows: {summary.matched} matched, {summary.review} for review, {summary.unmatched} unmatched;"
        f" {summary.works} works."
    ]
    lines += _source_lines(summary.sources)
    if summary.review or summary.unmatched:
        lines.append("`bibmill review` shows what waits for a person; output/report.html shows it all.")
    lines.append(f"Written: {', '.join(summary.changed)}." if summary.changed else "Nothing changed.")
    return lines


def _source_lines(sources: Iterable[SourceFigures]) -> Iterator[str]:
    for one in sources:
        waited = f", {one.seconds_waited:.0f} s waited" if one.seconds_waited >= 1 else ""
        yield f"{one.service}: {one.requests} requests, {one.cache_hits} answers from the cache{waited}."
        if one.stopped:
            yield show(one.stopped)
