"""Citation keys: made by a pattern, unique without regard to case, and never changed once given."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count, product
from string import ascii_lowercase

import msgspec

from pipeline.errors import UsageError
from pipeline.model import Record, Struct, Work
from pipeline.text import fold, fold_title, significant_words

_TERM = re.compile(r"^([a-z]+)(?:\((\d+)(?:\s*,\s*(\d+))?\))?((?:\.[a-z]+)*)$")
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_FILTERS: dict[str, Callable[[str], str]] = {"lower": str.lower, "upper": str.upper, "capitalize": str.capitalize}


class KeyLine(Struct, frozen=True):
    """A line of the key ledger: the key that a work has for ever, and all names by which the work is known."""

    key: str
    work: str
    ids: tuple[str, ...]


class Keyed(Struct, frozen=True):
    """Works with their keys, and what the ledger must learn."""

    works: tuple[Work, ...]
    ledger: tuple[KeyLine, ...]


def assign_keys(works: Sequence[Work], ledger: Sequence[KeyLine], pattern: str) -> Keyed:
    """Every work with its key: that of the ledger, else that of a person's own library, else a new one.

    The ledger comes back with new works at its end and with newly learned names of old ones; no key in it changes.
    """
    make = parse_pattern(pattern)
    lines = list(ledger)
    homes = _find_homes(works, lines)
    for at, home in homes.items():
        lines[home] = KeyLine(lines[home].key, lines[home].work, _joined(lines[home].ids, works[at].ids))
    taken = {line.key.lower() for line in lines}
    newcomers = sorted(
        (at for at in range(len(works)) if at not in homes), key=lambda at: not works[at].record.citation_key
    )
    for at in newcomers:
        own = works[at].record.citation_key
        key = own if own and own.lower() not in taken else _free(make(works[at].record), taken)
        taken.add(key.lower())
        homes[at] = len(lines)
        lines.append(KeyLine(key, works[at].id, works[at].ids))
    keyed = tuple(_with_key(work, lines[homes[at]]) for at, work in enumerate(works))
    return Keyed(keyed, tuple(lines))


def _find_homes(works: Sequence[Work], lines: Sequence[KeyLine]) -> dict[int, int]:
    """Which ledger line each work has: by its id, then by an identifier, then by title where one side has no other.

    The KDD paper “Why Should I Trust You?” and its NAACL demo share title and year: the demo must not take the key.
    """
    homes: dict[int, int] = {}
    for names_of in (lambda work: (work.id,), lambda work: _identified(work.ids), lambda work: _titled(work.ids)):
        by_name = {name: at for at, line in reversed(list(enumerate(lines))) for name in (line.work, *line.ids)}
        for at, work in enumerate(works):
            found = next((by_name[name] for name in names_of(work) if name in by_name), None)
            free = found is not None and found not in homes.values() and at not in homes
            if free and found is not None and not _are_strangers(work, lines[found]):
                homes[at] = found
    return homes


def _are_strangers(work: Work, line: KeyLine) -> bool:
    """True when both have identifiers and share none: an equal title is no proof then."""
    ours, theirs = set(_identified((work.id, *work.ids))), set(_identified((line.work, *line.ids)))
    return bool(ours and theirs) and not ours & theirs


def _identified(ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in ids if not name.startswith("title:"))


def _titled(ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in ids if name.startswith("title:"))


def _joined(known: Sequence[str], more: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *more)))


def parse_pattern(pattern: str) -> Callable[[Record], str]:
    """A key maker from terms joined by `+`: `auth`, `year`, `shorttitle(n)`, `title`, with `.lower`, `.upper`,
    `.capitalize`. Raises `UsageError` that names the term which is not known.
    """
    terms = [_parse_term(term.strip()) for term in pattern.split("+")]

    def make(record: Record) -> str:
        key = _UNSAFE.sub("", "".join(term(record) for term in terms))
        return key if key[:1].isalpha() else f"x{key}"

    return make


def _parse_term(term: str) -> Callable[[Record], str]:
    found = _TERM.match(term)
    if not found or found[1] not in _FIELDS:
        known = ", ".join(sorted(_FIELDS))
        raise UsageError(f"keys.pattern: “{term}” is not known; terms are {known}, joined by “+”.")
    field, number, caps = _FIELDS[found[1]], int(found[2] or 0), int(found[3] or 0)
    names = [name for name in found[4].split(".") if name]
    if unknown := [name for name in names if name not in _FILTERS]:
        raise UsageError(f"keys.pattern: “.{unknown[0]}” is not known; filters are {', '.join(_FILTERS)}.")

    def make(record: Record) -> str:
        text = field(record, number, caps)
        for name in names:
            text = _FILTERS[name](text)
        return text

    return make


def _auth(record: Record, _number: int, _caps: int) -> str:
    """The first author's family name in ASCII; what has no author says so."""
    people = record.author or record.editor
    name = _ascii(people[0].family or people[0].literal) if people else ""
    return name or "anon"


def _shorttitle(record: Record, number: int, caps: int) -> str:
    words = [word for word in significant_words(fold_title(record.title)) if _ascii(word)][: number or 3]
    return "".join(_ascii(word).capitalize() if at < caps else _ascii(word) for at, word in enumerate(words))


_FIELDS: dict[str, Callable[[Record, int, int], str]] = {
    "auth": _auth,
    "year": lambda record, _number, _caps: str(record.year or "nd"),
    "shorttitle": _shorttitle,
    "title": lambda record, _number, caps: _shorttitle(record, 99, caps),
}


def _ascii(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text.replace("ß", "ss").replace("ø", "o").replace("ł", "l")))


def _with_key(work: Work, line: KeyLine) -> Work:
    """The work under the key and the id that the ledger has for it: an id stays when a preprint gets its DOI."""
    return msgspec.structs.replace(work, id=line.work, key=line.key)


def _free(key: str, taken: Iterable[str]) -> str:
    """The key itself, or with the first suffix a, b, … z, aa, … that nobody has; only newcomers get one."""
    held = set(taken)
    return next(candidate for candidate in _suffixed(key) if candidate.lower() not in held)


def _suffixed(key: str) -> Iterator[str]:
    yield key
    for length in count(1):
        yield from (key + "".join(letters) for letters in product(ascii_lowercase, repeat=length))
