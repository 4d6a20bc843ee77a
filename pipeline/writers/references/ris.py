"""Writes `references.ris`, for reference managers that read neither BibTeX nor CSL-JSON; the tags are those of Zotero.

RIS has no escaping at all: a value is one line of text, and what would end the line or begin another is taken out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rispy import BaseWriter, dumps

from pipeline.formats.bibtex import bibtex_format
from pipeline.formats.extra import RIS_TAG, extra_names
from pipeline.formats.ris import ris_format
from pipeline.model.dates import to_edtf
from pipeline.model.protocols import Bibliography
from pipeline.model.records import Date, Name, Record, Work
from pipeline.rules.citation_keys.form import safe_key
from pipeline.text.dashes import split_range
from pipeline.text.folding import clean_text
from pipeline.text.latex.escape import escape_verbatim, plain_text
from pipeline.writers.references.extra_lines import extra_lines
from pipeline.writers.references.shared_fields import (
    SEASONS,
    check_keys,
    container_of,
    doi_of,
    extent_of,
    is_person,
    issue_of,
    keywords_of,
    normalize_name,
    note_of,
    number_of,
    other_text,
    series_number_of,
    series_of,
    url_of,
)

Reference = dict[str, list[str]]
"""Values by tag, in the order in which they are written."""

_TAGS = (
    "TY ID TI ST AU A2 A3 A4 C2 T2 C3 J2 T3 SV PY DA VL NV IS SP EP C7 SE ET M1 M3 PB CY C1 C4 C6 SN DO DB AN DP UR"
    " Y2 CN RI OP C5 LA AB N1 RN M2 KW".split()
)  # fmt: skip
_WITH_EXTENT = frozenset({"BOOK", "CLSWK", "THES", "MANSCPT"})
"""Types whose `SP` is how many pages they have."""


class ReferenceWriter(BaseWriter):  # type: ignore[misc]
    """rispy's writer without its number before each reference, and with every tag under its own two letters."""

    START_TAG = "TY"
    PATTERN = "{tag}  - {value}"
    DEFAULT_MAPPING = {tag: tag.lower() for tag in _TAGS}
    DEFAULT_LIST_TAGS = _TAGS
    DEFAULT_DELIMITER_MAPPING: dict[str, str] = {}
    REFERENCE_TYPE_KEY = "ty"

    def set_header(self, count: int) -> str:
        """The line before a reference: none."""
        return ""


def write_ris(bibliography: Bibliography) -> Iterator[tuple[str, str]]:
    """`references.ris`: one reference a work, in the order of the list; `ID` is the citation key."""
    check_keys(bibliography.works)
    yield "references.ris", dumps(list(map(make_reference, bibliography.works)), implementation=ReferenceWriter)


def make_reference(work: Work) -> Reference:
    """The reference of one work; empty tags are left out."""
    record = work.record
    table = ris_format()
    kind, status = table.type_of(record.type), plain_text(other_text(record, "status"))
    values: dict[str, list[str]] = {
        "ID": [safe_key(work.key)],
        "TI": [plain_text(record.title)],
        **_people(record, kind),
        **(_dates(record.issued, status) or {"PY": [status]}),
        **_fields(record, table.tags_of(kind)),
        **_other_fields(record, kind),
        **_links(record),
        "LA": [plain_text(record.language)],
        "AB": [plain_text(record.abstract)],
        "N1": [plain_text(note_of(work))],
        "KW": [clean_text(word) for word in keywords_of(work)],
    }
    values[RIS_TAG] = [*extra_lines(record, _said(record, kind, values)), *other_text(record, "note").split("\n")]
    kept = {tag.lower(): lines for tag in _TAGS if (lines := [line for line in values.get(tag, ()) if line])}
    return {"ty": kind, **kept}  # type: ignore[dict-item]


def _said(record: Record, kind: str, values: Reference) -> set[str]:
    """The names of lines that need not be in `M2`, since a tag says the same and is read as that."""
    table, names, texts = ris_format(), extra_names(), dict(record.other_texts)
    tags, variables = table.tags_of(kind), table.variables_of(kind)
    said = {"abstract", "language", "accessed"}
    for name, part in names.parts.items():
        if part in tags and values.get(tags[part]) == [plain_text(getattr(record, part))]:
            said.add(name)
    for name, variable in names.texts.items():
        if variable in texts and values.get(variables.get(variable, "")) == [plain_text(texts[variable])]:
            said.add(name)
    if "edition" in tags:
        said.discard("version")  # both stand in `ET`
    said |= {name for name, part in names.people.items() if part in table.name_tags_of(kind)}
    return said | {name for name, is_said in _said_otherwise(record, kind, values).items() if is_said}


