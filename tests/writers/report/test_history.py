"""The history in the report."""

from __future__ import annotations

import re

from pipeline.model.observations import News, NewsKind
from pipeline.model.protocols import Bibliography
from pipeline.model.records import CitationCount, Record, Work
from pipeline.writers.report.report import write_report

WORK = Work("w", Record("w", title="<b>Pears</b>"), (), "matched", "pears")


def report(*counts: CitationCount, news: tuple[News, ...] = ()) -> str:
    shown = ("openalex", "crossref")
    ((_, page),) = write_report(
        Bibliography(works=(WORK,), rows=(), matches=(), counts=counts, shown_sources=shown, news=news)
    )
    return page[page.index('id="history"') : page.index('id="problems"')]


def test_a_line_for_each_work_and_for_all():
    page = report(CitationCount("w", "crossref", 5, "2026-01-01"), CitationCount("w", "crossref", 1205, "2026-02-01"))
    assert re.findall(r'<path d="([^"]+)"/>', page) == ["M0 150L600 0", "M0 22L120 0"]
    assert "5 on 2026-01-01, 1,205 on 2026-02-01 (Crossref)" in page
    assert "1,205</td><td>Crossref<small>2026-02-01" in page
    assert "&lt;b&gt;Pears" in page
    assert "<script" not in page


def test_the_line_of_all_works_is_labelled():
    page = report(
        CitationCount("w", "crossref", 1005, "2026-01-01"), CitationCount("w", "crossref", 1205, "2026-02-01")
    )
    assert re.findall(r"<text[^>]*>([^<]+)</text>", page) == ["1,205", "1,005", "2026-01-01", "2026-02-01"]


def test_one_observation_draws_no_line_and_none_says_so():
    assert report(CitationCount("w", "crossref", 5, "2026-01-01")).count("<path") == 0
    assert "Nothing was observed yet" in report(CitationCount("w", "list", 5, ""))


def test_news_are_shown_the_gravest_first():
    shown = (
        News("w", NewsKind.TITLE, "crossref", "<i>Plums</i>", "2026-01-01", "Pears"),
        News("w", NewsKind.RETRACTED, "openalex", "flagged", "2026-01-02"),
    )
    page = report(news=shown)
    assert page.index("retracted") < page.index("title changed")
    assert "&lt;i&gt;Plums" in page


def test_the_counts_of_the_list_are_the_first_observation():
    page = report(
        CitationCount("w", "list", 1001, ""),
        CitationCount("w", "list", 1002, ""),
        CitationCount("w", "crossref", 1005, "2026-01-01"),
        CitationCount("w", "crossref", 1205, "2026-02-01"),
        CitationCount("gone", "list", 7, ""),
    )
    assert "1,001 in the list (1 work), 1,005 on 2026-01-01, 1,205 on 2026-02-01 (Crossref)" in page
    assert "<td>1,001<small>in the list</small></td>" in page
    assert "1,005<small>" not in page


def test_a_work_that_only_the_list_counted_has_a_line_without_a_day():
    page = report(CitationCount("w", "list", 4, ""), CitationCount("w", "list", 5, ""))
    assert "<td>4<small>in the list</small></td><td></td>" in page
    assert '<td class="number">5</td><td>the list</td>' in page
