"""What a person decided about records by their ids, as pairs of their positions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from pipeline.model.decisions import JoinDecision
from pipeline.model.records import Problem, Struct
from pipeline.text.folding import show


class DecidedJoins(Struct, frozen=True):
    """Pairs of positions that are one work, and that are two; and what names no record."""

    same: tuple[tuple[int, int], ...]
    apart: tuple[tuple[int, int], ...]
    problems: tuple[Problem, ...] = ()


def find_decided(
    decisions: Sequence[JoinDecision], ids: Sequence[str], others: Sequence[Sequence[str]] = ()
) -> DecidedJoins:
    """The decisions as pairs of positions; of names that no record has, a Problem each, and the others hold.

    Args:
        decisions: What a person decided.
        ids: The ids of the records, each once.
        others: By what else each record is known: its citation key, former keys.
    """
    position = _find_positions(ids, others) if decisions else {}
    same: list[tuple[int, int]] = []
    apart: list[tuple[int, int]] = []
    problems: list[Problem] = []
    for one in decisions:
        named: dict[int, str] = {}
        for name in one.ids:
            at = position.get(name, position.get(f"'{name}", -1))  # tables have `=x` with an apostrophe
            if at < 0:
                problems.append(Problem("dedupe", "decision_unmet", one.where, _tell_unmet(name, ids, others)))
            elif at in named and not one.is_same:
                problems.append(Problem("dedupe", "decision_unmet", one.where, _tell_joined(named[at], name)))
            else:
                named[at] = name
        if one.is_same:
            same += pairwise(named)
        else:
            apart += combinations(named, 2)
    return DecidedJoins(tuple(same), tuple(apart), tuple(problems))


def _find_positions(ids: Sequence[str], others: Sequence[Sequence[str]]) -> dict[str, int]:
    """The position of each name; a key that several records have names none of them."""
    position: dict[str, int] = {}
    for at, names in enumerate(others):
        for name in names:
            position[name] = at if position.get(name, at) == at else -1
    return position | {name: at for at, name in enumerate(ids)}


def _tell_joined(first: str, name: str) -> str:
    return (
        f"“{show(first, 80)}” and “{show(name, 80)}” are one record in these files; to part them, run over the"
        " files that have both."
    )


def _tell_unmet(name: str, ids: Sequence[str], others: Sequence[Sequence[str]]) -> str:
    behind = [known for known, names in zip(ids, others, strict=True) if name in names] if others else []
    behind = behind or [known for known in ids if known.endswith(f":{name}")]
    if behind:
        known = " or ".join(f"“{show(one, 120)}”" for one in behind[:3])
        return f"several records are “{show(name, 80)}”; write {known}."
    return f"no record has the id “{show(name, 80)}”; take the ids of the clusters file."
