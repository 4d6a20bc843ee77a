"""Each source once through the real client: what goes over the wire, and what its answers become."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
import responses

from pipeline.config.schema import default_sources
from pipeline.model.records import ReplyStatus
from pipeline.network.client import Client, hosts_of
from pipeline.sources.arxiv import Arxiv
from pipeline.sources.crossref import Crossref
from pipeline.sources.datacite import DataCite
from pipeline.sources.openalex import OpenAlex
from pipeline.sources.semantic_scholar import SemanticScholar
from tests.sources.source_stubs import DATA, query, read_wire, titles

CONTACT = "me@example.org"


@pytest.fixture
def client():
    hosts = hosts_of(config.base_url for config in default_sources().values())
    with Client(cache_path=None, hosts=hosts, contact=CONTACT, sleep=lambda _: None) as one:
        yield one


@pytest.fixture
def wire():
    with responses.RequestsMock() as mock:
        yield mock


def open_real(source, client):
    return source(client, default_sources()[source.name], CONTACT)


def params_of(wire):
    return parse_qs(urlsplit(wire.calls[0].request.url).query)


def test_crossref(client, wire):
    work = read_wire("crossref", "journal_article")
    wire.get("https://api.crossref.org/works", json={"status": "ok", "message": {"items": [work]}})
    (answer,) = open_real(Crossref, client).look_up([query("a", doi="10.1234/harvest.2021.07")])
    assert titles(answer) == ["On the Ripening of Malus & Pyrus: A Field Study"]
    assert params_of(wire)["filter"] == ["doi:10.1234/harvest.2021.07"]
    assert params_of(wire)["mailto"] == [CONTACT]


def test_crossref_miss(client, wire):
    url = "https://api.crossref.org/works/10.1234%2Fa%2Cb"
    wire.get(url, status=404, body="Resource not found.", content_type="application/json")
    (answer,) = open_real(Crossref, client).look_up([query("a", doi="10.1234/a,b")])
    assert answer.status is ReplyStatus.NOT_REGISTERED


def test_semantic_scholar(client, wire):
    url = "https://api.semanticscholar.org/graph/v1/paper/batch"
    wire.post(url, json=[None, read_wire("semantic_scholar", "conference_without_doi")])
    source = open_real(SemanticScholar, client)
    answers = list(source.look_up([query("a", doi="10.1234/a"), query("b", arxiv="1706.00001")]))
    assert [titles(answer) for answer in answers] == [[], ["Pears are all you need"]]
    assert json.loads(wire.calls[0].request.body) == {"ids": ["DOI:10.1234/a", "ARXIV:1706.00001"]}


def test_semantic_scholar_knows_none(client, wire):
    url = "https://api.semanticscholar.org/graph/v1/paper/batch"
    wire.post(url, status=400, json={"error": "No valid paper ids given"})
    (answer,) = open_real(SemanticScholar, client).look_up([query("a", doi="10.1234/a")])
    assert answer.status is ReplyStatus.NO_MATCH


def test_semantic_scholar_miss(client, wire):
    url = "https://api.semanticscholar.org/graph/v1/paper/search/match"
    wire.get(url, status=404, json={"error": "Title match not found"})
    (answer,) = open_real(SemanticScholar, client).search([query("A title")])
    assert (answer.status, answer.sentence) == (ReplyStatus.NO_MATCH, "")


def test_openalex(client, wire):
    wire.get("https://api.openalex.org/works", json={"results": [read_wire("openalex", "arxiv_preprint")]})
    (answer,) = open_real(OpenAlex, client).search([query("Augmenting pears, with chemistry")])
    assert titles(answer) == ["Augmenting pears with chemistry"]
    assert params_of(wire)["filter"] == ['title.search:"Augmenting pears with chemistry"']
    assert "mailto" not in params_of(wire)


def test_arxiv(client, wire):
    body = (DATA / "arxiv" / "new_style.xml").read_text(encoding="utf-8")
    wire.get("https://export.arxiv.org/api/query", body=body, content_type="application/atom+xml")
    answers = open_real(Arxiv, client).look_up([query("a", arxiv="1706.00001"), query("b", arxiv="1707.00001")])
    assert [answer.status for answer in answers] == [ReplyStatus.FOUND, ReplyStatus.NOT_REGISTERED]


def test_datacite(client, wire):
    url = "https://api.datacite.org/dois/10.48550%2Farxiv.2304.00003"
    wire.get(url, json={"data": read_wire("datacite", "arxiv_preprint")})
    missing = {"errors": [{"status": "404", "title": "The resource you are looking for doesn't exist."}]}
    wire.get("https://api.datacite.org/dois/10.48550%2Farxiv.9901.00001", status=404, json=missing)
    source = open_real(DataCite, client)
    answers = {
        each.record_id: each.status
        for each in source.look_up([query("a", arxiv="2304.00003"), query("b", arxiv="9901.00001")])
    }
    assert answers == {"a": ReplyStatus.FOUND, "b": ReplyStatus.NOT_REGISTERED}
