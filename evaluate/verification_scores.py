"""What a checker says of labelled entries is worth: figures, and the tables that show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from evaluate.errors import MeasureError
from evaluate.scores import show_share, to_table
from pipeline.model.records import Struct
from pipeline.model.verification import EntryStatus

VALID = "valid"
SOUND = "sound"
"""What the kind of an entry without a fault is called."""

Told = Mapping[str, EntryStatus]
"""What a checker says of each entry, by its key; it says nothing of an entry that is not there."""


class Label(msgspec.Struct, frozen=True):
    """What an entry is: sound, or the kind of its fault; a bench may say more of it."""

    key: str
    label: str
    type: str | None = None

    @property
    def is_sound(self) -> bool:
        """True for an entry without a fault."""
        return self.label == VALID

    @property
    def kind(self) -> str:
        """The kind of its fault; `sound` where it has none."""
        return SOUND if self.is_sound else self.type or self.label


class Figures(Struct, frozen=True):
    """How many entries a checker accused, and of how many it could not tell."""

    spoilt: int = 0
    sound: int = 0
    found: int = 0
    false_alarms: int = 0
    unsure_spoilt: int = 0
    unsure_sound: int = 0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and detection; an abstention is a miss."""
        return 2 * self.found / ((self.found + self.false_alarms + self.spoilt) or 1)


def read_labels(path: Path) -> tuple[Label, ...]:
    """The labels of a bench; raises `MeasureError` where the file holds something else."""
    try:
        lines = path.read_bytes().splitlines()
        return tuple(msgspec.json.decode(line, type=Label) for line in lines if line.strip())
    except (OSError, msgspec.DecodeError) as error:
        raise MeasureError(f"the labels cannot be read: {error}.") from None


def measure(labels: Iterable[Label], told: Told) -> Figures:
    """The figures of a checker on some entries.

    >>> measure([Label("a", "valid"), Label("b", "made_up")], {"a": EntryStatus.UNKNOWN, "b": EntryStatus.NOT_FOUND})
    Figures(spoilt=1, sound=1, found=1, false_alarms=0, unsure_spoilt=0, unsure_sound=1)
    """
    counts = dict.fromkeys(Figures.__struct_fields__, 0)
    for one in labels:
        status = told.get(one.key, EntryStatus.UNKNOWN)
        counts["sound" if one.is_sound else "spoilt"] += 1
        if status.is_accusing:
            counts["false_alarms" if one.is_sound else "found"] += 1
        if status is EntryStatus.UNKNOWN:
            counts["unsure_sound" if one.is_sound else "unsure_spoilt"] += 1
    return Figures(**counts)


_HEAD = ("checker", "detection %", "false alarms %", "precision %", "F1", "untold: spoilt, %", "untold: sound, %")


def show_checkers(labels: Sequence[Label], by_checker: Mapping[str, Told]) -> str:
    """A line a checker, on all entries."""
    return to_table(_HEAD, ((name, *_measures(measure(labels, told))) for name, told in by_checker.items()))


def _measures(figures: Figures) -> tuple[str, ...]:
    return (
        show_share(figures.found, figures.spoilt),
        show_share(figures.false_alarms, figures.sound),
        show_share(figures.found, figures.found + figures.false_alarms),
        f"{figures.f1:.3f}",
        show_share(figures.unsure_spoilt, figures.spoilt),
        show_share(figures.unsure_sound, figures.sound),
    )


def show_kinds(labels: Sequence[Label], by_checker: Mapping[str, Told]) -> str:
    """A line a kind of entry: how many each checker accused, and of how many the first could not tell."""
    first = next(iter(by_checker))
    lines = []
    for kind in sorted({one.kind for one in labels}, key=lambda kind: (kind == SOUND, kind)):
        of_kind = [one for one in labels if one.kind == kind]
        figures = {name: measure(of_kind, told) for name, told in by_checker.items()}
        accused = [show_share(one.found + one.false_alarms, len(of_kind)) for one in figures.values()]
        unsure = figures[first].unsure_spoilt + figures[first].unsure_sound
        lines.append((kind, str(len(of_kind)), str(unsure), *accused))
    return to_table(("kind", "entries", f"{first}: untold", *(f"{name} %" for name in by_checker)), lines)


def show_disagreements(labels: Sequence[Label], told: Told, why: Mapping[str, str]) -> str:
    """Every entry on which a checker and the label disagree, with why: the label may be the one that is wrong."""
    lines = list(_disagreements(labels, told, why))
    return to_table(("entry", "label", "status", "why"), lines, is_text=True) if lines else "None.\n"


def _disagreements(labels: Sequence[Label], told: Told, why: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    for one in labels:
        status = told.get(one.key, EntryStatus.UNKNOWN)
        if status.is_accusing == one.is_sound:
            cells = (one.key, one.kind, status.value, why.get(one.key, ""))
            yield tuple(" ".join(cell.split()).replace("|", "\\|") for cell in cells)
