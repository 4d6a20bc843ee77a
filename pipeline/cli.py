"""The command line: parses the arguments, runs one command, and turns a failure into a sentence and an exit code."""

from __future__ import annotations

import argparse
import errno
import itertools
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import FrameType

from pipeline.console.arguments import SHOWN
from pipeline.console.command_line import Options, WrongUsage, build_parser, escape
from pipeline.console.streams import SafeStream
from pipeline.model.errors import BibmillError, Terminated


def run(arguments: Sequence[str]) -> int:
    """Run the command that the arguments name.

    Args:
        arguments: The command line without the name of the program.

    Returns:
        The exit code of the contract; whatever failed is told on stderr in one sentence.
    """
    real = sys.stdout, sys.stderr
    stdout, stderr = SafeStream(sys.stdout), SafeStream(sys.stderr)
    sys.stdout, sys.stderr = stdout, stderr
    try:
        return _run(arguments, stdout)
    finally:
        for stream in (stdout, stderr):
            stream.flush()
            stream.discard()
        sys.stdout, sys.stderr = real


def _run(arguments: Sequence[str], stdout: SafeStream) -> int:
    try:
        options = build_parser().parse_args(arguments, Options())
    except WrongUsage as wrong:
        if _asks_for_json(arguments):
            stdout.hold()
            _tell_failure(str(wrong), 2, stdout)
        return 2
    except SystemExit as ended:
        return _judge_help(int(ended.code or 0), stdout)
    return _run_command(options, stdout)


def _run_command(options: argparse.Namespace, stdout: SafeStream) -> int:
    if options.json:
        stdout.hold()
    try:
        with _heard_sigterm():
            if options.verbose:
                import_module("pipeline.console.log_format").set_up_logging(options.verbose)
            command = import_module(f"pipeline.commands.{options.command.replace('-', '_')}")
            code = int(command.run(options))
            stdout.release()
            stdout.flush()
        return _judge_stdout(options, code, stdout.failure)
    except BibmillError as error:
        sentence, code = str(error), error.exit_code
    except KeyboardInterrupt:
        sentence, code = "interrupted; what was learned is kept, the next run goes on from here.", 130
    except Terminated:
        sentence, code = "terminated; what was learned is kept, the next run goes on from here.", 143
    except BrokenPipeError:
        return 0
    except Exception as error:
        sentence, code = _explain(error, options.directory), 3
    _tell_failure(sentence, code, stdout)
    return _fail(sentence, code)


def _asks_for_json(arguments: Sequence[str]) -> bool:
    """True when a command line that cannot be read has `--json`, or its beginning, among its flags."""
    flags = itertools.takewhile(lambda word: word != "--", arguments)
    return any(len(word) > len("--") and "--json".startswith(word) for word in flags)


def _tell_failure(sentence: str, code: int, stdout: SafeStream) -> None:
    """For machines, one object on stdout on why it is not another one, with what a stopped run told of itself."""
    if stdout.is_held:
        json = import_module("json")
        try:
            told = json.loads(stdout.take())
        except ValueError:  # nothing, or the beginning of something
            told = None
        said = told if isinstance(told, dict) else {}
        stdout.write(json.dumps({**said, "error": sentence, "exit": code}, ensure_ascii=False) + "\n")


@contextmanager
def _heard_sigterm() -> Iterator[None]:
    """SIGTERM ends the command as an exception; who calls this as a function gets its own handler back."""
    if threading.current_thread() is not threading.main_thread():  # only that one may have a handler
        yield
        return
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)


def _judge_help(code: int, stdout: SafeStream) -> int:
    """The exit code of `--help`, `--version` and wrong usage; help that nobody could see is a failure."""
    stdout.flush()
    if code or stdout.failure is None or isinstance(stdout.failure, BrokenPipeError):
        return code
    return _fail(f"{_describe_stdout(stdout.failure)}, so nothing was shown; give it another place.", 3)


def _describe_stdout(failure: OSError) -> str:
    return f"stdout: cannot be written ({(failure.strerror or 'it failed').lower()})"


def _judge_stdout(options: argparse.Namespace, code: int, failure: OSError | None) -> int:
    """The exit code when stdout could not be written: the command's own where its files are what counts."""
    if failure is None or isinstance(failure, BrokenPipeError):
        return code
    why = _describe_stdout(failure)
    is_shown = options.command in SHOWN or getattr(options, "explain", None) is not None
    if options.json or is_shown or getattr(options, "dry_run", False):
        return _fail(f"{why}, so nothing of this was shown; give it another place and run again.", 3)
    return _fail(f"{why}, so the summary is not shown; the files were written.", code)


def _explain(error: Exception, directory: str) -> str:
    """A sentence on what ended the run unforeseen: the machine, an input that is like no other, or a bug."""
    said = str(error).lower()
    if isinstance(error, MemoryError) or _is_of(error, errno.ENOMEM, said):
        return "this machine has no memory left for this run; end other programs, or give it more, and run again."
    if isinstance(error, RecursionError):
        where = f"the trace is in {_keep_trace(directory)}"
        return f"a text in one of the files is nested too deeply to be read; {where}."
    for code in (errno.EMFILE, errno.ENFILE):
        if _is_of(error, code, said):
            return f"too many files are open ({errno.errorcode[code]}); raise `ulimit -n`, or end some program."
    if isinstance(error, OSError) and error.errno:
        where = f"{import_module('pipeline.text.folding').show(str(error.filename), 400)}: " if error.filename else ""
        return f"{where}{(error.strerror or 'it failed').lower()}; the trace is in {_keep_trace(directory)}."
    if isinstance(error, RuntimeError) and "start new thread" in str(error):
        return "this machine starts no more threads; end other programs, or raise `ulimit -u`, and run again."
    return f"this is a bug in bibmill; the trace is in {_keep_trace(directory)}, please report it."


def _is_of(error: Exception, code: int, said: str) -> bool:
    """True for this error of the system; of a library that could not be loaded, only its words tell."""
    if isinstance(error, OSError):
        return error.errno == code
    is_unmapped = code == errno.ENOMEM and "failed to map segment" in said
    return isinstance(error, ImportError) and (is_unmapped or os.strerror(code).lower() in said)


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise Terminated


def _fail(sentence: str, code: int) -> int:
    for line in sentence.split("\n"):
        sys.stderr.write(f"bibmill: {''.join(map(escape, line))}\n")
    return code


def _keep_trace(directory: str) -> str:
    """Keep the trace of the exception at hand; where it is, in words."""
    try:
        path = import_module("pipeline.storage.trace").keep_trace(Path(directory), traceback.format_exc())
    except (OSError, MemoryError, RecursionError):
        path = None
    return str(path) if path else "no file, since the folder cannot be written"
