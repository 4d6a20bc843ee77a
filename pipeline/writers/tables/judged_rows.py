"""The rows of the lists, each with the judgement on it and the work it became, for the tables and the report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote

from pipeline.model.protocols import Bibliography
from pipeline.model.records import Identifiers, Match, Record, Row, Struct, Work
from pipeline.model.statuses import Verdict
from pipeline.text.folding import clean_text

STATUSES = {verdict: verdict.row_status for verdict in Verdict}
"""What a verdict on a row is called where people read it."""

_NO_RECORD = Record(id="")
_WEB_URL = re.compile(
    r"https?://[^\s/?#<>\"\\^`{|}\x00-\x20\x7f-\xa0][^\s<>\"\\^`{|}\x00-\x20\x7f-\xa0\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]{1,2000}",
    re.IGNORECASE,
)


class JudgedRow(Struct, frozen=True):
    """A row of a list with the judgement on it and the work it became.

    Attributes:
        number: The place of the row in its file, from 1.
        match: None when the row was not judged yet.
        work: None when the row became no work yet.
    """

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
        """The identifiers of the work; of one that is not matched, those that its rows state."""
        return self.record.identifiers

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
