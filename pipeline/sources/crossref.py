"""Crossref: the registry of most published DOIs, and the best source of names, volumes and pages.

https://www.crossref.org/documentation/retrieve-metadata/rest-api/. Its search is full-text relevance and always finds
something: the scores of right and wrong hits overlap, so they are not asked for, and nothing is accepted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

from pipeline.config.schema import SourceConfig
from pipeline.model.identifiers import acl_doi, acl_of_doi, parse_arxiv, parse_doi, sort_doi
from pipeline.model.observations import ObservationBatch
from pipeline.model.records import RETRACTED_NOTE, Date, Identifiers, Problem, Query, QueryResult, Record
from pipeline.model.statuses import ReplyStatus
from pipeline.network.messages import Request
from pipeline.sources.shared import batching, counting, json_shapes, notices, people, titles
from pipeline.sources.shared import series as series_names

T = TypeVar("T")

NAME = "crossref"
BATCH = 50
FILTER_CAP = 5000
"""Characters of a filter; at about 5,200 the response is 414."""

SELECT = (
    "DOI,type,title,subtitle,author,editor,published-print,published,issued,published-online,posted,approved,degree,"
    "container-title,short-container-title,volume,issue,page,article-number,publisher,publisher-location,event,ISSN,ISBN,"
    "relation,update-to,updated-by"
)
"""Only names that the route accepts: one other, such as `subtype`, and every request is answered 400."""

FRESH_SELECT = (
    "DOI,type,title,subtitle,author,issued,container-title,relation,is-referenced-by-count,update-to,updated-by"
)
"""What is asked of known works: what is not selected is absent from the reply, a retraction included."""

TYPES = {
    "book-section": "chapter",
    "monograph": "book",
    "report-component": "report",
    "report": "report",
    "peer-review": "review",
    "book-track": "chapter",
    "journal-article": "article-journal",
    "book-part": "chapter",
    "other": "",
    "book": "book",
    "journal-volume": "periodical",
    "book-set": "book",
    "reference-entry": "entry-encyclopedia",
    "proceedings-article": "paper-conference",
    "journal": "periodical",
    "component": "component",
    "book-chapter": "chapter",
    "proceedings-series": "collection",
    "report-series": "collection",
    "proceedings": "book",
    "database": "dataset",
    "standard": "standard",
    "reference-book": "book",
    "posted-content": "article",
    "journal-issue": "periodical",
    "dissertation": "thesis",
    "grant": "grant",
    "dataset": "dataset",
    "book-series": "collection",
    "edited-book": "book",
    "journal-section": "periodical",
    "standard-series": "collection",
}
"""Crossref's types in the order of its own list, as CSL types.

