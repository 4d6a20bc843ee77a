"""Files of JSON lines, read line by line: what can be read of a file that git, a disk or a person has damaged, and
where it is damaged.

It stands alone because it decides nothing: whether a damaged line stops the run, is told, or costs nothing is known by
whoever reads the file.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from pipeline.model.records import Struct
from pipeline.storage.boundary import Home
from pipeline.storage.store import read_bytes

T = TypeVar("T")

_MARK = re.compile(rb"(?:<{7}|\|{7}|>{7})(?: .*)?|={7}")
"""A line that git writes into a file in which two branches disagree."""


class Damage(StrEnum):
    """What is wrong with a line."""

    MARK = "merge mark"
    CUT = "cut"  # the last one, without its end
    BROKEN = "broken"


class Numbered(Struct, Generic[T], frozen=True):
    """An object and the line of the file on which it stands, counted from 1."""

    line: int
    item: T


class DamagedLine(Struct, frozen=True):
    """A line that is no object of its type, and why."""

    line: int
    damage: Damage
    why: str = ""


class Lines(Struct, Generic[T], frozen=True):
    """What a file holds: the objects in their order, and the lines that are none."""

    found: tuple[Numbered[T], ...] = ()
    damaged: tuple[DamagedLine, ...] = ()

    @property
    def items(self) -> tuple[T, ...]:
        """The objects alone."""
        return tuple(one.item for one in self.found)


def read_lines(home: Home, name: Path, kind: type[T], check: Callable[[T], str] = lambda _: "") -> Lines[T]:
    """The objects of a file; nothing when the file is missing.

    Args:
        home: The project.
        name: The file.
        kind: The type of each line.
        check: Says what is wrong with an object of that type; empty when nothing is.

    Raises:
        InputError: The file cannot be read at all.
        RefusedPathError: It leads out of the project.
    """
    found: list[Numbered[T]] = []
    damaged: list[DamagedLine] = []
    for one in _decode(read_bytes(home, name, missing=b"").removeprefix(b"\xef\xbb\xbf"), kind, check):
        (damaged if isinstance(one, DamagedLine) else found).append(one)  # type: ignore[arg-type]
    return Lines(tuple(found), tuple(damaged))


def to_lines(items: Iterable[object]) -> bytes:
    """Objects as JSON lines, in the given order, in UTF-8: as text they would take twice the memory."""
    return msgspec.json.Encoder().encode_lines(items)


def _decode(raw: bytes, kind: type[T], check: Callable[[T], str]) -> Iterator[Numbered[T] | DamagedLine]:
    decoder = msgspec.json.Decoder(kind)
    for number, ended in enumerate(io.BytesIO(raw), start=1):  # a text may hold U+2028: no splitlines()
        line = ended.removesuffix(b"\n").removesuffix(b"\r")
        if not line.strip():
            continue
        if _MARK.fullmatch(line):
            yield DamagedLine(number, Damage.MARK)
            continue
        try:
            item = decoder.decode(line)
            why = check(item)
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            why = _plain(error)
        if not why:
            yield Numbered(number, item)
        else:
            is_cut = not ended.endswith(b"\n") and line.startswith(b"{") and not line.endswith(b"}")
            yield DamagedLine(number, Damage.CUT if is_cut else Damage.BROKEN, why)


def _plain(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "bytes that are not UTF-8"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)
