"""Runs a command once for each of its file operations, and kills it or fails the disk at just that one.

A script and not a test, since it forks: it must start without threads. Prints one line of JSON for each run.
`python each_step.py MODE TEMPLATE SCRATCH COMMAND` with MODE `kill` or an errno such as `ENOSPC`.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline import cli
from pipeline.project import checks, single_stage, wiring
from pipeline.storage import files

OPERATIONS = ((files, "create"), (os, "fsync"), (os, "replace"), (os, "fchmod"), (os, "fdopen"))
NOT_REACHED = 77
"""The exit code of a run that had fewer operations than the one that was to fail."""
CRASHED = 99


class OperationCounter:
    """Counts file operations, and fails at the one with the number `fail_at`, from 1."""

    def __init__(self, fail_at: int, mode: str) -> None:
        self.fail_at, self.mode, self.count = fail_at, mode, 0

    def is_next_failing(self) -> bool:
        self.count += 1
        return self.count == self.fail_at

    def fail(self) -> None:
        if self.mode == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        raise OSError(getattr(errno, self.mode), os.strerror(getattr(errno, self.mode)))

    def wrap(self, operation: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            if self.is_next_failing():
                self.fail()
            result = operation(*arguments, **named)
            return FailingFile(result, self) if operation.__name__ == "fdopen" else result

        return counted


class FailingFile:
    """A file that may fail in the middle of a write."""

    def __init__(self, file: Any, counter: OperationCounter) -> None:
        self._file, self._counter = file, counter

    def write(self, data: bytes) -> int:
        if self._counter.is_next_failing():
            self._file.write(data[: len(data) // 2])
            self._file.flush()
            self._counter.fail()
        return int(self._file.write(data))

    def __enter__(self) -> FailingFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def run_in_child(work: Callable[[], int]) -> int:
    """The exit code of some work in a process of its own; negative when it was killed."""
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        try:
            code = work()
        except BaseException:
            code = CRASHED
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run(project: Path, command: str) -> int:
    return cli.run(["-C", str(project), command, "--quiet"])


def run_failing(project: Path, command: str, fail_at: int, mode: str) -> int:
    counter = OperationCounter(fail_at, mode)
    for module, name in OPERATIONS:
        setattr(module, name, counter.wrap(getattr(module, name)))
    code = run(project, command)
    return code if counter.count >= fail_at else NOT_REACHED


def read_all(root: Path) -> dict[str, str]:
    """Names and contents of all files but those of the cache."""
    paths = (path for path in root.rglob("*") if path.is_file() and ".cache" not in path.parts)
    return {str(path.relative_to(root)): path.read_bytes().hex() for path in sorted(paths)}


def make_outputs_only_once() -> None:
    """The artefacts are the same in all runs, and it is the writing that is tried here."""
    made: list[tuple[str, str]] = []

    def make_once(*arguments: Any) -> list[tuple[str, str]]:
        if not made:
            made.extend(wiring.make_outputs(*arguments))
        return made

    for module, name in ((single_stage, "make_outputs"), (checks, "make_outputs")):
        setattr(module, name, make_once)


def try_once(project: Path, command: str, fail_at: int, mode: str, old: dict[str, str], new: dict[str, str]) -> int:
    code = run_in_child(lambda: run_failing(project, command, fail_at, mode))
    after = {name: text for name, text in read_all(project).items() if not name.endswith(".part")}
    broken = [name for name, text in after.items() if text not in (old.get(name), new.get(name))]
    is_mixed = after not in (old, new)
    check_code = run_in_child(lambda: run(project, "check")) if is_mixed else 3
    rerun_code = run_in_child(lambda: run(project, command))
    left = [path.name for path in project.rglob("*.part")]
    found = {"at": fail_at, "code": code, "broken": broken, "is_mixed": is_mixed, "check_code": check_code}
    found |= {"rerun_code": rerun_code, "is_whole": read_all(project) == new, "left": left}
    print(json.dumps(found), flush=True)
    return code


def main(mode: str, template: Path, scratch: Path, command: str) -> None:
    old = read_all(template)
    undisturbed = scratch / "undisturbed"
    shutil.copytree(template, undisturbed)
    make_outputs_only_once()
    for each in (command, "check"):  # here and not in a child, so that all modules are loaded before the forks
        run(undisturbed, each)
    new = read_all(undisturbed)
    for fail_at in range(1, 1000):
        project = scratch / f"{mode}{fail_at}"
        shutil.copytree(template, project)
        code = try_once(project, command, fail_at, mode, old, new)
        shutil.rmtree(project)
        if code == NOT_REACHED:
            return


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
