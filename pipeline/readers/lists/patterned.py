"""A list read by the regular expression that a person gives in the settings: each line that matches is a paper.

The expression is tried on the lines as they stand in the file. Headings of markdown (`## ICML 2019`) say venue, year
and tags as always, and a line with a link to a paper that does not match is a problem, so that none vanishes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

from pipeline.model.errors import InputError, UsageError
from pipeline.model.records import Problem
from pipeline.readers.lists.columns import find_links
from pipeline.readers.lists.entry_rows import Line, make_rows
from pipeline.readers.lists.reading import LineKind, LineReading, ListReading, ListSettings
from pipeline.readers.lists.sections import Context, Sections, in_context
from pipeline.rules.row_text.paper_signs import is_paper_address
from pipeline.rules.row_text.titles import clean_title
from pipeline.text.folding import FIELD_CAP, clean_text
from pipeline.text.plurals import count

PATTERNED = ("markdown", "text")
"""The readers whose lists a pattern can read."""
_SECONDS = 1.0
"""For a line; a pattern that needs longer would need for ever for another line."""
_ROLES = {"title": "title", "authors": "author", "venue": "venue", "year": "year", "note": "note"}
_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.{1,400}?)\s*#*\s*$")
_SEVERAL = re.compile(r"\r\n|\r|\n")


def read_patterned(text: str, file: str, reader: str, settings: ListSettings) -> ListReading:
    """A row for each line that the pattern of the settings matches.

    Raises:
        InputError: It matches no line.
        UsageError: The pattern is no regular expression, or takes too long for a line.
    """
    try:
        pattern = regex.compile(settings.pattern)
    except regex.error as error:
        raise UsageError(f"{file}: pattern: it is no regular expression: {error}.") from error
    found: list[Line] = []
    contexts: list[Context] = []
    marks: list[LineReading] = []
    problems: list[Problem] = []
    for number, line, context, heading in _walk(text, file, settings):
        kind, why = LineKind.NO_PAPER, heading
        if not heading and (said := _match(pattern, line, number, file)):
            found.append(said)
            contexts.append(context)
            kind, why = LineKind.ROW, "pattern"
        elif not heading and any(is_paper_address(link.url) for link in find_links(line)):
            kind, why = LineKind.PROBLEM, "the pattern does not match"
            problems.append(_tell_unmatched(line, number, file))
        marks.append(LineReading(number, number, kind, why or "text"))
    if not found:
        raise InputError(f"{file}: the pattern of the settings matches no line; correct `pattern:`.")
    rows = tuple(
        in_context(row, context, settings) for row, context in zip(make_rows(found, file), contexts, strict=True)
    )
    linked = (len(found) + len(problems), len(found))
    layout = f"{count(len(rows), 'row')}: lines that the pattern of the settings matches"
    return ListReading(rows, tuple(problems), tuple(marks), reader, (layout,), linked)


def _walk(text: str, file: str, settings: ListSettings) -> Iterator[tuple[int, str, Context, str]]:
    """The lines that are not blank, each with what stands above it, and a reason where it is passed over."""
    sections = Sections(file, "", settings)
    for number, line in enumerate(_SEVERAL.split(text), 1):
        if not line.strip():
            continue
        why = ""
        if heading := _HEADING.match(line[:500]):
            sections.enter(len(heading[1]), heading[2])
            why = "heading"
        elif skipped := sections.passed_over():
            why = f"section “{skipped}” is skipped"
        elif len(line) > FIELD_CAP:
            why = "too long for a line about one paper"
        yield number, line, sections.now, why


def _match(pattern: regex.Pattern[str], line: str, number: int, file: str) -> Line | None:
    """What the groups say of a line; None when it does not match or has neither title nor address."""
    try:
        found = pattern.search(line, timeout=_SECONDS)
    except TimeoutError:
        sentence = f"{file}:{number}: pattern: it takes over {_SECONDS:g} second for this line; write it simpler."
        raise UsageError(sentence) from None
    if not found:
        return None
    said = {name: clean_text(text or "", cap=FIELD_CAP) for name, text in found.groupdict().items()}
    texts = {_ROLES[name]: text for name, text in said.items() if name in _ROLES}
    texts["title"] = clean_title(texts.get("title", ""))
    urls = dict.fromkeys(filter(None, (said.get("url", ""), *(link.url for link in find_links(line)))))
    texts["link"] = " ".join(urls)
    if not texts["title"] and not said.get("url"):
        return None
    return Line(number, {role: text for role, text in texts.items() if text}, tuple(urls))


def _tell_unmatched(line: str, number: int, file: str) -> Problem:
    shown = clean_text(line[:300], cap=80)
    sentence = f"“{shown}” links a paper, and the pattern of the settings does not match it; correct one of them."
    return Problem("load", "pattern_not_matched", f"{file}:{number}", sentence)
