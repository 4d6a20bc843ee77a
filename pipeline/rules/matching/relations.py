"""The base of relations: how a field of a row relates to that of a candidate, which way this points, and its weight."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pipeline.model.statuses import Bearing


class Relation(StrEnum):
    """A relation; its text names the evidence, and its points are those of a score, which only sorts."""

    bearing: Bearing
    points: int

    def __new__(cls, name: str, bearing: Bearing, points: int) -> Self:
        """A relation that carries all that is to be said of it, so that a new one is one line."""
        self = str.__new__(cls, name)
        self._value_ = name
        self.bearing, self.points = bearing, points
        return self
