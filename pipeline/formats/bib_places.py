"""Where the parts of an entry stand in the text of a `.bib` file: the reader finds them, the writer changes them."""

from __future__ import annotations

from typing import NamedTuple


class FieldPlace(NamedTuple):
    """A field of an entry.

    Attributes:
        name: Its name as it is written.
        start: Where the name begins.
        value, end: Where its value begins, and the place behind it, with its braces or quotes, or all of `a # "b"`.
    """

    name: str
    start: int
    value: int
    end: int


class EntryPlace(NamedTuple):
    """An entry.

    Attributes:
        start, end: Its “@”, and the place behind the brace that closes it.
        kind, kind_end: Where its type stands.
        key_end: The place behind its key; -1 when it has none.
        fields: In their order, one that stands twice as two.
    """

    start: int
    end: int
    kind: int
    kind_end: int
    key_end: int
    fields: tuple[FieldPlace, ...]
