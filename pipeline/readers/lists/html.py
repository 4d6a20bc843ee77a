"""HTML, whole pages and what stands inside markdown, as blocks."""

from __future__ import annotations

from pipeline.readers.lists.document import Block, Other


def parse_html(text: str, first_line: int) -> tuple[Block, ...]:
    """The blocks of a piece of HTML.

    Args:
        text: The HTML, whole lines of a file.
        first_line: The number of its first line in that file.
    """
    return (Other(first_line, first_line + text.rstrip("\n").count("\n"), "HTML"),)
