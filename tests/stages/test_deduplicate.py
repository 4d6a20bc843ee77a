"""Rows that mean one work, and rows that only look like it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from pipeline.model.records import Assessment, Candidate, Date, Identifiers, Match, Name, Record
from pipeline.model.statuses import Verdict
from pipeline.stages.deduplicate import deduplicate


def claim(row: str, venue: str = "ICML", year: int = 2016) -> Record:
    kind = "article" if venue == "arXiv" else "paper-conference"
    return Record(id=row, type=kind, title="A Paper", issued=Date(year), container_title_short=venue)


def matched(row: str, **fields: Any) -> Match:
    ids = Identifiers(**{name: str(fields.pop(name)) for name in ("doi", "arxiv") if name in fields})
    record = Record(
        id="c", **{"type": "paper-conference", "title": "A Paper", "issued": Date(2016), **fields}, identifiers=ids
    )
    source_id = ids.doi or ids.arxiv or str(fields)
    chosen = Candidate(record, "crossref", source_id)
    return Match(row, Verdict.ACCEPT, "title_year_container", "because.", "m", chosen=chosen)


def unmatched(row: str, verdict: Verdict = Verdict.REJECT) -> Match:
    return Match(row, verdict, "nothing_found", "because.", "m")


def test_two_rows_of_one_paper_are_one_work():
    found = deduplicate(
        [claim("a"), claim("b", "IJCAI", 2017)], [matched("a", doi="10.1000/1"), matched("b", doi="10.1000/1")]
    )
    [work] = found.works
    assert (work.rows, work.id, work.status) == (("a", "b"), "doi:10.1000/1", "matched")


def test_the_published_version_of_two_rows_is_cited():
    found = deduplicate(
        [claim("pre", "arXiv"), claim("pub")],
        [matched("pre", type="article", arxiv="1606.00001"), matched("pub", doi="10.1000/1", arxiv="1606.00001")],
    )
    [work] = found.works
    assert work.rows == ("pre", "pub")
    assert work.record.identifiers == Identifiers(doi="10.1000/1", arxiv="1606.00001")
    assert [version.identifiers for version in work.versions] == [Identifiers(arxiv="1606.00001")]


def test_a_cited_preprint_names_its_published_version():
    found = deduplicate([claim("pre", "arXiv")], [matched("pre", doi="10.1000/1", arxiv="1606.00001")])
    [work] = found.works
    assert work.record.identifiers == Identifiers(arxiv="1606.00001")
    assert [version.identifiers.doi for version in work.versions] == ["10.1000/1"]


def test_conference_and_journal_version_stay_two_works():
    found = deduplicate(
        [claim("conf"), claim("jour")],
        [matched("conf", doi="10.1000/1", arxiv="1606.00001"), matched("jour", doi="10.1000/2", arxiv="1606.00001")],
    )
    assert [work.rows for work in found.works] == [("conf",), ("jour",)]


def test_open_rows_become_works_as_listed():
    rows = [claim("a"), claim("b"), claim("c", year=2015)]
    found = deduplicate(rows, [unmatched("a"), unmatched("b"), unmatched("c", Verdict.REVIEW)])
    assert [(work.rows, work.status) for work in found.works] == [(("a", "b"), "unmatched"), (("c",), "review")]
    assert [work.record.container_title for work in found.works] == ["ICML", "ICML"]


def stating(row: str, title: str = "A Paper", **fields: Any) -> Record:
    """A claim with what a row states beside its title."""
    ids = {name: str(fields.pop(name)) for name in ("doi", "arxiv") if name in fields}
    return msgspec.structs.replace(claim(row), title=title, identifiers=Identifiers(**ids), **fields)


def rival(reason: str, **ids: str) -> Assessment:
    record = Record("c", title="Another Paper", identifiers=Identifiers(**ids))
    return Assessment(Candidate(record, "crossref", "c"), Verdict.REVIEW, reason, 50)


@pytest.mark.parametrize("verdict", [Verdict.REVIEW, Verdict.REJECT])
def test_an_unmatched_row_keeps_what_it_states(verdict: Verdict):
    doubtful = stating(
        "a", doi="10.1000/9", arxiv="1606.00009", author=(Name("Smith", "A."),), has_other_authors=True,
        url="https://x.org/p", note="oral", other_links=(("code", "https://github.com/a/b"),),
    )  # fmt: skip
    [work] = deduplicate([doubtful], [unmatched("a", verdict)]).works
    assert work.record.identifiers == Identifiers(doi="10.1000/9", arxiv="1606.00009")
    assert (work.record.author, work.record.has_other_authors) == ((Name("Smith", "A."),), True)
    assert (work.record.url, work.record.note) == ("https://x.org/p", "oral; code: https://github.com/a/b")
    assert work.record.other_links == ()


@pytest.mark.parametrize(
    ("reason", "kept"),
    [
        ("identifier_of_another_title", Identifiers(arxiv="1606.00009")),
        ("not_the_paper", Identifiers(arxiv="1606.00009")),
        ("identifier_of_a_near_title", Identifiers(doi="10.1000/9", arxiv="1606.00009")),
        ("title_only_near", Identifiers(doi="10.1000/9", arxiv="1606.00009")),
    ],
)
def test_an_identifier_of_another_paper_is_in_the_note_only(reason: str, kept: Identifiers):
    doubtful = stating("a", doi="10.1000/9", arxiv="1606.00009", url="https://doi.org/10.1000/9")
    match = msgspec.structs.replace(unmatched("a", Verdict.REVIEW), rivals=(rival(reason, doi="10.1000/9"),))
    [work] = deduplicate([doubtful], [match]).works
    assert work.record.identifiers == kept
    is_told = work.record.note == "The list gives doi:10.1000/9, which is another paper's"
    assert is_told == (not kept.doi) == (work.record.url == "")


@pytest.mark.parametrize("refused", ["doi:10.1000/9", "https://doi.org/10.1000/9", "10.1000/9"])
def test_a_refused_identifier_is_not_given_out(refused: str):
    match = msgspec.structs.replace(unmatched("a", Verdict.REVIEW), refused=(refused,))
    [work] = deduplicate([stating("a", doi="10.1000/9")], [match]).works
    assert work.record.identifiers == Identifiers()


def works_of(*claims: Record) -> list[tuple[str, ...]]:
    return [work.rows for work in deduplicate(claims, [unmatched(one.id) for one in claims]).works]


@pytest.mark.parametrize(
    ("claims", "rows"),
    [
        ([stating("a", doi="10.1000/1"), stating("b", "Other", doi="10.1000/1")], [("a",), ("b",)]),
        ([stating("a", arxiv="1606.00001"), stating("b", "Other", arxiv="1606.00001")], [("a",), ("b",)]),
        ([stating("a", doi="10.1000/1"), stating("b", "A Papre", doi="10.1000/1")], [("a", "b")]),
        ([stating("a", doi="10.1000/1"), stating("b", doi="10.1000/2")], [("a",), ("b",)]),
        ([stating("a", arxiv="1606.00001"), stating("b", arxiv="1606.00002")], [("a",), ("b",)]),
        ([stating("a", doi="10.1000/1"), stating("b", arxiv="1606.00001")], [("a", "b")]),
        ([stating("a", doi="10.1000/1"), stating("b")], [("a", "b")]),
        ([stating("a"), stating("b", "Other")], [("a",), ("b",)]),
        (
            [stating("a", doi="10.1000/1"), stating("b", doi="10.1000/2"), stating("c", doi="10.1000/2")],
            [("a",), ("b", "c")],
        ),
    ],
)
def test_unmatched_rows_of_one_work(claims: list[Record], rows: list[tuple[str, ...]]):
    assert works_of(*claims) == rows


def test_unmatched_works_of_one_title_have_ids_of_their_own():
    found = deduplicate(
        [stating("a", doi="10.1000/1"), stating("b", doi="10.1000/2")], [unmatched("a"), unmatched("b")]
    )
    assert [work.id for work in found.works] == ["doi:10.1000/1", "doi:10.1000/2"]


def test_joined_unmatched_rows_lose_nothing():
    claims = [
        stating("a", doi="10.1000/1", note="oral"),
        stating("b", doi="10.1000/1", arxiv="1606.00001", url="https://x.org/p", author=(Name("Smith", "A."),)),
    ]
    [work] = deduplicate(claims, [unmatched("a"), unmatched("b")]).works
    assert work.record.identifiers == Identifiers(doi="10.1000/1", arxiv="1606.00001")
    assert (work.record.url, work.record.note, work.record.author) == (
        "https://x.org/p",
        "oral",
        (Name("Smith", "A."),),
    )


def test_a_matched_row_leads_the_work_that_another_only_states():
    claims = [stating("a", "A Papre", doi="10.1000/1"), stating("b", doi="10.1000/1")]
    [work] = deduplicate(claims, [unmatched("a", Verdict.REVIEW), matched("b", doi="10.1000/1")]).works
    assert (work.rows, work.status, work.record.title) == (("a", "b"), "matched", "A Paper")


def test_tags_of_all_rows_become_keywords():
    claims = [stating("a", keyword=("Pruning", "LLM")), stating("b", keyword=("llm", "Survey"))]
    [work] = deduplicate(
        claims, [matched("a", doi="10.1000/1", keyword=("pruning",)), matched("b", doi="10.1000/1")]
    ).works
    assert work.record.keyword == ("pruning", "LLM", "Survey")
    assert [(one.source, one.source_id) for one in work.record.provenance if one.field == "keyword"] == [
        ("list", "a"),
        ("list", "b"),
    ]


def test_conflicts_name_their_work():
    import msgspec

    match = matched("a", doi="10.1000/1", page="1-9")
    other = Candidate(Record(id="o", title="A Paper", page="2-9"), "openalex", "o")
    found = deduplicate([claim("a")], [msgspec.structs.replace(match, support=(other,))])
    assert [(one.work, one.field, one.kept, one.refused) for one in found.conflicts] == [
        ("doi:10.1000/1", "page", "1-9", "2-9")
    ]


def test_what_is_set_for_any_row_of_a_work_counts():
    first, second = matched("1", page="1-9"), matched("2", page="1-9")
    second = msgspec.structs.replace(second, set_fields={"volume": "7", "issue": "2"})
    first = msgspec.structs.replace(first, set_fields={"issue": "3"})
    [work] = deduplicate([claim("1"), claim("2")], [first, second]).works
    assert (work.record.volume, work.record.issue) == ("7", "3")


@pytest.mark.parametrize("is_wrong_first", [True, False])
def test_an_entry_with_anothers_doi_is_another_work(is_wrong_first: bool):
    stairs = msgspec.structs.replace(claim("a"), title="A Robot That Climbs Stairs")
    veins = msgspec.structs.replace(claim("b"), title="Regeneration of Small Veins")
    entry = matched("a", doi="10.1000/1", title=stairs.title)
    assert entry.chosen
    entry = msgspec.structs.replace(entry, chosen=msgspec.structs.replace(entry.chosen, source="library"))
    pairs = [(stairs, entry), (veins, matched("b", doi="10.1000/1", title=veins.title))]
    works = deduplicate(*zip(*(pairs if is_wrong_first else pairs[::-1]), strict=True)).works
    assert {work.record.title: work.id for work in works} == {
        stairs.title: "title:arobotthatclimbsstairs:2016",
        veins.title: "doi:10.1000/1",
    }
    assert len({name for work in works for name in work.ids}) == sum(len(work.ids) for work in works)
