"""The ledgers as a run takes them up: what a merge, an editor or a disk did to them is mended where nothing is lost by
that, and told; where a key that was given would change its work, the run stops first.

`citations.jsonl`, `keys.jsonl` and `news.jsonl` cannot be rebuilt, so no line of theirs goes without a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from pipeline.model.errors import InputError
from pipeline.model.observations import News
from pipeline.model.records import CitationCount, Problem
from pipeline.project.artefacts import LEDGERS, Artefacts, path_of, read_artefact, refuse_damage
from pipeline.project.known_keys import read_known_keys
from pipeline.project.manifest import Manifest, read_manifest
from pipeline.rules.citation_keys.ledger import KeyLine
from pipeline.rules.citation_keys.restoring import GivenAnew, find_lost_keys
from pipeline.rules.citation_keys.union import KeyChange, settle_keys
from pipeline.rules.line_order import order_by_day
from pipeline.storage.boundary import Home
from pipeline.storage.json_lines import Damage, Lines
from pipeline.text.folding import show
from pipeline.text.plurals import count

ACCEPT = "--accept-ledger"
NAMED = 5
"""So many keys are named in one sentence."""


def open_ledgers(home: Home, reserved: Iterable[str] | None = (), *, accepted: bool = False) -> Artefacts:
    """The ledgers of a project folder, mended, with a problem for everything that a person should know of them.

    Args:
        home: The project.
        reserved: The keys of a person's own library, which no work may get; None for a run that gives no keys, and so
            leaves them as they are.
        accepted: Go on with the ledgers as they are, whatever they lack.

    Returns:
        Artefacts with `keys`, `citations`, `news` and `problems`.

    Raises:
        InputError: A line cannot be read, or a key that was given would be given anew; nothing was written.
    """
    lines: dict[str, Lines[Any]] = {name: read_artefact(home, name) for name in LEDGERS}
    problems = [problem for name in LEDGERS for problem in _tell_damage(home, name, lines[name], accepted=accepted)]
    manifest = read_manifest(home)
    problems += [problem for name in LEDGERS for problem in _tell_fewer(home, name, lines[name], manifest)]
    keys: tuple[KeyLine, ...] = lines["keys"].items
    about_keys: tuple[Problem, ...] = ()
    if reserved is not None:
        keys, about_keys = _mend_keys(home, lines["keys"], tuple(reserved), accepted=accepted)
    today = datetime.now(UTC).date().isoformat()
    return Artefacts(
        keys=keys,
        citations=order_by_day(lines["citations"].items, _subject_of_count, _day_of, today),
        news=order_by_day(lines["news"].items, lambda line: line.subject, _day_of, today),
        problems=(*problems, *about_keys),
    )


def find_ledger_problems(home: Home) -> Iterator[str]:
    """What `open_ledgers` would tell, a sentence each, the reason to stop among them."""
    try:
        found = open_ledgers(home)
    except InputError as error:
        yield from str(error).splitlines()
        return
    yield from (f"{one.where}: {one.sentence}" for one in found.problems)


def _subject_of_count(line: CitationCount) -> tuple[str, str]:
    return line.work, line.source


def _day_of(line: CitationCount | News) -> str:
    return line.as_of


def _way_back(name: str) -> str:
    return f"`git checkout -- {path_of(name)}` brings back what was committed"


def _tell_damage(home: Home, name: str, lines: Lines[Any], *, accepted: bool) -> Iterator[Problem]:
    """A problem for the merge marks of a ledger, and for each line that is lost; raises for one that need not be."""
    marks = [one.line for one in lines.damaged if one.damage is Damage.MARK]
    if marks:
        yield _problem(
            "merge_marks",
            f"{path_of(name)}:{marks[0]}",
            f"git left the marks of a merge in {count(len(marks), 'line')}; the lines of both sides were read, and the"
            f" marks are dropped. `git add {path_of(name)}` settles it.",
        )
    for one in lines.damaged:
        where = f"{path_of(name)}:{one.line}"
        if one.damage is Damage.CUT:
            yield _problem("cut_line", where, f"the last line is cut off and is left out; {_way_back(name)}.")
        elif one.damage is Damage.BROKEN:
            if not accepted:
                raise refuse_damage(home, name, one, f", or `{ACCEPT}` goes on without the line")
            sentence = f"the line cannot be read and is left out ({show(one.why)}); {_way_back(name)}."
            yield _problem("left_out", where, sentence)


def _tell_fewer(home: Home, name: str, lines: Lines[Any], manifest: Manifest | None) -> Iterator[Problem]:
    """A problem when the last run on this machine left more lines than there are."""
    before, now = manifest.ledgers.get(name, 0) if manifest else 0, len(lines.found)
    if now < before:
        left = f"of the {count(before, 'line')} that the last run left"
        yield _problem(
            "fewer_lines",
            str(path_of(name)),
            f"{count(before - now, f'{left} is', f'{left} are')} gone; if you did not mean that (as by going to another"
            f" branch), {_way_back(name)}.",
        )


def _mend_keys(
    home: Home, lines: Lines[KeyLine], reserved: tuple[str, ...], *, accepted: bool
) -> tuple[tuple[KeyLine, ...], tuple[Problem, ...]]:
    """The key ledger with each key once and with what the last run knew; raises when that contradicts it."""
    lost = find_lost_keys(read_known_keys(home), lines.items)
    if lost.given_anew and not accepted:
        raise InputError(_refusal(lost.given_anew))
    settled = settle_keys((*lines.items, *lost.restored), reserved)
    problems = [_tell_change(change, lines) for change in settled.changes]
    problems += [_tell_anew(one) for one in lost.given_anew]
    if lost.restored:
        named = ", ".join(line.key for line in lost.restored[:NAMED]) + (" …" if len(lost.restored) > NAMED else "")
        gone = count(len(lost.restored), "key that the last run gave was", "keys that the last run gave were")
        problems.append(
            _problem(
                "keys_restored",
                str(path_of("keys")),
                f"{gone} gone ({named}), and put back from what it wrote. {_way_back('keys')}, older keys included.",
            )
        )
    return settled.lines, tuple(problems)


def _refusal(given_anew: tuple[GivenAnew, ...]) -> str:
    more = f" (and {len(given_anew) - 1} more)" if len(given_anew) > 1 else ""
    one = given_anew[0]
    return (
        f"{path_of('keys')}: in the last run “{show(one.known.key, 80)}” was the key of {show(one.known.work, 120)},"
        f" and this file has “{show(one.now.key, 80)}” for {show(one.now.work, 120)}{more}, so a key that manuscripts"
        f" cite would be given anew; nothing was changed. {_way_back('keys')}; `{ACCEPT}` goes on with the file"
        " as it is."
    )


def _tell_anew(one: GivenAnew) -> Problem:
    return _problem(
        "key_given_anew",
        str(path_of("keys")),
        f"“{show(one.known.key, 80)}” was the key of {show(one.known.work, 120)} in the last run, and no longer is, as"
        f" accepted with `{ACCEPT}`.",
    )


def _tell_change(change: KeyChange, lines: Lines[KeyLine]) -> Problem:
    line = lines.found[change.at].line if change.at < len(lines.found) else 0
    where = f"{path_of('keys')}:{line}" if line else str(path_of("keys"))
    work, old = show(change.work, 120), show(change.old, 80)
    if change.first_work:
        sentence = (
            f"two works have the key “{old}”, as after a merge; {show(change.first_work, 120)} keeps it, and {work} now"
            f" has “{show(change.new, 80)}”: correct manuscripts that cite “{old}” for it."
        )
        return _problem("key_of_two_works", where, sentence)
    sentence = f"{work} has two keys, as after a merge; it is cited as “{show(change.new, 80)}”, “{old}” is an alias."
    return _problem("work_with_two_keys", where, sentence)


def _problem(code: str, where: str, sentence: str) -> Problem:
    return Problem("ledgers", code, where, sentence)
