"""DataCite: the registry of arXiv's DOIs, and of those of Zenodo, figshare, LIPIcs and JACoW.

https://support.datacite.org/docs/api. DOIs are asked one by one: a 404 of `/dois/{doi}` is the registry's own word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from pipeline.config.schema import SourceConfig
from pipeline.model.identifiers import ARXIV_DOI_PREFIX, parse_arxiv, parse_doi, sort_doi
from pipeline.model.names import make_name, parse_name
from pipeline.model.observations import ObservationBatch
from pipeline.model.records import Date, Identifiers, Name, Problem, Query, QueryResult, Record
from pipeline.model.statuses import ReplyStatus
from pipeline.network.messages import Request
from pipeline.sources.shared import batching, json_shapes, titles
from pipeline.sources.shared.csl_types import types_of
from pipeline.text.folding import fold

NAME = "datacite"

TYPES = types_of(NAME)
"""DataCite's general types in the order of its schema; `Text` and the rest say nothing of the kind of work."""

_VAGUE = frozenset({"", "Text", "Other", "Collection", "InteractiveResource", "Event"})
"""General types beside which the free text says what a thing is; `Text` was the only one for papers before 2021."""

KINDS = types_of("datacite_text")
"""What people write as the type of a thing, folded, as CSL types; the first that stands in the text is taken."""

_CITEPROC = frozenset(
    {"thesis", "report", "chapter", "paper-conference", "book", "dataset", "software", "motion_picture"}
)
"""What DataCite's own CSL type says of more than its default, `article`."""

_OTHER_TITLES = frozenset({"TranslatedTitle", "AlternativeTitle", "Subtitle", "Other"})
_AFFILIATION = re.compile(r"\s*\([^()]{0,300}\)\s*$")
_BETWEEN_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|[_/-]")
_DATES = ("Issued", "Available", "Created", "Submitted")
_LUCENE = re.compile(r'(["\\])')


