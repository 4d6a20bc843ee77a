"""reStructuredText as a document. Nothing but the text is read: no other file, no raw HTML, no settings of docutils."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from docutils.core import publish_doctree
from docutils.parsers.rst import Parser
from docutils.parsers.rst.states import Inliner
from docutils.utils import SystemMessage

from pipeline.model.errors import InputError
from pipeline.readers.lists.document import Document
from pipeline.readers.lists.reading import NOTHING_SAID, ListReading, ListSettings
from pipeline.readers.lists.recognition import recognise
from pipeline.readers.lists.rst_blocks import to_blocks
from pipeline.text.folding import FIELD_CAP

_SIZE_CAP = 3_000_000
"""docutils needs a second for a hundred thousand characters; no list is so long."""
_DEPTH_CAP = 200
_SETTINGS = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "_disable_config": True,
    "report_level": 5,
    "halt_level": 6,
    "warning_stream": False,
    "syntax_highlight": "none",
    "line_length_limit": FIELD_CAP,
    "doctitle_xform": False,
    "docinfo_xform": False,
    "smart_quotes": False,
    "input_encoding": "unicode",
}
_MARKUP = re.compile(r"[*`|_]")
_MARKUP_BUDGET = 10_000_000
"""What a text may have of its length times the marks in it: docutils looks for the end of each mark in all of it."""
_BORDER, _BORDER_CAP = re.compile(r"\s*(?:=+ +=|\+[-=]+\+)"), 30_000
_DEFINED = re.compile(r"[ \t]*\.\.[ \t]+\|")
_REPLACED_CAP = 1_000_000
_LINE_ENDS = re.compile(r"\r\n|\r")


def _cap_inliner() -> Inliner:
    """docutils' reader of the marks in a text, which leaves a text alone that has more of them than any list.

    It looks up its patterns in its own class, so that a class below it would lack them.
    """
    inliner = Inliner()
    parse = inliner.parse

    def parse_capped(text: str, lineno: int, memo: Any, parent: Any) -> Any:
        is_hostile = len(_MARKUP.findall(text)) * len(text) > _MARKUP_BUDGET
        return ([nodes.Text(text)], []) if is_hostile else parse(text, lineno, memo, parent)

    inliner.parse = parse_capped  # type: ignore[method-assign]
    return inliner


def read_rst(text: str, file: str, settings: ListSettings = NOTHING_SAID) -> ListReading:
    """A file in reStructuredText as a list.

    Raises:
        InputError: There is no paper in it, or it cannot be read.
    """
    return recognise(parse_rst(text, file), file, "rst", settings)


def parse_rst(text: str, file: str) -> Document:
    """The document that a file in reStructuredText shows.

    Raises:
        InputError: The file is longer, or nested deeper, than any list.
    """
    text = _LINE_ENDS.sub("\n", text)
    lines = text.split("\n")
    _check_size(lines, len(text), file)
    try:
        tree = publish_doctree(text, parser=Parser(inliner=_cap_inliner()), settings_overrides=_SETTINGS)
    except RecursionError:
        raise InputError(f"{file}: its lists and quotes are nested too deep to be read as reStructuredText.") from None
    except (SystemMessage, ValueError, AssertionError, LookupError, AttributeError, TypeError) as error:
        sentence = f"it cannot be read as reStructuredText ({type(error).__name__}); save it as markdown."
        raise InputError(f"{file}: {sentence}") from None
    blanks = frozenset(at for at, line in enumerate(lines, 1) if not line.strip())
    titles = (node.astext() for node in tree.findall(nodes.title) if isinstance(node.parent, nodes.section))
    return Document(to_blocks(tree, lines), len(lines), next(titles, ""), blanks)


def _check_size(lines: list[str], size: int, file: str) -> None:
    if size > _SIZE_CAP:
        raise InputError(f"{file}: it has over {_SIZE_CAP:,} characters; split it, or save it as markdown.")
    if sum(map(bool, map(_BORDER.match, lines))) > _BORDER_CAP:
        raise InputError(f"{file}: it has over {_BORDER_CAP:,} borders of tables; split it, or save it as markdown.")
    for at, line in enumerate(lines, 1):
        if len(line) > FIELD_CAP:
            raise InputError(f"{file}:{at}: the line has over {FIELD_CAP:,} characters; no line of a list is so long.")
        if len(line) - len(line.lstrip(" \t-*+|#")) > _DEPTH_CAP * 2:
            raise InputError(f"{file}:{at}: the line is nested too deep; no list has so many levels.")
    _check_replacements(lines, file)


def _check_replacements(lines: list[str], file: str) -> None:
    """Refuses replacements that could grow without end: one inside another, and a long one that is used often."""
    used, longest, at = sum(line.count("|") for line in lines), 0, 0
    while at < len(lines):
        begun = at
        at += 1
        if not _DEFINED.match(lines[begun]):
            continue
        while at < len(lines) and (lines[at][:1].isspace() or not lines[at]):
            at += 1
        body = "\n".join(lines[begun:at])
        longest = max(longest, len(body))
        if body.count("|") > 3 or longest * used > _REPLACED_CAP * 10:
            raise InputError(f"{file}:{begun + 1}: a replacement with replacements in it is not read; write it out.")
