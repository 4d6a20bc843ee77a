"""Do the artefacts fit each other? Those of two runs, or edited ones, are refused before a stage takes them up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from pipeline.model.errors import InputError
from pipeline.project.artefacts import Artefacts, path_of
from pipeline.rules.matching.memory import is_as_written
from pipeline.text.plurals import count


def refuse_mixed(artefacts: Artefacts, names: Collection[str]) -> None:
    """Raise `InputError` when one of the named artefacts does not fit those before it, with the stage to run first."""
    for sentence in find_mixed(artefacts, names):
        raise InputError(sentence)


def find_mixed(artefacts: Artefacts, names: Collection[str]) -> Iterator[str]:
    """A sentence for each of the named artefacts that does not fit those before it."""
    rows = [row.id for row in artefacts.rows]
    claims = [claim.id for claim in artefacts.records]
    matched = [match.record_id for match in artefacts.matches]
    if "rows" in names and (twice := _doubled(rows)):
        yield _sentence("rows", f"{count(twice, 'row stands', 'rows stand')} twice in it", "normalize")
    if {"rows", "records"} <= set(names) and claims != rows:
        yield _sentence("records", _difference(claims, rows), "normalize")
    known = claims if "records" in names else rows
    if "matches" in names and matched != known:
        yield _sentence("matches", _difference(matched, known), "enrich")
    edited = [at for at, match in enumerate(artefacts.matches, start=1) if not is_as_written(match)]
    if "matches" in names and edited:
        yield _sentence("matches", f"its match number {edited[0]} was changed by hand", "enrich")
    if "works" in names and "rows" in names:
        yield from _find_in_works(artefacts, rows)


def _find_in_works(artefacts: Artefacts, rows: list[str]) -> Iterator[str]:
    cited = [row for work in artefacts.works for row in work.rows]
    if sorted(cited) != sorted(rows):
        yield _sentence("works", _difference(cited, rows), "dedupe")
    elif twice := _doubled(work.id for work in artefacts.works):
        yield _sentence("works", f"{count(twice, 'work stands', 'works stand')} twice in it", "dedupe")
    elif twice := _doubled(work.key.casefold() for work in artefacts.works):
        yield _sentence("works", f"{count(twice, 'key is', 'keys are')} given twice in it", "dedupe")
    elif strange := {one.work for one in artefacts.conflicts} - {work.id for work in artefacts.works}:
        yield _sentence("conflicts", f"{count(len(strange), 'work in it does', 'works in it do')} not exist", "dedupe")


def _doubled(ids: Iterable[str]) -> int:
    return sum(1 for number in Counter(ids).values() if number > 1)


def _difference(found: list[str], expected: list[str]) -> str:
    """How the ids of rows differ from those that are expected, in words."""
    missing, strange = Counter(expected) - Counter(found), Counter(found) - Counter(expected)
    if not missing and not strange:
        return "its rows stand in another order"
    told = count(missing.total(), "row is", "rows are")
    return f"{told} missing in it and {count(strange.total(), 'is', 'are')} strange to it"


def _sentence(name: str, what: str, stage: str) -> str:
    return (
        f"{path_of(name)}: this file is of another run than those before it, or was edited ({what}); run"
        f" `bibmill {stage}` first, or `bibmill bib` for everything."
    )
