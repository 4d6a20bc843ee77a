"""Runs a command once for each of its file operations, and has the process killed, or the disk fail, at just that one.

A script and not a test, since it forks: it must start without threads. Prints one line of JSON for each run.
`python each_step.py MODE TEMPLATE SCRATCH STAGE` with MODE `kill` or an errno such as `ENOSPC`.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline import cli
from pipeline.project import checks, single_stage, wiring

OPERATIONS = ((tempfile, "mkstemp"), (os, "fsync"), (os, "replace"), (os, "chmod"), (os, "fdopen"))


class Clock:
    """Counts file operations and strikes at one of them."""

    def __init__(self, at: int, mode: str) -> None:
        self.at, self.mode, self.now = at, mode, 0

    def tick(self) -> bool:
        self.now += 1
        return self.now == self.at

    def strike(self) -> None:
        if self.mode == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        raise OSError(getattr(errno, self.mode), os.strerror(getattr(errno, self.mode)))

    def wrap(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            if self.tick():
                self.strike()
            result = real(*arguments, **named)
            return HalfWriter(result, self) if real.__name__ == "fdopen" else result

        return call


class HalfWriter:
    """A file that may stop in the middle of a write."""

    def __init__(self, file: Any, clock: Clock) -> None:
        self._file, self._clock = file, clock

    def write(self, data: bytes) -> int:
        if self._clock.tick():
            self._file.write(data[: len(data) // 2])
            self._file.flush()
            self._clock.strike()
        return int(self._file.write(data))

    def __enter__(self) -> HalfWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def in_child(work: Callable[[], int]) -> int:
    """The exit code of some work in a process of its own; negative when it was killed."""
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        try:
            code = work()
        except BaseException:
            code = 99
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def struck(project: Path, command: str, at: int, mode: str) -> int:
    clock = Clock(at, mode)
    for module, name in OPERATIONS:
        setattr(module, name, clock.wrap(getattr(module, name)))
    code = cli.run(["-C", str(project), command, "--quiet"])
    return code if clock.now >= at else 77


def texts(root: Path) -> dict[str, str]:
    """Names and contents of all files but those of the cache."""
    paths = (path for path in root.rglob("*") if path.is_file() and ".cache" not in path.parts)
    return {str(path.relative_to(root)): path.read_bytes().hex() for path in sorted(paths)}


def main(mode: str, template: Path, scratch: Path, command: str) -> None:
    old = texts(template)
    calm = scratch / "calm"
    shutil.copytree(template, calm)
    made: dict[str, str] = {}

    def make_once(*arguments: Any) -> dict[str, str]:
        """The artefacts are the same in all runs, and it is the writing that is tried here."""
        if not made:
            made.update(wiring.make_outputs(*arguments))
        return made

    single_stage.make_outputs = checks.make_outputs = make_once
    for each in (command, "check"):  # here and not in a child, so that all modules are loaded before the forks
        cli.run(["-C", str(calm), each, "--quiet"])
    new = texts(calm)
    for at in range(1, 1000):
        project = scratch / f"{mode}{at}"
        shutil.copytree(template, project)
        code = in_child(lambda: struck(project, command, at, mode))  # noqa: B023
        after = {name: text for name, text in texts(project).items() if not name.endswith(".part")}
        broken = [name for name, text in after.items() if text not in (old.get(name), new.get(name))]
        is_mixed = after not in (old, new)
        told = in_child(lambda: cli.run(["-C", str(project), "check", "--quiet"])) if is_mixed else 3  # noqa: B023
        again = in_child(lambda: cli.run(["-C", str(project), command, "--quiet"]))  # noqa: B023
        left = [path.name for path in project.rglob("*.part")]
        found = {"at": at, "code": code, "broken": broken, "mixed": is_mixed, "told": told, "again": again}
        print(json.dumps({**found, "whole": texts(project) == new, "left": left}), flush=True)
        shutil.rmtree(project)
        if code == 77:
            return


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
