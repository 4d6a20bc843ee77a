"""How far a run is, while it asks: a display on a terminal, one line a minute elsewhere.

What is shown is made here, as a `RunView`; how a terminal shows it is in `live_display.py`, which is loaded only where
somebody looks, and how the time is estimated in `estimate.py`. The clock is a parameter, so that a test can show an
hour in no time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TextIO

from pipeline.model.records import Struct
from pipeline.model.source_table import drop_name, label_of, row_of
from pipeline.text.plurals import count

if TYPE_CHECKING:
    from pipeline.concurrency.steps import ScheduleProgress, Step
    from pipeline.console.estimate import Pace, PaceMeter
    from pipeline.console.live_display import LiveDisplay
    from pipeline.network.messages import Statistics

EVERY = 60.0
"""Seconds between two lines where there is no terminal."""
DRAWN_EVERY, NOTED_EVERY, ESTIMATED_EVERY = 0.2, 0.05, 1.0
"""Seconds: a cache answers thousands of questions a second, and nobody reads that fast."""
FEW = 7.5
"""Below so many seconds nobody needs a number."""
CLOSING = 7.0
"""Seconds behind the last search of a run: what accepted papers lack is filled in, and the files are written."""
TRUSTED = 0.2
"""So much of a new estimate is believed a second after the last one, and more after a longer time: by chance it jumps
about.
"""
BY_IDENTIFIER = 40
"""So many identifiers share a request, as far as nothing else was measured."""


class SourceView(Struct, frozen=True):
    """What is shown of one source.

    Attributes:
        state: `asked`, `rests`, `given up`, `waits` (others have rows that may come here) or `done`.
        rate: Answers a second; None before there were any.
        waiting: How many questions have no answer yet.
        left: Seconds until it has nothing more to do; None before there is an estimate.
        rests: Seconds until it may be asked again.
        why: Why it was given up.
    """

    name: str
    state: str
    rate: float | None
    waiting: int
    left: float | None = None
    rests: float = 0.0
    why: str = ""

    @property
    def label(self) -> str:
        """What people call it."""
        return label_of(self.name)

    @property
    def words(self) -> str:
        """The state in words."""
        return f"rests {to_words(self.rests)}" if self.state == "rests" else self.state


class RunView(Struct, frozen=True):
    """What is shown of a run.

    Attributes:
        rows: Of the run.
        finished: Rows that are through.
        left: Seconds until the end; None before there is an estimate.
        sources: All that were asked.
        doing: What is done after the rows are through, and how far that is.
    """

    rows: int
    finished: int
    left: float | None
    sources: tuple[SourceView, ...] = ()
    doing: str = ""


class Progress:
    """Shows the progress of the schedules of a run, one after the other."""

    def __init__(self, stream: TextIO, *, bar: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._has_display, self._clock = stream, bar, clock
        self._display: LiveDisplay | None = None
        self._last_shown = self._last_noted = clock()
        self._all_rows = self._rows = -1
        self._meter: PaceMeter | None = None
        self._ends: dict[str, float] = {}
        self._end: float | None = None
        self._estimated = 0.0

    def show(self, status: ScheduleProgress, statistics: Iterable[Statistics] = ()) -> None:
        """Show the status, if it is time to.

        Args:
            status: How many rows went where so far.
            statistics: The requests to each service, for pauses and services that were given up.
        """
        now = self._clock()
        is_new = self._meter is None or status.rows != self._rows
        if is_new:
            self._start(status)
        is_end = status.finished == status.rows
        if not (is_new or is_end) and now - self._last_noted < NOTED_EVERY:
            return
        self._last_noted = now
        if self._meter:
            self._meter.note(now, status)
        if self._has_display and (is_new or is_end or now - self._last_shown >= DRAWN_EVERY):
            self._last_shown = now
            self._draw(self._view(status, _Services(statistics), now))
        elif not self._has_display and now - self._last_shown >= EVERY:
            self._last_shown = now
            self._stream.write(f"bibmill: {_in_one_line(self._view(status, _Services(statistics), now))}\n")
            self._stream.flush()

    def close(self) -> None:
        """Take the display away; what is asked next is another run."""
        self._meter, self._all_rows = None, -1
        if self._display is not None:
            self._display.close()
            self._display = None

    def _start(self, status: ScheduleProgress) -> None:
        from pipeline.console.estimate import PaceMeter  # not before anything is asked

        self._meter, self._rows = PaceMeter(), status.rows
        self._all_rows = max(self._all_rows, status.rows)
        self._ends, self._end, self._estimated = {}, None, self._clock() - ESTIMATED_EVERY

    def _draw(self, view: RunView) -> None:
        if self._display is None:
            from pipeline.console.live_display import LiveDisplay

            self._display = LiveDisplay(self._stream)
        self._display.show(view)

    def _view(self, status: ScheduleProgress, services: _Services, now: float) -> RunView:
        if now - self._estimated >= ESTIMATED_EVERY:
            self._note_estimate(self._estimate(status, services), now)
        sources = tuple(self._view_source(name, status, services, now) for name in status.asked)
        total = max(0.0, self._end - now) if self._end is not None else None
        if status.rows == self._all_rows:
            return RunView(status.rows, status.finished, total, sources)
        is_filling = any(step.kind == "complete" for step in status.sent)
        doing = f"{'filling in' if is_filling else 'asking again'} {status.finished:,}/{status.rows:,}"
        return RunView(self._all_rows, self._all_rows, total, sources, doing)

    def _note_estimate(self, left: Mapping[str, float], now: float) -> None:
        self._ends = {name: now + seconds for name, seconds in left.items()}
        end = max(self._ends.values(), default=now) + CLOSING
        trust = 1 - (1 - TRUSTED) ** (now - self._estimated)
        self._end = end if self._end is None else self._end + trust * (end - self._end)
        self._estimated = now

    def _view_source(self, name: str, status: ScheduleProgress, services: _Services, now: float) -> SourceView:
        left = max(0.0, self._ends[name] - now) if name in self._ends else None
        waiting = status.asked[name] - status.answered.get(name, 0)
        rate = self._meter.rate(name) if self._meter else None
        why, rests = services.why_stopped(name), services.rests(name)
        if why:
            return SourceView(name, "given up", None, waiting, why=why)
        if rests >= 1:
            return SourceView(name, "rests", rate, waiting, left, rests)
        # What comes to one that refuses is not estimated; it may come as long as others have something to do.
        may_come = left or (services.refuses(name) and any(end > now for end in self._ends.values()))
        state = "asked" if waiting else "waits" if may_come else "done"
        return SourceView(name, state, rate, waiting, left)

    def _estimate(self, status: ScheduleProgress, services: _Services) -> dict[str, float]:
        from pipeline.console.estimate import estimate

        steps = {step for place in status.ahead for step in place.route}
        return estimate(status, {step: self._pace(step, services) for step in steps})

    def _pace(self, step: Step, services: _Services) -> Pace:
        from pipeline.console.estimate import Pace

        stated = services.seconds_each(step.source) / (1 if step.kind == "search" else BY_IDENTIFIER)
        seconds = self._meter.seconds_each(step, stated) if self._meter else stated
        is_open = not services.is_stopped(step.source, step.kind) and not services.refuses(step.source)
        return Pace(seconds, services.rests(step.source), is_open, services.budget(step.source, step.kind))


class _Services:
    """The services of each source: one that limits searches apart has a service of its own, “openalex (search)”."""

    def __init__(self, statistics: Iterable[Statistics]) -> None:
        self._known: dict[str, Statistics] = {one.service: one for one in statistics}

    def _of(self, source: str, kind: str = "search") -> Iterator[Statistics]:
        names = (source, f"{source} ({kind})")
        yield from (self._known[name] for name in names if name in self._known)

    def rests(self, source: str) -> float:
        """Seconds until it may be asked again."""
        return max((one.paused_seconds for one in self._of(source)), default=0.0)

    def is_stopped(self, source: str, kind: str) -> bool:
        """True when it is not asked any more in this way."""
        return any(one.stopped for one in self._of(source, kind))

    def refuses(self, source: str) -> bool:
        """True when it will be given up soon, since it refuses most requests; as stated, before it was asked."""
        known = [one.refuses for one in self._of(source)]
        return any(known) if known else row_of(source).refuses_without_key

    def why_stopped(self, source: str) -> str:
        """Why it is not asked any more; empty while it is."""
        sentence = next((one.stopped for one in self._of(source) if one.stopped), "")
        return drop_name(source, sentence).partition(", so it is not asked")[0].removeprefix("not asked, since ")

    def seconds_each(self, source: str) -> float:
        """The least time between two requests, as its limits are known."""
        stated = max((one.seconds_each for one in self._of(source)), default=0.0)
        return stated or 1 / min(row_of(source).per_second.values(), default=1.0)

    def budget(self, source: str, kind: str) -> float:
        """How many more requests it answers."""
        return min((one.budget for one in self._of(source, kind)), default=float("inf"))


def _in_one_line(view: RunView) -> str:
    parts = [f"{view.finished} of {count(view.rows, 'row')}", *filter(None, [view.doing]), tell_left(view.left)]
    return "; ".join((*parts, *_source_parts(view.sources)))


def _source_parts(sources: Sequence[SourceView]) -> Iterator[str]:
    for one in sources:
        is_plain = one.state not in ("rests", "given up")
        state = f"{one.rate:.1f}/s" if is_plain and one.rate is not None else one.words
        yield f"{one.name}: {state}, {one.waiting} waiting"


def tell_left(seconds: float | None) -> str:
    """How long a run still takes.

    >>> tell_left(42), tell_left(3), tell_left(None)
    ('about 40 s left', 'a few seconds left', 'no estimate yet')
    """
    if seconds is None:
        return "no estimate yet"
    return "a few seconds left" if seconds < FEW else f"about {to_words(seconds)} left"


def to_words(seconds: float) -> str:
    """A time in seconds as people say it, no finer than it is known.

    >>> [to_words(seconds) for seconds in (4, 42, 118, 200, 8000)]
    ['4 s', '40 s', '2 min', '3 min', '2.2 h']
    """
    if seconds < FEW:
        return f"{seconds:.0f} s"
    if seconds < 115:
        step = 5 if seconds < 27.5 else 10
        return f"{step * round(seconds / step)} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
