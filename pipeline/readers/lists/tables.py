"""Tables as rows: a paper for each row of a table that lists papers, and what became of all other rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model.records import Link, Problem, Row, Struct
from pipeline.readers.lists.columns import list_headers
from pipeline.readers.lists.document import Cell, Table, TableRow, plain
from pipeline.readers.lists.entry_lines import title_likeness
from pipeline.readers.lists.reading import NOTHING_SAID, LineKind, LineReading, ListSettings, Part
from pipeline.readers.lists.sections import Context
from pipeline.readers.lists.table_cells import Paper, is_composite, links_of, read_cells
from pipeline.readers.lists.table_shape import Shape, find_shape, is_nothing, lay_out
from pipeline.rules.row_text.paper_signs import is_paper_address
from pipeline.rules.row_text.places import find_year, heading_place, read_place
from pipeline.rules.row_text.titles import clean_title, strip_emoji
from pipeline.text.folding import clean_text, fold

_NO_CONTEXT = Context()
_DITTO = frozenset({'"', "″", "”", "〃", "''", "“", "同上", "ditto", "same as above", "same", "idem", "id.", "々"})
_GAPS = 0.3
_TITLE_ENOUGH = 0.6
_BAND_CAP = 120


class _Band(Struct, frozen=True):
    """What a row that is a heading says of the rows below it."""

    venue: str = ""
    year: str = ""
    tag: str = ""


class _Line(Struct, frozen=True):
    """A row of the table with what stands above it, and what it was taken for before its title is read."""

    row: TableRow
    cells: tuple[Cell, ...]
    texts: tuple[str, ...]
    band: _Band
    why: str = ""


def read_table_rows(
    table: Table, file: str, settings: ListSettings = NOTHING_SAID, context: Context = _NO_CONTEXT
) -> Part:
    """The rows of a table, without ids; of one whose titles cannot be told a problem, if it seems to list papers.

    Args:
        table: As a front end has it; a row with more cells than the header has them all.
        file: The name of the list, for rows and problems.
        settings: What the person says about this list.
        context: What the headings above say.
    """
    shape = find_shape(table, settings, is_of_other_things=context.is_of_other_things)
    if shape.title is None or (shape.is_other and not settings.columns):
        return _pass_over(table, shape, file)
    return _TableReader(table, shape, file, context).read()


def _pass_over(table: Table, shape: Shape, file: str) -> Part:
    kind = LineKind.NO_PAPER if shape.is_other or not shape.says_papers else LineKind.PROBLEM
    why = "a table of something else" if kind == LineKind.NO_PAPER else "a table whose titles cannot be told"
    lines = (LineReading(table.line, table.last_line, kind, why),)
    where = f"{file}:{table.line}"
    sentence = (
        f"none of its columns ({list_headers(shape.columns)}) holds titles; name one “Title”, or say in pipeline.yaml"
        " which one it is."
    )
    advice = f"{where}: {sentence}"
    if kind == LineKind.NO_PAPER:
        return Part((), (), lines, (), advice)
    told = Problem("load", "no_title_column", where, f"table passed over: its rows link papers, but {sentence}")
    return Part((), (told,), lines, (), advice)


def _undecorated(title: str) -> str:
    """A title without numbering, emoji and the full stop that closes it; a mark of code at its ends is its own."""
    if title[:1] in ("#", "*", "<", "~", "_", ".", "(", "[") or title[-1:] in (">", "*", "_", "+"):
        return strip_emoji(title)
    return clean_title(title) or title


class _TableReader:
    """Reads a table whose title column is known, from top to bottom."""

    def __init__(self, table: Table, shape: Shape, file: str, context: Context) -> None:
        self._table, self._shape, self._file, self._context = table, shape, file, context
        self._columns = shape.columns
        self._title = shape.title or 0
        self._at = {column.role: at for at, column in reversed(list(enumerate(shape.columns))) if column.role}
        self._filled = self._columns_with_gaps()
        self._lines: list[LineReading] = []
        self._problems: list[Problem] = []
        self._rows: list[Row] = []
        self._last: dict[str, str] = {}

    def read(self) -> Part:
        """The rows, the problems and the lines."""
        header = self._shape.header
        end = self._shape.rows[0].line - 1 if self._shape.rows else self._table.last_line
        if header:
            last = max(header.last_line, end, header.line)
            self._lines.append(LineReading(min(self._table.line, header.line), last, LineKind.NO_PAPER, "header"))
        lines = list(self._walk())
        composite = [at for at, line in enumerate(lines) if not line.why and is_composite(self._cell(line))]
        cells = [self._cell(lines[at]) for at in composite]
        papers = dict(zip(composite, read_cells(cells, self._table.line, self._context), strict=True))
        for at, line in enumerate(lines):
            if line.why:
                self._tell(line, LineKind.NO_PAPER, line.why)
            else:
                self._read_line(line, papers.get(at))
        return Part(tuple(self._rows), tuple(self._problems), tuple(self._lines), self._layout())

    def _cell(self, line: _Line) -> Cell:
        return line.cells[self._title] if self._title < len(line.cells) else Cell("", ())

    def _walk(self) -> Iterator[_Line]:
        """The rows with what the bands above them say; empty rows, bands and repeated headers with a reason."""
        band = _Band()
        header = [fold(column.header) for column in self._columns]
        for row in self._shape.rows:
            if len(row.cells) > len(self._columns):
                self._problems.append(self._ragged(row))
            cells = lay_out(row, len(self._columns))[: len(self._columns)]
            texts = tuple(plain(cell.spans) for cell in cells)
            why = ""
            if not any(cell.raw or cell.spans for cell in cells):
                why = "empty row"
            elif any(header) and all(fold(text) == name for text, name in zip(texts, header, strict=False)):
                why = "header"
            elif found := self._read_band(cells, texts, band):
                band, why = found, "heading"
            yield _Line(row, cells, texts, band, why)

    def _read_band(self, cells: Sequence[Cell], texts: Sequence[str], above: _Band) -> _Band | None:
        """What a row says that is a heading inside the table: one text that stands for all columns, or for none."""
        full = [at for at, text in enumerate(texts) if text]
        if len(self._columns) < 2 or len(full) != 1 or len(texts[full[0]]) > _BAND_CAP:
            return None
        at = full[0]
        cell, text = cells[at], texts[at]
        place = heading_place(text)
        is_wide = cell.width > 1 and cell.width * 2 >= len(self._columns)
        is_marked = all(span.is_bold for span in cell.spans if span.text.strip())
        if any(is_paper_address(link.url) for link in links_of(cell.spans)):
            return None
        if not (
            is_wide
            or place.venue
            or place.year
            or is_marked
            or (at != self._title and len(text.split()) > 0 and at == 0)
        ):
            return None
        if place.venue or place.year:
            return _Band(place.venue, str(place.year or ""), above.tag)
        return _Band(above.venue, above.year, clean_title(text) or above.tag)

    def _read_line(self, line: _Line, papers: tuple[Paper, ...] | None) -> None:
        said = self._said_in_columns(line)
        links = tuple(link for cell in line.cells for link in links_of(cell.spans))
        if papers is None:
            text = line.texts[self._title] if self._title < len(line.texts) else ""
            title = "" if is_nothing(text) else _undecorated(text)
            papers = (
                Paper(
                    line.row.line,
                    {"title": title} if title != text else {},
                    1.0 if self._shape.is_named else title_likeness(title),
                ),
            )
        kind, why = self._judge(line, papers, said, links)
        self._tell(line, kind, why)
        if kind != LineKind.ROW:
            return
        for paper in papers:
            stated = {role: text for role, text in paper.stated.items() if role == "title" or not said.get(role)}
            self._rows.append(self._make_row(line, paper, {**stated, **self._differing(line, said)}, links))

    def _said_in_columns(self, line: _Line) -> dict[str, str]:
        """What the columns say of author, venue and year, where a mark or a gap means what stands above."""
        said = {}
        for role in ("author", "venue", "year", "count"):
            at = self._at.get(role, -1)
            text = line.texts[at] if 0 <= at < len(line.texts) else ""
            if text.strip().lower() in _DITTO or (not text and role in self._filled):
                text = self._last.get(role, "")
            said[role] = "" if is_nothing(text) else strip_emoji(text) if role == "venue" else text
            self._last[role] = said[role]
        if (
            said["year"]
            and "venue" not in self._at
            and not said["year"][:4].isdigit()
            and (place := read_place(said["year"]))
        ):
            said["venue"] = place.venue
        if said["venue"] and not said["year"] and (year := find_year(said["venue"])):
            said["year"] = str(year)
        said["venue"] = said["venue"] or line.band.venue
        said["year"] = said["year"] or line.band.year
        return said

    def _differing(self, line: _Line, said: dict[str, str]) -> dict[str, str]:
        """What is said otherwise than by the text of its column."""
        texts = {role: line.texts[at] if at < len(line.texts) else "" for role, at in self._at.items()}
        return {role: text for role, text in said.items() if text and text != texts.get(role, "")}

    def _judge(
        self, line: _Line, papers: tuple[Paper, ...], said: dict[str, str], links: tuple[Link, ...]
    ) -> tuple[LineKind, str]:
        """Whether a row is a paper: by its title, and without one by its links, authors and venue."""
        title = papers[0].stated.get("title", line.texts[self._title] if self._title < len(line.texts) else "")
        has_paper = any(is_paper_address(link.url) for link in links)
        if title and (self._shape.is_named or papers[0].likeness >= _TITLE_ENOUGH or has_paper):
            return LineKind.ROW, "table"
        if has_paper or said["author"] or (self._at.get("venue") is not None and said["venue"] and not title):
            return LineKind.ROW, "table, without a title"
        if title or said["year"]:
            self._problems.append(self._untold(line))
            return LineKind.PROBLEM, "the title cannot be told"
        return LineKind.NO_PAPER, "a row without title and link"

    def _make_row(self, line: _Line, paper: Paper, stated: dict[str, str], links: tuple[Link, ...]) -> Row:
        raw = tuple(cell.raw for cell in line.cells)
        return Row(
            id="",
            file=self._file,
            line=paper.line or line.row.line,
            columns=self._columns,
            cells=raw,
            texts=line.texts if line.texts != raw else (),
            links=links if paper.links is None else paper.links,
            stated=stated,
            tags=(line.band.tag,) if line.band.tag else (),
        )

    def _columns_with_gaps(self) -> set[str]:
        """The role of the first column, if it is a year or a venue that is written once for the rows below it."""
        role = self._columns[0].role if self._columns else ""
        if role not in ("year", "venue") or self._at.get(role) != 0 or not self._shape.rows:
            return set()
        texts = [plain(row.cells[0].spans) if row.cells else "" for row in self._shape.rows]
        gaps = sum(not text for text in texts)
        return {role} if texts[0] and gaps >= len(texts) * _GAPS else set()

    def _tell(self, line: _Line, kind: LineKind, why: str) -> None:
        self._lines.append(LineReading(line.row.line, line.row.last_line, kind, why))

    def _ragged(self, row: TableRow) -> Problem:
        """A row with more cells than headers: nothing is shown of the last ones, such as after a `|` in a title."""
        number = len(self._columns)
        sentence = f"the row has {len(row.cells)} cells under {number} headers; write a bar in a text as `\\|`."
        return Problem("load", "ragged_row", f"{self._file}:{row.line}", sentence)

    def _untold(self, line: _Line) -> Problem:
        text = clean_text(" | ".join(text for text in line.texts if text), cap=100)
        sentence = f"the title of this row cannot be told ({text}); write it into the column of the titles."
        return Problem("load", "title_not_understood", f"{self._file}:{line.row.line}", sentence)

    def _layout(self) -> tuple[str, ...]:
        """The sentence that says which column was taken for what."""
        if not self._rows:
            return ()
        named = []
        for role in ("title", "author", "venue", "year", "count"):
            if (at := self._at.get(role)) is not None:
                header = clean_text(self._columns[at].header, cap=60)
                named.append(f"{role} in {f'“{header}”' if header else f'column {at + 1}'}")
        return (f"lines {self._table.line}-{self._table.last_line}: table, {', '.join(named)}",)
