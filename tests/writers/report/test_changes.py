"""What a refresh changed, as Markdown."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from pipeline.model.observations import News, NewsKind
from pipeline.model.protocols import Bibliography
from pipeline.model.records import CitationCount, Column, Identifiers, Match, Record, Row, Work
from pipeline.model.statuses import Verdict
from pipeline.writers.report.changes import SHOWN, escape_markdown, write_changes

OLD, DAY = "2026-11-16", "2026-11-23"


def work(name: str, title: str = "") -> Work:
    return Work(name, Record(name, title=title or f"Paper {name}"), (f"row-{name}",), "matched", f"key{name}")


def changes(*counts: tuple[str, str, int, str], news: tuple[News, ...] = (), works: tuple[Work, ...] = ()) -> str:
    bibliography = Bibliography(
        works=works or (work("a"), work("b")),
        rows=(),
        matches=(),
        counts=tuple(CitationCount(*one) for one in counts),
        news=news,
    )
    ((name, text),) = write_changes(bibliography)
    assert name == "changes.md"
    return text


def news(kind: NewsKind, value: str, before: str = "", as_of: str = DAY, evidence: tuple[str, ...] = ()) -> News:
    return News("a", kind, "crossref", value, as_of, before, evidence)


@pytest.mark.parametrize("counts", [[], [("a", "list", 5, "")], [("gone", "crossref", 5, DAY)]])
def test_nothing_changed(counts):
    assert changes(*counts) == ""


def test_movers_by_size_and_works_with_their_first_count():
    text = changes(
        ("a", "list", 7, ""),
        ("b", "crossref", 10, OLD),
        ("b", "openalex", 1000, OLD),
        ("b", "crossref", 13, DAY),
        ("b", "openalex", 1500, DAY),
        ("a", "crossref", 4, DAY),
        ("a", "openalex", 6, DAY),
    )
    assert text == (
        "# What changed on 2026-11-23\n\n## New\n\n1 work has its first count.\n\n"
        "- Paper a (`keya`): 4 (Crossref), 6 (OpenAlex)\n\n## Biggest movers\n\n"
        "- Paper b (`keyb`): 1,000 → 1,500 (+500; OpenAlex)\n- Paper b (`keyb`): 10 → 13 (+3; Crossref)\n"
    )


def test_a_day_without_changes_leaves_the_last_one():
    counts = [("a", "crossref", 10, OLD), ("a", "crossref", 13, DAY)]
    assert changes(*counts) == changes(*counts, ("gone", "crossref", 99, "2027-01-01"))


@pytest.mark.parametrize(
    ("one", "heading", "line"),
    [
        (
            news(NewsKind.PUBLISHED, "10.1234/j", evidence=("title equal",)),
            "## Published",
            "Paper a (`keya`): [10\\.1234\\/j](https://doi.org/10.1234/j). title equal",
        ),
        (
            news(NewsKind.RETRACTED, "10.1234/n"),
            "## Retracted, corrected, in doubt",
            "Paper a (`keya`): Retracted according to Crossref \\(notice 10\\.1234\\/n\\; seen 2026\\-11\\-23\\)",
        ),
        (
            news(NewsKind.TITLE, "New", "Old"),
            "## Described differently",
            "Paper a (`keya`): “Old” is now “New” at Crossref",
        ),
        (
            news(NewsKind.DROP, "4", "30", evidence=("it fell",)),
            "## Suspicious counts",
            "Paper a (`keya`): Crossref says 4: it fell; 30 is kept",
        ),
    ],
)
def test_news(one: News, heading: str, line: str):
    lines = changes(news=(one,)).splitlines()
    assert lines[2:5] == [heading, "", f"- {line}"]
    later = changes(("b", "crossref", 1, "2026-12-01"), news=(one,))
    assert "Published" not in later.partition("Waiting")[0], "told on its day"
    assert heading == "## Published" or heading not in later


def test_a_doubt_that_is_over_is_no_news():
    assert "Suspicious" not in changes(news=(news(NewsKind.DROP, "4"), news(NewsKind.DROP, "")))


def test_what_waits_is_told_as_long_as_it_waits():
    row = Row("row-b", "list.md", 7, (Column("Title", "title"),), ("A *doubtful* row",))
    bibliography = Bibliography(
        works=(work("a"), work("b")),
        rows=(row,),
        matches=(Match("row-b", Verdict.REVIEW, "two_near_candidates", "", ""),),
        counts=(CitationCount("b", "crossref", 1, DAY),),
        news=(news(NewsKind.PUBLISHED, "10.1234/j", as_of=OLD),),
    )
    ((_, text),) = write_changes(bibliography)
    waiting = text.partition("## Waiting for a decision\n\n")[2].splitlines()
    assert waiting == [
        "- Paper a (`keya`): cite [10\\.1234\\/j](https://doi.org/10.1234/j) instead of the preprint?"
        " `bibmill review` prints the entry.",
        "- A \\*doubtful\\* row (list\\.md, line 7): two\\_near\\_candidates",
    ]
    taken = Work("a", Record("a", identifiers=Identifiers(doi="10.1234/j")), ("row-a",), "matched", "keya")
    assert "cite" not in changes(("a", "crossref", 1, DAY), news=bibliography.news, works=(taken,))


def test_long_sections_are_cut():
    works = tuple(work(f"{at:03}") for at in range(60))
    text = changes(*((one.id, "crossref", 1, DAY) for one in works), works=works)
    assert text.count("\n- Paper") == SHOWN
    assert text.endswith("- … and 35 more\n")


HOSTILE = [
    "fixes #12 and GH-12",
    "@octocat knows",
    "![x](http://evil.example/t.png)",
    "[x](javascript:alert(1))",
    "<img src=x onerror=alert(1)>",
    "`code` | pipe | *x* _y_ ~~z~~",
    "https://evil.example www.evil.example a@evil.example",
    "# heading\n\n- list\n\n```\nfence",
    "${{ secrets.X }} $(id) `id` ; rm -rf /",
    "&lt;b&gt; \\ \\* \u202e",
    "1. one",
]


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_titles_are_only_text(title: str):
    text = changes(("a", "crossref", 1, DAY), works=(work("a", title),))
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    inlines = [token for token in tokens if token.type == "inline"]
    assert len(inlines) == 4, "heading, heading, sentence, and one line"
    kinds = {child.type for child in inlines[3].children or ()}
    assert kinds <= {"text", "text_special", "code_inline"}
    shown = "".join(child.content for child in inlines[3].children or ())
    assert shown.replace("\u2060", "").startswith(" ".join(title.replace("\u202e", "").split())[:20])
    for call in ("@octocat", "#12", "GH-12", "://", "www.", "a@evil"):
        assert call not in shown, "a forge would link it"


def test_escaping_leaves_words_alone():
    assert escape_markdown("Gaïa’s pear tree – 樹") == "Gaïa’s pear tree – 樹"


def test_what_newer_rules_say_stands_beside_what_is_cited():
    kept = Match(
        "row-a", Verdict.ACCEPT, "title_year", "title equal.", "", newer_rules="too_little_evidence: *nothing* more."
    )
    ((_, text),) = write_changes(Bibliography(works=(work("a"), work("b")), rows=(), matches=(kept,)))
    assert text.startswith("# What changed\n\n## Newer rules would judge these otherwise\n")
    assert "Paper a" in text
    assert "before, title equal\\. Now, too\\_little\\_evidence\\: \\*nothing\\* more\\." in text
    assert "Paper b" not in text
