"""What a record of somebody's export says, in the forms in which it is compared and written again."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import msgspec

from pipeline.model.identifiers import find_identifiers, join_identifiers
from pipeline.model.name_words import are_bare_initials, is_degree, is_initials, is_suffix
from pipeline.model.names import is_usual, make_name, parse_name
from pipeline.model.records import Name, Record
from pipeline.text.dashes import normalize_pages
from pipeline.text.latex.decode import decode_latex
from pipeline.text.latex.math import plain_math

_BRACED = re.compile(r"\{[^{}]*\}")
_DASHES = re.compile(r"(?<!-)-{2,3}(?!-)")
_QUOTED = re.compile(r"(``?|'')(?=\w)([^`'’]{1,300}?)(''?|’)(?!\w)")
"""Quotation marks as TeX has them."""
_BETWEEN = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+")
_RAISED = re.compile(r"[⁰¹²³⁴-⁹]")
"""A number behind a name that leads to an affiliation."""
_PROSE = ("title", "container_title", "abstract", "note", "publisher")
_NUMBERED = re.compile(r"\s\d{4}$")
"""A number behind a name, by which DBLP tells people of the same name apart."""
_PREPRINTS = ("arxiv", "corr")


def tidy_record(record: Record) -> Record:
    """The record with names in parts and mixed case, plain pages, no braces or dashes of TeX in its texts, and the
    arXiv id that only its container tells.

    Formats differ in what their readers make of these, and a list is to be the same in whatever format it is written.
    """
    container = record.container_title
    identifiers = record.identifiers
    if not identifiers.arxiv and container.lower().startswith(_PREPRINTS):
        identifiers = join_identifiers(identifiers, find_identifiers(container))
    values: dict[str, Any] = {
        **{field: _tidy_dashes(text) for field in _PROSE if "--" in (text := getattr(record, field))},
        "author": _tidy_names(record.author),
        "editor": _tidy_names(record.editor),
        "page": normalize_pages(record.page) if record.page else "",
        "identifiers": identifiers,
    }
    values["title"] = _tidy_title(values.get("title", record.title))
    changed = {name: value for name, value in values.items() if value != getattr(record, name)}
    return msgspec.structs.replace(record, **changed) if changed else record


def part_names(record: Record) -> Record:
    """The record as RIS can say it, which marks no name as whole: what has two words is parted by whoever reads it."""

    def part(names: tuple[Name, ...]) -> tuple[Name, ...]:
        return tuple((parse_name(one.literal.replace(",", " ")) or one) if one.literal else one for one in names)

    others = tuple((role, part(names)) for role, names in record.other_names)
    return msgspec.structs.replace(record, author=part(record.author), editor=part(record.editor), other_names=others)


def _tidy_dashes(text: str) -> str:
    """The text with dashes as people see them; databases without any write “weeks' gestation--a trial”.

    >>> _tidy_dashes("one--two---three ----")
    'one–two—three ----'
    """
    return _DASHES.sub(lambda found: "–" if len(found[0]) == 2 else "—", text)


def _tidy_title(title: str) -> str:
    """The title without braces, its quotation marks as people see them.

    >>> _tidy_title("A ``true'' {ROS} of `small' things")
    'A “true” ROS of ‘small’ things'
    """
    if "\\" in title and "$" in title:
        title = plain_math(title.replace("\\\\", "\\"))
    if _BRACED.search(title):
        title = decode_latex(title).text
    return _QUOTED.sub(_quote, title).replace("''", "”") if "`" in title or "''" in title else title


def _quote(found: re.Match[str]) -> str:
    return f"“{found[2]}”" if len(found[1]) == 2 else f"‘{found[2]}’"


def _tidy_names(names: tuple[Name, ...]) -> tuple[Name, ...]:
    """The names; where none of several is parted, a program that parts no names has written them."""
    if len(names) > 1 and all(name.literal for name in names):
        names = tuple(parse_name(name.literal) or name for name in names)
    return tuple(tidy for name in names for tidy in _tidy_name(name))


@lru_cache(maxsize=65_536)
def _tidy_name(name: Name) -> tuple[Name, ...]:
    """The name in its parts; several people that were taken for one are several."""
    if is_usual(name):
        return (name,)
    given = _RAISED.sub("", name.given)
    if given[-1:].isdigit():
        given = _NUMBERED.sub("", given)
    name = msgspec.structs.replace(name, given=given, family=_RAISED.sub("", name.family) or name.family)
    if name.literal:
        return (_tidy_literal(name),)
    if people := _part_people(name):
        return people
    given = " ".join(name.given.replace(",", " ").split())
    made = make_name(f"{name.particle} {name.family}".strip(), given, name.suffix)
    return (made,) if made else ()


def _tidy_literal(name: Name) -> Name:
    """A whole name; one of initials and a family name is a person's, and its parts are known."""
    first, _, family = name.literal.partition(" ")
    is_initialed = (is_initials(first) or are_bare_initials(first)) and family.isalpha()
    return (parse_name(name.literal) or name) if is_initialed else name


def _part_people(name: Name) -> tuple[Name, ...]:
    """The people of “Yan Xia, Ann Lee, Jian Sun”, of which a program took “Sun” for the family name of one."""
    given = name.given.removeprefix("and ")
    if name.suffix or (given == name.given and not _BETWEEN.search(given)):
        return ()
    whole = " ".join(filter(None, (given, name.particle, name.family)))
    people = [one for one in _BETWEEN.split(whole) if one]
    if not all(" " in one for one in people) or is_suffix(people[-1].split()[0]) or is_degree(people[-1].split()[0]):
        return ()
    return tuple(parsed for one in people if (parsed := parse_name(one)))
