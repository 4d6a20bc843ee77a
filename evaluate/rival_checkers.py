"""Checkers that others have written, run on the bench where they are installed: they are no dependencies of ours.

`rival_checkers.json` says of each how it is called, how its report is read, and what its verdicts mean; a verdict that
is not there accuses. `redirected.py` sends what they ask to the double.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from evaluate import redirected
from evaluate.errors import MeasureError
from evaluate.verification_scores import Told
from pipeline.model.records import Struct
from pipeline.model.verification import EntryStatus

_SECONDS = 3600
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")
"""All of the environment that a checker gets: no key of anybody."""


class Checker(Struct, frozen=True):
    """How one checker is called and understood.

    Attributes:
        script: The name of its command.
        arguments: With `{bib}`, `{out}` and `{folder}` where its input, its report and its cache belong.
        entries: Where the entries stand in its report; empty where a line is one.
        verdict: Where the verdict stands in an entry.
        note: What has to be known to read its figures.
        statuses: What its verdicts mean; all others accuse.
    """

    name: str
    script: str
    arguments: tuple[str, ...]
    entries: str
    verdict: str
    note: str
    statuses: dict[str, EntryStatus]


class _Table(Struct, frozen=True):
    sent: dict[str, str]
    empty: dict[str, str]
    checkers: tuple[Checker, ...]


@cache
def _table() -> _Table:
    return msgspec.json.decode(files("evaluate").joinpath("rival_checkers.json").read_bytes(), type=_Table)


def list_checkers() -> tuple[Checker, ...]:
    """All that could be run."""
    return _table().checkers


def find_installed(folders: str) -> Iterator[tuple[Checker, Path]]:
    """The checkers whose commands stand in one of the folders (of virtual environments), with their commands."""
    for one in list_checkers():
        if script := shutil.which(one.script, path=folders or os.devnull):
            yield one, Path(script)


def run_checker(checker: Checker, script: Path, bib: Path, url: str, folder: Path) -> Told:
    """What a checker says of every entry of a file; raises `MeasureError` where it reports nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    out = folder / "report.json"
    places = {"bib": bib, "out": out, "folder": folder}
    words = [word.format(**places) for word in checker.arguments]
    python = script.absolute().parent / "python"
    command = [python, redirected.__file__, to_redirections(url), script, *words]
    kept = {name: value for name in _KEPT if (value := os.environ.get(name))}
    try:
        done = subprocess.run(  # noqa: S603 (whoever measures has named it)
            list(map(str, command)),
            env={**kept, "XDG_CACHE_HOME": str(folder)},
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
        return read_report(checker, out.read_bytes())
    except (subprocess.TimeoutExpired, FileNotFoundError) as error:
        said = "" if isinstance(error, subprocess.TimeoutExpired) else done.stderr.strip()[-300:]
        raise MeasureError(f"{checker.name} reports nothing: {said or error}") from None


def to_redirections(url: str) -> str:
    """The table of `redirected.py`, for a double."""
    sent = {place: url.rstrip("/") + path for place, path in _table().sent.items()}
    return msgspec.json.encode({"sent": sent, "empty": _table().empty}).decode()


def read_report(checker: Checker, report: bytes) -> dict[str, EntryStatus]:
    """What a report says of each entry; raises `MeasureError` where it is of another shape."""
    try:
        entries: list[dict[str, Any]] = (
            msgspec.json.decode(report)[checker.entries]
            if checker.entries
            else [msgspec.json.decode(line) for line in report.splitlines() if line.strip()]
        )
        return {one["key"]: checker.statuses.get(one[checker.verdict], EntryStatus.SUSPICIOUS) for one in entries}
    except (msgspec.DecodeError, KeyError, TypeError) as error:
        raise MeasureError(f"the report of {checker.name} is of another shape: {error!r}") from None
