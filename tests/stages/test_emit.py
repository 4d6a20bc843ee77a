"""No two writers make one file."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from pipeline.model.protocols import Bibliography
from pipeline.stages.emit import emit

EMPTY = Bibliography((), (), ())


def write_two(bibliography: Bibliography) -> Iterable[tuple[str, str]]:
    return (("a.txt", "one"), ("b.txt", "two"))


def write_another(bibliography: Bibliography) -> Iterable[tuple[str, str]]:
    return (("b.txt", "other"),)


def test_files_of_all_writers():
    assert emit(EMPTY, [write_two]) == {"a.txt": "one", "b.txt": "two"}
    assert emit(EMPTY, []) == {}


def test_two_writers_may_not_make_one_file():
    with pytest.raises(ValueError, match=r"two writers make b\.txt"):
        emit(EMPTY, [write_two, write_another])
