"""What all reference formats have in common: names, keywords, web page, series, and the mark of unverified works."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.formats.bibtex import bibtex_format
from pipeline.formats.extra import UNVERIFIED, UNVERIFIED_KEYWORD
from pipeline.model.identifiers import arxiv_doi, parse_arxiv
from pipeline.model.names import keep_name, move_small_words
from pipeline.model.protocols import Bibliography
from pipeline.model.records import Name, Record, Work
from pipeline.rules.citation_keys.form import safe_key
from pipeline.text.dashes import has_range
from pipeline.text.folding import fold
from pipeline.text.latex.styles import plain_of

NO_DATE = "n.d."
"""The year of what has none: styles that sort by year warn of an empty one, and print this as it is."""

SEASONS = ("Spring", "Summer", "Fall", "Winter")

NO_NAME = frozenset({"others", "and others", "et al"})
"""Words in the place of an author that readers would take for a person of that name."""

_RESOLVER = re.compile(r"^https?://(?:dx\.|www\.)?doi\.org/", re.IGNORECASE)
_WEB = re.compile(r"^(?:https?|ftp)://", re.IGNORECASE)
# biblatex makes a control sequence of a language, where `\#` or a brace is an error that stops lualatex.
_LANGUAGE = re.compile(r"(?!en\b|eng\b)[A-Za-z]{2,12}(?:-[A-Za-z]{2,8})?", re.IGNORECASE)
_PACKED_INITIALS = re.compile(r"(?<=\b[^\W\d_]\.)(?=[^\W\d_](?:\.|\b))")
_BOUND_ALONE = frozenset({"book", "classic", "collection"})
_WITH_EXTENT = _BOUND_ALONE | {"thesis"}
_IN_BOOKS = frozenset({"chapter", "entry", "entry-dictionary", "entry-encyclopedia"})
_JOINING = ("'", "’", "ʼ", "-", "‐")
"""What a particle ends with that stands before the name without a space: “d’Aubignac”, “al-Hakim”."""
_TAG_BREAK = re.compile(r"[\s,;]+")


def join_pieces(pieces: Iterable[str]) -> str:
    """The text of a file, joined as UTF-8: one “–” makes Python store every character of a piece in two bytes."""
    gathered = bytearray()
    for piece in pieces:
        gathered += piece.encode("utf-8", "surrogatepass")
    return gathered.decode("utf-8", "surrogatepass")


def check_keys(works: Iterable[Work]) -> None:
    """Raise `ValueError` for two works with one key; bibtex takes `Z9` and `z9` for one, and refuses the file."""
    seen: set[str] = set()
    for work in works:
        key = safe_key(work.key).lower()
        if key in seen:
            raise ValueError(f"two works have the citation key {key!r}")
        seen.add(key)


def url_of(record: Record) -> str:
    """The URL of a record unless it only repeats the DOI; without one, the page that its other ids name."""
    ids = record.identifiers
    if _WEB.match(record.url) and not ((ids.doi or ids.arxiv) and _RESOLVER.match(record.url)):
        return record.url
    if ids.acl and not ids.doi:
        return f"https://aclanthology.org/{ids.acl}"
    if ids.openreview and not ids.doi:
        return f"https://openreview.net/forum?id={ids.openreview}"
    return f"https://arxiv.org/abs/{ids.arxiv}" if ids.arxiv else ""


def series_of(record: Record) -> str:
    """The series of a record; Crossref has that of a whole book where others have the container."""
    return record.collection_title or (record.container_title if record.type in _BOUND_ALONE else "")


def series_number_of(record: Record) -> str:
    """The number of a book in its series, which some sources call its issue; no format has an issue of a book."""
    return record.collection_number or (record.issue if _is_of_books(record) else "")


def issue_of(record: Record) -> str:
    """The issue of a journal or proceedings that a record is in."""
    return "" if _is_of_books(record) and not record.collection_number else record.issue


def _is_of_books(record: Record) -> bool:
    return record.type in _BOUND_ALONE or record.type in _IN_BOOKS


def container_of(record: Record) -> str:
    """The journal or volume that a record is in; empty for a whole book and for a preprint on arXiv."""
    return "" if record.type in _BOUND_ALONE or is_arxiv_preprint(record) else record.container_title


def other_text(record: Record, variable: str) -> str:
    """The value that a person's library has for a CSL variable that is no field of a record, else empty."""
    return next((text for name, text in record.other_texts if name == variable), "") if record.other_texts else ""


