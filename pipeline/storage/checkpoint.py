"""What a refresh has learned and not yet published, kept answer by answer, so that a kill loses no observation.

It stands alone because it is the only file that is written while a run goes on: `refresh.jsonl` in the cache folder is
appended to and synced after each answer, read by the next run, and gone when its content is published. `asked.json`
remembers what was asked when; without it, the observations themselves tell.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import msgspec

from pipeline.model.errors import MachineError
from pipeline.model.observations import ObservationBatch

Asked = dict[str, dict[str, date]]
"""The day on which a source was last asked about a work: by source, then by work."""

RESUMED_DAYS = 1
"""What a cut-off run learned longer ago is kept, but asked for again."""


class Checkpoint:
    """The answers of one refresh, those of a run that was cut off before it included."""

    def __init__(self, folder: Path, run: str) -> None:
        self._path, self._asked_path, self._run = folder / "refresh.jsonl", folder / "asked.json", run
        self.answers: list[ObservationBatch] = list(_read_lines(self._path))

    def answered(self, today: date) -> frozenset[tuple[str, str]]:
        """The sources and works for which a run that was cut off has the answer already."""
        recent = (today - timedelta(days=RESUMED_DAYS)).isoformat()
        return frozenset(
            (answer.source, one.work) for answer in self.answers if answer.day >= recent for one in answer.found
        )

    def keep(self, answer: ObservationBatch) -> None:
        """Keep one more answer, on the disk before anything else is asked."""
        answer = msgspec.structs.replace(answer, run=self._run)
        self.answers.append(answer)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as file:
                if file.tell() and not _ends_whole(self._path):
                    file.write(b"\n")
                file.write(msgspec.json.encode(answer) + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            why = (error.strerror or "the disk failed").lower()
            raise MachineError(f"{self._path}: cannot be written ({why}); nothing was changed, run again.") from None

    def read_asked(self) -> Asked:
        """What was asked when; a file that cannot be read is none."""
        try:
            return msgspec.json.decode(self._asked_path.read_bytes(), type=Asked)
        except (OSError, msgspec.DecodeError):
            return {}

    def finish(self) -> None:
        """All is published: remember what was asked, and let go of the answers."""
        asked = merge_asked(self.read_asked(), self.answers)
        with suppress(OSError):  # a cache that cannot be written to costs requests, never an observation
            part = self._asked_path.with_suffix(".part")
            part.write_bytes(msgspec.json.encode(asked, order="sorted"))
            part.replace(self._asked_path)
        self._path.unlink(missing_ok=True)


def merge_asked(asked: Mapping[str, Mapping[str, date]], answers: Iterable[ObservationBatch]) -> Asked:
    """What was asked when, with the days of the answers."""
    merged = {source: dict(days) for source, days in asked.items()}
    for answer in answers:
        with suppress(ValueError):
            day = date.fromisoformat(answer.day)
            merged.setdefault(answer.source, {}).update({one.work: day for one in answer.found})
    return merged


def _read_lines(path: Path) -> Iterable[ObservationBatch]:
    """The whole lines of the journal; a line that a kill has cut was one answer, and is asked for again."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError:
        return
    for line in lines:
        with suppress(msgspec.DecodeError):
            if line:
                yield msgspec.json.decode(line, type=ObservationBatch)


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
