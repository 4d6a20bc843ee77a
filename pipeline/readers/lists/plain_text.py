"""Plain text as rows: a paper a line, by its title, by an identifier or as a whole reference, or a block of lines.

Numbers and bullets in front belong to nobody, and lines with `#` in front are comments. What is only an identifier is a
row without a title: the source that knows it says the title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.model.errors import InputError
from pipeline.model.records import Problem, Struct
from pipeline.readers.lists.entry_rows import Line, make_rows
from pipeline.readers.lists.reading import NOTHING_SAID, LineKind, LineReading, ListReading, ListSettings
from pipeline.rules.row_text.leading_names import begin_with_authors, leading_strength
from pipeline.rules.row_text.named_papers import find_papers
from pipeline.rules.row_text.reference_strings import Reference, read_reference
from pipeline.rules.row_text.sentences import split_sentences
from pipeline.text.folding import FIELD_CAP, clean_text
from pipeline.text.plurals import count

_COMMENT = re.compile(r"\s*(?:#|%|//)")
_MARK = re.compile(
    r"\A\s{0,20}(?:\[(?!(?:1[6-9]|20)\d\d\])\d{1,4}\]|\((?!(?:1[6-9]|20)\d\d\))\d{1,4}\)|\d{1,4}[.)](?=\s)"
    r"|[-*+•–·](?=\s))\s{0,20}"
)
"""A number or bullet at the beginning; what looks like a year in brackets is one."""
_WORD = re.compile(r"[^\W_]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_LINES_OF_A_BLOCK = 40
"""No reference has more lines."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LONG = 45
"""A line that was wrapped has at least so many characters."""


class _Layout(Struct, frozen=True):
    """How the lines of a file belong together: as wrapped references, or each paper behind a number or bullet."""

    is_wrapped: bool
    is_marked: bool


class _Block(Struct, frozen=True):
    """Lines that are about one paper, joined."""

    line: int
    last_line: int
    text: str


def read_plain_text(text: str, file: str, settings: ListSettings = NOTHING_SAID) -> ListReading:
    """A row for each line or block; raises `InputError` when there is none."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found: list[Line] = []
    problems: list[Problem] = []
    marks: list[LineReading] = []
    blocks = list(_find_blocks(lines))
    texts = [_MARK.sub("", block.text[:400]) for block in blocks]
    authors_first = begin_with_authors([leading_strength(text) for text in texts if len(split_sentences(text)) > 1])
    for block in blocks:
        kind, why = LineKind.ROW, "a paper"
        if _COMMENT.match(block.text):
            kind, why = LineKind.NO_PAPER, "comment"
        elif block.text.endswith((":", "：")) and not found_link(block.text):
            kind, why = LineKind.NO_PAPER, "heading"
        elif line := _read_block(block, settings, authors_first=authors_first):
            found.append(line)
        else:
            kind, why = LineKind.PROBLEM, "neither a title nor an identifier"
            problems.append(_tell_unread(block, file))
        marks.append(LineReading(block.line, block.last_line, kind, why))
    if not found:
        raise InputError(f"{file}: there is no paper in the file; write a title, a DOI or a link on each line.")
    layout = f"{count(len(found), 'row')}: plain text, a paper a line or block"
    return ListReading(make_rows(found, file), tuple(problems), tuple(marks), "text", (layout,))


def found_link(text: str) -> bool:
    """True when a text has an address in it."""
    return "://" in text


def _find_blocks(lines: Sequence[str]) -> Iterator[_Block]:
    """The lines, those that belong together as one: marked, indented or wrapped lines."""
    groups = list(_split_by_blanks(lines))
    layout = _Layout(_looks_wrapped([group for _, group in groups]), _looks_marked([group for _, group in groups]))
    for first, group in groups:
        start = 0
        for at in range(1, len(group) + 1):
            if at == len(group) or not _continues(group, start, at, layout):
                yield _join(first, group, start, at)
                start = at


def _split_by_blanks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines without a blank one, each with the number of its first line."""
    group: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            group.append(line)
        elif group:
            yield number - len(group), group
            group = []