def _said_otherwise(record: Record, kind: str, values: Reference) -> dict[str, bool]:
    table, status = ris_format(), other_text(record, "status")
    is_eprint = values.get("DB", [""])[0].lower() in table.registers
    return {
        "type": record.type == table.types.read[kind] or (kind == "GEN" and record.type == "document"),
        "page": "SP" in values,
        "container-title": series_of(record) == record.container_title and not container_of(record),
        "number": not number_of(record),
        "issue": not issue_of(record),
        "number-of-pages": kind in _WITH_EXTENT,
        "status": not record.issued or status in bibtex_format().strings["pubstate"].values(),
        "tex.eprint": is_eprint,
        "tex.eprinttype": is_eprint,
    }


def _people(record: Record, kind: str) -> Reference:
    others = {"author": record.author, "editor": record.editor, **dict(record.other_names)}
    tags = ris_format().name_tags_of(kind)
    return {tag: [_name(name) for name in others[part]] for part, tag in tags.items() if others.get(part)}


def _fields(record: Record, tags: dict[str, str]) -> Reference:
    found: Reference = {}
    for part, tag in tags.items():
        if text := plain_text(_COMPUTED[part](record) if part in _COMPUTED else getattr(record, part)):
            found.setdefault(tag, [text])
    if tags.get("event_place") == "CY" and "C1" not in found:
        found.pop("CY", None)  # alone it is read as the place of the publisher
    if "C3" in found:
        found.setdefault("T2", found["C3"])
    if "SP" in found:
        first, last = split_range(found["SP"][0])
        found |= {"SP": [first.strip()], "EP": [last.strip()]}
    return found


def _publisher_of(record: Record) -> str:
    """The publisher; of what has none, the words that say how it was published."""
    return record.publisher or other_text(record, "howpublished")


_COMPUTED: dict[str, Callable[[Record], str]] = {
    "collection_title": series_of,
    "collection_number": series_number_of,
    "number": number_of,
    "publisher": _publisher_of,
}


def _other_fields(record: Record, kind: str) -> Reference:
    accessed = _dates(dict(record.other_dates).get("accessed"))
    variables = ris_format().variables_of(kind)
    values = {tag: text for name, tag in variables.items() if (text := plain_text(other_text(record, name)))}
    values["Y2"] = (accessed.get("DA") or accessed.get("PY") or [""])[0]
    extent = plain_text(extent_of(record)) if kind in _WITH_EXTENT else ""
    return {tag: [value] for tag, value in values.items()} | ({"SP": [extent], "EP": []} if extent else {})


def _dates(issued: Date | None, status: str = "") -> Reference:
    """The year, and `2018/07/03/words` when more is known; the words are what the form has no place for."""
    if issued is None:
        return {}
    year = f"{issued.year:04}" if issued.year >= 0 else f"{-issued.year} BCE"
    month = f"{issued.month:02}" if issued.month in range(1, 13) else ""
    day = f"{issued.day:02}" if month and issued.day in range(1, 32) else ""
    words = [
        SEASONS[issued.season - 1] if issued.season else "",
        f"to {to_edtf(issued.end)}" if issued.end else "",
        "ongoing" if issued.is_open else "",
        "circa" if issued.is_circa else "",
        "uncertain" if issued.is_uncertain else "",
        status.replace("/", " "),
    ]
    said = ", ".join(filter(None, words))
    return {"PY": [year], "DA": [f"{issued.year:04}/{month}/{day}/{said}"] if month or said else []}


def _links(record: Record) -> Reference:
    ids = record.identifiers
    arxiv = clean_text(ids.arxiv)
    register, eprint = (plain_text(other_text(record, name)) for name in ("eprinttype", "eprint"))
    number = f"arXiv:{arxiv}" if arxiv else eprint
    return {
        "DO": [clean_text(doi_of(record))],
        **({"AN": [number], "DB": ["" if arxiv else register]} if number else {}),
        "UR": [escape_verbatim(url_of(record))],
    }


def _name(name: Name) -> str:
    """`Family, Given, Suffix`; a group loses its commas, because nothing else would keep it whole."""
    name = normalize_name(name)
    family, given, suffix = (plain_text(part) for part in (name.family.replace(",", " "), name.given, name.suffix))
    if family and not is_person(family):
        return ""
    if name.literal or not (family and given):
        whole = plain_text(name.literal) or " ".join(filter(None, (given, family, suffix)))
        return " ".join(whole.replace(",", " ").split()) if is_person(whole) else ""
    return ", ".join(filter(None, (family, given, suffix)))
