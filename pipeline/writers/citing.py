"""What every reference format says of a work in the same way: its key, page and tags, and that it is unverified."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.doors import Bibliography
from pipeline.model import Record, Work
from pipeline.text import fold

UNVERIFIED = "Unverified: made from the list alone, not matched to a publication"
"""The mark of a work that no source knows; also in words, so that it shows in a printed bibliography."""

NO_NAME = frozenset({"others", "and others", "et al"})
"""What readers would take for a person of that name."""

_RESOLVER = re.compile(r"^https?://(?:dx\.|www\.)?doi\.org/", re.IGNORECASE)
_WEB = re.compile(r"^(?:https?|ftp)://", re.IGNORECASE)
_SAFE_KEY = re.compile(r"[A-Za-z0-9:._+/À-ÖØ-öø-ɏ-]{1,80}")
_NOT_IN_KEY = re.compile(r"[^A-Za-z0-9:._+/À-ÖØ-öø-ɏ-]")
# biblatex makes a control sequence of a language, where `\#` or a brace is an error that stops lualatex.
_LANGUAGE = re.compile(r"(?!en\b|eng\b)[A-Za-z]{2,12}(?:-[A-Za-z]{2,8})?", re.IGNORECASE)
_TAG_BREAK = re.compile(r"[\s,;]+")


def safe_key(key: str) -> str:
    """A citation key that breaks no reader, however it was come by.

    >>> safe_key("a,b={c}%")
    'abc'
    """
    return key if _SAFE_KEY.fullmatch(key) else _NOT_IN_KEY.sub("", key)[:80] or "unnamed"


def check_keys(works: Iterable[Work]) -> None:
    """Fail before anything is written: bibtex treats `Z9` and `z9` as one key, and refuses the second."""
    seen: set[str] = set()
    for work in works:
        key = safe_key(work.key).lower()
        if key in seen:
            raise ValueError(f"two works have the citation key {key!r}")
        seen.add(key)


def page_of(record: Record) -> str:
    """The URL of a record unless it only repeats the DOI; without either, the page that its other ids name."""
    ids = record.identifiers
    if _WEB.match(record.url) and not ((ids.doi or ids.arxiv) and _RESOLVER.match(record.url)):
        return record.url
    if ids.doi:
        return ""
    pages = (
        (ids.acl, "https://aclanthology.org/"),
        (ids.openreview, "https://openreview.net/forum?id="),
        (ids.arxiv, "https://arxiv.org/abs/"),
    )
    return next((base + value for value, base in pages if value), "")


def is_person(literal: str) -> bool:
    """False for “et al.” in the place of a name."""
    return bool(literal) and fold(literal) not in NO_NAME


def is_verified(work: Work) -> bool:
    """True when a source, or a person, said what the work is."""
    return work.standing == "matched"


def tags_of(work: Work) -> list[str]:
    """The keywords of a work, none of which a reader can take for two, and `unverified` where that is so."""
    words = [_TAG_BREAK.sub(" ", word).strip() for word in work.record.keyword]
    return [word for word in words if word] + ["unverified"] * (not is_verified(work))


def remark_of(work: Work) -> str:
    """The note of a work, with its mark before it when no source knows the work."""
    note = work.record.note
    return note if is_verified(work) else ". ".join(filter(None, (UNVERIFIED, note)))


def foreign_language(record: Record) -> str:
    """The language of a record when it is another than English and has the form of a language's name or code."""
    return record.language if record.language and _LANGUAGE.fullmatch(record.language) else ""


def former_keys(bibliography: Bibliography) -> dict[str, tuple[str, ...]]:
    """The keys under which a work was known before, by its key now; none that another work has."""
    in_use = {safe_key(work.key).lower() for work in bibliography.works}
    found: dict[str, list[str]] = {}
    for old, kept in bibliography.aliases:
        if safe_key(old) == old and old.lower() not in in_use:
            found.setdefault(kept, []).append(old)
    return {kept: tuple(old) for kept, old in found.items()}
