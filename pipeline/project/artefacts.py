"""The artefacts in `data/enriched`: what the stages hand on, read from JSON lines and written as such."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pipeline.model.errors import InputError, MachineError
from pipeline.model.observations import News
from pipeline.model.records import CitationCount, Conflict, Match, Problem, Record, Row, Struct, Work
from pipeline.rules.citation_keys.ledger import KeyLine
from pipeline.rules.matching import RULES_VERSION
from pipeline.storage import files, store
from pipeline.storage.boundary import Home, as_boundary, look

_RULES = re.compile(rb'"memory":"[0-9a-f]{16}-(\d{1,6})"')
"""The version of the rules in a line of `matches.jsonl`; the number is all that is read of a newer version."""


class Artefacts(Struct, frozen=True):
    """Everything that the stages hand on; `keys`, `citations` and `news` are ledgers, which cannot be rebuilt."""

    rows: tuple[Row, ...] = ()
    records: tuple[Record, ...] = ()
    matches: tuple[Match, ...] = ()
    works: tuple[Work, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    problems: tuple[Problem, ...] = ()
    keys: tuple[KeyLine, ...] = ()
    citations: tuple[CitationCount, ...] = ()
    news: tuple[News, ...] = ()


KINDS: dict[str, type] = {
    "rows": Row,
    "records": Record,
    "matches": Match,
    "works": Work,
    "conflicts": Conflict,
    "problems": Problem,
    "keys": KeyLine,
    "citations": CitationCount,
    "news": News,
}
"""The type of a line, by the name of the artefact; each is a file of that name."""
LEDGERS = ("keys", "citations", "news")
"""What cannot be rebuilt."""


def read_artefacts(home: Home, names: Iterable[str]) -> Artefacts:
    """The named artefacts of a project folder; those that are not named or not there are empty.

    Raises:
        InputError: A line is not of its type; the sentence names file and line.
    """
    found: dict[str, Any] = {
        name: store.read_lines(home, store.ENRICHED / f"{name}.jsonl", KINDS[name]) for name in names
    }
    return Artefacts(**found)


def read_remembered_matches(home: Home) -> tuple[Match, ...]:
    """The matches of the last run; none when the file is damaged or of an older version, since it can be rebuilt.

    Raises:
        MachineError: The file is of a newer version, whose judgements would be lost.
    """
    _refuse_newer(home)
    try:
        return read_artefacts(home, ["matches"]).matches
    except InputError:
        return ()


def _refuse_newer(home: Home) -> None:
    name = store.ENRICHED / "matches.jsonl"
    versions = _RULES.findall(files.read(home, name)) if look(home, name) else []
    if any(int(version) > int(RULES_VERSION) for version in versions):
        path = as_boundary(home).root / name
        raise MachineError(f"{path}: these matches are of a newer bibmill; update bibmill, or move the file away.")


def to_texts(artefacts: Artefacts, names: Iterable[str]) -> dict[str, str]:
    """The named artefacts as JSON lines, by file name below the project folder."""
    return {str(store.ENRICHED / f"{name}.jsonl"): store.to_lines(getattr(artefacts, name)) for name in names}
