"""The matches of the last run, as far as they can be believed: what was damaged or edited is told, and asked again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from pipeline.model.records import Match, Outcome, Problem, Record
from pipeline.model.statuses import Verdict
from pipeline.project.artefacts import path_of, read_artefact, refuse_newer
from pipeline.rules.matching.memory import is_as_written
from pipeline.storage.boundary import Home
from pipeline.storage.json_lines import Lines
from pipeline.text.folding import show
from pipeline.text.plurals import count


def read_remembered(home: Home, claims: Iterable[Record]) -> Outcome[Match]:
    """One match for each row that the last run judged, and a problem for each that is not believed.

    Args:
        home: The project.
        claims: What the rows say now, by which an edited match is named.

    Raises:
        InputError: The file is there and cannot be read: it is not given up, since it may be readable the next time.
        MachineError: The file is of a newer version, whose judgements would be lost.
    """
    refuse_newer(home)
    lines: Lines[Match] = read_artefact(home, "matches")
    problems = list(_tell_damage(lines))
    by_id = {claim.id: claim for claim in claims}
    remembered: dict[str, Match] = {}
    for one in lines.found:
        if not is_as_written(one.item):
            if one.item.record_id in by_id:
                problems.append(_tell_edit(one.line, one.item, by_id))
        elif _is_better(one.item, remembered.get(one.item.record_id)):
            remembered[one.item.record_id] = one.item
    return Outcome(tuple(remembered.values()), tuple(problems))


def _is_better(match: Match, other: Match | None) -> bool:
    """Of two branches' matches for one row, that which was accepted is kept."""
    return other is None or match.verdict is Verdict.ACCEPT or other.verdict is not Verdict.ACCEPT


def _tell_damage(lines: Lines[Match]) -> Iterator[Problem]:
    if not lines.damaged:
        return
    first = lines.damaged[0]
    yield Problem(
        "memory",
        "damaged",
        f"{path_of('matches')}:{first.line}",
        f"{count(len(lines.damaged), 'line')} cannot be read ({first.damage}); the others are remembered,"
        f" rows without a match are asked about again. `git checkout -- {path_of('matches')}` brings back what was"
        " committed.",
    )


def _tell_edit(line: int, match: Match, claims: Mapping[str, Record]) -> Problem:
    return Problem(
        "memory",
        "edited",
        f"{path_of('matches')}:{line}",
        "this match was changed by hand and is not believed; the row is asked about again. What you decide stands in"
        f" data/decisions.yaml: {_stub(match, claims[match.record_id])}",
    )


def _stub(match: Match, claim: Record) -> str:
    """The entry by which a person says what the edit said."""
    chosen = match.chosen.record if match.chosen else None
    label = next(iter(chosen.identifiers.labels()), "") if chosen else ""
    said = f'accept: "{show(label, 200)}"' if label else 'accept: "doi:…"'
    year = f", year: {claim.year}" if claim.year is not None else ""
    return f"- {{row: {json.dumps(show(claim.title, 200), ensure_ascii=False)}{year}, {said}}}"