`component` and `grant` are no types of CSL: they stay, so that they can be seen and refused.
"""

_DATES = ("published-print", "published", "issued", "published-online", "posted", "approved")
"""In the order in which they win. Theses and standards are dated by their approval alone."""
_RELATIONS = ("has-preprint", "is-preprint-of")


class Crossref:
    """Crossref's REST API."""

    name = NAME

    def __init__(self, client: batching.RequestClient, config: SourceConfig, contact: str = "") -> None:
        self._client = client
        self._service = batching.build_service(
            NAME,
            config,
            has_contact=bool(contact),
            mailto="mailto",
            miss_marks=("Resource not found.",),
        )

    def look_up(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """Results by DOI."""
        packed = _pack(batching.pair_queries_with_ids(queries, _query_ids))
        return batching.look_up(self._client, packed, self._batch_request, _PARSER)

    def search(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """Results by title and year; authors stay out, for one that is invented leads to another paper."""
        return batching.search(self._client, queries, self._search_request, _PARSER)

    def count(self, works: Sequence[tuple[str, Identifiers]]) -> Iterator[ObservationBatch | Problem]:
        """Citations from works whose references are deposited with Crossref, and notices of retraction and the like."""
        query = counting.CountQuery(_PARSER, _pack, self._count_request, _read_count, notices.read_crossref)
        return counting.count_works(self._client, batching.pair_with_ids(works, _query_ids), query)

    def _batch_request(self, dois: tuple[str, ...], select: str = SELECT, fresh_days: int | None = None) -> Request:
        if _is_alone(dois[0]):
            return Request(self._service, f"/works/{quote(dois[0], safe='')}", kind="single", fresh_days=fresh_days)
        listed = ",".join(f"doi:{doi}" for doi in dois)
        params = (("filter", listed), ("rows", str(len(dois))), ("select", select))
        return Request(self._service, "/works", params, fresh_days=fresh_days)

    def _count_request(self, dois: tuple[str, ...]) -> Request:
        return self._batch_request(dois, FRESH_SELECT, fresh_days=0)

    def _search_request(self, claim: Record) -> Request:
        words = f"{titles.shorten_title(claim.title)} {claim.year or ''}".strip()
        params = (("query.bibliographic", words), ("rows", batching.HITS), ("select", SELECT))
        return Request(self._service, "/works", params)


def to_record(item: Any) -> Record | None:
    """One work as Crossref gives it; None when it has no DOI that is one."""
    doi, arxiv = sort_doi(json_shapes.find_raw(item, "DOI"))
    if not doi and not arxiv:
        return None
    type_ = _read_type(item)
    container, short, series = series_names.sort_containers(
        json_shapes.find_texts(item, "container-title"),
        json_shapes.find_texts(item, "short-container-title"),
        book=_read_title(item) if type_ == "book" else "",
    )
    preprints, others = _read_relations(item)
    return Record(
        id=f"{NAME}:{doi or arxiv}",
        type=type_,
        title=_read_title(item),
        author=people.read_people(item, "author"),
        editor=people.read_people(item, "editor"),
        issued=_read_date(item),
        container_title=container,
        container_title_short=short,
        collection_title=series,
        volume=json_shapes.find_text(item, "volume"),
        issue=json_shapes.find_text(item, "issue"),
        page=json_shapes.join_pages(
            json_shapes.find_text(item, "page") or json_shapes.find_text(item, "article-number")
        ),
        genre=_read_genre(item),
        publisher=_read_publisher(item),
        publisher_place=json_shapes.find_text(item, "publisher-location"),
        event_title=json_shapes.find_text(item, "event", "name"),
        event_place=json_shapes.find_text(item, "event", "location"),
        issn=json_shapes.find_first(item, "ISSN"),
        isbn=json_shapes.find_first(item, "ISBN").rpartition("/")[2],
        url=f"https://doi.org/{doi}" if doi else f"https://arxiv.org/abs/{arxiv}",
        note=RETRACTED_NOTE if notices.is_retracted(item) else "",
        identifiers=Identifiers(doi=doi, arxiv=arxiv or preprints, acl=acl_of_doi(doi)),
        other_dois=json_shapes.keep_unique(others, without=doi),
    )


def _list_items(data: Any) -> list[Any] | None:
    """The works of a list, or the one of a `/works/{doi}`; a 200 without `message` is not Crossref's."""
    message = json_shapes.find(data, "message")
    if not isinstance(message, dict):
        return None
    if "DOI" in message:
        return [message]
    items = message.get("items")
    return items if isinstance(items, list) else None


def _record_ids(record: Record) -> tuple[str, ...]:
    return (record.identifiers.doi,)


def _read_count(item: Any) -> int | None:
    return json_shapes.find_count(item, "is-referenced-by-count")


def _read_type(item: Any) -> str:
    """The CSL type; what is of no kind and stands in a book, is a part of it, and a notice is a part of its paper."""
    if notices.is_of_another(item):
        return "component"
    given = json_shapes.find_raw(item, "type")
    if given == "other" and json_shapes.find_first(item, "container-title"):
        in_journal = json_shapes.find_first(item, "ISSN") and not json_shapes.find_first(item, "ISBN")
        return "" if in_journal and json_shapes.find_text(item, "issue") else "chapter"
    return TYPES.get(given, "")


def _read_title(item: Any) -> str:
    """Of two titles the first (the second is a translation), with the subtitle that publishers split off."""
    title = titles.find_first_title(item, "title")
    subtitle = titles.find_first_title(item, "subtitle")
    return titles.join_subtitle(title, subtitle) if title else subtitle


def _read_date(item: Any) -> Date | None:
    """The printed date before the online one, and at last the year of the conference; never a date of registration."""
    for kind in _DATES:
        parts = json_shapes.find_list(item, kind, "date-parts")
        first = parts[0] if parts and isinstance(parts[0], list) else []
        if date := json_shapes.make_date(*[*first, None, None, None][:3]):
            return date
    starts = json_shapes.find_list(item, "event", "start", "date-parts")
    return json_shapes.make_date(starts[0][0]) if starts and isinstance(starts[0], list) and starts[0] else None


def _read_genre(item: Any) -> str:
    if json_shapes.find_raw(item, "type") == "dissertation":
        return titles.find_thesis_kind(json_shapes.find_first(item, "degree"))
    if json_shapes.find_raw(item, "type") != "posted-content":
        return ""
    return json_shapes.find_text(item, "subtype").replace("_", " ") or "preprint"


def _read_publisher(item: Any) -> str:
    """The publisher; of a preprint the server where it is posted, when it is told (to a look-up of one DOI it is)."""
    servers = (
        json_shapes.find_dicts(item, "institution") if json_shapes.find_raw(item, "type") == "posted-content" else []
    )
    server = json_shapes.find_text(servers[0], "name") if servers else ""
    return titles.drop_placeholder(server or json_shapes.find_text(item, "publisher"))


def _read_relations(item: Any) -> tuple[str, list[str]]:
    """The preprint's arXiv id and the DOIs of other versions; a relation names either by id or by arXiv's DOI."""
    arxiv, dois = "", []
    for kind in _RELATIONS:
        for other in json_shapes.find_dicts(item, "relation", kind):
            id_ = json_shapes.find_raw(other, "id")
            arxiv = arxiv or parse_arxiv(id_) or ""
            dois.append(sort_doi(id_)[0])
    return arxiv, dois


def _query_ids(ids: Identifiers) -> tuple[str, ...]:
    """The DOI, or the one that an id of the ACL Anthology stands for."""
    return (parse_doi(ids.doi) or acl_doi(ids.acl),)


def _is_alone(doi: str) -> bool:
    """True for a DOI with a comma, which would end it inside a filter."""
    return "," in doi


def _pack(members: Iterable[tuple[T, tuple[str, ...]]]) -> list[batching.Batch[T]]:
    return batching.pack(members, BATCH, FILTER_CAP, _is_alone)


_PARSER = batching.ReplyParser(NAME, _list_items, to_record, _record_ids, ReplyStatus.NOT_REGISTERED)
