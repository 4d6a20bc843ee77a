"""BibTeX entries of both dialects: names, the choice of the entry type, and the text that bibtexparser makes of them.

What `bibtex.py` and `biblatex.py` share is here; no other writer knows bibtexparser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field
from bibtexparser.writer import BibtexFormat

from pipeline.formats.bibtex import DialectName, Layout
from pipeline.model.records import Name, Record
from pipeline.rules.citation_keys.form import safe_key
from pipeline.text.latex.capitals import protect_capitals
from pipeline.text.latex.escape import escape_range, protect_name_part
from pipeline.text.latex.math import fallback_definition, used_fallbacks
from pipeline.text.latex.styles import escape_markup
from pipeline.writers.references.shared_fields import (
    container_of,
    extent_of,
    is_arxiv_preprint,
    is_person,
    issue_of,
    normalize_name,
    number_of,
    other_text,
    pages_of,
    series_number_of,
    series_of,
    title_markup,
)

_AND = re.compile(r"\sand\s", re.IGNORECASE)
_LISTS = frozenset("publisher institution school organization location address".split())
_COMMAS = re.compile(r"\s*,[\s,]*")
_USUAL_FAMILY = re.compile(r"(?!(?:And|Others)$)[A-Z][a-z]+")
_USUAL_GIVEN = re.compile(r"(?!And\b)[A-Z][a-z]+(?: [A-Z]\.?){0,3}|[A-Z]\.?(?: [A-Z]\.?){0,3}")
_DETAILS = frozenset("volume number issue pages edition series editor chapter".split())
"""What a `@misc` has no place for in print."""
_FIELD_ORDER = {
    name: rank
    for rank, name in enumerate(
        "ids author nameaddon collaboration holder editor editortype editora editoratype editorb editorbtype editorc"
        " editorctype translator annotator commentator introduction foreword afterword bookauthor title titleaddon"
        " maintitle maintitleaddon shorttitle journal journaltitle journaltitleaddon shortjournal issuetitle"
        " issuetitleaddon booktitle booktitleaddon school institution howpublished organization eventtitle"
        " eventtitleaddon venue eventdate year month date pubstate volume volumes part number issue series shortseries"
        " edition version entrysubtype type chapter pages eid pagetotal publisher address location origlanguage"
        " origtitle origpublisher origlocation origdate isrn issn isbn doi eprint eprinttype eprintclass archiveprefix"
        " primaryclass pmid pmcid url urldate library language langid abstract note addendum annote annotation"
        " shorthand verbc keywords file key".split()
    )
}
# bibtexparser makes nine objects an entry. With thousands of entries at a time, Python's garbage collector walks over
# the whole bibliography again and again, and the file takes three times as long.
_CHUNK_SIZE = 20


class Dialect(NamedTuple):
    """A dialect of BibTeX: its name in `formats`, and how it escapes prose and the parts of names."""

    name: DialectName
    prose: Callable[[str], str]
    name_part: Callable[[str], str]


class _Format(BibtexFormat):
    """How a file looks; bibtexparser asks for three of these at every field, and its own properties take time."""

    indent = "  "
    value_column = 0
    block_separator = "\n"
    trailing_comma = False


def write_entries(entries: Iterable[Entry]) -> Iterator[str]:
    """The text of a file in pieces: bibtexparser keeps every entry that it is given until all are written."""
    entries = iter(entries)
    layout = _Format()  # type: ignore[no-untyped-call]
    start = ""
    used: set[str] = set()
    while chunk := list(islice(entries, _CHUNK_SIZE)):
        # No unparse stack: the values are already in braces, but for the months, which are macros.
        piece = write_string(Library(chunk), unparse_stack=[], bibtex_format=layout)  # type: ignore[arg-type]
        used |= used_fallbacks(piece)
        yield start + piece
        start = "\n"
    if used:
        yield f"\n{define_fallbacks(used)}\n"


def define_fallbacks(used: Iterable[str]) -> str:
    """The `@preamble` that defines these commands, for a document without the package that has them."""
    return f'@preamble{{"{"".join(map(fallback_definition, sorted(used)))}"}}'


def build_entry(entry_type: str, key: str, values: dict[str, str]) -> Entry:
    """An entry with its fields in the order of `_FIELD_ORDER`; empty ones are left out."""
    names = sorted([name for name, value in values.items() if value], key=_FIELD_ORDER.__getitem__)
    fields = [Field(name, values[name] if name == "month" else f"{{{values[name]}}}") for name in names]
    return Entry(entry_type, safe_key(key), fields)


def choose_entry_type(
    layouts: Iterable[Layout], record: Record, known: dict[str, str], dialect: Dialect
) -> tuple[str, dict[str, str]]:
    """The first entry type that gets all it needs from the record, and its fields together with those in `known`.

    When none does, the first that has what makes it what it is, if a `@misc` would print less: see decision 15.
    """
    fitting = (layout for layout in layouts if not any(map(known.get, layout.lacks)))
    tried = [(layout, _find_values(layout, record, known, dialect)) for layout in fitting]
    for layout, values in tried:
        if layout.name != "misc" and _has_all(layout.needs, values):
            return layout.name, values
    for layout, values in tried:
        if layout.keeps and _has_all(layout.keeps, values) and _prints_more(values):
            return layout.name, values
    for layout, values in tried:
        if _has_all(layout.needs, values):
            return layout.name, values
    raise ValueError(f"no entry type fits {record.id}")


def format_title(record: Record, dialect: Dialect) -> str:
    """The title, escaped: what a person put in braces stands in braces, and so does what a style must not lower."""
    markup = title_markup(record)
    escaped = escape_markup(markup, dialect.prose) if markup else ""
    return protect_capitals(escaped or dialect.prose(record.title))


def _find_values(layout: Layout, record: Record, known: dict[str, str], dialect: Dialect) -> dict[str, str]:
    values = known | _layout_fields(layout, record, dialect)
    if "eventtitle" in values and not values.get("booktitle") and ("container_title", "booktitle") in layout.fields:
        values["booktitle"] = values.pop("eventtitle")
    return values


def _has_all(needs: tuple[tuple[str, ...], ...], values: dict[str, str]) -> bool:
    return all(any(map(values.get, need)) for need in needs)


def _prints_more(values: dict[str, str]) -> bool:
    """True when the entry has more than a `@misc` prints: a title, its people, where it is from, and its date."""
    return bool(values.get("author") or _DETAILS & {name for name, value in values.items() if value})


def format_names(names: Iterable[Name], dialect: Dialect, *, has_others: bool = False) -> str:
    """Names as bibtex takes them apart: `von Last, Jr, First`, joined by “and”, with “and others” for more people."""
    written = [text for name in names if (text := format_name(name, dialect))]
    return " and ".join([*written, "others"] if has_others and written else written)


@lru_cache(maxsize=65_536)
def format_name(name: Name, dialect: Dialect) -> str:
    """One name: `van der Maaten, Laurens`; what has one part, and every group, in braces: `{OpenAI}`."""
    if (
        _USUAL_FAMILY.fullmatch(name.family)
        and _USUAL_GIVEN.fullmatch(name.given)
        and not (name.particle or name.suffix)
    ):
        return f"{name.family}, {name.given}"  # as most are: nothing in them is special
    name, escape = normalize_name(name), dialect.name_part
    suffix, given = (protect_name_part(escape(part)) for part in (name.suffix, name.given))
    family = _format_family(name.family, escape)
    if family and not is_person(name.family):
        return ""
    if name.literal or not (family and given):
        whole = name.literal or " ".join(filter(None, (name.family, name.given, name.suffix)))
        escaped = escape(whole)
        return f"{{{escaped}}}" if escaped and is_person(whole) else ""
    parts = [part for part in (family, suffix, given) if part]
    if sum(part.count(",") for part in parts) + len(parts) > 3:
        parts = [_COMMAS.sub(" ", part) for part in parts]  # biber counts those in braces, and takes two in a name
    return ", ".join(parts)


def _format_family(family: str, escape: Callable[[str], str]) -> str:
    """A family name; in braces where bibtex would cut it behind a small word, as in “García de la Torre”."""
    if " " not in family:
        return protect_name_part(escape(family))
    starts_small = [word[0].islower() for word in family.split()]
    if starts_small and not starts_small[0] and any(starts_small[:-1]):
        return f"{{{escape(family)}}}"
    return protect_name_part(escape(family))


def _layout_fields(layout: Layout, record: Record, dialect: Dialect) -> dict[str, str]:
    """What the record has for the fields of an entry type, escaped."""
    prose, found = dialect.prose, {}
    for part, target in layout.fields:
        if text := _COMPUTED[part](record) if part in _COMPUTED else getattr(record, part):
            escaped = escape_range(text, prose) if target == "pages" else _escape_cached(text, prose)
            if escaped:
                found[target] = protect_list(escaped) if target in _LISTS else escaped
    return found


def protect_list(escaped: str) -> str:
    """A value in braces where an “and” in it would part it into two: publishers and places are lists for biber.

    >>> protect_list("Royal Veterinary and Agricultural University")
    '{Royal Veterinary and Agricultural University}'
    """
    return f"{{{escaped}}}" if _AND.search(escaped) else escaped


def _howpublished(record: Record) -> str:
    """Where a `@misc` was published, in its one field that all styles print; of a patent, its number, too."""
    if is_arxiv_preprint(record):
        return f"arXiv:{record.identifiers.arxiv}"
    if record.type == "patent" and record.number:
        return f"{record.genre or 'Patent'} {record.number}"
    return record.container_title or other_text(record, "howpublished") or record.event_title or record.publisher


def _container_words(record: Record) -> str:
    """The same for biblatex, which prints the publisher by itself."""
    words = _howpublished(record)
    return "" if words == record.publisher else words


def _organization(record: Record) -> str:
    """Whose page it is; empty for arXiv, which biblatex prints from `eprinttype`."""
    return "" if record.identifiers.arxiv else record.container_title or record.publisher


_COMPUTED: dict[str, Callable[[Record], str]] = {
    "howpublished": _howpublished,
    "container_words": _container_words,
    "loose_genre": lambda record: "" if record.genre.lower() == "preprint" else record.genre,
    "loose_publisher": lambda record: "" if is_arxiv_preprint(record) else record.publisher,
    "organization": _organization,
    "container": container_of,
    "series": series_of,
    "collection_number": series_number_of,
    "issue": issue_of,
    "page": pages_of,
    "extent": extent_of,
    "report_number": lambda record: number_of(record) or record.issue,
    "chapter_number": lambda record: other_text(record, "chapter-number"),
}
"""How the parts are made that `bibtex.json` names and that are no field of a record."""


@lru_cache(maxsize=16_384)
def _escape_cached(text: str, prose: Callable[[str], str]) -> str:
    """Containers, publishers and numbers stand in many records."""
    return prose(text)
