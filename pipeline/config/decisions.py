"""`data/decisions.yaml`: a person's decisions, checked whole, every problem told at once with its line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from pipeline.config.yaml import drop_empty, list_problems, load_yaml, say_wrong_type
from pipeline.model.decisions import SETTABLE, Decision
from pipeline.model.errors import InputError
from pipeline.text.folding import show
from pipeline.text.suggestions import name_unknown


def read_decisions(text: str, file: str) -> tuple[Decision, ...]:
    """A person's decisions.

    Every value is read as text: a paper may be called `no` or `1984`, and an arXiv id may end in a zero.

    Args:
        text: The text of the file.
        file: Its name, for messages.

    Raises:
        InputError: It names every problem with its line.
    """
    _, entries, lines = load_yaml(text, file, InputError)
    if not isinstance(entries, list | None):
        raise InputError(f"{file}:1: decisions are a list of `- row: …` entries; see the README.")
    decisions, problems = [], []
    for at, entry in enumerate(entries or ()):
        try:
            decision = _convert_decision(entry)
            decisions.append(msgspec.structs.replace(decision, where=f"{file}:{lines.get((at,), 1)}"))
        except msgspec.ValidationError as error:
            problems.append(f"{file}:{lines.get((at,), 1)}: {say_wrong_type(error, f'decision {at + 1}')}")
        except ValueError as error:
            problems.append(f"{file}:{lines.get((at,), 1)}: decision {at + 1}: {error}.")
    if problems:
        raise InputError(list_problems(problems))
    return tuple(decisions)


def _convert_decision(entry: Any) -> Decision:
    if not isinstance(entry, dict):
        raise ValueError("it is not a mapping with `row:` in it")
    known = [name for name in Decision.__struct_encode_fields__ if name != "where"]
    if unknown := [name for name in entry if name not in known]:
        raise ValueError(_name_all(unknown, known))
    entry = drop_empty(entry)
    if isinstance(entry.get("reject"), str):
        entry["reject"] = [entry["reject"]]
    _check_year("", entry.get("year", "1"))
    return msgspec.convert({**entry, "set": _convert_set(entry.get("set", {}))}, Decision, strict=False)


def _convert_set(given: Any) -> dict[str, str]:
    if not isinstance(given, dict):
        raise ValueError("set: it is not a mapping of fields to values")
    values = {str(name).replace("-", "_"): value for name, value in drop_empty(given).items()}
    if wrong := [name for name in values if name not in SETTABLE]:
        raise ValueError("set: " + _name_all(wrong, sorted(SETTABLE)))
    if nested := [name for name, value in values.items() if not isinstance(value, str)]:
        raise ValueError(f"set: {nested[0]} is one text, not a list or a mapping")
    _check_year("set: ", values.get("year", "1"))
    return values


def _name_all(unknown: Sequence[Any], known: Iterable[str]) -> str:
    more = [f"there are {len(unknown) - 5:,} more unknown keys"] if len(unknown) > 5 else []
    return "; ".join([*(name_unknown(str(name), known) for name in unknown[:5]), *more])


def _check_year(where: str, value: Any) -> None:
    if not (isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 4):
        raise ValueError(f"{where}the year “{show(str(value), 20)}” is not a number")
