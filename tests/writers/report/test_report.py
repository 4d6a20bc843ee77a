import base64
import hashlib
import html
import re
from html.parser import HTMLParser
from typing import Any

import msgspec
import pytest
import yaml

from pipeline import __version__
from pipeline.config.decisions import read_decisions
from pipeline.model.protocols import Bibliography
from pipeline.model.records import (
    Assessment,
    Candidate,
    CitationCount,
    Column,
    Conflict,
    Date,
    Evidence,
    Identifiers,
    Match,
    Name,
    Problem,
    Record,
    Row,
    Work,
)
from pipeline.model.statuses import Bearing, Verdict
from pipeline.stages.emit import emit
from pipeline.writers import all_writers
from pipeline.writers.report.earlier_files import LONGEST, EarlierFiles
from pipeline.writers.report.report import (
    FIRST_ROWS,
    GROUP_SIZE,
    LATER_ROWS,
    author_line,
    decision_stub,
    group_files,
    headline,
    mark_titles,
    offers,
    places,
    sides,
    tell_card,
    tell_row,
    write_report,
)
from pipeline.writers.tables.judged_rows import JudgedRow, judge_rows

COLUMNS = (Column("Year", "year"), Column("Publication", "venue"), Column("Paper", "title"))
VOID = {"meta", "link", "input", "br"}


