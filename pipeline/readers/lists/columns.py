"""What all list readers share: the roles of columns by their headers, the links in a cell, and the ids of rows."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files

import msgspec

from pipeline.model.records import Column, Link, Row, Struct
from pipeline.text.folding import clean_text, fold

COLUMN_CAP = 1_000
"""No list has more columns; every row carries them all."""
NAME = "name"
"""What is called by a name of its own, a method or a tool; it is a title only beside authors or a venue."""
_ONLY_HERE = frozenset({NAME, "about"})
"""Columns that say something else, a description mostly; known so that they are not taken for titles."""
_NAMED = 12
_URL = re.compile(r"https?://[^\s<>|\"]{1,2000}")
_PARTS = re.compile(r"[&/,，、+;:：()（）\[\]·]|\b(?:and|und|et|y|e|und|en|or|with)\b|和|与|及|と")
_ID_ROLES = ("title", "year", "venue")


class _Words(Struct, frozen=True):
    """The headers of a role, folded, the surest first: beside “Title”, a column “Paper” holds links.

    Attributes:
        first: Those that the ids of rows are made of; they never change.
        words: All others.
    """

    first: tuple[str, ...]
    words: tuple[str, ...]


@cache
def _header_words() -> dict[str, _Words]:
    text = files("pipeline.readers.lists").joinpath("columns.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, _Words])


@cache
def _ranks(*, only_first: bool) -> dict[str, tuple[str, int]]:
    """Of a header its role, and how far it is from the surest one."""
    ranks: dict[str, tuple[str, int]] = {}
    for role, words in _header_words().items():
        for at, word in enumerate(words.first if only_first else (*words.first, *words.words)):
            ranks.setdefault(word, (role, at))
    return ranks


def surely_names_titles(header: str) -> bool:
    """True for “Title” and its like; “Paper” is a column of links in many tables."""
    ranks = _ranks(only_first=False)
    role, rank = ranks.get(fold(header), ("", 0))
    return role == "title" and rank < ranks["paper"][1]


def name_columns(headers: Sequence[str], aligns: Sequence[str] = ()) -> tuple[Column, ...]:
    """The columns with their roles; a role belongs to one column, that with the surest word for it.

    A header is one of the known words as a whole, so “Paper type” is no title; or several of them, as “Title &
    Authors”, which holds what stands first.

    Args:
        headers: What stands in the header row, markup removed.
        aligns: The alignment of each column, where the format has one: `left`, `center`, `right` or empty.
    """
    roles = _assign([fold(header) for header in headers], only_first=False)
    taken = set(roles.values())
    for at, header in enumerate(headers):
        role = _role_of_parts(header) if at not in roles else ""
        if role and role not in taken and role not in _ONLY_HERE:
            roles[at] = role
            taken.add(role)
    named = [at for at, role in roles.items() if role == NAME]
    if named and "title" not in taken and {"venue", "author"} & taken:
        roles[named[0]] = "title"  # what has a venue or authors is a paper; “Name | Link” are tools
    _publication_as_venue(roles, headers)
    aligned = dict(enumerate(aligns))
    shown = {at: role for at, role in roles.items() if role not in _ONLY_HERE}
    return tuple(Column(header, shown.get(at, ""), aligned.get(at, "")) for at, header in enumerate(headers))


def _publication_as_venue(roles: dict[int, str], headers: Sequence[str]) -> None:
    """“Publication Title” is that of the journal where another column has the title of the paper."""
    at = next((at for at, header in enumerate(headers) if fold(header) == "publication title"), None)
    if at is None or "title" not in roles.values() or roles.get(at) == "title":
        return
    for other in [one for one, role in roles.items() if role == "venue"]:
        del roles[other]
    roles[at] = "venue"


def role_of_header(header: str) -> str:
    """The role that a header names by itself, `name` and `about` included; empty when it is unknown."""
    return _ranks(only_first=False).get(fold(header), ("", 0))[0] or _role_of_parts(header)


def _assign(folded: Sequence[str], *, only_first: bool) -> dict[int, str]:
    best: dict[str, tuple[int, int]] = {}
    for at, header in enumerate(folded):
        if found := _ranks(only_first=only_first).get(header):
            role, rank = found
            best[role] = min(best.get(role, (rank, at)), (rank, at))
    return {at: role for role, (_, at) in best.items()}


def _role_of_parts(header: str) -> str:
    """The role of a header of several words for roles: that of a title if one is, else the first."""
    parts = [fold(part) for part in _PARTS.split(header)] if len(header) <= 200 else []
    known = _ranks(only_first=False)
    roles = [known[part][0] if part in known else "" for part in parts if part]
    if len(roles) < 2 or not all(roles):
        return ""
    return "title" if "title" in roles else roles[0]


def list_headers(columns: Sequence[Column]) -> str:
    """The headers of a table, as a sentence names them: the first ones, each cut."""
    names = [clean_text(column.header, cap=60) or "(empty)" for column in columns[:_NAMED]]
    return ", ".join(names) + (f" and {len(columns) - _NAMED:,} more" if len(columns) > _NAMED else "")


def has_title(columns: Iterable[Column]) -> bool:
    """True when one of the columns holds titles."""
    return any(column.role == "title" for column in columns)


def find_links(text: str) -> Iterator[Link]:
    """Web addresses in plain text, without the punctuation of the sentence that they end."""
    return (Link("", found.rstrip(".,;:!?'*_）】。，；")) for found in _URL.findall(text))


def assign_ids(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows with ids made of file, title, year and venue, or of the link of a row without a title.

    Such ids outlive a reordering; equal rows are numbered.

    Where the headers say it in the words that were known first, the ids are made of the columns, whatever else is
    known of a row today: a decision holds on to an id. Such rows are numbered before all others.
    """
    listed = tuple(rows)
    texts = [_identity(row) for row in listed]
    seen: Counter[str] = Counter()
    ids: dict[int, str] = {}
    for at in sorted(range(len(listed)), key=lambda at: not texts[at][1]):
        digest = hashlib.blake2b(texts[at][0].encode(), digest_size=6).hexdigest()
        seen[digest] += 1
        ids[at] = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
    return tuple(msgspec.structs.replace(row, id=ids[at]) for at, row in enumerate(listed))


def _identity(row: Row) -> tuple[str, bool]:
    """What the id of a row is made of, and whether the columns say it in the words that were known first."""
    if not row.cell("title") and row.cell("link"):
        return f"{row.file}\x1f{row.cell('link')}", False
    columns = _first_columns(tuple(column.header for column in row.columns))
    if "title" not in columns:
        return "\x1f".join([row.file, *(row.cell(role) for role in _ID_ROLES)]), False
    texts = row.texts or row.cells
    found = ((texts[columns[role]] if role in columns and columns[role] < len(texts) else "") for role in _ID_ROLES)
    return "\x1f".join([row.file, *found]), True


@lru_cache(maxsize=256)
def _first_columns(headers: tuple[str, ...]) -> dict[str, int]:
    """The columns of title, year and venue by the words that were known first."""
    folded = [fold(header) for header in headers]
    roles = _assign(folded, only_first=True)
    columns = {role: at for at, role in roles.items()}
    if NAME in folded and "title" not in columns and {"venue", "author"} & set(columns):
        columns["title"] = folded.index(NAME)
    return columns
