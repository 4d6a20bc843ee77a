"""Whether an entry that was changed says what was meant, as our own reader understands it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection

from pipeline.model.names import display_name
from pipeline.model.records import Name, Record
from pipeline.text.dashes import normalize_pages
from pipeline.text.folding import fold
from pipeline.text.latex.escape import plain_text
from pipeline.writers.references.bib_values import Change

_SPACES = re.compile(r"[\s.\u2019'-]+")
_DASHES = re.compile(r"[\u2010-\u2015-]+")
_QUOTES = str.maketrans("“”„‘’‚`", "\"\"\"''''")


def says(record: Record, change: Change) -> bool:
    """True when the record has the value that a change gave it; typographic forms of a sign are one."""
    if change.part == "author":
        are_same = [*map(_bare_name, record.author)] == [*map(_bare_name, change.names)]
        return are_same and record.has_other_authors == change.has_other_authors
    return _bare(_PARTS[change.part](record)) == _bare(change.value if change.part != "page" else _pages(change.value))


def has_kept(before: Record, after: Record, changed: Collection[str]) -> bool:
    """True when all parts but those that were changed are as they were."""
    kept = set(_PARTS) - set(changed)
    if "doi" in changed and not before.identifiers.doi:  # arXiv's own one stood there
        kept -= {"arxiv"}
    if "arxiv" in changed:  # its id stands in any of these
        kept -= {"container_title", "volume", "issue", "page"}
    if "kind" in changed:  # what is a container, a publisher or an issue depends on the type
        kept -= {"container_title", "publisher", "issue"}
    is_kept = all(_PARTS[part](before) == _PARTS[part](after) for part in kept)
    return is_kept and ("author" in changed or before.author == after.author)


def _pages(value: str) -> str:
    return normalize_pages(value)


_PARTS: dict[str, Callable[[Record], str]] = {
    "doi": lambda record: record.identifiers.doi,
    "arxiv": lambda record: record.identifiers.arxiv,
    "year": lambda record: str(record.year or ""),
    "page": lambda record: _pages(record.page),
    "volume": lambda record: record.volume,
    "issue": lambda record: record.issue,
    "title": lambda record: record.title,
    "container_title": lambda record: record.container_title,
    "publisher": lambda record: record.publisher,
}


def _bare(text: str) -> str:
    """A text with one kind of dash and quote, and without what styling makes of a character."""
    plain = unicodedata.normalize("NFKC", plain_text(text)).translate(_QUOTES)
    return " ".join(_DASHES.sub("-", plain).split())


def _bare_name(name: Name) -> tuple[str, str]:
    """A name without spaces and dots, and its family name, which says where that begins."""
    whole = unicodedata.normalize("NFKC", display_name(name))
    family = fold(f"{name.particle} {name.family}") if name.family else ""
    return _SPACES.sub("", whole).casefold(), family.replace(" ", "")
