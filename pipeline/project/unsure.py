"""Works that may be one: told as problems of a run, each with the place of its row, and shown to be decided."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from pipeline.console.decision_stubs import OpenWorks
from pipeline.model.records import Problem, Work
from pipeline.project.artefacts import Artefacts
from pipeline.project.folder import Project
from pipeline.project.found_works import find_works
from pipeline.project.known_keys import is_waiting
from pipeline.rules.citation_keys.ledger_names import has_place
from pipeline.stages.deduplicate import UnsureWorks
from pipeline.text.folding import show


def find_open_pairs(project: Project, artefacts: Artefacts) -> list[OpenWorks]:
    """The pairs of works that wait for a person, as the last run left them; raises `InputError` for wrong decisions."""
    keyed = {row: work for work in artefacts.works for row in work.rows}
    found = find_works(project, artefacts)
    by_id = {work.id: keyed[work.rows[0]] for work in found.works if work.rows[0] in keyed}
    settled = {line.key for line in artefacts.keys}
    pairs = []
    for one in found.unsure:
        if one.left in by_id and one.right in by_id:
            left, right = by_id[one.left], by_id[one.right]
            names = (_name(left, settled), _name(right, settled))
            pairs.append(OpenWorks(left, right, names, one.reason, one.evidence))
    return pairs


def _name(work: Work, settled: Container[str]) -> str:
    """The key of a work, or what tells it from all others while its key may still change."""
    return f"key:{work.key}" if work.key in settled else next(filter(has_place, work.ids), work.id)


def tell_unsure(unsure: Iterable[UnsureWorks], works: Mapping[str, Work], artefacts: Artefacts) -> Iterator[Problem]:
    """A problem for each pair; none where a row still waits for a source, which may say which paper it means.

    Args:
        unsure: The pairs.
        works: The works with their citation keys, by the ids that the pairs have.
        artefacts: With the rows of the lists and their matches.
    """
    places = {row.id: f"{row.file}:{row.line}" for row in artefacts.rows or ()}
    waiting = {match.record_id for match in artefacts.matches if is_waiting(match)}
    for one in unsure:
        left, right = works[one.left], works[one.right]
        if waiting.issuperset(left.rows) or waiting.issuperset(right.rows):
            continue
        first, second = (next((places[row] for row in work.rows if row in places), work.key) for work in (left, right))
        sentence = (
            f"“{show(left.record.title, 120)}” ({show(left.key, 80)}) may be the same work as {show(right.key, 80)} of"
            f" {second} ({one.reason.replace('_', ' ')}); `bibmill review` shows both, to be decided."
        )
        yield Problem("dedupe", "unsure", first, sentence)
