"""OpenAlex: an open index of all works; it knows many that Crossref does not, and counts their citations.

https://help.openalex.org/. Its records are merged by machine: “Attention Is All You Need” (W2626778328) once had the
DOI of a repost and the year 2025. So it does not override the registries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec

from pipeline.config.schema import SourceConfig
from pipeline.model.identifiers import ARXIV_DOI_PREFIX, parse_arxiv, parse_doi, sort_doi
from pipeline.model.names import family_of, parse_name
from pipeline.model.observations import ObservationBatch
from pipeline.model.records import Identifiers, Name, Problem, Provenance, Query, QueryResult, Record
from pipeline.model.source_table import row_of
from pipeline.model.statuses import ReplyStatus
from pipeline.network.messages import Request, Service
from pipeline.sources.shared import batching, counting, json_shapes, notices, titles
from pipeline.sources.shared.csl_types import types_of
from pipeline.sources.shared.people import is_beside_names
from pipeline.sources.shared.series import is_series
from pipeline.text.folding import fold

T = TypeVar("T")

NAME = "openalex"
BATCH = 50
"""Half a page, for works may share a DOI. A refresh asks for a hundred, and again for what a full page lacks."""

PAGE = 100
FILTER_CAP = 3500
AUTHOR_CAP = 100
"""A list of authors ends here, however many the paper has."""

SELECT = "id,doi,title,publication_year,type,authorships,primary_location,biblio,is_retracted"

FRESH_SELECT = "id,doi,title,cited_by_count,is_retracted"
"""Without the authors, who come with all their affiliations: a hundred works would be megabytes."""

TYPES = types_of(NAME)
"""OpenAlex's types that say what a work is, in the order of its list; an `article` is what its source is.

