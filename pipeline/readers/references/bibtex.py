"""A person's BibTeX or BibLaTeX file as records; LaTeX becomes plain text here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pipeline.formats.bibtex import Variable, bibtex_format
from pipeline.model.identifiers import find_identifiers, join_identifiers, parse_arxiv, sort_doi
from pipeline.model.records import Date, Identifiers, Outcome, Problem, Record
from pipeline.readers.references.bibtex_inheritance import Family
from pipeline.readers.references.bibtex_names import parse_names
from pipeline.readers.references.bibtex_problems import Decoder, Identity, name_entries, tell_content, tell_entry
from pipeline.readers.references.bibtex_syntax import Entry, read_entries
from pipeline.readers.references.broken_bibtex import mend_entry
from pipeline.readers.references.dates import find_date, to_date
from pipeline.readers.references.entries import FoundEntry
from pipeline.text.dashes import to_hyphen
from pipeline.text.folding import clean_text, drop_null, fold
from pipeline.text.latex.decode import Decoded

_NO_WORK = frozenset({"xdata"})
"""Types of entries that are read for others only."""
_PREPRINT = re.compile(r"arxiv\b|corr$")
_URL = re.compile(r"https?://\S{1,2000}")
Fields = Mapping[str, str]


def read_bibtex(text: str, file: str) -> Outcome[Record]:
    """Every entry as a record; a broken entry is a Problem with its line, the others stay."""
    found = _read(text, file, is_list=False)
    return Outcome(tuple(one.record for one in found.items), found.problems)


def find_bibtex_entries(text: str, file: str) -> Outcome[FoundEntry]:
    """Every entry with its place, also one without a title; one whose braces do not balance is read by its lines."""
    return _read(text, file, is_list=True)


def _read(text: str, file: str, *, is_list: bool) -> Outcome[FoundEntry]:
    entries = list(read_entries(text))
    family, lines = Family(entries), text.split("\n")
    found, problems = [], []
    for entry, identity in zip(entries, name_entries(entries), strict=True):
        if entry.kind in _NO_WORK:
            continue
        read: Entry | None = entry
        if entry.is_broken:
            read = mend_entry(entry, lines[entry.first - 1 : entry.last]) if is_list else None
        told = list(tell_entry(entry, identity, is_list=is_list, is_mended=read is not None))
        if read:
            decode = Decoder()
            record = _make_record(read.kind, family.fields_of(read), identity, decode)
            has_title = is_list or bool(record.title)
            told += tell_content(entry, decode.unknown, family.missing(entry), has_title=has_title)
            found += [FoundEntry(entry.first, entry.last, record)] * has_title
        problems += [Problem("library", code, f"{file}:{entry.first}", sentence) for code, sentence in told]
    return Outcome(tuple(found), tuple(problems))


def count_entries(text: str) -> int:
    """How many entries of a file can be read, less one for each that cannot."""
    entries = [entry for entry in read_entries(text) if entry.kind not in _NO_WORK]
    return sum(-1 if entry.is_broken else 1 for entry in entries)


def _make_record(kind: str, raw: Fields, identity: Identity, decode: Decoder) -> Record:
    title = _join_title(decode, raw.get("title", ""), raw.get("subtitle", ""))
    identifiers = _find_identifiers(raw)
    variables = _find_variables(raw, decode)
    if title.markup:
        variables["other_texts"] = (*variables["other_texts"], ("title-markup", title.markup))
    return Record(
        id=identity.id,
        type=_find_type(kind, raw, identifiers),
        title=title.text,
        author=parse_names(raw.get("author", ""), decode),
        editor=parse_names(raw.get("editor", ""), decode),
        issued=_parse_date(raw, decode),
        container_title=_find_container(raw, decode, title.text),
        page=to_hyphen(decode(raw.get("pages", ""))),
        url=_find_url(raw),
        keyword=_split_keywords(decode(raw.get("keywords", ""))),
        identifiers=identifiers,
        citation_key=identity.key,
        **_find_texts(kind, raw, decode),
        **variables,
    )


def _join_title(decode: Decoder, title: str, subtitle: str) -> Decoded:
    """A title with its subtitle behind a colon, or behind the mark that it ends with."""
    whole, below = decode.decode(title), decode.decode(subtitle)
    if not (whole.text and below.text):
        return whole
    sign = " " if whole.text[-1] in "?!:.…" else ": "
    markup = f"{whole.markup or whole.text}{sign}{below.markup or below.text}"
    return Decoded(f"{whole.text}{sign}{below.text}", markup if whole.markup or below.markup else "")


def _find_container(raw: Fields, decode: Decoder, title: str) -> str:
    """The journal or book with its subtitle; what a book says of itself in `booktitle` is no container."""
    for name, below in (
        ("journaltitle", "journalsubtitle"),
        ("journal", "journalsubtitle"),
        ("booktitle", "booksubtitle"),
    ):
        if raw.get(name):
            found = _join_title(decode, raw[name], raw.get(below, "")).text
            return found if found != title else ""
    return ""


def _find_url(raw: Fields) -> str:
    """The address of an entry; of one without, the address that `howpublished` is."""
    bare = [clean_text(re.sub(r"\\url\b|[\\{}]", "", raw.get(name, ""))) for name in ("url", "howpublished")]
    return bare[0] or (bare[1] if _URL.fullmatch(bare[1]) else "")


def _find_texts(kind: str, raw: Fields, decode: Decoder) -> dict[str, Any]:
    """The parts of a record that are plain text; what `number` and `type` mean depends on the entry type."""
    table = bibtex_format()
    number: dict[str, tuple[str, ...]] = {"collection_number": ("number",), "issue": ("issue",)}
    if kind in table.fields.own_number:
        number = {"number": ("number", "issue")}
    elif kind in table.fields.issue_number:
        number = {"issue": ("number", "issue")}
    genre = {"genre": ("type",)} if table.types.read.get(kind) in ("thesis", "report") else {}
    return _pick({**table.fields.read, **number, **genre}, raw, decode)


def _find_variables(raw: Fields, decode: Decoder) -> dict[str, Any]:
    """CSL variables that are no part of a record, by kind."""
    known = bibtex_format().variables
    texts = _pick({name: variable.read for name, variable in (*known.texts.items(), *known.own.items())}, raw, decode)
    names = ((name, parse_names(_first_value(variable, raw), decode)) for name, variable in known.names.items())
    dates = ((name, find_date(decode(_first_value(variable, raw)))) for name, variable in known.dates.items())
    return {
        "other_texts": tuple(texts.items()),
        "other_names": tuple((name, people) for name, people in names if people),
        "other_dates": tuple((name, date) for name, date in dates if date),
    }


def _first_value(variable: Variable, raw: Fields) -> str:
    """The value of the first field of a variable that the entry has."""
    return next((raw[field] for field in variable.read if raw.get(field)), "")


def _pick(fields: Mapping[str, tuple[str, ...]], raw: Fields, decode: Decoder) -> dict[str, str]:
    """The first value that each name finds in its fields; names that find none are left out."""
    found = {}
    for name, given in fields.items():
        for field in given:
            if (value := raw.get(field)) and (text := drop_null(decode(value))):
                found[name] = text
                break
    return found


def _split_keywords(text: str) -> tuple[str, ...]:
    return tuple(word for part in re.split("[,;]", text) if (word := part.strip()))


def _find_type(kind: str, raw: Fields, identifiers: Identifiers) -> str:
    """The CSL type; what names an arXiv paper and no journal, or arXiv as its journal, is a preprint."""
    journal = fold(raw.get("journaltitle") or raw.get("journal") or "")
    is_loose = kind in ("misc", "online", "unpublished", "article")
    if is_loose and identifiers.arxiv and (not journal or _PREPRINT.match(journal)):
        return "article"
    return bibtex_format().types.read.get(kind, "document")


def _find_identifiers(raw: Fields) -> Identifiers:
    doi, arxiv = sort_doi(raw.get("doi", "").replace("\\", ""))
    register, eprint = (raw.get("eprinttype") or raw.get("archiveprefix") or "arxiv").lower(), raw.get("eprint", "")
    arxiv = arxiv or (parse_arxiv(eprint) or "" if register == "arxiv" else "")
    pmid = raw.get("pmid") or (eprint if register == "pubmed" else "")
    pmcid = clean_text(raw.get("pmcid", ""))
    # `\url{…}` in `howpublished`: the brace is of LaTeX, no character of the identifier.
    places = " ".join(raw.get(name, "") for name in ("url", "journal", "howpublished"))
    found = find_identifiers(re.sub(r"[{}]", " ", places))
    return join_identifiers(Identifiers(doi=doi, arxiv=arxiv, pmid=clean_text(pmid), pmcid=pmcid), found)


def _parse_date(raw: Fields, decode: Decoder) -> Date | None:
    """BibLaTeX's `date` (of a range, the first), or BibTeX's `year` and `month`."""
    date = find_date(decode(raw.get("date", "")))
    year = date or find_date(decode(raw.get("year", "")))
    month = fold(decode(raw.get("month", "")))[:2] if raw.get("month", "")[:1].isdigit() else ""
    months = bibtex_format().months
    named = fold(decode(raw.get("month", "")))[:3]
    month = month.strip() or (str(months.index(named) + 1) if named in months else "")
    return date or (to_date([year.year, month]) if year else None)
