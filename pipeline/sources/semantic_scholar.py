"""Semantic Scholar: the best title match for machine learning, where half of the papers have no DOI.

https://api.semanticscholar.org/api-docs/. It merges the versions of a work, so the DOI of a record may be the
preprint's while its venue is the conference's; an arXiv DOI is kept as the arXiv id only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from pipeline.config.schema import SourceConfig
from pipeline.model.identifiers import parse_arxiv, parse_doi, sort_doi
from pipeline.model.names import parse_name
from pipeline.model.observations import ObservationBatch
from pipeline.model.records import Identifiers, Problem, Query, QueryResult, Record
from pipeline.network.messages import Request
from pipeline.sources.shared import batching, counting, json_shapes, notices, titles
from pipeline.text.folding import STOP_WORDS, fold

T = TypeVar("T")

NAME = "semantic_scholar"
BATCH = 500
FIELDS = "title,year,venue,publicationVenue,journal,externalIds,authors,publicationTypes"

TYPES = {
    "Conference": "paper-conference",
    "Book": "book",
    "BookSection": "chapter",
    "Dataset": "dataset",
    "JournalArticle": "article-journal",
    "Review": "article-journal",
}
"""In the order in which they win: a conference paper has both `JournalArticle` and `Conference`."""

_SERVERS = frozenset({"arxiv", "arxiv org", "biorxiv", "medrxiv", "chemrxiv"})
_SERVER_PREFIXES = ("10.1101/", "10.64898/", "10.26434/")


class SemanticScholar:
    """The Graph API of Semantic Scholar."""

    name = NAME

    def __init__(self, client: batching.RequestClient, config: SourceConfig, contact: str = "") -> None:
        self._client = client
        key = config.key()
        self._service = batching.build_service(
            NAME,
            config,
            # Its limit is cumulative over the endpoints with a key; without one, it is luck whether a call is answered.
            secret_headers={"x-api-key": key} if key else {},
            miss_marks=("Title match not found", "not found"),
            batch_miss="No valid paper ids given",
        )

    def look_up(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """Results by DOI, arXiv id, ACL id or PubMed id."""
        packed = _pack(batching.pair_queries_with_ids(queries, _query_ids))
        return batching.look_up(self._client, packed, self._batch_request, _PARSER)

    def search(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """Results by the one title that matches best."""
        return batching.search(self._client, queries, self._search_request, _PARSER)

    def count(self, works: Sequence[tuple[str, Identifiers]]) -> Iterator[ObservationBatch | Problem]:
        """Citations of all versions of a work together, and the DOI of a preprint that was published.

        One identifier a work is asked for, so that a batch holds 500 works: arXiv's ids are all known here.
        """
        pairs = batching.pair_with_ids(works, _query_ids)
        one_each = [(work, tuple(sorted(ids, key=_is_not_arxiv)[:1])) for work, ids in pairs]
        query = counting.CountQuery(_PARSER, _pack, self._count_request, _read_count)
        return counting.count_works(self._client, one_each, query)

    def _batch_request(self, ids: tuple[str, ...], fields: str = FIELDS, fresh_days: int | None = None) -> Request:
        body = {"ids": list(ids)}
        return Request(self._service, "/paper/batch", (("fields", fields),), body, fresh_days=fresh_days)

    def _count_request(self, ids: tuple[str, ...]) -> Request:
        return self._batch_request(ids, "externalIds,title,citationCount", fresh_days=0)

    def _search_request(self, claim: Record) -> Request:
        # Hyphenated terms may find nothing.
        words = titles.shorten_title(claim.title).replace("-", " ")
        return Request(self._service, "/paper/search/match", (("query", words), ("fields", FIELDS)))


def to_record(item: Any) -> Record | None:
    """One paper as Semantic Scholar gives it; None for the `null` of an unknown id."""
    paper_id = json_shapes.find_raw(item, "paperId")
    if not paper_id:
        return None
    ids = _read_identifiers(item)
    type_ = _read_type(item, ids)
    volume, issue = _read_volume(item)
    return Record(
        id=f"{NAME}:{paper_id}",
        type=type_,
        title=titles.find_title(item, "title"),
        author=json_shapes.keep_names(
            parse_name(json_shapes.find_text(author, "name")) for author in json_shapes.find_people(item, "authors")
        ),
        issued=json_shapes.find_year(item, "year"),
        container_title=_read_container(item),
        volume=volume,
        issue=issue,
        page=json_shapes.join_pages(json_shapes.find_text(item, "journal", "pages")),
        genre="preprint" if type_ == "article" else "",
        url=_make_url(ids, paper_id),
        note=notices.note_retraction(json_shapes.find_text(item, "title"), ids.doi),
        identifiers=ids,
    )


def _list_items(data: Any) -> list[Any] | None:
    """The papers of a batch, or of a match; a search without a hit has a `total` and no `data`."""
    if isinstance(data, list):
        return data
    if isinstance(data, dict) and (isinstance(data.get("data"), list) or "total" in data):
        return json_shapes.find_list(data, "data")
    return None


def _read_count(item: Any) -> int | None:
    return json_shapes.find_count(item, "citationCount")


def _read_identifiers(item: Any) -> Identifiers:
    known = json_shapes.find(item, "externalIds")
    doi, arxiv = sort_doi(json_shapes.find_raw(known, "DOI"))
    pmcid = json_shapes.find_raw(known, "PubMedCentral").upper().removeprefix("PMC")
    return Identifiers(
        doi=doi,
        arxiv=parse_arxiv(json_shapes.find_raw(known, "ArXiv")) or arxiv,
        acl=json_shapes.find_raw(known, "ACL"),
        pmid=json_shapes.find_raw(known, "PubMed"),
        pmcid=f"PMC{pmcid}" if pmcid else "",
    )


def _read_type(item: Any, ids: Identifiers) -> str:
    """The CSL type; a preprint is a journal article there, and so is many a conference's paper.

    A “conference” with a volume is a journal: mAbs (10.1080/19420862.2025.2562998) is called one.
    """
    if _is_preprint(item):
        is_own = not ids.doi or ids.doi.startswith(_SERVER_PREFIXES)
        return "article" if is_own else ""
    given = json_shapes.find_texts(item, "publicationTypes")
    type_ = next((TYPES[name] for name in TYPES if name in given), "")
    is_conference = (
        json_shapes.find_text(item, "publicationVenue", "type") == "conference" and not _read_volume(item)[0]
    )
    return "paper-conference" if is_conference and type_ in ("", "article-journal") else type_


def _read_container(item: Any) -> str:
    """The venue by its full name: “Nat. Mac. Intell.” is the `venue` of 10.1038/s42256-024-00832-8.

    Volume and pages are the journal's, so its name is taken where the venue is that of another version.
    """
    venue, journal = json_shapes.find_text(item, "venue"), json_shapes.find_text(item, "journal", "name")
    full = json_shapes.find_text(item, "publicationVenue", "name")
    named = [name for name in (full, journal if "." in venue else "", venue) if name and not _is_server(name)]
    if not journal or _is_server(journal):
        return named[0] if named else ""
    has_place = _read_volume(item)[0] or json_shapes.find_text(item, "journal", "pages")
    if not named or (has_place and not any(_are_one_name(journal, name) for name in (full, venue) if name)):
        return journal
    return named[0]


def _are_one_name(journal: str, venue: str) -> bool:
    """True when one name is a short form of the other, or a part of it: “J. Fruit”, “Journal of Fruit”."""
    short, long = sorted((_words_of(journal), _words_of(venue)), key=len)
    rest = iter(long)
    is_part = all(any(full.startswith(word) or word.startswith(full) for full in rest) for word in short)
    shorter, longer = sorted((journal, venue), key=len)
    return is_part or fold(shorter) in fold(longer) or _initials(long) == fold(shorter).replace(" ", "")


def _words_of(name: str) -> list[str]:
    return [word for word in fold(name).split() if word not in STOP_WORDS]


def _initials(words: list[str]) -> str:
    return "".join(word[0] for word in words)


def _read_volume(item: Any) -> tuple[str, str]:
    """Volume and issue, which PubMed's records join: “284 5411”. `abs/2202.06539` is arXiv's, whatever the venue."""
    volume = json_shapes.find_text(item, "journal", "volume")
    if volume.startswith("abs/"):
        return "", ""
    number, _, issue = volume.partition(" ")
    return (number, issue.strip()) if number.isdigit() else (volume, "")


def _is_preprint(item: Any) -> bool:
    """True when a preprint server is the only place that is named, or when none is and arXiv has the paper."""
    if _read_container(item):
        return False
    places = (("publicationVenue", "name"), ("venue",), ("journal", "name"))
    named = [name for place in places if (name := json_shapes.find_text(item, *place))]
    return any(map(_is_server, named)) or (not named and bool(json_shapes.find_raw(item, "externalIds", "ArXiv")))


def _is_server(venue: str) -> bool:
    return fold(venue) in _SERVERS


def _make_url(ids: Identifiers, paper_id: str) -> str:
    if ids.doi:
        return f"https://doi.org/{ids.doi}"
    if ids.arxiv:
        return f"https://arxiv.org/abs/{ids.arxiv}"
    return f"https://www.semanticscholar.org/paper/{paper_id}"


def _query_ids(ids: Identifiers) -> Iterable[str]:
    """The identifiers as a batch wants them, strongest first."""
    if doi := parse_doi(ids.doi):
        yield f"DOI:{doi}"
    if arxiv := parse_arxiv(ids.arxiv):
        yield f"ARXIV:{arxiv}"
    if ids.acl:
        yield f"ACL:{ids.acl}"
    if ids.pmid:
        yield f"PMID:{ids.pmid}"


def _record_ids(record: Record) -> Iterable[str]:
    return _query_ids(record.identifiers)


def _pack(members: Iterable[tuple[T, tuple[str, ...]]]) -> list[batching.Batch[T]]:
    return batching.pack(members, BATCH)


def _is_not_arxiv(id_: str) -> bool:
    return not id_.startswith("ARXIV:")


_PARSER = batching.ReplyParser(NAME, _list_items, to_record, _record_ids)
