"""A bibliography becomes files, each made by its writer."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model.protocols import Bibliography, Writer


def emit(bibliography: Bibliography, writers: Iterable[Writer]) -> dict[str, str]:
    """Texts by file name, below `output/`.

    Raises:
        ValueError: Two writers make a file of the same name.
    """
    files: dict[str, str] = {}
    for write in writers:
        for name, text in write(bibliography):
            if name in files:
                raise ValueError(f"two writers make {name}")
            files[name] = text
    return files
