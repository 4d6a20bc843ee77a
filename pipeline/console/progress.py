"""How far a run is, while it asks: a bar on a terminal, one line a minute elsewhere.

The time to the end is estimated from the slowest source: the rows that it has not answered, and those that are still
likely to reach it, at its rate so far. The clock is a parameter, so that a test can show an hour in no time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from tqdm import tqdm

    from pipeline.concurrency.scheduler import ScheduleProgress
    from pipeline.network.messages import Statistics

EVERY = 60.0
"""Seconds between two lines where there is no terminal."""


class Progress:
    """Shows the progress of one schedule after the other."""

    def __init__(self, stream: TextIO, *, bar: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._has_bar, self._clock = stream, bar, clock
        self._bar: tqdm[Any] | None = None
        self._last_line = clock()
        self._rows = -1
        self._began: dict[str, float] = {}

    def show(self, status: ScheduleProgress, statistics: Iterable[Statistics] = ()) -> None:
        """Show the status, if it is time to.

        Args:
            status: How many rows went where so far.
            statistics: The requests to each service, for pauses and services that were given up.
        """
        now = self._clock()
        if status.rows != self._rows or not self._began:
            self.close()
            self._rows = status.rows
        for name in status.asked:
            self._began.setdefault(name, now)
        if self._has_bar:
            self._draw(status, statistics, now)
        elif now - self._last_line >= EVERY:
            self._last_line = now
            line = f"{status.finished} of {status.rows} rows; {self._describe(status, statistics, now)}"
            self._stream.write(f"bibmill: {line}\n")
            self._stream.flush()

    def close(self) -> None:
        """Take the bar away; the next schedule gets a new one."""
        self._began = {}
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _draw(self, status: ScheduleProgress, statistics: Iterable[Statistics], now: float) -> None:
        if self._bar is None:
            from tqdm import tqdm

            shape = "{percentage:3.0f}%|{bar:20}| {n_fmt}/{total_fmt} rows{postfix}"
            self._bar = tqdm(
                total=status.rows, file=self._stream, leave=False, bar_format=shape, dynamic_ncols=True, mininterval=0
            )
        if now - self._last_line >= 0.2 or status.finished == status.rows:
            self._last_line = now
            self._bar.n = status.finished
            self._bar.set_postfix_str(self._describe(status, statistics, now))

    def _describe(self, status: ScheduleProgress, statistics: Iterable[Statistics], now: float) -> str:
        states = {one.service: one for one in statistics}
        left = self._seconds_left(status, now)
        parts = [f"about {to_words(left)} left" if left is not None else "no estimate yet"]
        for name in status.asked:
            waiting = status.asked[name] - status.answered.get(name, 0)
            parts.append(f"{name}: {self._state(name, status, states.get(name), now)}, {waiting} waiting")
        return "; ".join(parts)

    def _state(self, name: str, status: ScheduleProgress, statistics: Statistics | None, now: float) -> str:
        if statistics and statistics.stopped:
            return "given up"
        if statistics and statistics.paused_seconds >= 1:
            return f"rests {to_words(statistics.paused_seconds)}"
        spent = now - self._began[name]
        return f"{status.answered.get(name, 0) / spent:.1f}/s" if spent > 0 else "asked"

    def _seconds_left(self, status: ScheduleProgress, now: float) -> float | None:
        """Of the slowest source; None before there is a rate to go by."""
        if not status.begun:
            return None
        longest = 0.0
        for name, asked in status.asked.items():
            first = status.first.get(name, 0)
            expected = first + (asked - first) * status.rows / status.begun
            answered = status.answered.get(name, 0)
            if answered:
                longest = max(longest, (expected - answered) * (now - self._began[name]) / answered)
        return longest or None


def to_words(seconds: float) -> str:
    """A time in seconds as people say it.

    >>> to_words(42), to_words(200), to_words(8000)
    ('42 s', '4 min', '2.2 h')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{-(-seconds // 60):.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
