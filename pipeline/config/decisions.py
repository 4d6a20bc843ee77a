"""`data/decisions.yaml`: a person's decisions, checked whole, every problem told at once with its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from pipeline.config.joins import is_join
from pipeline.config.yaml import drop_empty, list_problems, load_yaml, say_wrong_type
from pipeline.formats.csl import csl_format
from pipeline.model.decisions import SETTABLE, Decision
from pipeline.model.errors import InputError
from pipeline.text.folding import show
from pipeline.text.suggestions import name_unknown

LAST_YEAR = 2100
"""A later one is mistyped."""
_KNOWN = ("row", "year", "accept", "reject", "set", "why")


def read_decisions(text: str, file: str) -> tuple[Decision, ...]:
    """A person's decisions on rows; joins and partings of works are for `read_joins`, and are passed over.

    Every value is read as text: a paper may be called `no` or `1984`, and an arXiv id may end in a zero. A value that
    cannot be understood is a fault of its decision.

    Args:
        text: The text of the file.
        file: Its name, for messages.

    Raises:
        InputError: The file is no list of decisions; it names every problem with its line.
    """
    _, entries, lines = load_yaml(text, file, InputError)
    if not isinstance(entries, list | None):
        raise InputError(f"{file}:1: decisions are a list of `- row: …` entries, as `bibmill review` prints them.")
    decisions, problems = [], []
    for at, entry in enumerate(entries or ()):
        where = f"{file}:{lines.get((at,), 1)}"
        if is_join(entry):
            continue
        try:
            decisions.append(msgspec.structs.replace(_convert_decision(entry), where=where))
        except msgspec.ValidationError as error:
            problems.append(f"{where}: {say_wrong_type(error, f'decision {at + 1}')}")
        except ValueError as error:
            problems.append(f"{where}: decision {at + 1}: {error}.")
    if problems:
        raise InputError(list_problems(problems))
    return tuple(decisions)


def _convert_decision(entry: Any) -> Decision:
    """One decision; what is wrong with a single value is one of its faults, and the others hold."""
    if not isinstance(entry, dict):
        raise ValueError("it is not a mapping with `row:`, `same:` or `apart:` in it")
    if isinstance(entry.get("accept"), str):
        entry = {**entry, "accept": entry["accept"].strip()}
    if unknown := [name for name in entry if name not in _KNOWN]:
        raise ValueError(_name_all(unknown, _KNOWN))
    values = drop_empty(entry)
    wrong = list(_find_wrong(values))
    for name, _ in wrong:
        values.pop(name)
    held = [f"{name}: {sentence}" for name, sentence in wrong]
    values["set"], faults = _part_set(values.get("set", {}))
    if "accept" in entry and not entry["accept"]:
        faults.append("accept: it names nothing; name a paper, or `none` where the row is right as it stands")
    if isinstance(values.get("reject"), str):
        values["reject"] = [values["reject"]]
    return msgspec.convert({**values, "faults": [*held, *faults], "is_held": bool(held)}, Decision, strict=False)


def _find_wrong(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The values that leave open what was decided, each with what is wrong."""
    if (fault := _fault_of_year(entry.get("year", "1"))) and isinstance(entry.get("row"), str):
        yield "year", fault
    if not isinstance(entry.get("accept", ""), str):
        yield "accept", "it is one paper, not a list or a mapping"
    refused = entry.get("reject", [])
    if not isinstance(refused, str) and not (
        isinstance(refused, list) and all(isinstance(one, str) for one in refused)
    ):
        yield "reject", "it is a list of papers"


def _part_set(given: Any) -> tuple[dict[str, str], list[str]]:
    """The values that can be set, and what is wrong with the others."""
    if not isinstance(given, dict):
        return {}, ["set: it is not a mapping of fields to values"]
    values, faults, unknown = {}, [], []
    for written, value in drop_empty(given).items():
        name = str(written).replace("-", "_")
        if name not in SETTABLE:
            unknown.append(written)
        elif not isinstance(value, str):
            faults.append(f"set: {name} is one text, not a list or a mapping")
        elif fault := _fault_of_value(name, value):
            faults.append(f"set: {fault}")
        else:
            values[name] = value
    return values, [*([f"set: {_name_all(unknown, sorted(SETTABLE))}"] if unknown else []), *faults]


def _fault_of_value(name: str, value: str) -> str:
    if name == "type" and value not in csl_format().types:
        return name_unknown(value, csl_format().types).replace("unknown key", "unknown type")
    return _fault_of_year(value) if name == "year" else ""


def _name_all(unknown: Sequence[Any], known: Iterable[str]) -> str:
    more = [f"there are {len(unknown) - 5:,} more unknown keys"] if len(unknown) > 5 else []
    return "; ".join([*(name_unknown(str(name), known) for name in unknown[:5]), *more])


def _fault_of_year(value: Any) -> str:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 4 and int(value) <= LAST_YEAR:
        return ""
    return f"the year “{show(str(value), 20)}” is not a number of a year"
