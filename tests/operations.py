"""How much work a call does, counted instead of timed: a busy machine changes no count."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import CodeType, FrameType
from typing import Any

from pipeline.model.errors import BibmillError

_TOOL = 4
"""An id of `sys.monitoring` that is nobody's: debuggers, coverage and profilers have others."""
_NOT_OURS = "jinja2"
"""It compiles our own template in each call, which tells nothing."""


class _Counter:
    """How many bytecodes ran."""

    def __init__(self) -> None:
        self.total = 0

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Count while the context lasts; from 3.12 on a trace function misses bytecodes of code that was traced."""
        with self._monitor() if sys.version_info >= (3, 12) else self._trace():
            yield

    @contextmanager
    def _monitor(self) -> Iterator[None]:
        monitoring: Any = sys.monitoring  # type: ignore[attr-defined]

        def count(code: CodeType, _offset: int) -> Any:
            if _NOT_OURS in code.co_filename:
                return monitoring.DISABLE
            self.total += 1
            return None

        monitoring.use_tool_id(_TOOL, "operations")
        monitoring.register_callback(_TOOL, monitoring.events.INSTRUCTION, count)
        monitoring.set_events(_TOOL, monitoring.events.INSTRUCTION)
        try:
            yield
        finally:
            monitoring.set_events(_TOOL, 0)
            monitoring.register_callback(_TOOL, monitoring.events.INSTRUCTION, None)
            monitoring.restart_events()
            monitoring.free_tool_id(_TOOL)

    @contextmanager
    def _trace(self) -> Iterator[None]:
        def count(frame: FrameType, event: str, _argument: object) -> Any:
            if _NOT_OURS in frame.f_code.co_filename:
                return None
            self.total += event == "opcode"
            frame.f_trace_opcodes, frame.f_trace_lines = True, False
            return count

        before = sys.gettrace()
        sys.settrace(count)
        try:
            yield
        finally:
            sys.settrace(before)


def count_operations(work: Callable[[], object]) -> int:
    """How many bytecodes run; an error of ours is told in a sentence, which must not cost more either."""
    counter = _Counter()
    with counter.watch(), suppress(BibmillError):
        work()
    return counter.total


def grows_evenly(work: Callable[[int], object]) -> bool:
    """Four times as much takes four times the operations, not sixteen."""
    work(10)  # tables and caches are filled once
    few, many = count_operations(lambda: work(50)), count_operations(lambda: work(200))
    return many < 5 * few + 2_000
