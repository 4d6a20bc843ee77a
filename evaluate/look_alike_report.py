"""The part of the report on look-alikes, on works of one title, and on a run without keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from textwrap import fill

from evaluate.bench import BIBMILL, EXACT, FIRST, PATHS
from evaluate.keyless import KeylessResult
from evaluate.look_alikes import LookAlike
from evaluate.scores import (
    REVIEW,
    RIGHT,
    UNMATCHED,
    WRONG,
    Score,
    Scores,
    show_absent,
    show_share,
    show_systems,
    show_wrong,
    to_table,
)
from pipeline.model.records import Struct

LOOK_ALIKES, SAME_TITLES, KEYLESS = "Look-alikes", "Works of one title", "Without keys"


_ABSENT_HEAD = ("kind", "rows", "absent: wrong, %", REVIEW, "none", f"{FIRST}: wrong", f"{EXACT}: wrong")
_PRESENT_HEAD = ("present: wrong, %", RIGHT, REVIEW, "none")


class LookAlikeScores(Struct, frozen=True):
    """The rows with look-alikes, and each system's scores: without the papers, and with them."""

    made: tuple[LookAlike, ...]
    absent: dict[str, Scores]
    present: dict[str, Scores]


def leave_out(heading: str, why: str) -> str:
    """A section that says why it is not there."""
    return f"## {heading}\n\n{fill(f'Left out: {why}', 120)}\n"


def show_look_alikes(scores: LookAlikeScores) -> str:
    """The section on look-alikes: every system on all rows, bibmill on each kind, and what it took."""
    kinds = len({one.kind.name for one in scores.made})
    note = fill(
        f"{len(scores.made)} rows of papers of the corpus, each with one made-up record that looks like its paper: "
        f"{kinds} kinds (`evaluate/look_alikes.json`), and no two rows of one paper. Absent: all records of the papers "
        "were taken out of the corpus, and any match is wrong. Present: they are there beside the look-alike, which is "
        "wrong whatever it has in common with the paper.",
        120,
    )
    wrong = {"absent": scores.absent[BIBMILL], "present": scores.present[BIBMILL]}
    parts = (
        f"## {LOOK_ALIKES}\n\n{note}\n",
        f"### The papers are absent\n\n{show_absent(scores.absent)}",
        f"### The papers are present\n\n{show_systems(scores.present)}",
        f"### bibmill by the kind of look-alike\n\n{_show_by_kind(scores)}",
        f"### What bibmill took for the paper\n\n{show_wrong(wrong)}",
    )
    return "\n".join(parts)


def _show_by_kind(scores: LookAlikeScores) -> str:
    """A line a kind: bibmill absent and present, beside what two rivals get wrong with the paper absent."""
    absent, present = (_by_kind(scores.made, part[BIBMILL]) for part in (scores.absent, scores.present))
    rivals = [_by_kind(scores.made, scores.absent[name]) for name in (FIRST, EXACT) if name in scores.absent]
    lines = []
    for kind, grades in absent.items():
        rows, there = sum(grades.values()), present[kind]
        missed = [str(rival[kind][WRONG]) for rival in rivals] or ["–", "–"]
        line = (kind, str(rows), show_share(grades[WRONG], rows), str(grades[REVIEW]), str(grades[UNMATCHED]), *missed)
        lines.append((*line, show_share(there[WRONG], rows), *(str(there[one]) for one in (RIGHT, REVIEW, UNMATCHED))))
    return to_table((*_ABSENT_HEAD, *_PRESENT_HEAD), lines)


def _by_kind(made: Sequence[LookAlike], scores: Scores) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for one, scored in zip(made, scores, strict=True):
        found.setdefault(one.kind.name, Counter())[scored.grade] += 1
    return found


def show_same_titles(by_pairs: Mapping[str, Mapping[str, Scores]]) -> str:
    """The section on works of one title, real ones and made ones: how often the right one is chosen."""
    note = fill(
        "Two rows for every two works of one title, both of which are there. Real ones are published works of the "
        "corpus: both with DOIs, or of different issues and without an author in common. For the others, a paper of "
        "the corpus was given the title of another one, and in the last part its authors too. A row without a venue "
        "does not tell two papers of one year apart: it should be left open.",
        120,
    )
    lines = [
        (f"{pairs}: {name}", *_measure(scores))
        for pairs, by_system in by_pairs.items()
        for name, scores in by_system.items()
    ]
    table = to_table(("pairs", "rows", "right, %", "wrong, %", "review, %", "none"), lines)
    ours = {pairs: by_system[BIBMILL] for pairs, by_system in by_pairs.items()}
    left = to_table(
        ("row", "venue, year", "why"), (line for one in ours.values() for line in _open_rows(one)), is_text=True
    )
    parts = (f"### Taken for the other\n\n{show_wrong(ours)}", f"### Left open\n\n{left}")
    return "\n".join((f"## {SAME_TITLES}\n\n{note}\n\n{table}", *parts))


def _measure(scores: Scores) -> tuple[str, ...]:
    grades, rows = Counter(one.grade for one in scores), len(scores)
    shares = (show_share(grades[grade], rows) for grade in (RIGHT, WRONG, REVIEW))
    return (str(rows), *shares, str(grades[UNMATCHED]))


def _open_rows(scores: Sequence[Score]) -> Iterator[tuple[str, ...]]:
    for one in scores:
        if one.grade in (REVIEW, UNMATCHED):
            cells = (one.row.title, f"{one.row.venue} {one.row.year}", f"{one.grade}, {one.found.reason}")
            yield tuple(cell.replace("|", "\\|") for cell in cells)


def show_keyless(result: KeylessResult) -> str:
    """The section on a run without keys at the pace of the real services."""
    rows = len(result.scores)
    note = fill(
        f"{rows} of the rows, in a project of their own, with a contact address and without any key, against a double "
        "that keeps the limits of the real services. The second run has the cache and the matches of the first.",
        120,
    )
    runs = (("first", result.first, result.requests), ("second", result.second, result.requests_again))
    lines = [
        (
            name,
            f"{seconds:.0f}",
            *(str(asked.get(service, 0)) for service in PATHS),
            f"{sum(asked.values()) / rows:.2f}",
        )
        for name, seconds, asked in runs
    ]
    table = to_table(("run", "seconds", *PATHS, "requests per row"), lines)
    return f"## {KEYLESS}\n\n{note}\n\n{table}\n{show_systems({BIBMILL: result.scores})}"