class Page(HTMLParser):
    """The page as a browser would see it: tags with attributes, text, and whether all that opens is closed."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.text, self.open = [], "", []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def all(self, wanted):
        return [attributes for tag, attributes in self.tags if tag == wanted]


def a_record(title: str = "Grad-CAM", **more: Any) -> Record:
    given: dict[str, Any] = {
        "type": "paper-conference",
        "author": tuple(Name(family=family, given="R.") for family in ("Selvaraju", "Cogswell", "Das", "Parikh")),
        "issued": Date(2017),
        "container_title": "ICCV",
        "identifiers": Identifiers(doi="10.1109/iccv.2017.74", arxiv="1610.02391"),
    }
    return Record("a", title=title, **(given | more))


def a_row(row_id="a", title="Grad-cam", line=3, file="list.md"):
    return Row(row_id, file, line, COLUMNS, ("2017", "ICCV", title))


def a_rival(record, verdict=Verdict.REVIEW, source="crossref", evidence=()):
    return Assessment(Candidate(record, source, record.title), verdict, "r", 60, evidence)


EVIDENCE = (
    Evidence("title_equal", Bearing.FOR, "grad cam", "grad cam"),
    Evidence("year_differs", Bearing.AGAINST, "2017", "2019"),
    Evidence("part_number", Bearing.VETO, "II", "I"),
    Evidence("authors_unknown", Bearing.NEUTRAL),
)


def a_bibliography(title="Grad-cam", record=None, verdict=Verdict.ACCEPT):
    record = record or a_record()
    chosen = Candidate(record, "crossref", "1") if verdict is Verdict.ACCEPT else None
    rivals = () if chosen else (a_rival(record, evidence=EVIDENCE),)
    match = Match(
        "a", verdict, "title_year", "the title agrees", "m", score=97, rivals=rivals, chosen=chosen, evidence=EVIDENCE,
        unasked=(("openalex", "throttled"),),
    )  # fmt: skip
    return Bibliography((Work("w", record, ("a",), "", key="selvaraju2017grad"),), (a_row(title=title),), (match,))


def page_of(bibliography):
    [(name, text)] = write_report(bibliography)
    assert name == "report.html"
    return text


def test_the_same_bibliography_gives_the_same_bytes():
    assert page_of(a_bibliography()) == page_of(a_bibliography())


@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_page_is_well_formed_and_complete(verdict):
    page = Page(page_of(a_bibliography(verdict=verdict)))
    assert page.open == []
    for said in (
        "Grad-cam",
        "2017",
        "ICCV",
        "selvaraju2017grad",
        "title_year",
        "the title agrees",
        "openalex (throttled)",
    ):
        assert said in page.text


def test_an_empty_bibliography_is_a_page_too():
    page = Page(page_of(Bibliography((), (), ())))
    assert page.open == []
    assert "What waits for a decision" in page.text


def test_only_the_script_of_the_page_is_let_run():
    text = page_of(a_bibliography())
    [script] = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    [policy] = [meta["content"] for meta in Page(text).all("meta") if meta.get("http-equiv")]
    assert policy.split("; ") == [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        f"script-src 'sha256-{digest}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_the_script_never_makes_markup_of_data():
    script = page_of(a_bibliography()).rpartition("<script>")[2]
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|fetch|XMLHttp", script)


def test_nothing_is_loaded_from_elsewhere():
    page = Page(page_of(a_bibliography(verdict=Verdict.REVIEW)))
    for tag, attributes in page.tags:
        assert "src" not in attributes
        if tag == "link":
            assert attributes["href"] == "data:,"
    assert "url(" not in page_of(a_bibliography())
    assert "@import" not in page_of(a_bibliography())


HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title></style><svg/onload=alert(1)>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7*7 }}{% raw %}",
    "<!-- --> <a href=javascript:alert(1)>x</a>",
    "javascript:alert(1)",
    "]]>&lt;script&gt;",
    "</pre></details></table><iframe srcdoc=x>",
]


def shape(page):
    return [tag for tag, _ in page.tags]


@pytest.mark.parametrize("verdict", [Verdict.ACCEPT, Verdict.REVIEW])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_markup_anywhere(text, verdict):
    def dressed(words):
        record = a_record(words, container_title=words, author=(Name(literal=words),), type=words)
        bibliography = a_bibliography(words, record, verdict)
        row = Row("a", words, 3, COLUMNS, (words, words, words))
        piece = (Evidence(words, Bearing.FOR, words, words),)
        match = Match(
            "a", verdict, words, words, "m", chosen=Candidate(record, words, words), evidence=piece,
            rivals=(a_rival(record, source=words, evidence=piece),), support=(Candidate(record, words, words),),
            unasked=((words, words),),
        )  # fmt: skip
        return Bibliography(
            bibliography.works, (row,), (match,), (Conflict(words, words, words, words, words, words),),
            problems=(Problem(words, words, words, words),),
        )  # fmt: skip

    page = Page(page_of(dressed(text)))
    assert page.open == []
    assert shape(page) == shape(Page(page_of(dressed("harmless"))))
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert text in page.text


@pytest.mark.parametrize("verdict", [Verdict.ACCEPT, Verdict.REVIEW])
@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", 'https://x.org/" onclick="x'])
def test_links_lead_to_the_web_only(url, verdict):
    record = a_record(url=url, identifiers=Identifiers(doi='10.1/"><x>', arxiv='"x'))
    page = Page(page_of(a_bibliography(record=record, verdict=verdict)))
    outward = [link for link in page.all("a") if not link["href"].startswith("#")]
    assert outward
    assert all(link["href"].startswith("https://") for link in outward)
    assert all(link["rel"] == "noopener noreferrer" for link in outward)


def test_hidden_characters_are_not_in_the_page():
    text = page_of(a_bibliography("Grad\u202e-c\u200bam\x1b[2J\x00 a" + "\u0301" * 1000, verdict=Verdict.REVIEW))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069]", text)
    assert "\u0301" * 5 not in text.partition("<pre")[0]
    text.encode("utf-8")


def test_endless_values_are_cut():
    assert len(page_of(a_bibliography(record=a_record("x" * 60_000)))) < 40_000


def test_people_who_hear_or_type_find_their_way():
    page = Page(page_of(a_bibliography(verdict=Verdict.REVIEW)))
    tags = shape(page)
    assert {"header", "nav", "main", "section", "h1", "caption", "figcaption", "desc"} <= set(tags)
    assert page.all("html") == [{"lang": "en"}]
    headers = page.all("th")
    assert all(header["scope"] == "col" for header in headers)
    assert [header["aria-sort"] for header in headers if "aria-sort" in header] == ["ascending"] + ["none"] * 10
    pictures = page.all("svg")
    assert all(
        svg.get("aria-hidden") == "true" or (svg["role"] == "img" and {"aria-label", "aria-labelledby"} & set(svg))
        for svg in pictures
    )
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = [name for svg in pictures for name in svg.get("aria-labelledby", "").split()]
    assert set(named) <= set(ids)
    assert any(link.get("class") == "skip" for link in page.all("a"))


def test_every_row_is_in_the_table_with_its_status():
    works = tuple(Work(f"w{at}", a_record(), (f"r{at}",), "", key=f"k{at}") for at in range(4))
    rows = tuple(a_row(f"r{at}", line=at + 3) for at in range(4))
    matches = tuple(Match(f"r{at}", verdict, "r", "", "m") for at, verdict in enumerate(Verdict))
    page = Page(page_of(Bibliography(works, rows, matches)))
    assert [row["data-status"] for row in page.all("tr") if "data-status" in row] == [
        "matched",
        "review",
        "unmatched",
        "unmatched",
    ]


def test_a_doubtful_row_shows_the_identifiers_of_its_record():
    [text] = re.findall(r"<tbody.*?</tbody>", page_of(a_bibliography(verdict=Verdict.REVIEW)), re.DOTALL)
    assert "Grad-cam" in text
    assert "iccv.2017.74" in text


def test_rows_far_down_are_texts_that_a_browser_without_scripts_reads():
    rows = tuple(a_row(f"r{at}", line=at + 3) for at in range(FIRST_ROWS + LATER_ROWS + 1))
    page = page_of(Bibliography((), rows, ()))
    parts = page.split('<noscript class="rows"><table class="later">')
    assert [part.count("<tr id=") for part in parts] == [FIRST_ROWS, LATER_ROWS, 1]
    assert [int(number) for number in re.findall(r'<tr id="row-(\d+)"', page)] == [*range(1, len(rows) + 1)]


def test_rows_come_in_groups_that_tell_their_size():
    page = page_of(Bibliography((), tuple(a_row(f"r{at}") for at in range(2 * GROUP_SIZE + 3)), ()))
    groups = re.findall(r'<tbody style="--rows:(\d+)">(.*?)</tbody>', page, re.DOTALL)
    assert [(int(told), group.count("<tr")) for told, group in groups] == [(GROUP_SIZE, GROUP_SIZE)] * 2 + [(3, 3)]


def test_evidence_is_folded_by_the_script_alone():
    text = page_of(a_bibliography())
    page = Page(text)
    assert page.all("button")[-1] == {"aria-expanded": "false"}
    assert [p["hidden"] for p in page.all("p") if "hidden" in p] == ["until-found"]
    assert "html:not(.js) td p { display: block; content-visibility: visible; }" in text
    assert 'document.documentElement.classList.add("js");' in text
    assert "year differs: “2017” / “2019”" in page.text


def test_a_doubtful_row_and_its_card_are_linked():
    rows = (a_row("sure", line=3), a_row("doubtful", line=4))
    rival = a_rival(a_record())
    matches = (
        Match("sure", Verdict.ACCEPT, "r", "", "m"),
        Match("doubtful", Verdict.REVIEW, "r", "", "m", rivals=(rival,)),
    )
    page = Page(page_of(Bibliography((), rows, matches)))
    assert [row["id"] for row in page.all("tr") if "id" in row] == ["row-1", "row-2"]
    assert [card["id"] for card in page.all("article")] == ["decide-2"]
    inward = {link["href"] for link in page.all("a") if link["href"].startswith("#")}
    assert {"#row-2", "#decide-2"} <= inward
    assert "#decide-1" not in inward
    assert "1 of 2 rows matched, 1 to decide" in page.text


def test_every_link_within_the_page_leads_somewhere():
    one = a_bibliography(verdict=Verdict.REVIEW)
    conflicts = (Conflict("w", "page", "1", "crossref", "2", "openalex"), Conflict("gone", "page", "1", "a", "2", "b"))
    counts = (CitationCount("w", "crossref", 5, "2026-01-01"),)
    page = Page(
        page_of(Bibliography(one.works, one.rows, one.matches, conflicts, counts=counts, shown_sources=("crossref",)))
    )
    ids = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    inward = [link["href"][1:] for link in page.all("a") if link["href"].startswith("#")]
    assert set(inward) <= ids
    assert inward.count("row-1") == 4  # from its card, its conflict, its history, and as one that waits for a source


def test_a_work_links_to_its_first_row():
    work = Work("w", a_record(), ("a", "b"), "", key="k")
    rows = (a_row("other"), a_row("a"), a_row("b"))
    judged = list(judge_rows(Bibliography((work,), rows, ())))
    assert places(judged) == {"w": 2}


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((), "8009"),
        ((CitationCount("w", "semantic_scholar", 1, "2026-01-01"),), "8009"),
        ((CitationCount("w", "openalex", 12345, "2026-01-01"),), "12345"),
    ],
)
def test_a_row_shows_a_sources_count_or_its_own(counts, shown):
    row = Row("a", "list.md", 3, (*COLUMNS, Column("Citation", "count")), ("2017", "ICCV", "Grad-cam", "8009"))
    works = a_bibliography().works
    page = page_of(Bibliography(works, (row,), (), counts=counts, shown_sources=("openalex",)))
    [line] = re.findall(r"<tr id=.*?</tr>", page, re.DOTALL)
    assert re.findall(r"<td>(.*?)</td>", line, re.DOTALL)[6] == shown


def test_a_list_without_rows_has_no_empty_table():
    page = Page(page_of(Bibliography((), (), ())))
    assert not page.all("table")
    assert not page.all("input")


def test_several_lists_are_named_beside_their_lines():
    bibliography = Bibliography((), (a_row("a"), a_row("b", file="other.md")), ())
    assert "<small>other.md</small>" in page_of(bibliography)


def test_conflicts_name_the_work_and_both_sources():
    one = a_bibliography()
    conflict = Conflict("w", "page", "618–626", "crossref", "1–9", "openalex")
    page = Page(page_of(Bibliography(one.works, one.rows, one.matches, (conflict,))))
    for said in ("618–626", "crossref", "1–9", "openalex"):
        assert said in page.text


def test_long_lists_of_problems_are_cut():
    problems = tuple(Problem("load", "c", f"f:{at}", "A sentence.") for at in range(1100))
    page = Page(page_of(Bibliography((), (), (), problems=problems)))
    assert "The first 1000 of 1100 are shown" in page.text
    assert "f:1000" not in page.text


def test_the_headline_counts_identifiers_of_known_works_only():
    identifiers = [
        Identifiers(doi="10.1/a", arxiv="1"),
        Identifiers(arxiv="2"),
        Identifiers(),
        Identifiers(doi="10.1/d"),
    ]
    works = tuple(
        Work(f"w{at}", Record(f"r{at}", identifiers=one), (f"r{at}",), "") for at, one in enumerate(identifiers)
    )
    rows = tuple(a_row(f"r{at}") for at in range(4))
    verdicts = [Verdict.ACCEPT, Verdict.ACCEPT, Verdict.ACCEPT, Verdict.REVIEW]
    bibliography = Bibliography(
        works, rows, tuple(Match(f"r{at}", verdict, "r", "", "m") for at, verdict in enumerate(verdicts))
    )
    figures = {figure.name: figure.number for figure in headline(bibliography, judge_rows(bibliography))}
    assert figures == {
        "rows": 4,
        "matched": 3,
        "review": 1,
        "unmatched": 0,
        "works": 4,
        "with DOI": 1,
        "arXiv only": 1,
        "neither": 2,
    }


def judged_with(*rivals, title="Grad-cam", year="2017", **more):
    row = Row("a", "list.md", 3, COLUMNS, (year, "ICCV", title))
    return JudgedRow(row, 1, Match("a", Verdict.REVIEW, "r", "e", "m", rivals=rivals, **more))


def test_the_stub_accepts_the_first_candidate():
    second = a_record("Grad-CAM++", identifiers=Identifiers(arxiv="1710.11063"), issued=None)
    assert decision_stub(judged_with(a_rival(a_record()), a_rival(second, source="arxiv"))) == (
        '- row: "Grad-cam"\n'
        "  year: 2017\n"
        '  accept: "doi:10.1109/iccv.2017.74"  # Grad-CAM (2017), crossref\n'
        '  # accept: "arxiv:1710.11063"  # Grad-CAM++ (no year), arxiv\n'
        '  why: ""'
    )


@pytest.mark.parametrize(
    "judged",
    [
        judged_with(a_rival(a_record(), Verdict.REJECT)),
        judged_with(a_rival(a_record(identifiers=Identifiers(pmid="1")))),
        judged_with(),
        JudgedRow(a_row(), 1),
    ],
)
def test_pasting_never_accepts_what_the_rules_refuse(judged):
    [decision] = read_decisions(decision_stub(judged), "decisions.yaml")
    assert decision.accept == ""


TITLES = [
    "Grad-cam",
    'say "no": #1 \\ {a} [b] & *c | > %d @e `f` - ? !!python/object/apply:os.system',
    "two  spaces\tand\ttabs ",
    "line\n- row: evil",
    "bidi \u202e zero \u200b nul \x00 esc \x1b del \x7f c1 \x9b nel \x85 ls \u2028 nbsp \u00a0 bom \ufeff non \uffff",
    "emoji 😀 tag \U000e0041 math 𝐀",
    "no",
    "1e3",
    "",
]


@pytest.mark.parametrize("title", TITLES)
def test_a_stub_says_the_title_exactly_and_nothing_else(title):
    hostile = a_record(title, identifiers=Identifiers(doi='10.1/"\n  reject: [x]#'))
    stub = decision_stub(judged_with(a_rival(hostile, source="a\nb"), a_rival(a_record()), title=title))
    assert all(char.isprintable() for char in stub.replace("\n", ""))
    [entry] = yaml.safe_load(stub)
    assert entry == {"row": title, "year": 2017, "accept": 'doi:10.1/"\n  reject: [x]#', "why": ""}


@pytest.mark.parametrize(
    ("cell", "year"), [("2017", 2017), ("May 2017", 2017), ("17", None), ("", None), ("120171", None)]
)
def test_a_stub_has_the_year_of_the_list(cell, year):
    [entry] = yaml.safe_load(decision_stub(judged_with(year=cell)))
    assert entry.get("year") == year


def test_offers_start_with_the_chosen_candidate():
    chosen = Candidate(a_record(), "crossref", "10.1/a")
    again = Assessment(chosen, Verdict.ACCEPT, "r", 97)
    other = a_rival(a_record("Other"))
    support = (Candidate(a_record(), "openalex", "W1"), Candidate(a_record(), "openalex", "W2"))
    match = Match("a", Verdict.ACCEPT, "r", "e", "m", chosen=chosen, rivals=(other, again), support=support)
    found = offers(match)
    assert [(offer.assessment.candidate.source_id, offer.also_in) for offer in found] == [
        ("10.1/a", ("openalex",)),
        ("Other", ()),
    ]


def test_evidence_is_told_by_side_and_equal_values_once():
    assert sides(EVIDENCE) == [
        ("Forbids", ["part number: “II” / “I”"]),
        ("Against", ["year differs: “2017” / “2019”"]),
        ("For", ["title equal: “grad cam”"]),
        ("Noted", ["authors unknown"]),
    ]


def test_three_authors_and_how_many_more():
    assert author_line(a_record()) == "R. Selvaraju, R. Cogswell, R. Das + 1 more"
    assert author_line(a_record(author=(Name(literal="OpenAI"),))) == "OpenAI"
    assert author_line(a_record(author=())) == ""


def made_page(bibliography, chosen=None):
    return dict(emit(bibliography, all_writers(chosen)))


def copied_entries(text):
    inert = text.partition('<template id="entries">')[2].partition("</template>")[0]
    return [html.unescape(entry) for entry in re.findall("<pre>(.*?)</pre>", inert, re.DOTALL)]


def test_the_head_says_version_and_day_and_what_is_done():
    one = a_bibliography()
    text = page_of(one)
    head = Page(text.partition("<main>")[0].partition("<header>")[2].partition("</header>")[0]).text
    assert f"bibmill {__version__} · from your own files alone" in head
    assert "1 row is matched, to 1 work." in head
    assert "1 row\n" in head
    assert "1 row waits for OpenAlex: throttled" in re.sub(r"\s+", " ", head)
    counts = (CitationCount("w", "openalex", 5, "2026-01-01"),)
    assert "as of 2026-01-01" in Page(page_of(msgspec.structs.replace(one, counts=counts))).text


def test_the_head_comes_first_and_charts_before_the_rows():
    text = page_of(a_bibliography(verdict=Verdict.REVIEW))
    places = [text.index(f'id="{name}"') for name in "decide works rows conflicts history problems entries".split()]
    assert [text.index('class="done"'), text.index('class="waiting"'), *places] == sorted(
        [text.index('class="done"'), text.index('class="waiting"'), *places]
    )


def test_reason_codes_are_words_and_the_code_is_a_click_away():
    text = page_of(a_bibliography(verdict=Verdict.REVIEW))
    assert '<button aria-expanded="false">title and year agree</button>' in text
    assert "<code>title_year</code></p></td>" in text
    assert '<b class="why" title="title_year">title and year agree</b>: the title agrees' in text


@pytest.mark.parametrize(
    ("reason", "explanation", "told"),
    [
        (
            "year_differs",
            "the title is the same, but the years are too far apart (title equal: “A”).",
            ("the title is the same, but the years are too far apart", ""),
        ),
        ("year_differs", "older words.", ("the years are too far apart", "older words.")),
        ("beside_the_paper", "only a talk.", ("only a thing beside the paper was found", "only a talk.")),
    ],
)
def test_a_card_leaves_out_what_its_candidates_say(reason, explanation, told):
    assert tell_card(Match("a", Verdict.REVIEW, reason, explanation, "")) == told


def test_a_row_tells_its_evidence_once():
    evidence = (Evidence("title_equal", Bearing.FOR, "A"), Evidence("year_equal", Bearing.FOR, "2017"))
    said = "title equal: “A”; year equal: “2017”."
    match = Match("a", Verdict.ACCEPT, "title_year", said, "", evidence=evidence)
    assert tell_row(match) == ""
    assert tell_row(msgspec.structs.replace(match, explanation=f"{said} Retracted.")) == "Retracted."
    assert tell_row(msgspec.structs.replace(match, evidence=())) == said


def test_the_page_links_to_the_files_that_were_made_with_what_each_is_for():
    links = {link["href"] for link in Page(made_page(a_bibliography())["report.html"]).all("a")}
    named = {href for href in links if not href.startswith(("#", "https://"))}
    assert named == made_page(a_bibliography()).keys() - {"report.html"}
    few = Page(made_page(a_bibliography(), ["csl", "report"])["report.html"])
    named = {link["href"] for link in few.all("a") if not link["href"].startswith(("#", "https://"))}
    assert named == {"references.json", "aliases.csv", "citations.csv", "changes.md"}
    assert "for Zotero, pandoc and Quarto" in few.text
    assert "for LaTeX" not in few.text
    assert "The files" not in Page(page_of(a_bibliography())).text


def test_the_tables_of_many_lists_are_one_line():
    files = [f"{number}/my list.md" for number in range(5)]
    text = made_page(Bibliography((), tuple(a_row(file, file=file) for file in files), ()))["report.html"]
    assert 'href="table-my%20list-2.md"' in text
    assert text.count("<summary>3 more lists</summary>") == 2


def test_files_are_grouped_most_used_first():
    found = group_files(["aliases.csv", "table-b.md", "references.bib", "unknown.txt", "table-a.md"])
    assert [files.names for files in found] == [["references.bib"], ["table-b.md", "table-a.md"], ["aliases.csv"]]


def test_each_work_has_its_bibtex_just_as_the_file_has_it():
    works = tuple(Work(f"w{at}", a_record(f"Title {at} & more"), (f"r{at}",), "", f"key{at}") for at in range(3))
    bibliography = Bibliography(works, tuple(a_row(f"r{at}") for at in range(3)), ())
    files = made_page(bibliography)
    entries = copied_entries(files["report.html"])
    assert files["references.bib"] == "\n".join(f"{entry}\n" for entry in entries)
    assert copied_entries(made_page(bibliography, ["report"])["report.html"]) == entries, "no references.bib is made"
    assert re.findall(r'data-work="(\d+)"', files["report.html"]) == ["0", "1", "2"]


def test_an_entry_has_what_defines_its_commands():
    work = Work("w", a_record("On $\\dfrac{1}{2}$ of it"), ("a",), "", "half")
    [entry] = copied_entries(made_page(Bibliography((work,), (a_row(),), ()))["report.html"])
    assert "\n\n@preamble{" in entry
    assert "\\providecommand{\\dfrac}" in entry


def test_a_very_long_entry_is_in_the_file_alone():
    authors = tuple(Name(f"Family{at}", "A.") for at in range(LONGEST // 10))
    work = Work("w", a_record(author=authors), ("a",), "", "many")
    files = made_page(Bibliography((work,), (a_row(),), ()))
    assert copied_entries(files["report.html"]) == []
    assert len(files["references.bib"]) > LONGEST


def test_an_entry_in_the_place_of_another_is_not_offered():
    earlier = EarlierFiles()
    earlier.bibtex = "@misc{other,\n  title = {T}\n}\n"
    assert earlier.entries([Work("w", a_record(), (), "", "mine")]) == [""]


def marked(pieces):
    return "".join(f"[{piece.text}]" if piece.differs else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("listed", "offered", "left", "right"),
    [
        ("Deep nets for cats", "Deep Nets for dogs", "Deep nets for [cats]", "Deep Nets for [dogs]"),
        ("Deep nets", "Deep nets: a survey", "Deep nets", "Deep nets: [a survey]"),
        ("Deep nets for all cats", "Deep nets for cats", "Deep nets for [all] cats", "Deep nets for cats"),
        ("Deep Nets", "deep nets", "Deep Nets", "deep nets"),
        ("Salt on plants", "Striving for simplicity", "Salt on plants", "Striving for simplicity"),
        ("", "Deep nets", "", "Deep nets"),
    ],
)
def test_the_differing_words_of_near_titles_are_marked(listed, offered, left, right):
    assert tuple(map(marked, mark_titles(listed, offered))) == (left, right)


def test_marks_are_on_the_card():
    text = page_of(a_bibliography("Deep nets for cats", a_record("Deep nets for dogs", url=""), Verdict.REVIEW))
    assert ">Deep nets for <mark>dogs</mark></a></h4>" in text
    assert "in the list: Deep nets for <mark>cats</mark></p>" in text


def test_what_one_of_is_called():
    one = a_bibliography()
    assert [figure.words for figure in headline(one, judge_rows(one))][:1] == ["row"]
    assert "1 of 1 row matched" in Page(page_of(one)).text
    assert '<output id="told" aria-live="polite">1 row</output>' in page_of(one)