What is about a paper and may carry its title (an erratum, a retraction, a letter, an editorial) is a `component`, which
is refused as the paper: where it is meant itself, the registry of its DOI describes it.
"""

_WITH_CONTAINER = frozenset({"paper-conference", "chapter", "article-journal", "entry-encyclopedia", "review-book"})
_SOURCE_TYPES = {"journal": "article-journal", "conference": "paper-conference"}
_STEERING = re.compile(r'[",|!?\\*~()\[\]{}<>=&+]')
_UNSURE = re.compile("['’‘`$]")
_BETWEEN_INITIALS = re.compile(r"[\s.-]+")


class OpenAlex:
    """OpenAlex's API."""

    name = NAME

    def __init__(self, client: batching.RequestClient, config: SourceConfig, contact: str = "") -> None:
        self._client = client
        key = config.key()
        self._service = batching.build_service(
            NAME,
            config,  # a hundred a second are allowed, the table has ten; what ends first is the day's budget
            secret_headers={"Authorization": f"Bearer {key}"} if key else {},
        )
        # Only a DOI in the path can be missed: for a list, a 404 means another address.
        self._single = msgspec.structs.replace(self._service, miss_marks=("404 Not Found",))
        # Each is stopped alone: searching ends with the day's budget, while look-ups go on.
        self._free = msgspec.structs.replace(self._single, name=f"{NAME} (free look-ups)")
        budget = 0 if key else row_of(NAME).searches_a_day
        self._search = msgspec.structs.replace(self._service, name=f"{NAME} (search)", budget=budget)
        self._form = ""  # how this server has found a title: `search.title` or `filter`

    def look_up(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """Results by DOI, arXiv's own included."""
        packed = _pack(batching.pair_queries_with_ids(queries, _query_ids))
        return batching.look_up(self._client, packed, self._batch_request, _PARSER)

    def search(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """Results by title; one after the other until it is known by which parameter this server finds titles."""
        waiting = list(queries)
        while waiting and not self._form:
            yield from self._find_form(waiting.pop(0))
        yield from batching.search(self._client, waiting, self._search_request, _PARSER)

    def _find_form(self, query: Query) -> Iterator[QueryResult]:
        """The result by `search.title`, else by the filter, which older servers know; not where a run did without."""
        was_asked = self._client.knows(self._search_request(query.claim))
        for form, to_request in (("search.title", self._search_request), ("filter", self._filter_request)):
            if form == "filter" and was_asked and not self._client.knows(to_request(query.claim)):
                break
            [result] = batching.search(self._client, [query], to_request, _PARSER)
            if result.status is not ReplyStatus.NO_MATCH:
                self._form = form if result.candidates else ""
                break
        yield result

    def count(self, works: Sequence[tuple[str, Identifiers]]) -> Iterator[ObservationBatch | Problem]:
        """Citations of the published version, else of the preprint; when the budget is spent, one by one, for free."""
        query = counting.CountQuery(
            _PARSER, _pack_fresh, self._count_request, _read_count, notices.read_openalex, PAGE, self._free_request
        )
        return counting.count_works(self._client, batching.pair_with_ids(works, _query_ids), query)

    def _batch_request(self, dois: tuple[str, ...], select: str = SELECT, fresh_days: int | None = None) -> Request:
        if _is_alone(dois[0]):
            return self._single_request(self._single, dois[0], select, fresh_days)
        params = (("filter", f"doi:{'|'.join(dois)}"), ("per_page", str(PAGE)), ("select", select))
        return Request(self._service, "/works", params, fresh_days=fresh_days)

    def _single_request(self, service: Service, doi: str, select: str, fresh_days: int | None) -> Request:
        path = f"/works/doi:{quote(doi, safe='')}"
        return Request(service, path, (("select", select),), kind="single", fresh_days=fresh_days)

    def _count_request(self, dois: tuple[str, ...]) -> Request:
        return self._batch_request(dois, FRESH_SELECT, fresh_days=0)

    def _free_request(self, dois: tuple[str, ...]) -> Request:
        return self._single_request(self._free, dois[0], FRESH_SELECT, fresh_days=0)

    def _search_request(self, claim: Record) -> Request:
        if self._form == "filter":
            return self._filter_request(claim)
        params = (("search.title", to_search_words(claim.title)), ("per_page", batching.HITS), ("select", SELECT))
        return Request(self._search, "/works", params)

    def _filter_request(self, claim: Record) -> Request:
        words = ("filter", f"title.search:{to_search_words(claim.title)}")
        return Request(self._search, "/works", (words, ("per_page", batching.HITS), ("select", SELECT)))


def to_search_words(title: str) -> str:
    """A title as what is searched for: a phrase in quotes, without the signs that steer a search.

    Words with an apostrophe or TeX lose hits.

    >>> to_search_words("Stop, Look! and Listen"), to_search_words("Let’s agree to agree")
    ('"Stop Look and Listen"', 'agree to agree')
    """
    words = _STEERING.sub(" ", titles.shorten_title(title)).split()
    plain = [word for word in words if not _UNSURE.search(word)]
    if len(plain) == len(words):
        return f'"{" ".join(words)}"'
    return " ".join(plain) or _UNSURE.sub(" ", " ".join(words)).strip()


def to_record(item: Any) -> Record | None:
    """One work as OpenAlex gives it; None when it has no id."""
    work_id = json_shapes.find_raw(item, "id").rpartition("/")[2]
    if not work_id:
        return None
    doi, arxiv = sort_doi(json_shapes.find_raw(item, "doi"))
    arxiv = arxiv or parse_arxiv(json_shapes.find_raw(item, "primary_location", "landing_page_url")) or ""
    type_ = _read_type(item)
    container, series = _read_container(item, type_)
    return Record(
        id=f"{NAME}:{work_id}",
        type=type_,
        title=_read_title(item),
        author=json_shapes.keep_names(_read_names(item)),
        has_other_authors=_is_capped(item),
        # Only the year: the publication date makes up a first of January.
        issued=json_shapes.find_year(item, "publication_year"),
        container_title=container,
        collection_title=series,
        volume=json_shapes.find_text(item, "biblio", "volume"),
        issue=json_shapes.find_text(item, "biblio", "issue"),
        page=json_shapes.join_pages(
            json_shapes.find_text(item, "biblio", "first_page"), json_shapes.find_text(item, "biblio", "last_page")
        ),
        genre="preprint" if type_ == "article" else "",
        issn=json_shapes.find_text(item, "primary_location", "source", "issn_l"),
        url=_make_url(doi, arxiv, work_id),
        note=_note_retraction(item, doi, type_),
        identifiers=Identifiers(doi=doi, arxiv=arxiv),
        provenance=_note_cap(item, work_id),
    )


def _list_items(data: Any) -> list[Any] | None:
    """The works of a list, or the one of `/works/doi:…`."""
    if isinstance(data, dict) and "id" in data:
        return [data]
    results = json_shapes.find(data, "results")
    return results if isinstance(results, list) else None


def _read_count(item: Any) -> int | None:
    return json_shapes.find_count(item, "cited_by_count")


def _read_type(item: Any) -> str:
    given = json_shapes.find_text(item, "type")
    source_type = json_shapes.find_text(item, "primary_location", "source", "type")
    return TYPES.get(given, _SOURCE_TYPES.get(source_type, ""))


def _read_container(item: Any, type_: str) -> tuple[str, str]:
    """Container and series; a repository (“arXiv (Cornell University)”) is neither.

    Of many proceedings and books OpenAlex makes no source: their title stands in `raw_source_name` alone.
    """
    name = json_shapes.find_text(item, "primary_location", "source", "display_name")
    kind = json_shapes.find_text(item, "primary_location", "source", "type")
    raw = json_shapes.find_text(item, "primary_location", "raw_source_name")
    if kind == "book series":
        is_own = fold(raw) not in ("", fold(name)) and not is_series(raw)
        return (raw if is_own else ""), name
    if kind in ("journal", "conference"):
        return name, ""
    is_raw = not name and not kind and type_ in _WITH_CONTAINER and fold(raw) not in ("", fold(_read_title(item)))
    return (raw if is_raw else ""), ""


def _read_title(item: Any) -> str:
    return titles.find_title(item, "title")


def _read_names(item: Any) -> Iterator[Name | None]:
    """The names as printed, without the affiliations among them."""
    authorships = json_shapes.find_people(item, "authorships")
    texts = [json_shapes.find_text(each, "raw_author_name") for each in authorships]
    for authorship, text in zip(authorships, texts, strict=True):
        if len(texts) == 1 or not text or not is_beside_names(text, texts):
            yield _read_name(authorship)


def _read_name(authorship: dict[str, Any]) -> Name | None:
    """The name as printed, for the other one is a guess at the person; only its initials are filled from there.

    “Debashis Bandyopadhyay” (10.1023/a:1007154515475) became Debasish, while “G. Cybenko” is rightly George.
    """
    printed = parse_name(json_shapes.find_text(authorship, "raw_author_name"))
    person = parse_name(json_shapes.find_text(authorship, "author", "display_name"))
    if not printed or not person:
        return printed or person
    if printed.literal and " " not in printed.literal:  # “BengioYoshua”
        return person
    if family_of(printed) != family_of(person):
        return printed
    has_initials = all(len(part) < 2 for part in _BETWEEN_INITIALS.split(printed.given))
    return person if has_initials and person.given[:1] == printed.given[:1] else printed


def _note_retraction(item: Any, doi: str, type_: str) -> str:
    is_flagged = bool(notices.read_openalex(item)) and type_ != "component"
    return notices.note_retraction(_read_title(item), doi, is_flagged=is_flagged)


def _is_capped(item: Any) -> bool:
    return len(json_shapes.find_list(item, "authorships")) == AUTHOR_CAP


def _note_cap(item: Any, work_id: str) -> tuple[Provenance, ...]:
    if not _is_capped(item):
        return ()
    return (Provenance("author", NAME, work_id, why=f"capped at {AUTHOR_CAP}"),)


def _make_url(doi: str, arxiv: str, work_id: str) -> str:
    if doi:
        return f"https://doi.org/{doi}"
    return f"https://arxiv.org/abs/{arxiv}" if arxiv else f"https://openalex.org/{work_id}"


def _query_ids(ids: Identifiers) -> Iterable[str]:
    """The DOI, and the one that arXiv registers: there is no other key for an arXiv id."""
    doi = parse_doi(ids.doi) or ""
    arxiv = parse_arxiv(ids.arxiv)
    yield doi
    if arxiv and not _is_alone(doi):
        yield f"{ARXIV_DOI_PREFIX}{arxiv.lower()}"


def _record_ids(record: Record) -> Iterable[str]:
    ids = record.identifiers
    return (ids.doi,) if ids.doi else _query_ids(ids)


def _is_alone(doi: str) -> bool:
    """True for a DOI with a comma, which ends a filter's value; it is asked by path, which is free."""
    return "," in doi


def _pack(members: Iterable[tuple[T, tuple[str, ...]]], most: int = BATCH) -> list[batching.Batch[T]]:
    return batching.pack(members, most, FILTER_CAP, _is_alone)


def _pack_fresh(members: Iterable[tuple[T, tuple[str, ...]]]) -> list[batching.Batch[T]]:
    return _pack(members, PAGE)


_PARSER = batching.ReplyParser(NAME, _list_items, to_record, _record_ids)
