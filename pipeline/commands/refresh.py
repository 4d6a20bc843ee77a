"""`bibmill refresh`: what sources say of known works today, as dated observations and news."""

from __future__ import annotations

import re
from argparse import Namespace
from datetime import UTC, date, datetime
from itertools import chain

import msgspec

from pipeline.console.summary import Console
from pipeline.model.errors import InputError, UsageError
from pipeline.project.agreement import refuse_mixed
from pipeline.project.artefacts import Artefacts, keep_lasting, read_artefact, read_artefacts, to_files
from pipeline.project.cache_notes import set_aside_damaged
from pipeline.project.folder import open_project
from pipeline.project.ledgers import open_ledgers
from pipeline.project.manifest import publish_part
from pipeline.project.opened_sources import open_sources
from pipeline.project.refresh_run import RefreshRun, sources_to_refresh
from pipeline.project.wiring import make_outputs
from pipeline.rules.refresh_schedule import RefreshChoice, days_before
from pipeline.storage.boundary import Home
from pipeline.storage.locking import lock_folder

NEEDS = ("rows", "matches", "works", "conflicts")
_AGE = re.compile(r"(\d{1,4})d")


def run(options: Namespace) -> int:
    """Append what is new to the ledgers and rewrite the outputs; returns the exit code."""
    project = open_project(options)
    now = datetime.now(UTC)
    choice = RefreshChoice(frozenset(options.only), _parse_older_than(options.older_than, now.date()))
    with Console(quiet=options.quiet, as_json=options.json) as console, lock_folder(project.boundary):
        noted = set_aside_damaged(project.boundary)
        artefacts = _read(project.boundary, accepted=options.accept_ledger)
        _refuse_unknown_keys(artefacts, choice.keys)
        refresh = RefreshRun(project, artefacts, choice, now)
        with open_sources(project, console, sources_to_refresh(project)) as sources:
            problems = (*noted, *refresh.find_damaged(), *artefacts.problems, *refresh.ask(sources))
            learned = refresh.learn(sources)
        made = make_outputs(project, keep_lasting(learned))
        changed = publish_part(project.boundary, chain(to_files(learned, ["citations", "news"]), made))
        refresh.finish()
        result = msgspec.structs.replace(learned, problems=problems)
        summary = refresh.add_figures(console.summarize(result, changed))
    console.tell(summary)
    return summary.exit_code(strict=options.strict)


def _read(home: Home, *, accepted: bool) -> Artefacts:
    found = read_artefacts(home, NEEDS)
    refuse_mixed(found, NEEDS)
    ledgers = open_ledgers(home, None, accepted=accepted)
    known = read_artefact(home, "problems").items
    return msgspec.structs.replace(
        ledgers,
        problems=(*ledgers.problems, *known),
        **{name: getattr(found, name) for name in NEEDS},
    )


def _refuse_unknown_keys(artefacts: Artefacts, keys: frozenset[str]) -> None:
    if not artefacts.works:
        raise InputError("data/enriched/works.jsonl: there are no works yet; run `bibmill bib` first.")
    unknown = keys - {work.key for work in artefacts.works}
    if unknown:
        raise UsageError(f"--only: no work has the key “{min(unknown)}”; keys are in output/matches.csv.")


def _parse_older_than(age: str, today: date) -> date | None:
    """The day before which a count is too old, from an age such as `30d`; None without one."""
    if not age:
        return None
    found = _AGE.fullmatch(age)
    if not found:
        raise UsageError(f"--older-than: “{age}” is no age; write days, such as 30d.")
    return days_before(today, int(found[1]))
