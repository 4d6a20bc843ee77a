"""`matches.csv`: one line for every row of the raw lists, with what became of it.

The table and the report tell of the same rows, so what they share lives here: a row joined with its match and its
work, the page where a record is read, and cells that a spreadsheet cannot run.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from urllib.parse import quote

from pipeline.model.protocols import Bibliography
from pipeline.model.records import Identifiers, Match, Record, Row, Struct, Verdict, Work
from pipeline.text.folding import clean_text

COLUMNS = tuple(
    "file line row raw_title status score key doi arxiv url title year container_title source reason".split()
)
STATUSES = {Verdict.ACCEPT: "matched", Verdict.REVIEW: "review", Verdict.REJECT: "unmatched"}
"""What a verdict on a row is called where people read it."""

_NO_IDENTIFIERS = Identifiers()
_NO_RECORD = Record(id="")
_WEB_URL = re.compile(
    r"https?://[^\s/?#<>\"\\^`{|}\x00-\x20\x7f-\xa0][^\s<>\"\\^`{|}\x00-\x20\x7f-\xa0\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]{1,2000}",
    re.IGNORECASE,
)
_STEERING = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# Spreadsheets skip blanks and invisible characters, and some read the full-width signs as the plain ones.
_FORMULA = re.compile(r"[\s\x00\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|[ \u00a0]*[\t\r]")


class JudgedRow(Struct, frozen=True):
    """A row of a list with the judgement on it and the work it became; `number` counts from 1 in its file."""

    row: Row
    number: int
    match: Match | None = None
    work: Work | None = None

    @property
    def status(self) -> str:
        """`matched`, `review` or `unmatched`."""
        return STATUSES[self.match.verdict] if self.match else STATUSES[Verdict.REJECT]

    @property
    def is_matched(self) -> bool:
        """True when the row is surely the work that its record describes."""
        return self.status == STATUSES[Verdict.ACCEPT]

    @property
    def record(self) -> Record:
        """The record of the row's work."""
        return self.work.record if self.work else _NO_RECORD

    @property
    def identifiers(self) -> Identifiers:
        """Those of the work, and none while the row is not matched: a doubtful DOI is worse than no DOI."""
        return self.record.identifiers if self.is_matched else _NO_IDENTIFIERS

    @property
    def url(self) -> str:
        """The page of the work, empty when there is none."""
        return web_url(self.record.url) or doi_url(self.identifiers.doi) or arxiv_url(self.identifiers.arxiv)

    @property
    def source(self) -> str:
        """Who said what the work is: the source of the chosen candidate, else the list itself."""
        return self.match.chosen.source if self.match and self.match.chosen else "list"

    @property
    def reason(self) -> str:
        """The reason code and its explanation, in one line."""
        parts = (self.match.reason, self.match.explanation) if self.match else ()
        return clean_text(": ".join(part for part in parts if part))


def write_matches_csv(bibliography: Bibliography) -> Iterator[tuple[str, str]]:
    """`matches.csv`, every row of every list in list order, duplicates with the key of their work."""
    yield "matches.csv", to_csv([COLUMNS, *(_cells(judged) for judged in judge_rows(bibliography))])


def judge_rows(bibliography: Bibliography) -> Iterator[JudgedRow]:
    """Every row with its match and its work, in list order."""
    matches = {match.record_id: match for match in bibliography.matches}
    works = {row: work for work in bibliography.works for row in work.rows}
    numbers: Counter[str] = Counter()
    for row in bibliography.rows:
        numbers[row.file] += 1
        yield JudgedRow(row, numbers[row.file], matches.get(row.id), works.get(row.id))


def web_url(url: str) -> str:
    """The URL if a browser may be sent there (http or https, nothing hidden in it), else empty.

    >>> web_url("https://arxiv.org/abs/1706.03762"), web_url("javascript:alert(1)")
    ('https://arxiv.org/abs/1706.03762', '')
    """
    return url if _WEB_URL.fullmatch(url) else ""


def doi_url(doi: str) -> str:
    """Where a DOI leads; `<`, `#` and the like, which old DOIs have, are percent-encoded."""
    return web_url("https://doi.org/" + quote(doi, safe="/:;().,+!$'*@=&~", errors="replace")) if doi else ""


def arxiv_url(arxiv: str) -> str:
    """The page of a preprint."""
    return web_url("https://arxiv.org/abs/" + quote(arxiv, errors="replace")) if arxiv else ""


def to_csv(lines: Iterable[Iterable[str]]) -> str:
    r"""CSV text with `\n` line ends; cells that a spreadsheet would run as a formula are defused.

    >>> to_csv([["=1+1", "a, b"]])
    '\'=1+1,"a, b"\n'
    """
    written: list[str] = []
    # With "\n" as line end, Python before 3.13 leaves a lone "\r" in a cell unquoted, and readers see a new line.
    writer = csv.writer(SimpleNamespace(write=written.append), lineterminator="\r\n")
    writer.writerows([defuse(cell) for cell in line] for line in lines)
    return "".join(line.removesuffix("\r\n") + "\n" for line in written)


def defuse(cell: str) -> str:
    """A cell with an apostrophe before it when a spreadsheet would take it for a formula, and nothing hidden in it."""
    cell = unsteer(cell)
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unsteer(cell: str) -> str:
    """A cell without the characters that steer a terminal or turn the text around."""
    return _STEERING.sub("", cell)


def _cells(judged: JudgedRow) -> list[str]:
    row, record = judged.row, judged.record
    return [
        row.file,
        str(row.line),
        str(judged.number),
        row.cell("title"),
        judged.status,
        str(judged.match.score if judged.match else 0),
        judged.work.key if judged.work else "",
        judged.identifiers.doi,
        judged.identifiers.arxiv,
        judged.url,
        clean_text(record.title),
        str(record.year or ""),
        clean_text(record.container_title),
        judged.source,
        judged.reason,
    ]
