"""The table of sources: everything about a source that others than its own file must know, one row a source.

The rows are `sources/table.json`, beside the files of the sources. They are read here, on a low floor, because the
settings, matching, merging, counts and refreshes ask for them, and imports only point down. A new source is its file
in `sources/`, its row, and its fixtures.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import msgspec

LIBRARY = "library"
"""The source that is a person's own reference files."""

UNRANKED = 1000
"""The place of a source that the table gives none: behind all others."""


class Limits(msgspec.Struct, frozen=True):
    """Documented limits: requests per second by class of request (`all`: one limit for every class), and how many at
    once.
    """

    per_second: dict[str, float]
    concurrency: int = 1


class SourceDescriptor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the table.

    Attributes:
        name: In the settings, in artefacts, and of its module in `pipeline.sources`.
        label: As people call it.
        kind: `local` (a person's own files), `registry` (registers identifiers) or `index` (collects from others).
        opens: The class in its module; empty for a source that asks no network.
        base_url, key_env: Defaults of its settings.
        per_second, concurrency: Documented limits; `with_contact` holds those for callers who give an address.
        registers: Schemes of identifiers about which it is asked for accepted papers that no registry has described.
        vouches_for: Schemes in which its word weighs more than an index's: `doi` for the agencies that register DOIs.
        looks_up: Schemes by which it can be asked; a paper without any of them is not asked about.
        searches_published: False where it knows at most the preprint of a paper that a venue has published.
        routes: Its place in the order in which titles are searched, by the venue's `doi` in the table of venues
            (`never`, `arxiv`); sources without one come behind, in the order of the settings.
        best_for: Its rank by field of a record, 0 for the best; the empty name is for all fields that no row names.
        counts: `open`, `licensed` (only when a person asks for them, because a licence forbids passing them on), or
            empty when it has no citation counts.
        refreshes: What a refresh asks it about: `all` works, `preprints` without a published version, or nothing.
    """

    name: str
    label: str
    kind: str
    opens: str = ""
    base_url: str = ""
    key_env: str = ""
    per_second: dict[str, float] = {}
    concurrency: int = 1
    with_contact: Limits | None = None
    registers: tuple[str, ...] = ()
    vouches_for: tuple[str, ...] = ()
    looks_up: tuple[str, ...] = ()
    searches_published: bool = True
    routes: dict[str, int] = {}
    best_for: dict[str, int] = {}
    counts: str = ""
    refreshes: str = ""

    def limits(self, *, has_contact: bool) -> Limits:
        """The limits that hold for a caller who gives an address, or none."""
        plain = Limits(self.per_second, self.concurrency)
        return self.with_contact or plain if has_contact else plain


@lru_cache(maxsize=1)
def source_table() -> dict[str, SourceDescriptor]:
    """Every source by name, in the order in which they are asked by default."""
    text = files("pipeline").joinpath("sources/table.json").read_bytes()
    return {row.name: row for row in msgspec.json.decode(text, type=list[SourceDescriptor])}


def row_of(source: str) -> SourceDescriptor:
    """The row of a source; one that the table does not have (a test's, a rival's) is an index without a rank."""
    return source_table().get(source) or SourceDescriptor(source, source, "index", looks_up=("doi", "arxiv"))


def label_of(source: str) -> str:
    """A source as people call it; the list itself is one too, and a name that nobody knows stays as it is.

    >>> label_of("semantic_scholar"), label_of("list"), label_of("person")
    ('Semantic Scholar', 'the list', 'person')
    """
    if source == "list":
        return "the list"
    known = source_table().get(source)
    return known.label if known else source


@lru_cache(maxsize=64)
def names_of(*, kind: str = "", vouches_for: str = "") -> frozenset[str]:
    """The names of the sources of a kind, or of those whose word on a scheme of identifiers is the registry's."""
    return frozenset(
        row.name
        for row in source_table().values()
        if (not kind or row.kind == kind) and (not vouches_for or vouches_for in row.vouches_for)
    )


@lru_cache(maxsize=1024)
def rank_for(field: str, source: str) -> int:
    """The place of a source among those whose word counts for a field of a record, 0 for the best."""
    rows = source_table().values()
    column = field if any(field in row.best_for for row in rows) else ""
    known = source_table().get(source)
    return known.best_for.get(column, UNRANKED) if known else UNRANKED
