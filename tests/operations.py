"""How much work a call does, counted instead of timed: a busy machine changes no count."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from pipeline.model.errors import BibmillError


def count_operations(work: Callable[[], object]) -> int:
    """How many bytecodes run; jinja compiles our own template in each call, which tells nothing."""
    counted = 0

    def count(frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal counted
        if "jinja2" in frame.f_code.co_filename:
            return None
        counted += event == "opcode"
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    except BibmillError:
        pass  # told in a sentence, which must not cost more either
    finally:
        sys.settrace(before)
    return counted


def grows_evenly(work: Callable[[int], object]) -> bool:
    """Four times as much takes four times the operations, not sixteen."""
    work(10)  # tables and caches are filled once
    few, many = count_operations(lambda: work(50)), count_operations(lambda: work(200))
    return many < 5 * few + 2_000
