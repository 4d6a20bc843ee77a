"""Serving a corpus: the command that whoever measures has named is started, waited for, and ended."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from evaluate.errors import MeasureError

CORPUS, PORT = "{corpus}", "{port}"
HOST = "127.0.0.1"
STARTING_SECONDS = 180.0
_STOPPING_SECONDS = 10.0


@contextmanager
def serve(command: str, corpus: Path, log: Path, seconds: float = STARTING_SECONDS) -> Iterator[str]:
    """The URL of a double that serves a corpus, for as long as the context lasts.

    Args:
        command: With `{corpus}` and `{port}` where the file and the port belong; it runs until it is ended.
        corpus: The file.
        log: What the command prints.
        seconds: How long it may take until it answers.

    Raises:
        MeasureError: It ends before it answers, or takes too long.
    """
    port = find_port()
    words = [word.replace(CORPUS, str(corpus)).replace(PORT, str(port)) for word in shlex.split(command)]
    with log.open("wb") as stream:
        try:
            process = subprocess.Popen(words, stdout=stream, stderr=stream, start_new_session=True)  # noqa: S603 (it is the user's word)
        except OSError as error:
            raise MeasureError(f"`{words[0]}` cannot be started: {error}.") from None
        try:
            _await(process, port, log, seconds)
            yield f"http://{HOST}:{port}"
        finally:
            _end(process)


def find_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
        return port


def _await(process: subprocess.Popen[bytes], port: int, log: Path, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise MeasureError(
                f"the double ended with {process.returncode} before it answered: {said[-1] if said else ''}"
            )
        with socket.socket() as ask:
            ask.settimeout(1)
            if ask.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise MeasureError(f"the double did not answer at port {port} within {seconds:.0f} s.")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the command with all that it started."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        try:
            process.wait(_STOPPING_SECONDS)
            return
        except subprocess.TimeoutExpired:
            continue
