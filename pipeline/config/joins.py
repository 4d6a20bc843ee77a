"""Joins and partings in a file of decisions: `{same: [id, id], why: …}` and `{apart: [id, id], why: …}`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from pipeline.config.yaml import list_problems, load_yaml
from pipeline.model.decisions import JoinDecision
from pipeline.model.errors import InputError
from pipeline.text.folding import show
from pipeline.text.suggestions import name_unknown

_KNOWN = ("same", "apart", "why")
_OF_A_ROW = "row"


def read_joins(text: str, file: str, *, is_of_a_project: bool = False) -> tuple[JoinDecision, ...]:
    """A person's joins and partings, in the order of the file; decisions about the rows of a list are passed over.

    Args:
        text: The text of the file.
        file: Its name, for messages.
        is_of_a_project: Whatever is no join is for `read_decisions`, and is passed over too.

    Raises:
        InputError: The file is no list of decisions, or two of them contradict each other; it names every problem with
            its line.
    """
    _, entries, lines = load_yaml(text, file, InputError)
    if not isinstance(entries, list | None):
        raise InputError(
            f"{file}:1: decisions are a list of `- same: [id, id]` and `- apart: [id, id]`, as `bibmill review` prints."
        )
    found, problems = [], []
    for at, entry in enumerate(entries or ()):
        where = f"{file}:{lines.get((at,), 1)}"
        if (isinstance(entry, Mapping) and _OF_A_ROW in entry) or (is_of_a_project and not is_join(entry)):
            continue
        try:
            found.append(_convert(entry, where))
        except ValueError as error:
            problems.append(f"{where}: decision {at + 1}: {error}.")
    problems += [] if problems else _find_contradictions(found)
    if problems:
        raise InputError(list_problems(problems))
    return tuple(found)


def is_join(entry: Any) -> bool:
    """True for an entry that is about works or records, and not about a row."""
    return isinstance(entry, Mapping) and _OF_A_ROW not in entry and not {"same", "apart"}.isdisjoint(entry)


def _convert(entry: Any, where: str) -> JoinDecision:
    if not isinstance(entry, Mapping):
        raise ValueError("it is not a mapping with `same:` or `apart:` in it")
    if unknown := [name for name in entry if name not in _KNOWN]:
        raise ValueError(name_unknown(str(unknown[0]), (*_KNOWN, _OF_A_ROW)))
    kinds = [kind for kind in ("same", "apart") if kind in entry]
    if len(kinds) != 1:
        raise ValueError(
            "it says both `same:` and `apart:`; make two of it" if kinds else "it has no `same:` or `apart:`"
        )
    ids = entry[kinds[0]]
    if not isinstance(ids, list) or not all(isinstance(one, str) and one.strip() for one in ids):
        raise ValueError(f"{kinds[0]}: it is a list of ids, as the clusters file has them")
    named = tuple(dict.fromkeys(one.strip() for one in ids))
    if len(named) < 2:
        raise ValueError(f"{kinds[0]}: it needs two different ids")
    return JoinDecision(named, kinds[0] == "same", str(entry.get("why") or ""), where)


def _find_contradictions(found: Sequence[JoinDecision]) -> list[str]:
    """A sentence for each pair that one decision joins and another one parts."""
    joined = {pair: one for one in found if one.is_same for pair in combinations(sorted(one.ids), 2)}
    problems = []
    for one in found:
        for pair in combinations(sorted(one.ids), 2) if not one.is_same else ():
            if pair in joined:
                names = " and ".join(f"“{show(name, 80)}”" for name in pair)
                problems.append(f"{one.where}: {names} are parted here and joined at {joined[pair].where}; keep one.")
    return problems
