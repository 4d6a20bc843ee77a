"""Citation keys: unique without regard to case, never changed once given, and never given to another work.

The ledger has a line for every work that ever had a key. How a new key is made is in `patterns.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence

import msgspec

from pipeline.model.records import Struct, Work
from pipeline.rules.citation_keys.form import is_citation_key
from pipeline.rules.citation_keys.ledger_names import (
    by_first_author,
    cut_name,
    has_place,
    is_name_by_title,
    whole_names,
    without_place,
)
from pipeline.rules.citation_keys.patterns import parse_pattern
from pipeline.rules.citation_keys.unused import UnusedKeys

Names = Callable[[str, Sequence[str]], Iterable[str]]
"""Which names of a work, or of a ledger line, are compared: made from its own id and all its ids."""


class KeyLine(Struct, frozen=True):
    """A line of the key ledger: the key that a work has for ever, and all names by which the work is known."""

    key: str
    work: str
    ids: tuple[str, ...]


class Keyed(Struct, frozen=True):
    """Works with their keys, and the whole ledger as it is now."""

    works: tuple[Work, ...]
    ledger: tuple[KeyLine, ...]


def assign_keys(
    works: Sequence[Work],
    ledger: Sequence[KeyLine],
    pattern: str,
    reserved: Iterable[str] = (),
    waiting: Container[str] = (),
) -> Keyed:
    """Give every work its key: that of the ledger, else that of a person's own library, else a new one.

    Args:
        works: All works, in the order of the list.
        ledger: The key ledger so far.
        pattern: How new keys are made, in Better BibTeX's or JabRef's notation.
        reserved: All keys of that library: a paper of it may enter the list later, and manuscripts cite it already.
        waiting: Ids of works that are not known for sure yet: they get what the others leave, since a key of theirs may
            go again, and what another work has is for good.

    Returns:
        The works with their keys, in the same order; and the ledger, with new works at its end and new names of old
        ones. No key in it changes.

    Raises:
        UsageError: The pattern has a term or a filter that is not known.
    """
    make = parse_pattern(pattern)
    lines = list(ledger)
    line_of = _match_lines(works, lines)
    for at, line in line_of.items():
        lines[line] = KeyLine(lines[line].key, lines[line].work, _joined(lines[line].ids, works[at].ids))
    taken = {line.key.casefold() for line in lines}
    newcomers = sorted((at for at in range(len(works)) if at not in line_of), key=lambda at: works[at].id in waiting)
    own = {at: key for at in newcomers if (key := _own_key(works[at], taken))}
    unused = UnusedKeys((*taken, *(work.record.citation_key for work in works), *reserved))
    for at in newcomers:
        key = own.get(at) or unused.take(make(works[at].record))
        line_of[at] = len(lines)
        lines.append(KeyLine(key, works[at].id, works[at].ids))
    keyed = tuple(_with_key(work, lines[line_of[at]]) for at, work in enumerate(works))
    return Keyed(keyed, tuple(lines))


def find_aliases(works: Sequence[Work], ledger: Sequence[KeyLine]) -> tuple[tuple[str, str], ...]:
    """Pairs of a former key and the key that its work has now, sorted.

    A key is former when its work was merged with another, or when it is a person's own that came after the key of
    the ledger. A work whose row left the list has no other key, so it is not among them.
    """
    current = {work.key.casefold() for work in works}
    by_name: dict[str, Work] = {}
    for work in works:
        for name in _all_names(work.id, work.ids):
            by_name.setdefault(name, work)
    pairs = {
        work.record.citation_key: work.key
        for work in works
        if is_citation_key(work.record.citation_key) and work.record.citation_key.casefold() not in current
    }
    for line in ledger:
        if line.key.casefold() not in current and (merged := _merged_into(line, by_name)):
            pairs[line.key] = merged.key
    return tuple(sorted(pairs.items()))


def are_one_work(one: KeyLine, other: KeyLine) -> bool:
    """True when two lines share a name, and no identifier speaks against that."""
    names = {one.work, *one.ids}
    return not names.isdisjoint((other.work, *other.ids)) and not _are_different_works(one, other)


def join_names(line: KeyLine, other: KeyLine) -> KeyLine:
    """The line with the names of another one of the same work behind its own."""
    names = other.ids if other.work == line.work else (*other.ids, other.work)
    return KeyLine(line.key, line.work, _joined(line.ids, names))


def names_of_line(line: KeyLine) -> tuple[str, ...]:
    """The names of a line that mean its work, the own ones first; without titles that were cut beside whole ones."""
    titles = set(whole_names((line.work, *line.ids)))
    names = dict.fromkeys((line.work, *line.ids))
    return tuple(name for name in names if name in titles or has_place(name) or not is_name_by_title(name))


def _merged_into(line: KeyLine, by_name: dict[str, Work]) -> Work | None:
    found = (by_name[name] for name in _all_names(line.work, line.ids) if name in by_name)
    return next((work for work in found if not _are_different_works(work, line)), None)


def _own_key(work: Work, taken: set[str]) -> str:
    """The key that the work has in a person's library, if no other work has it; it is added to `taken`."""
    key = work.record.citation_key
    if not is_citation_key(key) or key.casefold() in taken:
        return ""
    taken.add(key.casefold())
    return key


