"""Crossref: the registry of most published DOIs, and the best source of names, volumes and pages.

https://www.crossref.org/documentation/retrieve-metadata/rest-api/. Its search is full-text relevance and always finds
something: the scores of right and wrong hits overlap, so they are not asked for, and nothing is accepted here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

from pipeline.config.schema import SourceConfig
from pipeline.model.identifiers import acl_doi, acl_of_doi, parse_arxiv, parse_doi, sort_doi
from pipeline.model.names import make_name, parse_name
from pipeline.model.observations import ObservationBatch
from pipeline.model.records import Date, Identifiers, Name, Problem, Query, QueryResult, Record
from pipeline.model.statuses import ReplyStatus
from pipeline.network.messages import Request
from pipeline.sources.shared import batching, counting, json_shapes, notices
from pipeline.text.folding import fold

T = TypeVar("T")

NAME = "crossref"
BATCH = 50
FILTER_CAP = 5000
"""Characters of a filter; at about 5,200 the response is 414."""

SELECT = (
    "DOI,type,title,subtitle,author,editor,published-print,published,issued,published-online,container-title,"
    "short-container-title,volume,issue,page,article-number,publisher,publisher-location,event,ISSN,ISBN,relation"
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

_DATES = ("published-print", "published", "issued", "published-online", "posted")
_SERIES = re.compile(
    r"^(?:lecture notes (?:in|on)|communications in computer|advances in|ifip|studies in|progress in|methods in"
    r"|frontiers in|springer(?:briefs)?\b|spie|aip|acm international conference proceeding|synthesis lectures"
    r"|smart innovation|intelligent systems reference)\b|\bseries\b",
    re.IGNORECASE,
)
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
        words = f"{batching.shorten_title(claim.title)} {claim.year or ''}".strip()
        params = (("query.bibliographic", words), ("rows", batching.HITS), ("select", SELECT))
        return Request(self._service, "/works", params)


def to_record(item: Any) -> Record | None:
    """One work as Crossref gives it; None when it has no DOI that is one."""
    doi, arxiv = sort_doi(json_shapes.find_raw(item, "DOI"))
    if not doi and not arxiv:
        return None
    type_ = TYPES.get(json_shapes.find_raw(item, "type"), "")
    container, short, series = _read_containers(item, type_)
    preprints, others = _read_relations(item)
    return Record(
        id=f"{NAME}:{doi or arxiv}",
        type=type_,
        title=_read_title(item),
        author=_read_names(item, "author"),
        editor=_read_names(item, "editor"),
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
        publisher=json_shapes.find_text(item, "publisher"),
        publisher_place=json_shapes.find_text(item, "publisher-location"),
        event_title=json_shapes.find_text(item, "event", "name"),
        event_place=json_shapes.find_text(item, "event", "location"),
        issn=json_shapes.find_first(item, "ISSN"),
        isbn=json_shapes.find_first(item, "ISBN").rpartition("/")[2],
        url=f"https://doi.org/{doi}" if doi else f"https://arxiv.org/abs/{arxiv}",
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


def _read_title(item: Any) -> str:
    """Of two titles the first (the second is a translation), with the subtitle that publishers split off."""
    title = json_shapes.trim_title(json_shapes.find_first(item, "title"))
    return json_shapes.join_subtitle(title, json_shapes.find_first(item, "subtitle"))


def _read_names(item: Any, role: str) -> tuple[Name, ...]:
    people = json_shapes.find_people(item, role)
    are_whole = not any(json_shapes.find_text(person, "given") for person in people)
    return json_shapes.keep_names(_read_name(person, are_whole) for person in people)


def _read_name(person: dict[str, Any], are_whole: bool) -> Name | None:
    """A person by parts; where no author has a given name, whole names stand in `family`.

    “Saeed Danyali” does in 10.1002/2050-7038.12686/v2/response1.
    """
    family, given, name = (json_shapes.find_text(person, part) for part in ("family", "given", "name"))
    if (family or name).startswith("&NA"):  # “&NA;” stands for no author in Lippincott's journals
        return None
    if are_whole and not name and " " in family:
        return parse_name(family)
    if not family:
        return make_name(literal=name or given)
    return make_name(family, given, suffix=json_shapes.find_text(person, "suffix"))


def _read_date(item: Any) -> Date | None:
    """The printed date before the online one; the dates of registration are never one of publication."""
    for kind in _DATES:
        parts = json_shapes.find_list(item, kind, "date-parts")
        first = parts[0] if parts and isinstance(parts[0], list) else []
        if date := json_shapes.make_date(*[*first, None, None, None][:3]):
            return date
    return None


def _read_genre(item: Any) -> str:
    if json_shapes.find_raw(item, "type") != "posted-content":
        return ""
    return json_shapes.find_text(item, "subtype").replace("_", " ") or "preprint"


def _read_containers(item: Any, type_: str) -> tuple[str, str, str]:
    """Container, its short form, and the series; Crossref gives series and book in either order."""
    titles = json_shapes.find_texts(item, "container-title")
    shorts = json_shapes.find_texts(item, "short-container-title")
    if type_ == "book":
        own = fold(_read_title(item))
        return "", "", next((title for title in titles if fold(title) != own), "")
    if not titles:
        return "", "", ""
    series_at = _find_series(titles) if len(titles) > 1 else -1
    at = 1 if series_at == 0 else 0
    short = shorts[at] if len(shorts) == len(titles) else (shorts[0] if shorts and len(titles) == 1 else "")
    return titles[at], short if short != titles[at] else "", titles[series_at] if series_at >= 0 else ""


def _find_series(titles: list[str]) -> int:
    """Which of two titles is the series: “Lecture Notes in Computer Science”, not “Computer Vision – ECCV 2024”.

    Where neither or both look like one, it is the first, as in (“Language Policy”, “Language Education Programs”).
    """
    return 1 if _SERIES.search(titles[1]) and not _SERIES.search(titles[0]) else 0


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
