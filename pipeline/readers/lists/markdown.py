"""Tables of a markdown file, every table with a title column, as rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.model.errors import InputError
from pipeline.model.records import Column, Link, Outcome, Problem, Row, Struct
from pipeline.readers.lists.columns import COLUMN_CAP, assign_ids, find_links, has_title, list_headers, name_columns
from pipeline.readers.lists.reading import ListReading, ListSettings
from pipeline.text.folding import FIELD_CAP

_ALIGNS = {"text-align:left": "left", "text-align:center": "center", "text-align:right": "right"}
_ANCHOR = re.compile(r"<a\s[^<>]{0,300}?href\s{0,3}=\s{0,3}[\"']?([^\"'\s<>]{1,2000})", re.IGNORECASE)
_PIPE = re.compile(r"(?<!\\)\|")


class _Table(Struct, frozen=True):
    """A table as the parser has it: its line, its columns, and the lines below with the tokens of their cells."""

    line: int
    columns: tuple[Column, ...]
    body: list[tuple[int, list[Token]]]


def read_markdown(text: str, file: str) -> Outcome[Row]:
    """All rows of all tables with a title column; raises `InputError` when there is none."""
    lines = _usable_lines(text, file)
    tables = list(_find_tables(MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse("\n".join(lines))))
    if not tables:
        raise InputError(f"{file}: there is no table in the file; a list is a markdown table with a header row.")
    problems = [_no_title_problem(file, table) for table in tables if not has_title(table.columns)]
    if len(problems) == len(tables):
        raise InputError(f"{problems[0].where}: {problems[0].sentence.removeprefix('table passed over: ')}")
    rows = []
    for table in tables:
        if has_title(table.columns):
            rows += [_make_row(file, table.columns, at, cells) for at, cells in table.body]
            problems += _find_ragged_rows(file, table, lines)
    return Outcome(assign_ids(row for row in rows if any(row.cells)), tuple(problems))


def read_markdown_list(text: str, file: str, settings: ListSettings = ListSettings()) -> ListReading:
    """The rows of a markdown file, as `read_list` gives them."""
    found = read_markdown(text, file)
    return ListReading(found.items, found.problems, (), "markdown")


def _usable_lines(text: str, file: str) -> list[str]:
    """The lines of the file; one that no table can need (a whole picture in its text) is emptied, not parsed."""
    lines = re.split(r"\r\n|\r|\n", text)
    for at, line in enumerate(lines):
        if line.count("|") > COLUMN_CAP:
            raise InputError(f"{file}:{at + 1}: the line has over {COLUMN_CAP:,} cells; no table has so many columns.")
        if len(line) > FIELD_CAP:
            if "|" in line:
                raise InputError(
                    f"{file}:{at + 1}: the line has over {FIELD_CAP:,} characters; no table row is so long."
                )
            lines[at] = ""
    return lines


def _find_tables(tokens: Sequence[Token]) -> Iterator[_Table]:
    lines: list[tuple[int, list[Token]]] = []
    aligns: list[str] = []
    start = 0
    for token in tokens:
        if token.type == "table_open":
            lines, aligns, start = [], [], _line_number(token)
        elif token.type == "tr_open":
            lines.append((_line_number(token), []))
        elif token.type == "th_open":
            aligns.append(_ALIGNS.get(str(token.attrGet("style") or ""), ""))
        elif token.type == "inline" and start:
            lines[-1][1].append(token)
        elif token.type == "table_close":
            (_, head), *body = lines
            yield _Table(start, name_columns([_visible_text(cell) for cell in head], aligns), body)
            start = 0


def _no_title_problem(file: str, table: _Table) -> Problem:
    headers = list_headers(table.columns)
    sentence = f"table passed over: none of its columns ({headers}) holds titles; name one “Title” or “Paper”."
    return Problem("load", "no_title_column", f"{file}:{table.line}", sentence)


def _find_ragged_rows(file: str, table: _Table, lines: Sequence[str]) -> Iterator[Problem]:
    """Rows with more cells than headers: markdown shows nothing of the last ones, such as after a `|` in a title."""
    for at, _ in table.body:
        count = len(_PIPE.split(lines[at - 1].strip(" \t>").removeprefix("|").removesuffix("|")))
        if count > len(table.columns):
            sentence = f"the row has {count} cells under {len(table.columns)} headers; write a bar in a text as `\\|`."
            yield Problem("load", "ragged_row", f"{file}:{at}", sentence)


def _make_row(file: str, columns: tuple[Column, ...], line: int, cells: list[Token]) -> Row:
    raw = tuple(cell.content for cell in cells)
    visible = tuple(_visible_text(cell) for cell in cells)
    links = tuple(link for cell in cells for link in _find_links(cell))
    return Row(
        id="", file=file, line=line, columns=columns, cells=raw, texts=visible if visible != raw else (), links=links
    )


def _visible_text(cell: Token) -> str:
    """What a cell shows when it is rendered, without markup, images and tags."""
    parts = []
    for child in cell.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type == "html_inline" and child.content.lower().startswith("<br"):
            parts.append(" ")
    return " ".join("".join(parts).split())


def _find_links(cell: Token) -> Iterator[Link]:
    """The links of a cell: of markdown, of HTML, and addresses in plain text."""
    url = ""
    words: list[str] = []
    for child in cell.children or ():
        if child.type == "link_open":
            url, words = str(child.attrGet("href") or ""), []
        elif child.type == "link_close":
            yield Link("".join(words), url)
            url = ""
        elif url and child.type in ("text", "code_inline"):
            words.append(child.content)
        elif child.type == "text":
            yield from find_links(child.content)
        elif child.type == "html_inline" and (found := _ANCHOR.match(child.content)):
            yield Link("", found[1])


def _line_number(token: Token) -> int:
    return token.map[0] + 1 if token.map else 0
