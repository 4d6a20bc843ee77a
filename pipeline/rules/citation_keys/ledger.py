"""Citation keys: unique without regard to case, never changed once given, and never given to another work.

The ledger has a line for every work that ever had a key. How a new key is made is in `patterns.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count, product
from string import ascii_lowercase

import msgspec

from pipeline.model.records import Struct, Work
from pipeline.rules.citation_keys.form import LONGEST, is_citation_key
from pipeline.rules.citation_keys.ledger_names import is_name_by_title
from pipeline.rules.citation_keys.patterns import parse_pattern

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


def assign_keys(works: Sequence[Work], ledger: Sequence[KeyLine], pattern: str, reserved: Iterable[str] = ()) -> Keyed:
    """Give every work its key: that of the ledger, else that of a person's own library, else a new one.

    Args:
        works: All works, in the order of the list.
        ledger: The key ledger so far.
        pattern: How new keys are made, in Better BibTeX's or JabRef's notation.
        reserved: All keys of that library: a paper of it may enter the list later, and manuscripts cite it already.

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
    newcomers = [at for at in range(len(works)) if at not in line_of]
    own = {at: key for at in newcomers if (key := _own_key(works[at], taken))}
    kept = taken | {work.record.citation_key.casefold() for work in works}
    kept |= {key.casefold() for key in reserved}
    untried: dict[str, Iterator[str]] = {}
    for at in newcomers:
        key = own.get(at) or _unused_key(make(works[at].record), kept, untried)
        kept.add(key.casefold())
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
    """The line of the ledger that each work has, both by their places: by own id, else by an identifier, else by title.

    A line gains the ids of works that were merged into it; own ids come first, so that a wrong merge can be undone.
    The KDD paper “Why Should I Trust You?” and its NAACL demo share title and year: the demo must not take the key.
    """
    line_of: dict[int, int] = {}
    used: set[int] = set()
    for names_of, known_by in (
        (_own_id, _own_id),
        (_own_id, _identified),
        (_identified, _identified),
        (_titled, _titled),
    ):
        by_name: dict[str, int] = {}
        for at, known in enumerate(lines):
            if at not in used:
                for name in known_by(known.work, known.ids):
                    by_name.setdefault(name, at)
        for at, work in enumerate(works):
            if at in line_of:
                continue
            found = (by_name[name] for name in names_of(work.id, work.ids) if name in by_name)
            line = next((one for one in found if one not in used and not _are_different_works(work, lines[one])), None)
            if line is not None:
                line_of[at] = line
                used.add(line)
    return line_of


def _are_different_works(work: Work, line: KeyLine) -> bool:
    """True when both have identifiers and share none, or have DOIs and share none of these.

    An equal title is no proof then; nor is a preprint that a conference paper and its journal version have in common.
    """
    ours, theirs = set(_identified(work.id, work.ids)), set(_identified(line.work, line.ids))
    if not (ours and theirs):
        return False
    our_dois, their_dois = ({name for name in names if name.startswith("doi:")} for names in (ours, theirs))
    return not (our_dois & their_dois if our_dois and their_dois else ours & theirs)


def _own_id(own: str, _ids: Sequence[str]) -> tuple[str, ...]:
    return (own,)


def _all_names(own: str, ids: Sequence[str]) -> tuple[str, ...]:
    return (own, *ids)


def _identified(own: str, ids: Sequence[str]) -> list[str]:
    return [name for name in (own, *ids) if not is_name_by_title(name)]


def _titled(own: str, ids: Sequence[str]) -> list[str]:
    return [name for name in (own, *ids) if is_name_by_title(name)]


def _joined(known: Sequence[str], more: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *more)))


def _with_key(work: Work, line: KeyLine) -> Work:
    """The work under the key and the id that the ledger has for it: an id stays when a preprint gets its DOI."""
    return msgspec.structs.replace(work, id=line.work, key=line.key)


def _unused_key(key: str, taken: set[str], untried: dict[str, Iterator[str]]) -> str:
    """The key itself, or with the first suffix a, b, … z, aa, … that nobody has; only newcomers get one.

    Args:
        key: The key that the pattern makes, which many works may share.
        taken: All keys that somebody has. None is ever given back, so what was tried once need not be tried again.
        untried: By key, the suffixed keys that are still to be tried.
    """
    candidates = untried.setdefault(key, _suffixed(key))
    return next(candidate for candidate in candidates if candidate.casefold() not in taken)


def _suffixed(key: str) -> Iterator[str]:
    """The key, then with each suffix; a suffix replaces the end of a long key, since it would be cut off."""
    yield key
    for length in count(1):
        start = key[: LONGEST - length]
        yield from (start + "".join(letters) for letters in product(ascii_lowercase, repeat=length))
