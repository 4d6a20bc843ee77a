"""How a person names a paper: by an identifier however it is written, a key of the library, or an id of a source."""

from __future__ import annotations

import html
import re

from pipeline.model.identifiers import arxiv_doi, find_identifiers, parse_arxiv, sort_doi
from pipeline.model.records import Candidate, Identifiers, Struct
from pipeline.model.source_table import names_of

_PAGES_OF_SOURCES = (
    (re.compile(r"https?://(?:api\.)?openalex\.org/(?:works/)?(W\d+)", re.IGNORECASE), "openalex"),
    (
        re.compile(r"https?://(?:www\.)?semanticscholar\.org/paper/(?:[^/]+/)?([0-9a-f]{40})", re.IGNORECASE),
        "semantic_scholar",
    ),
)
"""Addresses of papers at sources, by which people copy an id."""


class NamedPaper(Struct, frozen=True):
    """What a person named: identifiers, else a name, which is a key of the library or an id of a source."""

    identifiers: Identifiers = Identifiers()
    name: str = ""

    @property
    def labels(self) -> frozenset[str]:
        """The names of which a candidate must have one, in small letters."""
        labels = self.identifiers.labels() or (self.name, f"key:{self.name}")
        return frozenset(label.lower() for label in labels)

    @property
    def is_looked_up(self) -> bool:
        """True when sources can be asked for it; everything else is found by the title of its row."""
        if self.identifiers.labels():
            return bool(self.identifiers.doi or self.identifiers.arxiv)
        return self.name.partition(":")[0] not in names_of()


def read_named(text: str) -> NamedPaper:
    """The paper that a person named.

    >>> read_named("https://doi.org/10.1000/182.").labels, read_named("key:zeiler2014").name
    (frozenset({'doi:10.1000/182'}), 'zeiler2014')
    """
    text = html.unescape(text).strip().strip("\"'“”‘’").strip()
    if text.lower().startswith("key:"):
        return NamedPaper(name=text[4:].strip())
    doi, arxiv = sort_doi(text)
    if doi or (arxiv := arxiv or parse_arxiv(text) or ""):
        return NamedPaper(Identifiers(doi=doi, arxiv=arxiv))
    scheme, _, value = text.partition(":")
    if scheme.lower() in Identifiers.__struct_fields__ and value.strip():
        return NamedPaper(Identifiers(**{scheme.lower(): value.strip()}))
    if (found := find_identifiers(text)).labels():
        return NamedPaper(found)
    for pattern, source in _PAGES_OF_SOURCES:
        if page := pattern.match(text):
            return NamedPaper(name=f"{source}:{page[1]}")
    return NamedPaper(name=text)


def names_of_candidate(candidate: Candidate, *, with_versions: bool = True) -> frozenset[str]:
    """Every name by which a person may name a candidate, in small letters.

    Args:
        candidate: The candidate.
        with_versions: The DOIs of its other versions too; who refuses one of these does not refuse the candidate.
    """
    record = candidate.record
    names = [record.id, f"{candidate.source}:{candidate.source_id}", *record.identifiers.labels()]
    names += [f"doi:{doi}" for doi in record.other_dois if with_versions]
    if record.identifiers.arxiv:
        names.append(f"doi:{arxiv_doi(record.identifiers.arxiv)}")
    if record.citation_key:
        names.append(f"key:{record.citation_key}")
    return frozenset(name.lower() for name in names)
