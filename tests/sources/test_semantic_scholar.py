import pytest

from pipeline.model.statuses import ReplyStatus
from pipeline.sources import semantic_scholar
from pipeline.sources.semantic_scholar import SemanticScholar
from tests.sources.source_stubs import (
    check_pair,
    counts,
    found,
    ids,
    miss,
    open_with,
    pairs,
    query,
    read,
    read_item,
    refused,
    titles,
)


def paper(name, **external):
    return {"paperId": name, "title": f"Paper {name}", "externalIds": {"CorpusId": 1, **external}}


@pytest.mark.parametrize("case", pairs("semantic_scholar"))
def test_reply_and_record(case):
    check_pair("semantic_scholar", case, semantic_scholar.to_record(read_item("semantic_scholar", case)))


@pytest.mark.parametrize("item", [None, "x", [], {}, {"paperId": None}, {"title": "no id"}])
def test_what_has_no_id_is_no_record(item):
    assert semantic_scholar.to_record(item) is None


@pytest.mark.parametrize(
    ("venue", "journal", "container"),
    [
        ("", "Journal of Applied Fruit", "Journal of Applied Fruit"),
        ("Nat. Mac. Frut.", "Nature Machine Fruit", "Nature Machine Fruit"),
        ("Trans. Mach. Learn. Res.", "ArXiv", "Trans. Mach. Learn. Res."),
        ("Journal of Fruit", "J. Fruit", "Journal of Fruit"),
        ("arXiv.org", "ArXiv", ""),
        ("bioRxiv", "bioRxiv", ""),
        ("bioRxiv", "Pear Genomics", "Pear Genomics"),
    ],
)
def test_container(venue, journal, container):
    item = {**paper("x"), "venue": venue, "journal": {"name": journal}}
    assert read(semantic_scholar.to_record, item).container_title == container


@pytest.mark.parametrize(
    ("venue", "journal", "container"),
    [
        ("The Philosophy of Pears", {"name": "Pear", "volume": "LIX"}, "The Philosophy of Pears"),
        ("The Philosophy of Melons", {"name": "Pear", "volume": "LIX"}, "Pear"),
        ("The Philosophy of Melons", {"name": "Pear", "pages": "1-2"}, "Pear"),
        ("The Philosophy of Melons", {"name": "Pear"}, "The Philosophy of Melons"),
        ("Journal of Fruit", {"name": "J. Fruit", "volume": "1"}, "Journal of Fruit"),
        ("Pear Conference", {"name": "2016 IEEE Pear Conference (PC)", "pages": "1-2"}, "Pear Conference"),
        ("International Conference on Pears", {"name": "ICP", "pages": "1-2"}, "International Conference on Pears"),
    ],
)
def test_pages_and_volume_are_the_journals(venue, journal, container):
    item = {**paper("x"), "venue": venue, "journal": journal}
    assert read(semantic_scholar.to_record, item).container_title == container


@pytest.mark.parametrize(
    ("types", "venue", "type_"),
    [
        (["JournalArticle", "Conference"], "ICFL", "paper-conference"),
        (["JournalArticle"], "Journal of Fruit", "article-journal"),
        (["Review"], "Journal of Fruit", "article-journal"),
        (["BookSection"], "", "chapter"),
        (None, "Journal of Fruit", ""),
        (["JournalArticle"], "arXiv.org", "article"),
        (["JournalArticle"], "", "article"),
    ],
)
def test_type(types, venue, type_):
    item = {**paper("x", ArXiv="1706.03762"), "venue": venue, "publicationTypes": types}
    if type_ == "chapter":
        item["externalIds"] = {}
    assert read(semantic_scholar.to_record, item).type == type_


def test_joins_by_identifier_whatever_the_slot():
    slots = [
        paper("2", ArXiv="1706.03762", DOI="10.48550/arXiv.1706.03762"),
        None,
        paper("1", DOI="10.1234/A"),
        paper("wrong", DOI="10.9999/other"),
        paper("4", ACL="P18-1001"),
        paper("5", PubMed="123"),
    ]
    source, client = open_with(SemanticScholar, found(slots))
    queries = [
        query("a", doi="10.1234/a"),
        query("b", arxiv="1706.03762"),
        query("c", doi="10.1234/c"),
        query("d", acl="P18-1001"),
        query("e", pmid="123"),
        query("f", openreview="abcdefgh"),
    ]
    results = {result.record_id: titles(result) for result in source.look_up(queries)}
    assert results == {"a": ["Paper 1"], "b": ["Paper 2"], "c": [], "d": ["Paper 4"], "e": ["Paper 5"]}
    (request,) = client.requests
    assert request.path == "/paper/batch"
    assert request.body == {"ids": ["DOI:10.1234/a", "ARXIV:1706.03762", "DOI:10.1234/c", "ACL:P18-1001", "PMID:123"]}