def _match_lines(works: Sequence[Work], lines: Sequence[KeyLine]) -> dict[int, int]:
    """The line of the ledger that each work has, both by their places: by its own identifier, else by another one, else
    by what tells it from others of its title, else by title.

    A line gains the ids of works that were merged into it; own ids come first, so that a wrong merge can be undone.
    The KDD paper “Why Should I Trust You?” and its NAACL demo share title and year: the demo must not take the key.
    By title a work finds first a line that has identifiers as it has, or none as it has none: others are rather those
    of another paper.
    """
    line_of: dict[int, int] = {}
    if not lines:
        return line_of
    used = set(_find_aliases(lines))
    has_identifiers = [bool(_identified(work.id, work.ids)) for work in works]
    identified = {at for at, known in enumerate(lines) if _identified(known.work, known.ids)}
    for names_of, known_by in _STEPS:
        for is_alike in (True, False):
            by_name = [_by_name(lines, known_by, used, identified, of_kind=of_kind) for of_kind in (False, True)]
            for at, work in enumerate(works):
                if at in line_of:
                    continue
                known = by_name[has_identifiers[at] is is_alike]
                found = (known[name] for name in names_of(work.id, work.ids) if name in known)
                line = next(
                    (one for one in found if one not in used and not _are_different_works(work, lines[one])), None
                )
                if line is not None:
                    line_of[at] = line
                    used.add(line)
    return line_of


def _by_name(
    lines: Sequence[KeyLine], known_by: Names, used: Container[int], identified: Container[int], *, of_kind: bool
) -> dict[str, int]:
    """The lines that no work has yet by the names of a step: those that have identifiers, or those that have none.

    A line has the names of works that were once merged into it behind its own: they are rather those of another line.
    """
    by_name: dict[str, tuple[int, int]] = {}
    for at, known in enumerate(lines):
        if at not in used and (at in identified) is of_kind:
            for rank, name in enumerate(known_by(known.work, known.ids)):
                by_name[name] = min((rank, at), by_name.get(name, (rank, at)))
    return {name: at for name, (_, at) in by_name.items()}


def _find_aliases(lines: Sequence[KeyLine]) -> Iterator[int]:
    """The places of lines without names, whose work has another line: a former key of it, which no work can take."""
    named = {line.work for line in lines if line.ids}
    return (at for at, line in enumerate(lines) if not line.ids and line.work in named)


def _are_different_works(work: Work | KeyLine, line: KeyLine) -> bool:
    """True when both have identifiers and share none, or have DOIs and share none of these.

    An equal title is no proof then; nor is a preprint that a conference paper and its journal version have in common.
    """
    own = work.id if isinstance(work, Work) else work.work
    ours, theirs = set(_identified(own, work.ids)), set(_identified(line.work, line.ids))
    if not (ours and theirs):
        return False
    our_dois, their_dois = ({name for name in names if name.startswith("doi:")} for names in (ours, theirs))
    return not (our_dois & their_dois if our_dois and their_dois else ours & theirs)


def _own_id(own: str, _ids: Sequence[str]) -> tuple[str, ...]:
    return (own,)


def _own_identifier(own: str, _ids: Sequence[str]) -> tuple[str, ...]:
    return () if is_name_by_title(own) else (own,)


def _all_names(own: str, ids: Sequence[str]) -> tuple[str, ...]:
    return (own, *ids)


def _identified(own: str, ids: Sequence[str]) -> list[str]:
    return [name for name in (own, *ids) if not is_name_by_title(name)]


def _placed(own: str, ids: Sequence[str]) -> list[str]:
    return [name for name in (own, *ids) if has_place(name)]


def _authored(own: str, ids: Sequence[str]) -> list[str]:
    return [short for name in (own, *ids) if (short := by_first_author(name))]


def _titled(own: str, ids: Sequence[str]) -> list[str]:
    return whole_names((own, *ids))


def _asked_by_title(own: str, ids: Sequence[str]) -> list[str]:
    """The names by title of a work, the whole ones first, then as an earlier version would have cut them."""
    whole = [without_place(name) for name in (own, *ids) if is_name_by_title(name)]
    return [*whole, *map(cut_name, whole)]


_STEPS: tuple[tuple[Names, Names], ...] = (
    (_own_identifier, _own_identifier),
    (_own_identifier, _identified),
    (_identified, _identified),
    (_placed, _placed),
    (_own_id, _own_id),
    (_authored, _authored),
    (_asked_by_title, _titled),
)
"""Which names of a work are compared with which of a line, the surest first."""


def _joined(known: Sequence[str], more: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *more)))


def _with_key(work: Work, line: KeyLine) -> Work:
    """The work under the key and the id that the ledger has for it: an id stays when a preprint gets its DOI."""
    return msgspec.structs.replace(work, id=line.work, key=line.key)
