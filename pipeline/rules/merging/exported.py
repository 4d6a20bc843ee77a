"""What a record of somebody's export says, in the forms in which it is compared and written again."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from pipeline.model.identifiers import find_identifiers, join_identifiers
from pipeline.model.name_case import restore_family, restore_given
from pipeline.model.names import make_name, parse_name
from pipeline.model.records import Name, Record
from pipeline.text.dashes import normalize_pages
from pipeline.text.latex.decode import decode_latex

_BRACED = re.compile(r"\{[^{}]*\}")
_DASHES = re.compile(r"(?<!-)-{2,3}(?!-)")
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
    title = values.get("title", record.title)
    values["title"] = decode_latex(title).text if _BRACED.search(title) else title
    changed = {name: value for name, value in values.items() if value != getattr(record, name)}
    return msgspec.structs.replace(record, **changed) if changed else record


def _tidy_dashes(text: str) -> str:
    """The text with dashes as people see them; databases without any write “weeks' gestation--a trial”.

    >>> _tidy_dashes("one--two---three ----")
    'one–two—three ----'
    """
    return _DASHES.sub(lambda found: "–" if len(found[0]) == 2 else "—", text)


def _tidy_names(names: tuple[Name, ...]) -> tuple[Name, ...]:
    """The names; where none of several is parted, a program that parts no names has written them."""
    if len(names) > 1 and all(name.literal for name in names):
        return tuple(parse_name(name.literal) or name for name in names)
    return tuple(map(_tidy_name, names))


def _tidy_name(name: Name) -> Name:
    if name.given[-1:].isdigit() and _NUMBERED.search(name.given):
        name = make_name(name.family, _NUMBERED.sub("", name.given), name.suffix) or name
    if " " in name.family and not name.particle:  # a group, or a suffix such as “Riechers Ii”
        return make_name(name.family, name.given, name.suffix) or name
    if not (name.family.isupper() or name.given.isupper()):
        return name
    family, given = restore_family(name.family, name.given), restore_given(name.given, name.family or "x")
    return msgspec.structs.replace(name, family=family, given=given)
