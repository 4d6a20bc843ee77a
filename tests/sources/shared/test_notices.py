import pytest

from pipeline.sources.crossref import SELECT, to_record
from pipeline.sources.shared.notices import note_retraction, read_crossref, read_openalex


def update(type_, doi="10.1234/notice"):
    return {"DOI": doi, "type": type_, "label": type_.title()}


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ({"updated-by": [update("retraction")]}, [("retracted", "10.1234/notice")]),
        ({"updated-by": [update("Retraction", "10.1234/N")]}, [("retracted", "10.1234/n")]),
        ({"updated-by": [update("withdrawal")]}, [("retracted", "10.1234/notice")]),
        ({"updated-by": [update("expression_of_concern")]}, [("expression of concern", "10.1234/notice")]),
        (
            {"updated-by": [update("erratum", "10.1234/b"), update("correction", "10.1234/a")]},
            [("corrected", "10.1234/a"), ("corrected", "10.1234/b")],
        ),
        ({"updated-by": [update("new_version"), update("addendum")]}, []),
        ({"update-to": [update("retraction", "10.1234/paper")]}, [("retracted", "10.1234/paper")]),
        ({"update-to": [update("retraction", "10.1234/other")]}, []),
        ({"title": ["RETRACTED: Deep nets"]}, [("retracted", "")]),
        ({"title": ["RETRACTED: Deep nets"], "updated-by": [update("retraction")]}, [("retracted", "10.1234/notice")]),
        ({"title": ["Retracted papers and who cites them"]}, []),
        ({"updated-by": [{"type": 7, "DOI": None}, "x", {}]}, []),
        ({"updated-by": None}, []),
    ],
)
def test_crossref_notices(item, told):
    notices = read_crossref({"DOI": "10.1234/Paper", **item})
    assert [(notice.kind.value, notice.doi) for notice in notices] == told


@pytest.mark.parametrize(
    ("item", "type_", "note"),
    [
        ({"updated-by": [update("retraction")]}, "article-journal", "Retracted"),
        ({"update-to": [update("retraction", "10.1234/paper")]}, "article-journal", "Retracted"),
        ({"title": ["RETRACTED: Deep nets"]}, "article-journal", "Retracted"),
        ({"updated-by": [update("correction")]}, "article-journal", ""),
        ({"update-to": [update("retraction", "10.1234/other")]}, "component", ""),
        ({"update-to": [update("correction", "10.1234/other")]}, "component", ""),
        ({"update-to": [update("new_version", "10.1234/other")]}, "article-journal", ""),
    ],
)
def test_a_search_knows_what_is_retracted(item, type_, note):
    record = to_record({"DOI": "10.1234/paper", "type": "journal-article", "title": ["Deep nets"], **item})
    assert record
    assert (record.type, record.note) == (type_, note)


def test_retractions_are_asked_for():
    assert {"update-to", "updated-by"} <= set(SELECT.split(","))


@pytest.mark.parametrize(("flag", "is_told"), [(True, True), (False, False), (None, False), ("yes", False), (1, False)])
def test_openalex_flag(flag, is_told):
    assert bool(read_openalex({"is_retracted": flag})) is is_told


@pytest.mark.parametrize(
    ("title", "doi", "note"),
    [
        ("RETRACTED: Sour pears", "10.1016/j.x", "Retracted"),
        ("RETRACTED ARTICLE: Sour pears", "10.1007/x", "Retracted"),
        ("[Retracted] Sour pears", "10.1155/x", "Retracted"),
        ("Retracted: Sour pears", "10.1155/x", ""),
        ("Notice of Retraction: Sour pears", "10.1109/x", "Retracted"),
        ("Notice of Retraction: Sour pears", "10.1001/x", ""),
        ("Retracted pears", "10.1016/j.x", ""),
    ],
)
def test_a_mark_in_the_title_is_noted(title, doi, note):
    assert note_retraction(title, doi) == note


def test_a_flag_is_noted():
    assert note_retraction("Sour pears", is_flagged=True) == "Retracted"