def title_markup(record: Record) -> str:
    """The title with the light markup that a person's library has for it; empty when the title is not that one."""
    markup = other_text(record, "title-markup")
    return markup if markup and plain_of(markup) == record.title else ""


def number_of(record: Record) -> str:
    """The number of a report, patent or standard; an arXiv id has places of its own."""
    ids = record.identifiers
    return "" if ids.arxiv and parse_arxiv(record.number) == ids.arxiv else record.number


def extent_of(record: Record) -> str:
    """How many pages a whole book or thesis has; many libraries have that in place of first and last page."""
    return other_text(record, "number-of-pages") or (record.page if _is_extent(record) else "")


def pages_of(record: Record) -> str:
    """First and last page of a record in its container."""
    return "" if _is_extent(record) else record.page


def _is_extent(record: Record) -> bool:
    is_whole = record.page and record.type in _WITH_EXTENT
    return bool(is_whole) and not has_range(record.page) and not other_text(record, "number-of-pages")


def is_arxiv_preprint(record: Record) -> bool:
    """True when the preprint itself is cited, and it is one of arXiv."""
    return record.type == "article" and bool(record.identifiers.arxiv)


def doi_of(record: Record) -> str:
    """The DOI of what is cited, in its short form when only that is known; of a preprint on arXiv made from its id."""
    ids = record.identifiers
    return ids.doi or (arxiv_doi(ids.arxiv) if is_arxiv_preprint(record) else other_text(record, "DOI"))


def normalize_name(name: Name) -> Name:
    """A name in the form that all readers agree on: particles within the family name, initials apart.

    bibtex would cut “R.R.” to its first letter, and pandoc and citation styles part it anyway. It stops at a given
    name that is only a mark, `Li, -`.
    """
    is_joined = name.particle.endswith(_JOINING)
    whole = f"{name.particle}{'' if is_joined else ' '}{name.family}".strip() if name.family else ""
    given, family = move_small_words(name.given, whole)
    family, given, suffix = map(keep_name, (family, given, name.suffix))
    return Name(_space_initials(family), _space_initials(given), "", suffix, name.literal)


def _space_initials(part: str) -> str:
    return _PACKED_INITIALS.sub(" ", part) if "." in part else part


def is_person(literal: str) -> bool:
    """False for “et al.” in the place of a name, and for a blank that nobody filled in, “____”."""
    return bool(literal.strip(" _-.?*")) and fold(literal) not in NO_NAME


def is_verified(work: Work) -> bool:
    """True when a source, or a person, said what the work is."""
    return work.status == "matched"


def keywords_of(work: Work) -> list[str]:
    """The keywords of a work, without separators, and `unverified` when no source knows the work."""
    if not work.record.keyword:
        return [] if is_verified(work) else [UNVERIFIED_KEYWORD]
    words = [_TAG_BREAK.sub(" ", word).strip() for word in work.record.keyword]
    return [word for word in words if word] + [UNVERIFIED_KEYWORD] * (not is_verified(work))


def note_of(work: Work) -> str:
    """The note of a work, after `UNVERIFIED` when no source knows the work."""
    note = work.record.note
    return note if is_verified(work) else ". ".join(filter(None, (UNVERIFIED, note)))


def foreign_language(record: Record) -> str:
    """The language of a record when it is another than English and has the form of a language's name or code."""
    return record.language if record.language and _LANGUAGE.fullmatch(record.language) else ""


def babel_language(record: Record) -> str:
    """The name in babel of a foreign language; for it, pandoc leaves the capitals of a German title alone."""
    language, names = foreign_language(record).lower(), bibtex_format().languages
    return names.get(language) or names.get(language.partition("-")[0], "")


def former_keys(bibliography: Bibliography) -> dict[str, tuple[str, ...]]:
    """The keys under which a work was known before, by its key now; none that another work has or had.

    A person's entry may say so itself (`ids` of biblatex).
    """
    own = ((old.strip(), work.key) for work in bibliography.works for old in other_text(work.record, "ids").split(","))
    taken = {safe_key(work.key).lower() for work in bibliography.works}
    found: dict[str, list[str]] = {}
    for old, kept in (*own, *bibliography.aliases):
        if old and safe_key(old) == old and old.lower() not in taken:
            taken.add(old.lower())
            found.setdefault(kept, []).append(old)
    return {kept: tuple(old) for kept, old in found.items()}
