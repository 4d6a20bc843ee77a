"""Rows that mean one work, and rows that only look like it."""

from __future__ import annotations

from typing import Any

from pipeline.model.records import Candidate, Date, Identifiers, Match, Record
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


def test_identifiers_that_nobody_confirmed_are_not_given_out():
    import msgspec

    doubtful = msgspec.structs.replace(claim("a"), identifiers=Identifiers(doi="10.1000/9"))
    [work] = deduplicate([doubtful], [unmatched("a", Verdict.REVIEW)]).works
    assert work.record.identifiers == Identifiers()


def test_conflicts_name_their_work():
    import msgspec

    match = matched("a", doi="10.1000/1", page="1-9")
    other = Candidate(Record(id="o", title="A Paper", page="2-9"), "openalex", "o")
    found = deduplicate([claim("a")], [msgspec.structs.replace(match, support=(other,))])
    assert [(one.work, one.field, one.kept, one.refused) for one in found.conflicts] == [
        ("doi:10.1000/1", "page", "1-9", "2-9")
    ]
