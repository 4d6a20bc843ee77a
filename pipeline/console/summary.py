"""What a person sees of a run: a progress bar on a terminal, sentences about trouble, and the closing summary."""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol, TextIO

import msgspec

from pipeline.console.lists import ListFigures
from pipeline.console.progress import Progress
from pipeline.console.summary_lines import (
    SCREEN,
    closing_lines,
    height_of,
    list_lines,
    problem_lines,
    tell_sources,
    tell_waiting,
)
from pipeline.console.told import can_draw, wrap
from pipeline.model.records import Match, Problem, Row, Struct, Work
from pipeline.model.statuses import Verdict
from pipeline.text.plurals import count

if TYPE_CHECKING:
    from pipeline.concurrency.steps import ScheduleProgress
    from pipeline.network.messages import Statistics


class SourceFigures(Struct, frozen=True):
    """The requests to one API in a run.

    Attributes:
        stopped: Why it was given up; empty when it was not.
        host: The host that was asked; empty when none was.
    """

    service: str
    requests: int = 0
    cache_hits: int = 0
    seconds_waited: float = 0.0
    stopped: str = ""
    host: str = ""


class RunSummary(Struct, frozen=True, omit_defaults=False):
    """What a run made of the lists, as it is told to people and, as JSON, to machines.

    Attributes:
        problems: A sentence each.
        not_asked: A sentence for each reason why rows still wait for a source.
        changed: Names of the files that were written.
        is_complete: False when a row still waits for a source.
        lists: What was understood of each list, in a run that read them.
    """

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
    lists: tuple[ListFigures, ...] = ()

    @property
    def needs_person(self) -> bool:
        """True when a row is open or a problem was reported."""
        return bool(self.review or self.unmatched or self.problems)

    def exit_code(self, *, strict: bool) -> int:
        """The exit code of a command that wrote its outputs: with `strict`, 1 when a person is needed."""
        return 1 if strict and self.needs_person else 0


class ShownClient(Protocol):
    """The network client, as far as it is shown to a person."""

    def statistics(self) -> Sequence[Statistics]:
        """The requests to each service so far."""
        ...

    @property
    def warnings(self) -> Sequence[str]:
        """Sentences about trouble that is not the failure of one request."""
        ...


class RunResult(Protocol):
    """What a run made, as far as the summary counts it; the artefacts of a project are such."""

    @property
    def rows(self) -> Sequence[Row]:
        """The rows of the lists."""
        ...

    @property
    def matches(self) -> Sequence[Match]:
        """The match of each row."""
        ...

    @property
    def works(self) -> Sequence[Work]:
        """The works that the rows became."""
        ...

    @property
    def problems(self) -> Sequence[Problem]:
        """What could not be read or asked."""
        ...


