"""The names in an author or editor field of a `.bib` file."""

from __future__ import annotations

from collections.abc import Callable

from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names

from pipeline.model.names import is_extended, make_name, parse_name
from pipeline.model.records import Name
from pipeline.text.folding import clean_text

Decode = Callable[[str], str]


def parse_names(value: str, decode: Decode) -> tuple[Name, ...]:
    """The people of a field such as `author`."""
    people = split_multiple_persons_names(_drop_empty_ands(clean_text(value)))
    return tuple(name for person in people if (name := _parse_name(person, decode)))


def _drop_empty_ands(value: str) -> str:
    """The names without an “and” that parts no two of them."""
    words: list[str] = []
    for word in value.split(" "):
        if word.lower() != "and" or (words and words[-1].lower() != "and"):
            words.append(word)
    return " ".join(words[:-1] if words and words[-1].lower() == "and" else words)


def _parse_name(person: str, decode: Decode) -> Name | None:
    if person.startswith("{") and person.endswith("}") and "{" not in person[1:-1]:
        return make_name(literal=decode(person))
    if is_extended(person):
        return parse_name(decode(person))
    parts = parse_single_name_into_parts(person, strict=False)  # raises nothing: it mends what is wrong
    family, given = decode(" ".join([*parts.von, *parts.last])), decode(" ".join(parts.first))
    return make_name(family=family, given=given, suffix=decode(" ".join(parts.jr)))
