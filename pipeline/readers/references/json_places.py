"""The lines on which the items of a JSON file stand, which no JSON parser tells."""

from __future__ import annotations

import re

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]\n]', re.DOTALL)


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
