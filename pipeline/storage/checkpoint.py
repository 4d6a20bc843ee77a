"""What a refresh has learned and not yet published, kept batch by batch, so that a kill loses no observation.

It stands alone because it is the only file that is written while a run goes on: `refresh.jsonl` in the cache folder is
appended to and synced after each batch of observations, read by the next run, and removed when its content is
published. `asked.json` remembers when each source was asked about each work; without it, the dates of the observations
are all that is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, timedelta

import msgspec

from pipeline.model.errors import InputError, MachineError
from pipeline.model.observations import ObservationBatch
from pipeline.storage import files, store
from pipeline.storage.boundary import Home, as_boundary
from pipeline.storage.json_lines import Lines, read_lines
from pipeline.text.folding import show_whole

AskedDays = dict[str, dict[str, date]]
"""The day on which a source was last asked about a work: by source, then by work."""

RESUMED_DAYS = 1
"""Observations of a cut-off run that are older than this are kept, but their works are asked for again."""


class Checkpoint:
    """The observations of one refresh, and those of earlier ones that were cut off before they published.

    Attributes:
        batches: All observations that are not yet published, in the order in which they were made.
        damaged: Lines that a kill has cut or a disk has damaged; what they said is asked for again.
    """

    def __init__(self, home: Home, run: str) -> None:
        """Read what earlier runs left.

        Args:
            home: The project.
            run: A name for this run that no other run has; it is stored with each batch.

        Raises:
            InputError: The file is there and cannot be read.
        """
        self._home, self._run = home, run
        lines = read_batches(home)
        self.batches, self.damaged = list(lines.items), lines.damaged

    def find_answered(self, today: date) -> frozenset[tuple[str, str]]:
        """Pairs of source and work which a run that was cut off has asked about already, today or yesterday."""
        first_day = (today - timedelta(days=RESUMED_DAYS)).isoformat()
        return frozenset(
            (batch.source, one.work) for batch in self.batches if batch.day >= first_day for one in batch.found
        )

    def append(self, batch: ObservationBatch) -> None:
        """Keep one more batch; it is on the disk when this returns.

        Raises:
            MachineError: It cannot be written.
        """
        batch = msgspec.structs.replace(batch, run=self._run)
        self.batches.append(batch)
        try:
            files.append_line(self._home, store.REFRESH, msgspec.json.encode(batch))
        except OSError as error:
            why = (error.strerror or "the disk failed").lower()
            path = show_whole(str(as_boundary(self._home).root / store.REFRESH))
            raise MachineError(f"{path}: cannot be written ({why}); nothing was changed, run again.") from None

    def read_asked_days(self) -> AskedDays:
        """When each source was asked about each work; empty when the file is missing or damaged.

        Then the days of the observations are all that is known, so that a work may be asked about again.

        Raises:
            InputError: The file is there and cannot be read.
        """
        raw = store.read_bytes(self._home, store.ASKED, missing=b"{}")
        try:
            return msgspec.json.decode(raw, type=AskedDays)
        except (ValueError, RecursionError):
            return {}

    def finish(self) -> None:
        """Remember what was asked when, and remove the batches: call this when they are published."""
        with suppress(OSError, InputError):  # a cache that cannot be written to costs requests, never an observation
            asked = merge_asked_days(self.read_asked_days(), self.batches)
            files.write(self._home, store.ASKED, msgspec.json.encode(asked, order="sorted"))
        files.remove(self._home, [store.REFRESH])


def merge_asked_days(asked: Mapping[str, Mapping[str, date]], batches: Iterable[ObservationBatch]) -> AskedDays:
    """The days on which works were asked about, brought up to date with new batches."""
    merged = {source: dict(days) for source, days in asked.items()}
    for batch in batches:
        with suppress(ValueError):
            day = date.fromisoformat(batch.day)
            merged.setdefault(batch.source, {}).update({one.work: day for one in batch.found})
    return merged


def read_batches(home: Home) -> Lines[ObservationBatch]:
    """The whole lines, and those that a kill has cut or a disk has damaged; raises `InputError` as `read_lines`."""
    return read_lines(home, store.REFRESH, ObservationBatch, _find_fault)


def _find_fault(batch: ObservationBatch) -> str:
    date.fromisoformat(batch.day)  # it becomes the day of a line in a ledger
    return ""
