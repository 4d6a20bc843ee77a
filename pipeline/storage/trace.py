"""Keeps the trace of a bug in a file of the project, for a person to report."""

from __future__ import annotations

from pathlib import Path

from pipeline.model.errors import RefusedPathError
from pipeline.storage import files

# Not from `store`: a bug may lie in what `store` imports.
TRACE = Path(".cache/last-error.log")


def keep_trace(root: Path, trace: str) -> Path | None:
    """Write the trace of an exception below a project folder.

    Returns:
        The file, or None when it cannot be written.
    """
    try:
        files.write_note(root, TRACE, trace)
    except (OSError, RefusedPathError):
        return None
    return root / TRACE
