"""A bibliography becomes files, each made by its writer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath

from pipeline.model.protocols import Bibliography, Writer


def emit(
    bibliography: Bibliography, writers: Iterable[Writer], folder: str | PurePath = ""
) -> Iterator[tuple[str, str]]:
    """Pairs of a file name, in `folder`, and its text; each is made when it is asked for, and held no longer.

    Raises:
        ValueError: Two writers make a file of the same name.
    """
    made: set[str] = set()
    for write in writers:
        for name, text in write(bibliography):
            if name in made:
                raise ValueError(f"two writers make {name}")
            made.add(name)
            yield str(PurePath(folder, name)), text
            del text  # else it is held while the next one is made
