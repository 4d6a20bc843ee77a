"""Values of BibTeX fields as they are meant, where the parser leaves them as they stand in the file.

It leaves pieces that `#` joins, all values of an entry whose key another has, and a value that runs on into the next
field because a comma is missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bibtexparser.library import Library
from bibtexparser.middlewares import RemoveEnclosingMiddleware
from bibtexparser.model import Block, DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry

_MARK = re.compile(r'\\.|[{}"]', re.DOTALL)
_BARE = re.compile(r'[^\s{}"#,=]+')
_JOIN = re.compile(r"\s*#\s*")
_NEXT_FIELD = re.compile(r"\s*[a-zA-Z][\w-]{0,30}\s*=\s*[{\"\w]")
_BARE_VALUE = "no-enclosing"

Strings = Mapping[str, str]


def usable_entry(block: Block, library: Library, strings: Strings) -> Entry | None:
    """The entry of a block, its values without the marks around them; None when the block is none.

    Of a field that stands there twice, the first one counts, as it does for BibTeX.
    """
    entry: Block | None = block
    if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
        entry = block.ignore_error_block
    if not isinstance(entry, Entry):
        return None
    if entry is not block:
        fields = {field.key.lower(): field for field in reversed(entry.fields)}
        entry = Entry(entry.entry_type, entry.key, [fields[name] for name in reversed(fields)])
        entry = RemoveEnclosingMiddleware().transform_entry(entry, library)
    for field in entry.fields:
        if field.enclosing == _BARE_VALUE and (joined := join_pieces(str(field.value), strings)) != field.value:
            field.value = joined
    return entry


def strings_of(library: Library) -> dict[str, str]:
    """What the file's `@string`s mean, by their names in lower case."""
    return {name.lower(): str(string.value) for name, string in library.strings_dict.items()}


def join_pieces(value: str, strings: Strings) -> str:
    """A value of pieces that `#` joins, joined; what is none stays as it is.

    >>> join_pieces('proc # " of the " # {Example}', {"proc": "Proceedings"})
    'Proceedings of the Example'
    """
    pieces, at = [], 0
    while (end := _end_of_piece(value, at)) is not None:
        piece = value[at:end]
        pieces.append(piece[1:-1] if piece[0] in '{"' else strings.get(piece.lower(), piece))
        if end == len(value):
            return "".join(pieces)
        join = _JOIN.match(value, end)
        if not join:
            break
        at = join.end()
    return value


def find_swallowing(entry: Entry) -> str:
    """The name of a field whose value runs on into the next field, as a comma is missing; empty when there is none."""
    for field in entry.fields:
        value = str(field.value)
        end = _end_of_piece(value, 0) if field.enclosing == _BARE_VALUE and "=" in value else None
        if end and _NEXT_FIELD.match(value, end):
            return str(field.key)
    return ""


def _end_of_piece(value: str, start: int) -> int | None:
    """Where the piece ends that begins there: text in braces or quotation marks, a number, a name."""
    opening = value[start : start + 1]
    if opening not in ("{", '"'):
        found = _BARE.match(value, start)
        return found.end() if found else None
    depth = int(opening == "{")
    for mark in _MARK.finditer(value, start + 1):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if depth < 0:
            return None
        if depth == 0 and mark[0] == ("}" if opening == "{" else '"'):
            return mark.end()
    return None
