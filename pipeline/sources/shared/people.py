"""What stands in the place of a person in an API's list of people: several people, an affiliation, a mail address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.model.name_words import is_degree, names_group
from pipeline.model.names import drop_mail, keep_name, make_name, parse_name
from pipeline.model.records import Name
from pipeline.rules.row_text.authors import read_authors
from pipeline.sources.shared import json_shapes
from pipeline.text.folding import fold

_SEVERAL = re.compile(r"[,;&]|\sand\s")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}-?\d{4,5}\b|\b\d{5}\b")


def read_people(item: Any, role: str) -> tuple[Name, ...]:
    """The people of a role, without what stands among them and is nobody: affiliations and addresses."""
    people = json_shapes.find_people(item, role)
    texts = [json_shapes.find_text(person, "name") or json_shapes.find_text(person, "family") for person in people]
    container = fold(json_shapes.find_first(item, "container-title"))
    has_people = any(json_shapes.find_text(person, "given") for person in people)
    names: list[Name | None] = []
    for person, text in zip(people, texts, strict=True):
        if has_people and not json_shapes.find_text(person, "given") and is_beside_names(text, texts):
            continue
        names.extend(_read_name(person, container))
    return json_shapes.keep_names(names)


def _read_name(person: dict[str, Any], container: str) -> Iterator[Name | None]:
    """A person by parts; a whole name, or several, may stand in one of them.

    “Saeed Danyali” is the family name in 10.1002/2050-7038.12686/v2/response1.
    """
    family, given, name = (json_shapes.find_text(person, part) for part in ("family", "given", "name"))
    suffix = json_shapes.find_text(person, "suffix")
    if name and not family:
        yield make_name(literal=drop_mail(name) or given)
    elif not keep_name(family) or not keep_name(given):
        whole = keep_name(family) or given
        is_journal = container == fold(whole)
        yield from [make_name(literal=whole)] if is_journal else split_people(whole)
    else:
        yield make_name(family, given, suffix="" if is_degree(suffix) else suffix)


def split_people(text: str) -> list[Name | None]:
    """The people whom one text names; a group is one name, and so is what cannot be parted into whole names.

    >>> [name.family for name in split_people("Ana M. Pera, Mei G. Li") if name]
    ['Pera', 'Li']
    >>> [name.family or name.literal for name in split_people("Pear and Melon") if name]
    ['Pear and Melon']
    """
    if _SEVERAL.search(text) and not _names_group(text):
        names = read_authors(drop_mail(text)).names
        if names and all(name.given for name in names):
            return list(names)
    return [parse_name(text)]


def _names_group(text: str) -> bool:
    return any(names_group(part) for part in re.split(r"[,;&]|\sand\s", text) if part.strip())


def is_beside_names(text: str, texts: Sequence[str]) -> bool:
    """True for what a list of people has beside their names: an address, or an affiliation.

    Args:
        text: What stands in the place of a name, whole.
        texts: The whole list; what repeats in it, and names no person, is the affiliation of several.
    """
    if drop_mail(text) != text:
        return True
    parts = [part.strip() for part in text.split(",")]
    groups = sum(map(names_group, filter(None, parts)))
    is_repeated = texts.count(text) > 1
    if len(parts) > 1 and groups and (groups > 1 or len(parts) > 2 or is_repeated):
        return True
    return (is_repeated and groups > 0) or (len(parts) > 2 and _POSTCODE.search(text) is not None)
