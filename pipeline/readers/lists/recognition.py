"""A document as a list: tables and entries become rows, and every line is accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

import msgspec

from pipeline.model.errors import InputError
from pipeline.model.records import Problem, Row
from pipeline.readers.lists.columns import assign_ids
from pipeline.readers.lists.document import Block, Document, Heading, Item, Other, Paragraph, Table, plain
from pipeline.readers.lists.entries import read_units
from pipeline.readers.lists.entry_drafts import WAYS, Draft
from pipeline.readers.lists.entry_lines import Line, make_line
from pipeline.readers.lists.entry_rows import columns_for
from pipeline.readers.lists.entry_units import (
    Unit,
    detail_lines,
    groups_others,
    heading_is_paper,
    is_detail,
    labels_paper,
    lines_of,
    links_title,
    may_have_details,
    nested_items,
    paragraph_units,
    stands_alone,
    stands_for_heading,
    tells_more,
)
from pipeline.readers.lists.line_account import LineAccount
from pipeline.readers.lists.reading import LineKind, ListReading, ListSettings, Part
from pipeline.readers.lists.sections import Context, Sections, in_context
from pipeline.readers.lists.table_headers import split_at_headers
from pipeline.readers.lists.tables import read_table_rows
from pipeline.text.folding import clean_text

_BELOW_ALL_HEADINGS = 8


def recognise(document: Document, file: str, reader: str, settings: ListSettings) -> ListReading:
    """The rows of a document, the problems in it, and what became of each of its lines.

    Args:
        document: As a front end has it.
        file: The name of the list, for rows and problems; it may say a venue and a year.
        reader: The name of the front end.
        settings: What the person says about this list.

    Raises:
        InputError: There is no paper in it.
    """
    walk = _Walk(document, file, settings)
    walk.blocks(document.blocks)
    drafts = read_units(walk.units)
    account = walk.account
    placed = [*walk.table_rows, *_entry_rows(drafts, file)]
    problems = [*walk.problems, *_unclear(drafts, file), *walk.unknown_sections()]
    for draft in drafts:
        kind = LineKind.ROW if draft.is_paper else LineKind.PROBLEM if draft.is_unclear else LineKind.NO_PAPER
        why = WAYS[draft.way] if draft.is_paper else "the title cannot be told" if draft.is_unclear else "text"
        account.take(draft.unit.line, draft.unit.last_line, kind, why)
    placed.sort(key=lambda one: one[0].line)
    rows = assign_ids(row for row, _ in placed)
    rows = tuple(in_context(row, context, settings) for row, (_, context) in zip(rows, placed, strict=True))
    if not rows and not walk.has_table:
        raise InputError(_nothing_found(file, problems, walk.advice, settings))
    linked = account.count_linked()
    problems += account.not_understood(file, linked)
    layout = tuple(sentence for _, sentence in sorted((*walk.layout, *_layout(drafts)), key=itemgetter(0)))
    return ListReading(rows, tuple(problems), account.readings(), reader, layout, linked)


class _Walk:
    """Goes through the blocks, keeps the headings, and collects what may be papers."""

    def __init__(self, document: Document, file: str, settings: ListSettings) -> None:
        self.account = LineAccount(document)
        self.units: list[Unit] = []
        self.table_rows: list[tuple[Row, Context]] = []
        self.problems: list[Problem] = []
        self.layout: list[tuple[int, str]] = []
        self.has_table = False
        self.advice = ""
        self._file = file
        self._settings = settings
        self._sections = Sections(file, document.title, settings)
        self._section = 0

    def blocks(self, blocks: tuple[Block, ...]) -> None:
        at = 0
        while at < len(blocks):
            block = blocks[at]
            at += 1
            if isinstance(block, Heading):
                at = self._heading(block, blocks, at)
            elif heading := self._sections.passed_over():
                self.account.leave_out(block.line, block.last_line, f"section “{heading}” is skipped")
            elif isinstance(block, Item) and (end := self._end_of_details(blocks, at - 1)):
                at = end
            else:
                self._block(block)

    def unknown_sections(self) -> Iterator[Problem]:
        """The headings that the settings name and the file does not have."""
        for sentence in self._sections.never_met():
            yield Problem("load", "no_such_section", f"{self._file}:1", sentence)

    def _end_of_details(self, blocks: tuple[Block, ...], at: int) -> int:
        """Where the items end that tell more about the title right above them; 0 when they do not.

        `**A title**` and below it `- Paper: https://…` and `- Code: https://…`.
        """
        last = self.units[-1] if self.units else None
        if last is None or not 0 < blocks[at].line - last.last_line <= 2 or not may_have_details(last):
            return 0
        end = next((to for to in range(at, len(blocks)) if not isinstance(blocks[to], Item)), len(blocks))
        items = [block for block in blocks[at:end] if isinstance(block, Item)]
        lines = detail_lines(tuple(items))
        telling = [line for line in lines if tells_more(line)]
        if len(items) > 12 or len(telling) * 3 < len(lines) * 2 or not any(map(labels_paper, telling)):
            return 0
        if any(stands_alone(line) for line in lines if line not in telling):
            return 0
        last_line = max(item.last_line for item in items)
        self.units[-1] = msgspec.structs.replace(last, last_line=last_line, lines=(*last.lines, *lines))
        return end

    def _block(self, block: Block) -> None:
        if isinstance(block, Item):
            self._item(block, self._sections.now, 1)
        elif isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Table):
            self._table(block, self._sections.now)
        elif isinstance(block, Other):
            self.account.take(block.line, block.last_line, LineKind.NO_PAPER, block.what)

    def _heading(self, heading: Heading, blocks: tuple[Block, ...], at: int) -> int:
        """A section begins, or the heading is a paper with all that stands below it."""
        end = next((to for to in range(at, len(blocks)) if isinstance(blocks[to], Heading)), len(blocks))
        line = make_line(heading.spans)
        below = blocks[at:end]
        if (
            not any(isinstance(one, Table) for one in below)
            and heading_is_paper(line, below)
            and not self._sections.passed_over()
        ):
            last = max((one.last_line for one in below), default=heading.last_line)
            lines = (line, *detail_lines(below[:6]))
            run = (0, "heading", heading.level)
            self.units.append(Unit("heading", heading.line, last, lines, self._sections.now, run))
            return end
        self._sections.enter(heading.level, plain(heading.spans))
        self._section += 1
        self.account.take(heading.line, heading.last_line, LineKind.NO_PAPER, "heading")
        return at

    def _item(self, item: Item, context: Context, depth: int) -> None:
        head = lines_of(item.spans)
        run = (self._section, "item", depth)
        if not groups_others(head, item):
            lines = (*head, *detail_lines(item.inner))
            if lines:
                self.units.append(Unit("item", item.line, item.last_line, lines, context, run))
            for block in item.inner:
                if isinstance(block, Table):
                    self._table(block, context)
            return
        nested = nested_items(item)
        last = max(item.line, nested[0].line - 1)
        if any(one.links for one in head):
            self.units.append(Unit("item", item.line, last, head, context, run))
        else:
            self.account.take(item.line, last, LineKind.NO_PAPER, "heading")
        is_paper = bool(head) and links_title(head[0])
        below = context.below(plain(item.spans)) if item.spans and not is_paper else context
        for block in item.inner:
            if isinstance(block, Item):
                self._item(block, below, depth + 1)
            elif isinstance(block, Table):
                self._table(block, below)

    def _paragraph(self, paragraph: Paragraph) -> None:
        if stands_for_heading(paragraph):
            self._sections.enter(_BELOW_ALL_HEADINGS, plain(paragraph.spans))
            self._section += 1
            self.account.take(paragraph.line, paragraph.last_line, LineKind.NO_PAPER, "heading")
            return
        lines = lines_of(paragraph.spans)
        if lines and self._belongs_to_last(paragraph, lines):
            last = self.units.pop()
            self.units.append(msgspec.structs.replace(last, last_line=paragraph.last_line, lines=(*last.lines, *lines)))
            return
        units = paragraph_units(lines)
        for number, unit in enumerate(units):
            last_line = units[number + 1][0].line - 1 if number + 1 < len(units) else paragraph.last_line
            run = (self._section, "paragraph", 0)
            self.units.append(Unit("paragraph", unit[0].line, last_line, unit, self._sections.now, run))

    def _belongs_to_last(self, paragraph: Paragraph, lines: tuple[Line, ...]) -> bool:
        """Authors and links in a paragraph of their own, below the title of their paper."""
        if not self.units or not all(is_detail(line) for line in lines):
            return False
        last = self.units[-1]
        is_near = 0 < paragraph.line - last.last_line <= 2 and last.context == self._sections.now
        return is_near and len(last.lines) <= 4

    def _table(self, whole: Table, context: Context) -> None:
        for table in split_at_headers(whole):
            part: Part = read_table_rows(table, self._file, self._settings, context)
            self.advice = self.advice or part.advice
            self.has_table = self.has_table or not part.advice
            self.table_rows += [(row, context) for row in part.rows]
            self.problems += part.problems
            self.layout += [(table.line, sentence) for sentence in part.layout]
            for reading in part.lines:
                self.account.take(reading.first, reading.last, reading.kind, reading.why)


def _entry_rows(drafts: list[Draft], file: str) -> Iterator[tuple[Row, Context]]:
    papers = [draft for draft in drafts if draft.is_paper]
    texts = [_texts(draft) for draft in papers]
    columns = columns_for(texts)
    for draft, said in zip(papers, texts, strict=True):
        cells = tuple(said[column.role] for column in columns)
        yield Row("", file, draft.unit.line, columns, cells, links=draft.links), draft.unit.context


def _texts(draft: Draft) -> dict[str, str]:
    """What a paper says, by role."""
    found = draft.found
    return {
        "title": found.title,
        "author": found.authors,
        "venue": found.venue,
        "year": str(found.year or ""),
        "link": " ".join(link.url for link in draft.links),
    }


def _unclear(drafts: list[Draft], file: str) -> Iterator[Problem]:
    for draft in drafts:
        if draft.is_unclear:
            link = clean_text(draft.links[0].url, cap=200)
            sentence = f"there is a link to a paper ({link}), and no title can be told; write the title as its text."
            yield Problem("load", "title_not_understood", f"{file}:{draft.unit.line}", sentence)


def _nothing_found(file: str, problems: list[Problem], advice: str, settings: ListSettings) -> str:
    if settings.take or settings.skip:
        return f"{file}: there is no paper in the sections that `sections:` leaves; correct the headings that it names."
    if problems:
        return f"{problems[0].where}: {problems[0].sentence.removeprefix('table passed over: ')}"
    if advice:
        return advice
    return (
        f"{file}: there is no paper in the file; a list is a table with a title column, or a line with title and link,"
        " or with title, venue and year, for each paper. `pattern:` under `raw:` in the settings reads lines of another"
        " kind, and in a .txt file each line may be a title alone."
    )


def _layout(drafts: list[Draft]) -> Iterator[tuple[int, str]]:
    """A sentence for each way in which papers are written, with the line of the first of them."""
    ways: dict[tuple[str, str], list[Unit]] = {}
    for draft in drafts:
        if draft.is_paper:
            ways.setdefault((draft.unit.kind, draft.way), []).append(draft.unit)
    for (kind, way), units in ways.items():
        number = f"{len(units):,} {kind}{'s' if len(units) > 1 else ''}"
        first, last = units[0].line, units[-1].last_line
        yield first, f"{f'line {first}' if first == last else f'lines {first}-{last}'}: {number}, {WAYS[way]}"
