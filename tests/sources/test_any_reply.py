"""Whatever an API replies, a source gives results and no exception."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model.statuses import ReplyStatus
from pipeline.sources import crossref, datacite, openalex, semantic_scholar
from tests.sources.source_stubs import found, ids, open_with, query, read_item

SOURCES = {
    "crossref": (crossref, crossref.Crossref, "journal_article", lambda item: {"message": {"items": [item]}}),
    "semantic_scholar": (
        semantic_scholar,
        semantic_scholar.SemanticScholar,
        "conference_without_doi",
        lambda item: {"data": [item]},
    ),
    "openalex": (openalex, openalex.OpenAlex, "journal_article", lambda item: {"results": [item]}),
    "datacite": (datacite, datacite.DataCite, "many_in_one_creator", lambda item: {"data": [item]}),
}
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
JSON = st.recursive(
    LEAVES, lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=5), each, max_size=3)
)


@st.composite
def damaged(draw, tree):
    """The tree with some of its values replaced by anything."""
    if draw(st.integers(0, 9)) == 0:
        return draw(JSON)
    if isinstance(tree, dict):
        return {name: draw(damaged(value)) for name, value in tree.items()}
    return [draw(damaged(value)) for value in tree] if isinstance(tree, list) else tree


@pytest.mark.parametrize("name", SOURCES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_item_never_raises(name, data):
    module, source_type, case, wrap = SOURCES[name]
    item = data.draw(damaged(read_item(name, case)))
    record = module.to_record(item)
    assert record is None or record.id.startswith(f"{name}:")
    source, _ = open_with(source_type, found(wrap(item)))
    (result,) = source.search([query("A title")])
    assert result.status in (ReplyStatus.FOUND, ReplyStatus.NO_MATCH, ReplyStatus.UNREADABLE)
    list(source.look_up([query("a", doi="10.1234/harvest.2021.07", arxiv="1706.00001")]))
    list(source.count([("work", ids(doi="10.1234/harvest.2021.07", arxiv="1706.00001"))]))


@pytest.mark.parametrize("name", SOURCES)
@settings(max_examples=30, deadline=None)
@given(data=JSON)
def test_any_json_never_raises(name, data):
    source, _ = open_with(SOURCES[name][1], found(data))
    assert len(list(source.search([query("A title")]))) == 1
    assert len(list(source.look_up([query("a", doi="10.1234/a")]))) == 1
    list(source.count([("work", ids(doi="10.1234/a"))]))
