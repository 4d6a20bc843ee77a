"""The nearest known name, for a message to somebody who mistyped one."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.text.folding import show


def name_unknown(name: str, known: Iterable[object]) -> str:
    """What is wrong with an unknown name, as a sentence without its full stop.

    Args:
        name: As it was typed; of `counts.shwo` or `pipeline.yaml: shwo`, the last part is compared.
        known: The names that would be right, shown when none is near.

    >>> name_unknown("counts.shwo", ["show", "in_extra"])
    'unknown key “counts.shwo”; the nearest known one is “show”'
    """
    name, names = show(name, 80), [str(one) for one in known]
    last = name.rpartition(".")[2].rpartition(": ")[2]
    from rapidfuzz import fuzz, process  # needed for a mistake only

    near = process.extractOne(last, names, scorer=fuzz.ratio, score_cutoff=60)
    hint = f"the nearest known one is “{near[0]}”" if near else f"known are {', '.join(names)}"
    return f"unknown key “{name}”; {hint}"
