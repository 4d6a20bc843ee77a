"""The items of a JSON file and the lines on which they stand, which no JSON parser tells; also of one item a line."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from typing import Any

import msgspec

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]\n]', re.DOTALL)
_HALVES = re.compile(
    r"(?<!\\)(?:\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)
"""The two halves of a character by their numbers, or one half alone."""
_FIRST_LINES = 100
"""What has no more objects than other lines so far is no file of JSON lines; it is not read to its end."""


def find_places(text: str) -> list[tuple[int, int]]:
    """The first and last line of each object of the outermost list, or of the list `items` of the outermost object.

    >>> find_places('[{"a": 1},\\n {"b": [{}]\\n }]')
    [(1, 1), (2, 3)]
    """
    level = 2 if text.lstrip()[:1] == "[" else 3
    found: list[tuple[int, int]] = []
    first, line, depth = 1, 1, 0
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark == "\n":
            line += 1
        elif mark in "{[":
            depth += 1
            if depth == level and mark == "{":
                first = line
        elif mark in "}]":
            if depth == level and mark == "}":
                found.append((first, line))
            depth -= 1
        else:
            line += mark.count("\n")
    return found


def read_json_lines(text: str, decode: Callable[[str], Any]) -> list[tuple[int, Any]] | None:
    """The items of a file of JSON lines with the number of their lines; None for a file that is something else.

    A line that is no JSON is the item None, as long as most of the lines are objects.

    Args:
        text: The content of the file.
        decode: Checks a line and gives it back in some form, or raises `ValueError`.
    """
    items: list[tuple[int, Any]] = []
    objects = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            item = decode(line)
        except (ValueError, RecursionError):
            item = None
        objects += item is not None and line.lstrip()[:1] == "{"
        items.append((number, item))
        if objects * 2 <= len(items) - _FIRST_LINES:
            return None
    return items if objects * 2 > len(items) else None


def open_item(item: Any) -> Any:
    """The value of an item; None for one that cannot be read after all."""
    if not isinstance(item, msgspec.Raw):
        return item
    try:
        return msgspec.json.decode(item)
    except msgspec.DecodeError:
        with contextlib.suppress(ValueError):
            return decode_json(bytes(item).decode(), Any)
    except RecursionError:
        pass
    return None


def decode_json(text: str, kind: Any) -> Any:
    """The value of a JSON text, also of one with half a character in it, as cutting an emoji leaves it."""
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.DecodeError:
        whole = _HALVES.sub(lambda found: found[0] if len(found[0]) == 12 else r"\ufffd", text)
        if whole == text:
            raise
        return msgspec.json.decode(whole, type=kind)
