"""No two writers make one file, and no two files are held at once."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from pipeline.model.protocols import Bibliography
from pipeline.stages.emit import emit
from pipeline.storage import store

EMPTY = Bibliography((), (), ())


def write_two(bibliography: Bibliography) -> Iterable[tuple[str, str]]:
    return (("a.txt", "one"), ("b.txt", "two"))


def write_another(bibliography: Bibliography) -> Iterable[tuple[str, str]]:
    return (("b.txt", "other"),)


def test_files_of_all_writers():
    assert dict(emit(EMPTY, [write_two])) == {"a.txt": "one", "b.txt": "two"}
    assert dict(emit(EMPTY, [])) == {}


def test_two_writers_may_not_make_one_file():
    with pytest.raises(ValueError, match=r"two writers make b\.txt"):
        list(emit(EMPTY, [write_two, write_another]))


class Text(str):
    """A text that can be seen to be alive."""

    __slots__ = ("__weakref__",)


def test_a_text_is_let_go_before_the_next(tmp_path: Path):
    alive: list[weakref.ref[Text]] = []
    most = 0

    def write(bibliography: Bibliography, first: int = 0) -> Iterator[tuple[str, str]]:
        nonlocal most
        for number in range(first, first + 3):
            most = max(most, sum(1 for ref in alive if ref()))
            text = Text(f"text {number}")
            alive.append(weakref.ref(text))
            yield f"{number}.txt", text
            del text

    published = store.publish(tmp_path, emit(EMPTY, [write, lambda known: write(known, 3)], "output"))
    assert (len(published.changed), most) == (6, 0)