def test_a_row_with_two_identifiers_gets_both_papers_once():
    source, _ = open_with(SemanticScholar, found([paper("1", DOI="10.1234/a"), paper("2", ArXiv="1706.03762")]))
    (result,) = source.look_up([query("a", doi="10.1234/a", arxiv="1706.03762")])
    assert [(each.rank, each.source_id) for each in result.candidates] == [(1, "1"), (2, "2")]
    source, _ = open_with(SemanticScholar, found([paper("1", DOI="10.1234/a", ArXiv="1706.03762")] * 2))
    (result,) = source.look_up([query("a", doi="10.1234/a", arxiv="1706.03762")])
    assert titles(result) == ["Paper 1"]


def test_a_batch_of_unknown_ids_is_no_match():
    source, _ = open_with(SemanticScholar, miss())
    results = list(source.look_up([query("a", doi="10.1234/a"), query("b", arxiv="1706.03762")]))
    assert {result.status for result in results} == {ReplyStatus.NO_MATCH}
    source, _ = open_with(SemanticScholar, refused("Unrecognized or unsupported fields: [x]"))
    (result,) = source.look_up([query("a", doi="10.1234/a")])
    assert result.status is ReplyStatus.UNREADABLE


def test_five_hundred_at_most():
    source, client = open_with(SemanticScholar, found([]))
    list(source.look_up([query(str(at), doi=f"10.1234/{at}", arxiv=f"1706.{at:05}") for at in range(400)]))
    assert sorted(len(request.body["ids"]) for request in client.requests) == [300, 500]


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        (found({"data": [paper("1")]}), ReplyStatus.FOUND),
        (found({"data": []}), ReplyStatus.NO_MATCH),
        (found({"total": 0, "offset": 0}), ReplyStatus.NO_MATCH),
        (miss(), ReplyStatus.NO_MATCH),
        (found({"message": "Internal Server Error"}), ReplyStatus.UNREADABLE),
    ],
)
def test_search(reply, status):
    source, client = open_with(SemanticScholar, reply)
    (result,) = source.search([query("Grad-CAM: Self-taught, isn't it?")])
    assert result.status is status
    assert client.requests[0].path == "/paper/search/match"
    assert dict(client.requests[0].params)["query"] == "Grad CAM: Self taught, isn't it?"
    assert "citationCount" not in dict(client.requests[0].params)["fields"]


def test_counts_under_one_identifier_arxiv_first():
    slots = [
        {**paper("1", ArXiv="1706.03762"), "citationCount": 7},
        {**paper("2", DOI="10.1234/B"), "citationCount": 9},
    ]
    source, client = open_with(SemanticScholar, found(slots))
    works = [
        ("one", ids(doi="10.1234/a", arxiv="1706.03762")),
        ("two", ids(doi="10.1234/b")),
        ("three", ids(doi="10.1234/c")),
    ]
    assert counts(source.count(works)) == {"one": 7, "two": 9, "three": None}
    assert client.requests[0].body == {"ids": ["ARXIV:1706.03762", "DOI:10.1234/b", "DOI:10.1234/c"]}
    assert client.requests[0].fresh_days == 0
    assert client.requests[0].params == (("fields", "externalIds,title,citationCount"),)


def test_counts_of_unknown_ids_are_no_problem():
    source, _ = open_with(SemanticScholar, miss())
    assert counts(source.count([("one", ids(doi="10.1234/a"))])) == {"one": None}


def test_one_rate_for_all_and_a_secret_key(monkeypatch):
    monkeypatch.setenv("A_KEY", " sesame ")
    source, client = open_with(SemanticScholar, found([]), key_env="A_KEY", per_second=0.5)
    list(source.look_up([query("a", doi="10.1234/a")]))
    service = client.requests[0].service
    assert service.per_second == {"all": 0.5}
    assert service.secret_headers == {"x-api-key": "sesame"}
    source, client = open_with(SemanticScholar, found([]), key_env="NO_SUCH_KEY")
    list(source.look_up([query("a", doi="10.1234/a")]))
    assert client.requests[0].service.secret_headers == {}