class DataCite:
    """DataCite's REST API."""

    name = NAME

    def __init__(self, client: batching.RequestClient, config: SourceConfig, contact: str = "") -> None:
        self._client = client
        self._service = batching.build_service(
            NAME,
            config,
            # All requests count towards one limit in five minutes: 1,000 with an address, 500 without.
            has_contact=bool(contact),
            mailto="mailto",
            miss_marks=("The resource you are looking for doesn't exist",),
        )

    def look_up(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """Results by the DOI of an arXiv id, else by the DOI of the claim."""
        packed = batching.pack(batching.pair_queries_with_ids(queries, _query_ids), most=1)
        return batching.look_up(self._client, packed, self._doi_request, _PARSER)

    def search(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """Results by title."""
        return batching.search(self._client, queries, self._search_request, _PARSER)

    def count(self, works: Sequence[tuple[str, Identifiers]]) -> Iterator[ObservationBatch | Problem]:
        """No observations: DataCite's counts are far too small to be shown."""
        return iter(())

    def _doi_request(self, dois: tuple[str, ...]) -> Request:
        return Request(self._service, f"/dois/{quote(dois[0], safe='')}")

    def _search_request(self, claim: Record) -> Request:
        phrase = _LUCENE.sub(r"\\\1", titles.shorten_title(claim.title))
        params = (("query", f'titles.title:"{phrase}"'), ("page[size]", batching.HITS), ("page[number]", "1"))
        return Request(self._service, "/dois", params)


def to_record(item: Any) -> Record | None:
    """One DOI as DataCite gives it; None when it is none."""
    of = json_shapes.find(item, "attributes")
    registered = parse_doi(json_shapes.find_raw(of, "doi") or json_shapes.find_raw(item, "id"))
    if not registered:
        return None
    doi, arxiv = sort_doi(registered)
    type_ = "article" if arxiv else _read_type(of)
    return Record(
        id=f"{NAME}:{registered}",
        type=type_,
        title=_read_title(of),
        author=json_shapes.keep_names(_read_people(of, "creators")),
        editor=json_shapes.keep_names(_read_people(of, "contributors", "Editor")),
        issued=_read_date(of),
        container_title=_read_container(of),
        volume=_find_page(of, "volume"),
        issue=_find_page(of, "issue"),
        page=json_shapes.join_pages(_find_page(of, "firstPage"), _find_page(of, "lastPage")),
        version=json_shapes.find_text(of, "version"),
        genre=_read_genre(of, type_),
        publisher=titles.drop_placeholder(
            json_shapes.find_text(of, "publisher", "name") or json_shapes.find_text(of, "publisher")
        ),
        url=f"https://arxiv.org/abs/{arxiv}" if arxiv else f"https://doi.org/{doi}",
        identifiers=Identifiers(doi=doi, arxiv=arxiv),
        other_dois=json_shapes.keep_unique(_read_versions(of), without=doi),
    )


def _list_items(data: Any) -> list[Any] | None:
    """The DOIs of a list, or the one of a `/dois/{doi}`."""
    found = json_shapes.find(data, "data")
    if isinstance(found, dict):
        return [found]
    return found if isinstance(found, list) else None


def _read_type(of: Any) -> str:
    """The CSL type: by the general type, where that is vague by the free text, and at last by DataCite's own guess."""
    general = json_shapes.find_text(of, "types", "resourceTypeGeneral")
    if general not in _VAGUE:
        return TYPES.get(general, "")
    stated = fold(_BETWEEN_WORDS.sub(" ", json_shapes.find_text(of, "types", "resourceType")))
    for kind, type_ in KINDS.items():
        if stated == kind or (len(stated.split()) < 5 and stated.endswith(kind)):
            return type_
    guess = json_shapes.find_text(of, "types", "citeproc")
    return guess if guess in _CITEPROC and general != "Collection" else TYPES.get(general, "")


def _read_genre(of: Any, type_: str) -> str:
    if type_ == "thesis":
        return titles.find_thesis_kind(_BETWEEN_WORDS.sub(" ", json_shapes.find_text(of, "types", "resourceType")))
    return "preprint" if type_ == "article" else ""


def _read_title(of: Any) -> str:
    """The title that is neither translation nor subtitle, with the subtitle joined."""
    given = json_shapes.find_dicts(of, "titles")
    own = next((each for each in given if json_shapes.find_raw(each, "titleType") not in _OTHER_TITLES), None)
    subtitle = next((each for each in given if json_shapes.find_raw(each, "titleType") == "Subtitle"), None)
    title = titles.find_title(own, "title") or titles.find_title(given[0] if given else None, "title")
    return titles.join_subtitle(title, json_shapes.find_text(subtitle, "title"))


def _read_people(of: Any, field: str, kind: str = "") -> Iterator[Name]:
    """One name each; several people may share one creator, with their affiliations (10.7910/dvn/eqtqyo)."""
    for person in json_shapes.find_people(of, field):
        name = json_shapes.find_text(person, "name")
        if kind and json_shapes.find_text(person, "contributorType") != kind:
            continue
        if ";" in name:
            yield from filter(None, (parse_name(_AFFILIATION.sub("", part)) for part in name.split(";")))
        elif one := _read_person(person, name):
            yield one


def _read_person(person: dict[str, Any], name: str) -> Name | None:
    if json_shapes.find_text(person, "nameType") == "Organizational":
        return make_name(literal=name)
    family, given = json_shapes.find_text(person, "familyName"), json_shapes.find_text(person, "givenName")
    return make_name(family, given) if family and given else parse_name(_AFFILIATION.sub("", name))


def _read_date(of: Any) -> Date | None:
    """The year of publication; month and day when the date of issue is of that year.

    Without a year, the date of issue, else the one on which it was there.
    """
    year = json_shapes.find_year(of, "publicationYear")
    dates = json_shapes.find_dicts(of, "dates")
    for kind in ("Issued",) if year else _DATES:
        for each in dates:
            date = json_shapes.parse_date(json_shapes.find_raw(each, "date").partition("/")[0])
            if date and json_shapes.find_raw(each, "dateType") == kind and (not year or date.year == year.year):
                return date
    return year


def _read_container(of: Any) -> str:
    """The journal, book or series; a repository is none."""
    kind = json_shapes.find_text(of, "container", "type")
    return "" if kind.endswith("Repository") else json_shapes.find_text(of, "container", "title")


def _find_page(of: Any, name: str) -> str:
    """A number of the container; free text that was cut at a comma is none (“1-5 September 2008”)."""
    text = json_shapes.find_text(of, "container", name)
    return text if json_shapes.is_page(text) else ""


def _read_versions(of: Any) -> Iterator[str]:
    for other in json_shapes.find_dicts(of, "relatedIdentifiers"):
        if (other.get("relationType"), other.get("relatedIdentifierType")) == ("IsVersionOf", "DOI"):
            yield sort_doi(json_shapes.find_raw(other, "relatedIdentifier"))[0]


def _query_ids(ids: Identifiers) -> tuple[str, ...]:
    """A published DOI beside an arXiv id is Crossref's as a rule, so it is not asked for here."""
    arxiv = parse_arxiv(ids.arxiv)
    return (f"{ARXIV_DOI_PREFIX}{arxiv.lower()}" if arxiv else parse_doi(ids.doi) or "",)


def _record_ids(record: Record) -> tuple[str, ...]:
    return (record.id.removeprefix(f"{NAME}:"),)


_PARSER = batching.ReplyParser(NAME, _list_items, to_record, _record_ids, ReplyStatus.NOT_REGISTERED)
