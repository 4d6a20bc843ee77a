"""The artefacts in `data/enriched`: what the stages hand on, read from JSON lines and written as such."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from pipeline.model.errors import InputError, MachineError
from pipeline.model.observations import News
from pipeline.model.records import CitationCount, Conflict, Match, Problem, Record, Row, Struct, Work
from pipeline.rules.citation_keys.ledger import KeyLine
from pipeline.rules.matching import RULES_VERSION
from pipeline.storage import json_lines, store
from pipeline.storage.boundary import Home, as_boundary, look
from pipeline.storage.json_lines import Damage, DamagedLine, Lines
from pipeline.text.folding import show, show_whole

_RULES = re.compile(rb'"memory":"[0-9a-f]{16}-(\d{1,6})(?:-[0-9a-f]{8})?"')
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
LEDGERS = store.LEDGERS
"""What cannot be rebuilt."""
TOLD_ONCE = ("ledgers", "memory", "artefacts", "cache")
"""Stages whose problems are about files as a run found them: that run tells them, and no file keeps them."""


def keep_lasting(artefacts: Artefacts) -> Artefacts:
    """The artefacts as they are written: without the problems that only this run tells."""
    lasting = tuple(one for one in artefacts.problems if one.stage not in TOLD_ONCE)
    return msgspec.structs.replace(artefacts, problems=lasting)


def path_of(name: str) -> Path:
    """Where an artefact is, below the project folder."""
    return store.ENRICHED / f"{name}.jsonl"


def read_artefact(home: Home, name: str) -> Lines[Any]:
    """One artefact as far as it can be read, with the lines that cannot; nothing when it is not there.

    Raises:
        InputError: The file cannot be read at all.
    """
    return json_lines.read_lines(home, path_of(name), KINDS[name], _find_fault)


def read_artefacts(home: Home, names: Iterable[str]) -> Artefacts:
    """The named artefacts of a project folder; those that are not named or not there are empty.

    Of a ledger, merge marks and a last line that is cut off are passed over; `ledgers.py` tells them.

    Raises:
        InputError: A line is not of its type; the sentence names file and line.
    """
    found = {}
    for name in names:
        lines = read_artefact(home, name)
        passed = (Damage.MARK, Damage.CUT) if name in LEDGERS else ()
        if refused := [one for one in lines.damaged if one.damage not in passed]:
            raise refuse_damage(home, name, refused[0])
        found[name] = lines.items
    return Artefacts(**found)


def refuse_damage(home: Home, name: str, line: DamagedLine, more: str = "") -> InputError:
    """The error that names a damaged line of an artefact, and what to do; `more` is another way out."""
    why = "a mark of a merge that is not settled" if line.damage is Damage.MARK else show(line.why, 200)
    back = f"`git checkout -- {path_of(name)}` brings back what was committed"
    advice = f"this file cannot be rebuilt: {back}{more}" if name in LEDGERS else "`bibmill bib` makes the file again"
    where = f"{show_whole(str(as_boundary(home).root / path_of(name)))}:{line.line}"
    return InputError(f"{where}: not a line that this version wrote ({why}); {advice}.")


def refuse_newer(home: Home) -> None:
    """Raise `MachineError` when the remembered matches are of a newer version, whose judgements would be lost."""
    name = path_of("matches")
    versions = _RULES.findall(store.read_bytes(home, name)) if look(home, name) else []
    if any(int(version) > int(RULES_VERSION) for version in versions):
        path = show_whole(str(as_boundary(home).root / name))
        raise MachineError(f"{path}: these matches are of a newer bibmill; update bibmill, or move the file away.")


def _find_fault(item: object) -> str:
    """What is wrong with a line that is of its type; empty when nothing is."""
    if isinstance(item, CitationCount | News) and item.as_of:
        try:
            date.fromisoformat(item.as_of)
        except ValueError:
            return f"`as_of` is no day: “{show(item.as_of, 40)}”"
    if isinstance(item, KeyLine) and not (item.key and item.work):
        return "the key or the work is empty"
    if isinstance(item, Match) and not re.fullmatch(r"[0-9]{1,4}", item.set_fields.get("year", "1")):
        return "`set_fields` has a year that is no number"
    return ""


def to_files(artefacts: Artefacts, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The named artefacts as JSON lines, by file name below the project folder; each is made when it is asked for."""
    lasting = keep_lasting(artefacts)
    for name in names:
        yield str(path_of(name)), json_lines.to_lines(getattr(lasting, name))
