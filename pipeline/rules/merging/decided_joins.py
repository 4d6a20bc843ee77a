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


def find_decided(decisions: Sequence[JoinDecision], ids: Sequence[str]) -> DecidedJoins:
    """The decisions as pairs of positions; of ids that no record has, a Problem each, and the others hold.

    Args:
        decisions: What a person decided.
        ids: The ids of the records.
    """
    position = {name: at for at, name in enumerate(ids)} if decisions else {}
    same: list[tuple[int, int]] = []
    apart: list[tuple[int, int]] = []
    problems: list[Problem] = []
    for one in decisions:
        named = []
        for name in one.ids:
            at = position.get(name, position.get(f"'{name}"))  # tables have `=x` with an apostrophe
            if at is None:
                problems.append(Problem("dedupe", "decision_unmet", one.where, _tell_unmet(name, ids)))
            else:
                named.append(at)
        if one.is_same:
            same += pairwise(named)
        else:
            apart += combinations(named, 2)
    return DecidedJoins(tuple(same), tuple(apart), tuple(problems))


def _tell_unmet(name: str, ids: Sequence[str]) -> str:
    behind = [known for known in ids if known.endswith(f":{name}")]
    if behind:
        known = " or ".join(f"“{show(one, 120)}”" for one in behind[:3])
        return f"several files have a record “{show(name, 80)}”; write {known}."
    return f"no record has the id “{show(name, 80)}”; take the ids of the clusters file."
