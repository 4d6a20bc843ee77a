"""What an entry of a `.bib` has no field for, as lines in a field that nothing prints: see `formats/extra.py`.

biblatex's data model gives few fields to some types, and BibTeX's styles would print what is in another's place.
"""

from __future__ import annotations

from functools import lru_cache

from pipeline.formats.bibtex import DialectName, bibtex_format, role_keys
from pipeline.formats.csl import csl_format
from pipeline.formats.extra import AUTHORS, BIB_FIELD, extra_names, join_lines
from pipeline.model.records import Record
from pipeline.writers.references.entries import Dialect
from pipeline.writers.references.extra_lines import extra_lines
from pipeline.writers.references.shared_fields import (
    container_of,
    is_arxiv_preprint,
    issue_of,
    number_of,
    pages_of,
    series_of,
)

_STANDS_FOR = {
    "series": "collection_title",
    "report_number": "number",
    "container": "container_title",
    "loose_publisher": "publisher",
    "loose_genre": "genre",
}
"""Parts that are computed, and read as which part of a record."""
_ALWAYS_SAID = frozenset({"abstract", "language", "title-markup", AUTHORS})
_NO_PUBLISHER = frozenset({"article"})
"""Entry types of which nobody asks who publishes the journal."""
_NUMBERED_BY_ISSUE = frozenset({"incollection", "inbook", "book"})
_VOLUMES = frozenset({"volume-title", "tex.volume-titleaddon"})
_CHAPTERS = {"chapter-number": "chapter", "number-of-pages": "pagetotal", "PMID": "pmid", "PMCID": "pmcid"}
_EDITORS = ("editor", "editora", "editorb", "editorc")


def extra_field(entry_type: str, record: Record, values: dict[str, str], dialect: Dialect) -> dict[str, str]:
    """The field with all that the other fields of the entry do not say; none for most entries."""
    lines = list(extra_lines(record, _said(entry_type, record, values, dialect)))
    return {BIB_FIELD: dialect.prose(join_lines(lines))} if lines else {}


def _said(entry_type: str, record: Record, values: dict[str, str], dialect: Dialect) -> set[str]:
    written = frozenset([name for name, value in values.items() if value])
    said = _parts_in_print(entry_type, record, values) | _said_by_fields(dialect.name, entry_type, written)
    if roles := {values[f"{field}type"] for field in _EDITORS if values.get(f"{field}type")}:
        said |= {name for name, variable in extra_names().people.items() if role_keys().get(variable) in roles}
    said |= {"genre"} if values.get("entrysubtype") == record.genre.lower() == "preprint" else frozenset()
    said |= _VOLUMES if "maintitle" in written else frozenset()
    return _correct(entry_type, record, said, values)


@lru_cache(maxsize=4_096)
def _said_by_fields(dialect: DialectName, entry_type: str, written: frozenset[str]) -> frozenset[str]:
    """The names of lines that are needless by the fields alone, which are the same in many entries."""
    named = _names_by_field(dialect, entry_type)
    own_editor = {} if "editortype" in written else {"editor": "editor"}
    said = {name for name, field in (_CHAPTERS | own_editor).items() if field in written}
    return _ALWAYS_SAID.union(said, *(named[field] for field in written if field in named))


@lru_cache(maxsize=256)
def _names_by_field(dialect: DialectName, entry_type: str) -> dict[str, tuple[str, ...]]:
    """By each field of an entry type the names of the lines that it makes needless."""
    names, found = extra_names(), dict[str, list[str]]()
    fields = bibtex_format().fields.written[dialect][entry_type].fields
    targets = {_STANDS_FOR.get(part, part): field for part, field in fields.items()}
    for name, part in names.parts.items():
        if part in targets:
            found.setdefault(targets[part], []).append(name)
    own = bibtex_format().variables
    known = {**own.texts, **own.own, **own.names, **own.own_names, **own.dates}
    for name, variable in {**names.texts, **names.people, **names.dates}.items():
        field = known.get(variable)
        if field and dialect in field.written and (not field.types or entry_type in field.types):
            found.setdefault(field.written[dialect], []).append(name)
    return {field: tuple(said) for field, said in found.items()}


def _parts_in_print(entry_type: str, record: Record, values: dict[str, str]) -> set[str]:
    """The parts that no style asks for, or that the entry says in its own way."""
    said = set()
    if entry_type in _NO_PUBLISHER:
        said |= {"publisher", "publisher-place"}
    if entry_type == "online" and not record.container_title and values.get("organization"):
        said.add("publisher")  # `organization`
    if series_of(record) == record.container_title and not container_of(record):
        said.add("container-title")
    if entry_type in bibtex_format().kinds:
        said.add("genre")
    if not pages_of(record):
        said.add("page")
    if not number_of(record):
        said.add("number")
    if not issue_of(record):
        said.add("issue")
    if is_arxiv_preprint(record):
        said |= {"type", "container-title"} | ({"publisher"} if "arxiv" in record.publisher.lower() else set())
        said |= {"genre"} if record.genre.lower() == "preprint" else set()
    if values.get("eprinttype") == "pubmed":
        said.add("PMID")
    return said


def _correct(entry_type: str, record: Record, said: set[str], values: dict[str, str]) -> set[str]:
    """What is said, with the few parts whose field stands for another one in this entry."""
    written = {name for name, value in values.items() if value}
    if entry_type in _NUMBERED_BY_ISSUE and "issue" in written:
        said = (
            said - {"issue", "collection-number"}
            if record.collection_number and record.issue
            else said | {"collection-number"}
        )
    if entry_type == "misc" and values.get("entrysubtype") in csl_format().types:
        said -= {"tex.howpublished"}  # it is read as the container
        said |= {"container-title"} if record.type != "patent" else set()
    if entry_type in ("misc", "online") and record.identifiers.arxiv and not is_arxiv_preprint(record):
        return said
    return said | {"type"}