class Console:
    """What a person sees of one run: what was read, its progress, and a summary at the end."""

    def __init__(
        self,
        *,
        quiet: bool = False,
        as_json: bool = False,
        stream: TextIO | None = None,
        tells_lists: bool = False,
        is_stdout_taken: bool = False,
        folder: str = "",
    ) -> None:
        """Show nothing yet.

        Args:
            quiet: Show no more than problems.
            as_json: Show no more than the summary, as JSON.
            stream: Where progress and problems are shown; None for stderr.
            tells_lists: Tell what was read as soon as it is known, before the sources are asked.
            is_stdout_taken: The product is on stdout, so that a person reads all else on stderr.
            folder: Where the run works, as it is typed behind `-C`: `.` or nothing is where the person stands.
        """
        self._quiet, self._json = quiet, as_json
        self._stream = stream or sys.stderr
        self._tells_lists = tells_lists and not quiet and not as_json
        self._is_stdout_taken, self._folder = is_stdout_taken, "" if folder == "." else folder
        self._told: list[str] = []
        self._client: ShownClient | None = None
        is_talking = logging.getLogger("bibmill").isEnabledFor(logging.INFO)  # it and log lines spoil each other
        self._progress = Progress(self._stream, bar=can_draw(self._stream) and not is_talking)
        self._last_status: ScheduleProgress | None = None
        self._lists: tuple[ListFigures, ...] = ()

    def __enter__(self) -> Console:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind and (self._json or not issubclass(kind, Exception)):
            self._tell_interrupted()

    def note_lists(self, lists: Sequence[ListFigures]) -> None:
        """What was understood of the lists that this run read: it is told at once, if it shall be, and summed up."""
        self._lists = tuple(lists)
        if self._tells_lists:
            self._told += list_lines(self._lists, self._folder)
            stream = self._pick_stream()
            stream.writelines(wrap(self._told, stream))
            stream.flush()  # a pipe would hold it back until the end

    def _pick_stream(self) -> TextIO:
        """Where all but progress and problems is shown."""
        return self._stream if self._is_stdout_taken else sys.stdout

    def follow(self, client: ShownClient, stack: ExitStack) -> None:
        """Show the requests of this client from now on; when `stack` closes, the progress bar is taken away."""
        self._client = client
        stack.callback(self._progress.close)

    def progress(self, status: ScheduleProgress) -> None:
        """Show how far the run is."""
        self._last_status = status
        if not self._quiet and not self._json:
            self._progress.show(status, self._client.statistics() if self._client else ())

    def list_sources(self) -> tuple[SourceFigures, ...]:
        """What each service was asked so far."""
        return tuple(map(_source_summary, self._client.statistics() if self._client else ()))

    def list_warnings(self) -> tuple[str, ...]:
        """What went wrong beside the requests, as sentences."""
        return tuple(self._client.warnings if self._client else ())

    def summarize(self, result: RunResult, changed: Sequence[str]) -> RunSummary:
        """The figures of this run.

        Args:
            result: What the run made.
            changed: Names of the files that the run changed.
        """
        verdicts = Counter(match.verdict for match in result.matches)
        waiting = [match for match in result.matches if match.unasked]
        problems = (f"{one.where}: {one.sentence}" for one in result.problems)
        sources = self.list_sources()
        return RunSummary(
            rows=len(result.rows),
            matched=verdicts[Verdict.ACCEPT],
            review=verdicts[Verdict.REVIEW],
            unmatched=verdicts[Verdict.REJECT],
            works=len(result.works),
            problems=tuple(dict.fromkeys((*problems, *self.list_warnings()))),
            sources=sources,
            not_asked=tell_waiting(waiting, sources),
            changed=tuple(changed),
            is_complete=not waiting,
            lists=self._lists,
        )

    def tell(self, summary: RunSummary, *, all_of_lists: bool = False, opens: bool = False) -> None:
        """Print the summary: for machines on stdout, for people in a few lines.

        Args:
            summary: What the run made.
            all_of_lists: Tell also how the papers of each list are written.
            opens: Name the files to open.
        """
        stream = self._pick_stream()
        if self._json:
            stream.write(msgspec.json.encode(summary).decode() + "\n")
            return
        lines: list[str] = []
        if not self._quiet:
            if not self._told and (summary.changed or not opens):
                lines += list_lines(summary.lists, self._folder, whole=all_of_lists)
            lines += closing_lines(summary, stream, folder=self._folder, opens=opens)
        room = SCREEN - height_of((*self._told, *lines))
        self._stream.writelines(wrap(problem_lines(summary, self._stream, room), self._stream))
        stream.writelines(wrap(lines, stream))

    def _tell_interrupted(self) -> None:
        """Tell what was asked until then; the next run finds the replies in the cache.

        For machines, whatever ended the run: the command line puts the reason into the same object.
        """
        sources = self.list_sources()
        if self._json:
            said = {"is_complete": False, "sources": sources}
            sys.stdout.write(msgspec.json.encode(said).decode() + "\n")
        elif not self._quiet:
            status = self._last_status
            through = f"{status.finished:,} of {count(status.rows, 'row')} were through." if status else ""
            self._stream.writelines(wrap((*filter(None, [through]), *tell_sources(sources)), self._stream))


def _source_summary(statistics: Statistics) -> SourceFigures:
    """The client's figures without its types, so that a run that asks nobody does not load them."""
    return SourceFigures(**{name: getattr(statistics, name) for name in SourceFigures.__struct_fields__})
