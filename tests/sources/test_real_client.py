"""Each source once through the real client: what is sent, and what the responses become."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pipeline.config.schema import default_sources
from pipeline.model.protocols import Source
from pipeline.model.statuses import ReplyStatus
from pipeline.model.urls import hosts_of
from pipeline.network.client import Client
from pipeline.network.messages import Request, Response
from pipeline.network.mock import MockTransport, json_response
from pipeline.sources import open_source
from tests.sources.source_stubs import DATA, query, read_item, titles

CONTACT = "me@example.org"
Web = dict[str, Response]


@pytest.fixture
def web() -> Web:
    """The responses by URL; a test fails when it asks for another one."""
    return {}


@pytest.fixture
def sent() -> list[tuple[Request, dict[str, str]]]:
    """Each request that was sent, with its parameters."""
    return []


@pytest.fixture
def open_real(web: Web, sent: list[tuple[Request, dict[str, str]]]) -> Iterator[Callable[[str], Source]]:
    """Open a source by name, over the real client."""

    def handler(request: Request, url: str, params: Any, _headers: Any) -> Response:
        sent.append((request, dict(params or ())))
        return web[url]

    sources = default_sources()
    hosts = hosts_of(config.base_url for config in sources.values())
    transport = MockTransport(handler)
    with Client(cache_path=None, hosts=hosts, contact=CONTACT, transport=transport, sleep=lambda _: None) as client:
        yield lambda name: open_source(name, client, sources[name], CONTACT)


def test_crossref(open_real, web, sent):
    work = read_item("crossref", "journal_article")
    web["https://api.crossref.org/works"] = json_response({"status": "ok", "message": {"items": [work]}})
    (result,) = open_real("crossref").look_up([query("a", doi="10.1234/harvest.2021.07")])
    assert titles(result) == ["On the Ripening of Malus & Pyrus: A Field Study"]
    assert sent[0][1]["filter"] == "doi:10.1234/harvest.2021.07"
    assert sent[0][1]["mailto"] == CONTACT


def test_crossref_miss(open_real, web):
    web["https://api.crossref.org/works/10.1234%2Fa%2Cb"] = Response(404, {}, b"Resource not found.")
    (result,) = open_real("crossref").look_up([query("a", doi="10.1234/a,b")])
    assert result.status is ReplyStatus.NOT_REGISTERED


def test_semantic_scholar(open_real, web, sent):
    paper = read_item("semantic_scholar", "conference_without_doi")
    web["https://api.semanticscholar.org/graph/v1/paper/batch"] = json_response([None, paper])
    queries = [query("a", doi="10.1234/a"), query("b", arxiv="1706.00001")]
    results = list(open_real("semantic_scholar").look_up(queries))
    assert [titles(result) for result in results] == [[], ["Pears are all you need"]]
    assert sent[0][0].body == {"ids": ["DOI:10.1234/a", "ARXIV:1706.00001"]}


def test_semantic_scholar_knows_none(open_real, web):
    url = "https://api.semanticscholar.org/graph/v1/paper/batch"
    web[url] = json_response({"error": "No valid paper ids given"}, 400)
    (result,) = open_real("semantic_scholar").look_up([query("a", doi="10.1234/a")])
    assert result.status is ReplyStatus.NO_MATCH


def test_semantic_scholar_miss(open_real, web):
    url = "https://api.semanticscholar.org/graph/v1/paper/search/match"
    web[url] = json_response({"error": "Title match not found"}, 404)
    (result,) = open_real("semantic_scholar").search([query("A title")])
    assert (result.status, result.sentence) == (ReplyStatus.NO_MATCH, "")


def test_openalex(open_real, web, sent):
    web["https://api.openalex.org/works"] = json_response({"results": [read_item("openalex", "arxiv_preprint")]})
    (result,) = open_real("openalex").search([query("Augmenting pears, with chemistry")])
    assert titles(result) == ["Augmenting pears with chemistry"]
    assert sent[0][1]["search.title"] == '"Augmenting pears with chemistry"'
    assert "mailto" not in sent[0][1]


def test_arxiv(open_real, web):
    body = (DATA / "arxiv" / "new_style.xml").read_bytes()
    web["https://export.arxiv.org/api/query"] = Response(200, {"content-type": "application/atom+xml"}, body)
    results = open_real("arxiv").look_up([query("a", arxiv="1706.00001"), query("b", arxiv="1707.00001")])
    assert [result.status for result in results] == [ReplyStatus.FOUND, ReplyStatus.NOT_REGISTERED]


def test_datacite(open_real, web):
    dois = "https://api.datacite.org/dois/10.48550%2Farxiv"
    web[f"{dois}.2304.00003"] = json_response({"data": read_item("datacite", "arxiv_preprint")})
    missing = {"errors": [{"status": "404", "title": "The resource you are looking for doesn't exist."}]}
    web[f"{dois}.9901.00001"] = json_response(missing, 404)
    queries = [query("a", arxiv="2304.00003"), query("b", arxiv="9901.00001")]
    statuses = {result.record_id: result.status for result in open_real("datacite").look_up(queries)}
    assert statuses == {"a": ReplyStatus.FOUND, "b": ReplyStatus.NOT_REGISTERED}


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("", "it refuses most requests without a key (429), so it is not asked again in this run; "
                "a free key in S2_API_KEY would have it answer one request a second."),
        ("1234567890", "it answers only “too many requests” (429), so it is not asked again in this run; "
                "run again later."),
    ],
)  # fmt: skip
def test_who_has_a_key_is_asked_longer(monkeypatch: pytest.MonkeyPatch, key: str, told: str):
    monkeypatch.setenv("S2_API_KEY", key)
    now, config, sent = [0.0], default_sources()["semantic_scholar"], []

    def refuse(request: Request, *_: Any) -> Response:
        sent.append(request)
        return json_response({"message": "Too Many Requests."}, 429)

    def sleep(seconds: float) -> None:
        now[0] += seconds

    hosts, transport = hosts_of([config.base_url]), MockTransport(refuse)
    with Client(cache_path=None, hosts=hosts, transport=transport, sleep=sleep, clock=lambda: now[0]) as client:
        source = open_source("semantic_scholar", client, config, "")
        results = list(source.search([query(f"Paper {n}") for n in range(5)]))
    assert len(results) == 5
    assert len(sent) > 6 if key else len(sent) == 4
    assert results[-1].sentence == f"semantic_scholar: {told}"
    assert {result.status for result in results} == {ReplyStatus.THROTTLED}