def _looks_wrapped(groups: Sequence[list[str]]) -> bool:
    """True for references that a program broke into lines: most groups have several, all but the last ones long."""
    several = [group for group in groups if 1 < len(group) <= 8 and not any(map(_COMMENT.match, group))]
    if len(groups) < 2 or len(several) * 2 < len(groups):
        return False
    pairs = [(line.strip(), next_line.strip()) for group in several for line, next_line in pairwise(group)]
    if sum(_LONG <= len(line) <= 120 for line, _ in pairs) * 10 < 8 * len(pairs):
        return False
    broken = sum(_is_broken(line, next_line) for line, next_line in pairs)
    dated = sum(bool(_YEAR.search(" ".join(group))) for group in several)
    return broken * 4 >= len(pairs) or dated * 2 >= len(several)


def _is_broken(line: str, next_line: str) -> bool:
    """Whether a line ends in the middle of a sentence; titles below each other do not."""
    return next_line[:1].islower() or next_line.startswith("(") or line.endswith((",", "-", "(", "&"))


def _looks_marked(groups: Sequence[list[str]]) -> bool:
    """True for a file whose papers begin with a number or a bullet, so that any other line goes on with one."""
    lines = [line for group in groups for line in group if not _COMMENT.match(line)]
    marked = sum(bool(_MARK.match(line)) for line in lines)
    return bool(lines and _MARK.match(lines[0])) and marked * 5 >= len(lines)


def _continues(group: Sequence[str], start: int, at: int, layout: _Layout) -> bool:
    """Whether a line goes on with what the line at `start` began."""
    line, head = group[at], group[start]
    if _COMMENT.match(line) or _COMMENT.match(head) or _MARK.match(line) or at - start >= _LINES_OF_A_BLOCK:
        return False
    if _indent(line) > _indent(head) or layout.is_wrapped or (layout.is_marked and _MARK.match(head)):
        return True
    is_link_of_head = len(group) <= 3 and start == 0 and bool(papers := find_papers(line)) and not papers.text
    return is_link_of_head and len(group) > 1 and not find_papers(head).links


def _indent(line: str) -> int:
    return len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())


def _join(first: int, group: Sequence[str], start: int, end: int) -> _Block:
    parts = [line.strip() for line in group[start:end]]
    text = parts[0]
    for part in parts[1:]:
        text = text[:-1] + part if re.search(r"[^\W\d_]-$", text) and part[:1].islower() else f"{text} {part}"
    return _Block(first + start, first + end - 1, text)


def _read_block(block: _Block, settings: ListSettings, *, authors_first: bool) -> Line | None:
    """What a block says; None when it is neither title nor identifier."""
    if len(block.text) > FIELD_CAP:
        return None
    text = clean_text(_MARK.sub("", block.text, count=1))
    papers = find_papers(text)
    reference = read_reference(papers.text, authors_first=authors_first) if papers.text else Reference()
    texts = {
        "title": reference.title,
        "author": reference.authors,
        "venue": reference.venue or settings.venue,
        "year": str(reference.year or settings.year or ""),
        "link": " ".join(papers.links),
    }
    if not papers.links and not _is_title(reference.title):
        return None
    return Line(block.line, {role: one for role, one in texts.items() if one}, papers.links)


def _is_title(text: str) -> bool:
    """True for two words or more, or enough characters of a script without blanks."""
    return len(_WORD.findall(text[:2_000])) >= 2 or len(_CJK.findall(text[:2_000])) >= 5


def _tell_unread(block: _Block, file: str) -> Problem:
    shown = clean_text(block.text[:200], cap=60)
    why = "is too long for a line about one paper" if len(block.text) > FIELD_CAP else "is no title and no identifier"
    return Problem("load", "unread_line", f"{file}:{block.line}", f"“{shown}” {why}; write the paper's title or DOI.")
