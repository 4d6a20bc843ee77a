"""Fields where people and programs write what a table has elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.model.records import Date, Name, Record
from pipeline.readers import read_references

ROE, DOE = Name("Roe", "A."), Name("Doe", "B.")


def record(fields: str, kind: str = "book") -> Record:
    (found,) = read_references(f"@{kind}{{x1, title = {{T}}, {fields}}}", "refs.bib").items
    return found


def others(found: Record) -> dict[str, Any]:
    return {**dict(found.other_texts), **dict(found.other_names), **dict(found.other_dates)}


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ("editor = {Roe, A.}, editortype = {director}", {"director": (ROE,)}),
        ("editora = {Roe, A.}, editoratype = {Collaborator}", {"contributor": (ROE,)}),
        ("editora = {Roe, A.}, editoratype = {redactor}", {"editora": (ROE,), "editoratype": "redactor"}),
        ("editorb = {Roe, A.}, editorbtype = {compiler}, compiler = {Doe, B.}", {"compiler": (DOE, ROE)}),
        ("namea = {Roe, A.}, nameatype = {scriptwriter}", {"script-writer": (ROE,)}),
        ("collaborator = {Roe, A.}", {"contributor": (ROE,)}),
        ("serieseditor = {Roe, A.}, illustrator = {Doe, B.}", {"collection-editor": (ROE,), "illustrator": (DOE,)}),
    ],
)
def test_people_by_what_they_did(fields: str, names: dict[str, Any]):
    found = record(fields)
    assert others(found) == names
    assert not found.editor


def test_an_editor_of_a_role_csl_lacks_is_an_editor():
    found = record("editor = {Roe, A.}, editortype = {reviser}")
    assert (found.editor, others(found)) == ((ROE,), {"editortype": "reviser"})
    assert record("editor = {Roe, A.}, editora = {Doe, B.}, editoratype = {editor}").editor == (ROE, DOE)


@pytest.mark.parametrize(
    ("kind", "fields", "field", "value"),
    [
        ("inproceedings", "address = {Ghent}, location = {Bari}", "event_place", "Bari"),
        ("inproceedings", "address = {Ghent}, location = {Bari}", "publisher_place", "Ghent"),
        ("inproceedings", "address = {Ghent}, location = {ghent}", "event_place", ""),
        ("inproceedings", "address = {Ghent}, location = {Bari}, venue = {Rome}", "event_place", "Rome"),
        ("book", "address = {Ghent}, location = {Bari}", "event_place", ""),
        ("book", "city = {Ghent}", "publisher_place", "Ghent"),
        ("patent", "location = {countryde and countryfr}", "publisher_place", "Germany and France"),
        ("book", "series = {newseries}", "collection_title", "new series"),
        ("book", "hyphenation = {ngerman}", "language", "de"),
        ("phdthesis", "school = {Uni}, publisher = {Press}", "publisher", "Uni"),
        ("book", "institution = {Uni}, publisher = {Press}", "publisher", "Press"),
        ("article", "journal = {J. F.}, fjournal = {Journal of Fruit}", "container_title", "Journal of Fruit"),
        ("article", "journal = {J. F.}, fjournal = {Journal of Fruit}", "container_title_short", "J. F."),
        ("online", "type = {Blog post}", "genre", "Blog post"),
        ("article", "type = {Article}", "genre", ""),
        ("inbook", "booktitle = {V}, maintitle = {M}, mainsubtitle = {S}", "container_title", "M: S"),
    ],
)
def test_what_stands_elsewhere(kind: str, fields: str, field: str, value: str):
    assert getattr(record(fields, kind), field) == value


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("phdthesis", "school = {Uni}, publisher = {Press}", {"organization": "Press"}),
        ("article", "journal = {J}, booktitle = {Papers of a Day}", {"issuetitle": "Papers of a Day"}),
        ("article", "journal = {J}, issuetitle = {I}, issuesubtitle = {S}", {"issuetitle": "I: S"}),
        ("inbook", "booktitle = {V?}, booksubtitle = {S}, maintitle = {M}", {"volume-title": "V? S"}),
        ("book", "callnumber = {QA 1}, comment = {C}", {"call-number": "QA 1", "annote": "C"}),
        ("jurisdiction", "court = {High Court}", {"authority": "High Court"}),
        ("book", "origyear = 1867", {"original-date": Date(1867)}),
        ("book", "lastchecked = {2 May 2020}", {"accessed": Date(2020, 5, 2)}),
        ("book", "date = {in press}", {"status": "in press"}),
        ("book", "date = {52000}", {"status": "52000"}),
    ],
)
def test_further_fields(kind: str, fields: str, said: dict[str, Any]):
    assert others(record(fields, kind)) == said


@pytest.mark.parametrize("year", ["[1867] 1985", "1985 [1867]"])
def test_a_reprint_has_two_years(year: str):
    found = record(f"year = {{{year}}}")
    assert (found.issued, others(found)) == (Date(1985), {"original-date": Date(1867)})


@pytest.mark.parametrize(
    ("fields", "url", "doi"),
    [
        ("ee = {http://example.org/a}", "http://example.org/a", ""),
        ("ee = {https://doi.org/10.1234/a}", "https://doi.org/10.1234/a", "10.1234/a"),
        ("ee = {http://example.org/a}, url = {http://example.org/b}", "http://example.org/b", ""),
        ("adsurl = {http://example.org/a}, doi = {10.1234/a}", "", "10.1234/a"),
        ("ee = {db/a.html}, bdsk-url-1 = {http://example.org/a}", "http://example.org/a", ""),
        ("doi = {http://example.org/a.pdf}", "http://example.org/a.pdf", ""),
        ("doi = {https://example.org/doi/10.1234/a.5}", "", "10.1234/a.5"),
    ],
)
def test_where_the_address_is(fields: str, url: str, doi: str):
    found = record(fields)
    assert (found.url, found.identifiers.doi) == (url, doi)


@pytest.mark.parametrize(
    ("note", "arxiv"),
    [
        ("arXiv:2001.00001 [cs.LG]", "2001.00001"),
        ("arXiv: hep-th/9901001.", "hep-th/9901001"),
        ("Comment on arXiv:2001.00001", ""),
    ],
)
def test_a_note_may_be_the_place_of_a_preprint(note: str, arxiv: str):
    assert record(f"note = {{{note}}}").identifiers.arxiv == arxiv


def test_a_status_beside_the_year_stays():
    found = record("year = {2001, in press}")
    assert (found.issued, others(found)) == (Date(2001), {"status": "in press"})


def test_the_macro_of_a_journal_is_no_unknown_command():
    assert not read_references(r"@article{x1, title = {T}, journal = {\prl}}", "refs.bib").problems


def test_keywords_have_many_names():
    assert record("keywords = {a, b}, keyword = {c}, tags = {d; e}").keyword == ("a", "b", "c", "d", "e")


def test_what_is_no_doi_is_told():
    found = read_references(
        "@book{x1, title = {T}, doi = {a.b.2005}}\n@book{x2, title = {T}, doi = {10/abcd}}", "refs.bib"
    )
    (problem,) = found.problems
    assert (problem.code, problem.where) == ("unread_doi", "refs.bib:1")
    assert "a.b.2005" in problem.sentence


@pytest.mark.parametrize(
    ("entry", "csl_type"),
    [
        ("web_page{", "webpage"),
        ("newspaper-article{", "article-newspaper"),
        ("softwareversion{", "software"),
        ("video{entrysubtype = {tvbroadcast}, ", "broadcast"),
        ("unpublished{eventtitle = {Fair}, ", "speech"),
        ("unpublished{", "manuscript"),
        ("nonsense{", "document"),
        ("book{booktitle = {All}, ", "chapter"),
        ("book{booktitle = {{T}}, ", "book"),
        ("book{booktitle = {S}, series = {S}, ", "book"),
    ],
)
def test_types(entry: str, csl_type: str):
    (found,) = read_references(f"@{entry.replace('{', '{x1, ', 1)} title = {{T}}}}", "refs.bib").items
    assert found.type == csl_type
