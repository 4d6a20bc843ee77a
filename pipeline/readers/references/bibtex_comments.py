"""The comments of a `.bib` file: lines that begin with “%”, by which people talk to those who read the file."""

from __future__ import annotations

import re

_COMMENT = re.compile(r"^[ \t]*%+(.*)$", re.MULTILINE)
_LINE_CAP = 2_000


def find_bibtex_comments(text: str) -> dict[int, str]:
    """What each line says that is a comment as a whole, by its number from 1.

    >>> find_bibtex_comments("% read\\n@misc{a, title = {100 % b}}\\n  %% twice")
    {1: 'read', 3: 'twice'}
    """
    if "%" not in text:
        return {}
    found = ((number, _COMMENT.match(line)) for number, line in enumerate(text.split("\n"), start=1) if "%" in line)
    return {number: comment[1][:_LINE_CAP].strip() for number, comment in found if comment}
