"""Rows with their judgement, and the pages where records are read."""

import pytest

from pipeline.model.protocols import Bibliography
from pipeline.model.records import Identifiers, Match, Record, Row, Work
from pipeline.model.statuses import Verdict
from pipeline.writers.tables.judged_rows import arxiv_url, doi_url, judge_rows, web_url


@pytest.mark.parametrize(
    ("record", "url"),
    [
        (Record("a", url="https://x.org/p", identifiers=Identifiers(doi="10.1/x")), "https://x.org/p"),
        (Record("a", url="javascript:alert(1)", identifiers=Identifiers(doi="10.1/x")), "https://doi.org/10.1/x"),
        (Record("a", identifiers=Identifiers(arxiv="cs/0112017")), "https://arxiv.org/abs/cs/0112017"),
        (Record("a"), ""),
    ],
)
def test_the_url_is_the_best_page_of_the_work(record, url):
    row, match = Row("a", "list.md", 3, (), ()), Match("a", Verdict.ACCEPT, "title_year", "", "m")
    [judged] = judge_rows(Bibliography((Work("w", record, ("a",), ""),), (row,), (match,)))
    assert judged.url == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "//x.org",
        "ftp://x.org",
        "https://",
        "https:///x",
        "https://x.org/a b",
        'https://x.org/"onclick=1',
        "https://x.org/\u202egnp.exe",
        "https://x.org/a\nb",
        " https://x.org",
    ],
)
def test_only_plain_web_pages_are_links(url):
    assert web_url(url) == ""


def test_old_dois_become_links_that_work():
    doi = "10.1002/(sici)1097-0258(19980815/30)17:15<1661::aid>3.0.co;2-#"
    assert doi_url(doi) == "https://doi.org/10.1002/(sici)1097-0258(19980815/30)17:15%3C1661::aid%3E3.0.co;2-%23"
    assert arxiv_url("1706.03762") == "https://arxiv.org/abs/1706.03762"
