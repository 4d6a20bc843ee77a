"""arXiv: the preprints themselves, as their authors describe them.

https://info.arxiv.org/help/api/. One request in three seconds over one connection, so it is asked for many ids at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from pipeline.config.schema import SourceConfig
from pipeline.model.identifiers import parse_arxiv, parse_doi
from pipeline.model.names import parse_name
from pipeline.model.observations import ObservationBatch
from pipeline.model.records import Identifiers, Problem, Query, QueryResult, Record
from pipeline.model.statuses import ReplyStatus
from pipeline.network.messages import Request
from pipeline.sources.shared import batching, counting, json_shapes, titles
from pipeline.text.folding import STOP_WORDS, clean_text
from pipeline.text.latex.titles import read_tex

T = TypeVar("T")

NAME = "arxiv"
BATCH = 100

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
_PLAIN_WORD = re.compile(r"[A-Za-z0-9]+(?:[-/–—][A-Za-z0-9]+)*")
_HYPHENS = re.compile("[-/–—]")
_PUNCTUATION = '"“”„.,:;!?()[]{}<>*+-–—/&'


class Arxiv:
    """arXiv's query API."""

    name = NAME

    def __init__(self, client: batching.RequestClient, config: SourceConfig, contact: str = "") -> None:
        self._client = client
        self._service = batching.build_service(NAME, config, takes_contact=True)

    def look_up(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """Results by arXiv id."""
        packed = _pack(batching.pair_queries_with_ids(queries, _query_ids))
        return batching.look_up(self._client, packed, self._batch_request, _PARSER)

    def search(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """Results by the words of the title."""
        return batching.search(self._client, queries, self._search_request, _PARSER)

    def count(self, works: Sequence[tuple[str, Identifiers]]) -> Iterator[ObservationBatch | Problem]:
        """No counts, but the DOIs that authors gave their preprints after they were published."""
        query = counting.CountQuery(_PARSER, _pack, self._count_request)
        return counting.count_works(self._client, batching.pair_with_ids(works, _query_ids), query)

    def _batch_request(self, ids: tuple[str, ...], fresh_days: int | None = None) -> Request:
        params = (("id_list", ",".join(ids)), ("max_results", str(len(ids))))
        return Request(self._service, "/query", params, expects="xml", fresh_days=fresh_days)

    def _count_request(self, ids: tuple[str, ...]) -> Request:
        return self._batch_request(ids, fresh_days=0)

    def _search_request(self, claim: Record) -> Request:
        params = (("search_query", to_search_query(claim.title)), ("max_results", batching.HITS))
        return Request(self._service, "/query", params, expects="xml")


def to_search_query(title: str) -> str:
    """A title as phrases that must all be in it.

    A word with an apostrophe, an accent or TeX in it parts two phrases and is left out: such words are written
    differently from one place to another.

    >>> to_search_query("Let's agree: Grad-CAM and $\\\\beta$-VAE of the")
    'ti:"agree Grad CAM and"'
    """
    phrases: list[list[str]] = [[]]
    for word in titles.shorten_title(title).split():
        bare = word.strip(_PUNCTUATION)
        if _PLAIN_WORD.fullmatch(bare):
            phrases[-1] += _HYPHENS.split(bare)
        elif bare:
            phrases.append([])
    said = [" ".join(words) for words in phrases if not STOP_WORDS.issuperset(map(str.lower, words))]
    return " AND ".join(f'ti:"{phrase}"' for phrase in said or [re.sub(r"[\W_]+", " ", title).strip()])


def to_record(entry: Any) -> Record | None:
    """One entry of the feed; None when it has no arXiv id."""
    arxiv = parse_arxiv(_find(entry, f"{_ATOM}id"))
    if not arxiv:
        return None
    given_dois = (parse_doi(each) or "" for each in _find(entry, f"{_ARXIV}doi").split())
    return Record(
        id=f"{NAME}:{arxiv}",
        type="article",
        title=read_tex(_find(entry, f"{_ATOM}title")),
        author=json_shapes.keep_names(
            parse_name(_find(author, f"{_ATOM}name")) for author in entry.iterfind(f"{_ATOM}author")
        ),
        # The first version's day; `updated` is the latest one's.
        issued=json_shapes.parse_date(_find(entry, f"{_ATOM}published")),
        genre="preprint",
        publisher="arXiv",
        url=f"https://arxiv.org/abs/{arxiv}",
        note=_find(entry, f"{_ARXIV}journal_ref"),
        identifiers=Identifiers(arxiv=arxiv),
        # The authors gave these, so they are a hint and no identity.
        other_dois=json_shapes.keep_unique(doi for doi in given_dois if not parse_arxiv(doi)),
    )


def _list_items(data: Any) -> list[Any] | None:
    """The entries of a feed; None for what is no feed, for a page that came empty, and for an error told as a feed."""
    feed: Any = data
    if not hasattr(feed, "iterfind"):
        return None
    entries = feed.findall(f"{_ATOM}entry")
    is_cut = not entries and _find(feed, f"{_OPENSEARCH}totalResults") not in ("", "0")
    is_error = any("/api/errors" in _find(entry, f"{_ATOM}id") for entry in entries)
    return None if feed.tag != f"{_ATOM}feed" or is_cut or is_error else list(entries)


def _find(element: Any, name: str) -> str:
    """The text below an element. It is no HTML: “a<b and c>d” in a title is mathematics."""
    return clean_text(element.findtext(name) or "")


def _query_ids(ids: Identifiers) -> tuple[str, ...]:
    return (parse_arxiv(ids.arxiv) or "",)


def _record_ids(record: Record) -> tuple[str, ...]:
    return (record.identifiers.arxiv,)


def _pack(members: Iterable[tuple[T, tuple[str, ...]]]) -> list[batching.Batch[T]]:
    return batching.pack(members, BATCH)


_PARSER = batching.ReplyParser(NAME, _list_items, to_record, _record_ids, ReplyStatus.NOT_REGISTERED)
