"""The table of sources: everything about a source that must be known outside its own file, one row a source.

The rows are in `sources/table.json`, beside the files of the sources. They are read here, in `model`, because settings,
matching, merging, counts and refreshes all ask for them, and imports only point down. A new source is its file in
`sources/`, its row, and its fixtures; `tests/sources/test_new_source.py` adds one in this way.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Literal

import msgspec

LIBRARY = "library"
"""The source that is a person's own reference files."""

UNRANKED = 1000
"""The rank of a source to which the table gives none: behind all others."""


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Documented limits of a service.

    Attributes:
        per_second: Requests a second by kind of request (`list`, `single`); `all` is one limit for every kind.
        concurrency: Requests that may be under way at once.
    """

    per_second: dict[str, float]
    concurrency: int = 1


class SourceDescriptor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the table.

    Attributes:
        name: Its name in settings and artefacts, and that of its module in `pipeline.sources`.
        label: What people call it.
        kind: `local` (a person's own files), `registry` (registers identifiers) or `index` (collects from others).
        class_name: The class in its module; empty for a source that needs no network.
        base_url: The default of its setting: the address of its API.
        key_env: The default of its setting: the environment variable with the API key.
        per_second: The documented rate by kind of request, as in `Limits`.
        concurrency: The documented number of requests at once.
        with_contact: The limits for whoever gives a contact address, where they differ.
        registers: Schemes of identifiers; an accepted paper that has one of them, and that no registry has described
            yet, is asked about here.
        authoritative_for: Schemes in which it is believed before any index: `doi` for the agencies that register DOIs.
        lookup_schemes: Schemes by which it can be asked; a paper without any of them is not asked about.
        searches_published: False for a source that knows at most the preprint of a paper that a venue has published.
        search_order: Its rank in the order in which titles are searched, by what the table of venues says about the
            venue's DOIs (`never`: its papers have none; `arxiv`: arXiv's); sources without a rank come last, in the
            order of the settings.
        search_order_without_key: As `search_order`, for a run in which a source refuses for want of a key;
            `never_indexed` are those of `never` that an index is asked about first. A rank here has a source searched
            also for published papers; one above `UNRANKED` puts it behind those without a rank.
        covered_by: The source that registers all it has: when that one was searched and has no such title, this one is
            not searched.
        ranks: Its rank by field of a record, the lowest for the best; the empty name stands for all fields that no
            row names. A source without a rank for a field comes last in it.
        refuses_without_key: True for one that refuses most requests of people who have no key: it is asked last, and
            given up by the ratio of its refusals.
        key_adds: What a key would add, to follow “a free key in S2_API_KEY”; empty where there is none.
        searches_a_day: How many searches a day it answers people without a key, where these are few; else 0.
        counts: `open`, `licensed` (only on a person's wish, because a licence forbids passing them on), or empty when
            it has no citation counts.
        refresh_scope: What a refresh asks it about: `all` works, `preprints` without a published version, or nothing.

    Ranks count in tens, so that a new row fits between two others.
    """

    name: str
    label: str
    kind: Literal["local", "registry", "index"]
    class_name: str = ""
    base_url: str = ""
    key_env: str = ""
    per_second: dict[str, float] = {}
    concurrency: int = 1
    with_contact: Limits | None = None
    registers: tuple[str, ...] = ()
    authoritative_for: tuple[str, ...] = ()
    lookup_schemes: tuple[str, ...] = ()
    searches_published: bool = True
    search_order: dict[str, int] = {}
    search_order_without_key: dict[str, int] = {}
    covered_by: str = ""
    ranks: dict[str, int] = {}
    refuses_without_key: bool = False
    key_adds: str = ""
    searches_a_day: int = 0
    counts: Literal["", "open", "licensed"] = ""
    refresh_scope: Literal["", "all", "preprints"] = ""

    def limits(self, *, has_contact: bool) -> Limits:
        """The limits that hold for a caller who gives an address, or none."""
        plain = Limits(self.per_second, self.concurrency)
        return self.with_contact or plain if has_contact else plain

    def advise_key(self, variable: str) -> str:
        """What is told to people without a key, as the end of a sentence; empty where a key would add nothing."""
        return f"a free key in {variable or self.key_env} {self.key_adds}" if self.key_adds else ""


@lru_cache(maxsize=1)
def source_table() -> dict[str, SourceDescriptor]:
    """Every source by name, in the order in which they are asked by default."""
    text = files("pipeline").joinpath("sources/table.json").read_bytes()
    return {row.name: row for row in msgspec.json.decode(text, type=list[SourceDescriptor])}


def row_of(source: str) -> SourceDescriptor:
    """The row of a source; for a name that the table does not have (of a test, say), an index without ranks."""
    return source_table().get(source) or SourceDescriptor(source, source, "index", lookup_schemes=("doi", "arxiv"))


def drop_name(source: str, sentence: str) -> str:
    """What a source's service says, without its name before it, for whoever names the source.

    >>> drop_name("openalex", "openalex (search): no connection."), drop_name("arxiv", "it is down.")
    ('no connection.', 'it is down.')
    """
    name, colon, said = sentence.partition(": ")
    return said if colon and source_of(name) == source else sentence


def source_of(service: str) -> str:
    """The source that is asked through a service; one that limits searches apart has two, of one address.

    >>> source_of("openalex (search)")
    'openalex'
    """
    return service.partition(" (")[0]


def label_of(source: str) -> str:
    """What people call a source; the list itself is one, too, and an unknown name stays as it is.

    >>> label_of("semantic_scholar"), label_of("list"), label_of("person")
    ('Semantic Scholar', 'the list', 'person')
    """
    if source == "list":
        return "the list"
    known = source_table().get(source)
    return known.label if known else source


@lru_cache(maxsize=64)
def names_of(*, kind: str = "", authoritative_for: str = "", registers: str = "") -> frozenset[str]:
    """The names of the sources that fit.

    Args:
        kind: Only those of this kind; empty for every kind.
        authoritative_for: Only those that are believed first in this scheme of identifiers; empty for all.
        registers: Only those that register identifiers of this scheme; empty for all.
    """
    return frozenset(
        row.name
        for row in source_table().values()
        if (not kind or row.kind == kind)
        and (not authoritative_for or authoritative_for in row.authoritative_for)
        and (not registers or registers in row.registers)
    )


@lru_cache(maxsize=1024)
def rank_for(field: str, source: str) -> int:
    """The rank of a source for a field of a record; the source with the lowest is believed."""
    rows = source_table().values()
    column = field if any(field in row.ranks for row in rows) else ""
    known = source_table().get(source)
    return known.ranks.get(column, UNRANKED) if known else UNRANKED
