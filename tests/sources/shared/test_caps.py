"""More than was asked for, or than any paper has: cut or refused where it is read, for every source alike."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.model.statuses import ReplyStatus
from pipeline.network.bodies import read_body
from pipeline.sources import arxiv, crossref, datacite, openalex, semantic_scholar
from pipeline.sources.shared import json_shapes
from pipeline.sources.shared.batching import HITS, ITEMS_CAP
from tests.sources.source_stubs import found, ids, open_with, query


def atom(entries: list[str]) -> Any:
    return read_body(f"<feed xmlns='http://www.w3.org/2005/Atom'>{''.join(entries)}</feed>".encode(), "xml")


def entry(number: int, authors: int) -> str:
    people = "<author><name>Ada B</name></author>" * authors
    return f"<entry><id>http://arxiv.org/abs/1706.{number:05}v1</id><title>A title</title>{people}</entry>"


SOURCES: dict[str, Any] = {
    "arxiv": (arxiv.Arxiv, entry, atom),
    "crossref": (
        crossref.Crossref,
        lambda at, n: {"DOI": f"10.1234/{at}", "title": ["A title"], "author": [{"given": "Ada", "family": "B"}] * n},
        lambda items: {"message": {"items": items}},
    ),
    "datacite": (
        datacite.DataCite,
        lambda at, n: {
            "attributes": {"doi": f"10.1234/{at}", "titles": [{"title": "A title"}], "creators": [{"name": "A B"}] * n}
        },
        lambda items: {"data": items},
    ),
    "openalex": (
        openalex.OpenAlex,
        lambda at, n: {
            "id": f"W{at}",
            "doi": f"10.1234/{at}",
            "title": "A title",
            "authorships": [{"raw_author_name": "Ada B"}] * n,
        },
        lambda items: {"results": items},
    ),
    "semantic_scholar": (
        semantic_scholar.SemanticScholar,
        lambda at, n: {
            "paperId": str(at),
            "title": "A title",
            "externalIds": {"DOI": f"10.1234/{at}"},
            "authors": [{"name": "Ada B"}] * n,
        },
        lambda items: {"data": items},
    ),
}


def open_on(name: str, numbers: range, authors: int = 1) -> Any:
    source, item, wrap = SOURCES[name]
    return open_with(source, found(wrap([item(number, authors) for number in numbers])))


@pytest.mark.parametrize("name", SOURCES)
def test_no_more_hits_than_were_asked_for(name: str) -> None:
    source, _ = open_on(name, range(1, 300))
    (result,) = source.search([query("A title")])
    assert len(result.candidates) == int(HITS)


@pytest.mark.parametrize("name", ["arxiv", "crossref", "openalex", "datacite"])
def test_a_look_up_reads_no_more_than_it_asked_for(name: str) -> None:
    for last, status in ((ITEMS_CAP, ReplyStatus.FOUND), (ITEMS_CAP + 1, None)):
        source, _ = open_on(name, range(1, ITEMS_CAP + 2))
        wanted: dict[str, Any] = {"arxiv": f"1706.{last:05}"} if name == "arxiv" else {"doi": f"10.1234/{last}"}
        (result,) = source.look_up([query("a", **wanted)])
        assert result.status is (status or result.status)
        assert bool(result.candidates) is (status is not None)


@pytest.mark.parametrize("name", SOURCES)
def test_a_list_of_authors_is_whole_or_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_shapes, "AUTHOR_CAP", 30)
    source, client = open_on(name, range(1, 2), authors=30)
    (result,) = source.search([query("A title")])
    assert len(result.candidates[0].record.author) == 30
    source, client = open_on(name, range(1, 2), authors=31)
    for results in (
        source.search([query("A title")]),
        source.look_up([query("a", doi="10.1234/1", arxiv="1706.00001")]),
    ):
        (result,) = results
        assert (result.status, result.candidates) == (ReplyStatus.UNREADABLE, ())
        assert "over 30 authors" in result.sentence
    told = list(source.count([("work", ids(doi="10.1234/1", arxiv="1706.00001"))]))
    assert ["over 30 authors" in problem.sentence for problem in told] == ([] if name == "datacite" else [True])
    assert client.forgotten == client.requests


def test_the_longest_list_of_authors_ever_seen_is_read() -> None:
    source, _ = open_on("crossref", range(1, 2), authors=15_025)
    (result,) = source.search([query("A title")])
    assert len(result.candidates[0].record.author) == 15_025


def test_people_who_share_one_creator_are_counted() -> None:
    creators = [{"name": ";".join(["Ada B"] * 10_000)}] * 3
    item = {"attributes": {"doi": "10.1234/a", "titles": [{"title": "A title"}], "creators": creators}}
    with pytest.raises(json_shapes.TooManyAuthorsError):
        datacite.to_record(item)


def test_lists_and_strings_are_cut_where_they_are_read() -> None:
    many: dict[str, Any] = {
        "DOI": "10.1234/a",
        "title": ["A"] * 5_000,
        "type": "book",
        "container-title": ["A"] * 5_000,
    }
    many["relation"] = {"has-preprint": [{"id": f"10.1234/{at}"} for at in range(5_000)]}
    record = crossref.to_record(many)
    assert record is not None
    assert len(record.other_dois) <= json_shapes.OBJECTS_CAP
    assert len(json_shapes.find_texts(many, "title")) == json_shapes.TEXTS_CAP
    assert len(json_shapes.find_raw({"id": "1" * 1_000_000}, "id")) == 64_000
