"""A person's BibTeX or BibLaTeX file as records; LaTeX becomes plain text here."""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.model import Block, DuplicateBlockKeyBlock, Entry, Field, ParsingFailedBlock

from pipeline.formats.bibtex import Variable, bibtex_format
from pipeline.model.identifiers import find_identifiers, join_identifiers, parse_arxiv, sort_doi
from pipeline.model.records import Date, Identifiers, Outcome, Problem, Record
from pipeline.readers.references.bibtex_names import Decode, parse_names
from pipeline.readers.references.broken_bibtex import find_ends, mend_entry
from pipeline.readers.references.dates import find_date, to_date
from pipeline.readers.references.entries import FoundEntry
from pipeline.rules.citation_keys.form import is_citation_key
from pipeline.text.dashes import to_hyphen
from pipeline.text.folding import FIELD_CAP, clean_text, drop_null, fold

_INHERITED = (
    "booktitle booktitleaddon editor year date month publisher organization institution address location series volume"
    " isbn issn eventtitle eventdate venue language"
).split()
_PREPRINT = re.compile(r"arxiv\b|corr$")
_URL = re.compile(r"https?://\S{1,2000}")
_PLAIN = re.compile(r"[^\\{}$~%&`'!?#^_-]*")
_PERCENT = re.compile(r"(?<!\\)%")
_COMMAND = re.compile(r"\\[a-zA-Z]+")

Fields = Mapping[str, str]


def read_bibtex(text: str, file: str) -> Outcome[Record]:
    """Every entry as a record; a broken entry is a Problem with its line, the others stay."""
    with _muted_parser_logs():
        found = _read(text, file, is_list=False)
    return Outcome(tuple(one.record for one in found.items), found.problems)


def find_bibtex_entries(text: str, file: str) -> Outcome[FoundEntry]:
    """Every entry with its place, also one without a title; one whose braces do not balance is read by its lines."""
    with _muted_parser_logs():
        return _read(text, file, is_list=True)


def _read(text: str, file: str, *, is_list: bool) -> Outcome[FoundEntry]:
    library = parse_string(text)
    decode = _make_decoder()
    raw = {entry.key.lower(): _raw_fields(entry) for entry in reversed(library.entries)}
    lines = text.split("\n")
    ends = find_ends(lines, [block.start_line or 0 for block in library.blocks])
    strings = strings_of(library)
    found, problems, keys = [], [], set()
    for block, end in zip(library.blocks, ends, strict=True):
        first = block.start_line or 0
        entry = usable_entry(block, library, strings)
        swallowing = find_swallowing(entry) if entry else ""
        if swallowing or (entry is None and isinstance(block, ParsingFailedBlock)):
            entry = mend_entry(lines[first:end]) if is_list else None
        problem = _describe_problem(block, decode, entry, swallowing, is_list=is_list)
        if problem:
            problems.append(Problem("library", problem[0], f"{file}:{first + 1}", problem[1]))
        is_own = entry is not None and entry.key not in keys
        keys.add(entry.key if entry else "")
        if entry and (record := _make_record(entry, first + 1, raw, decode, keep_key=is_own, is_list=is_list)):
            found.append(FoundEntry(first + 1, end, record))
    return Outcome(tuple(found), tuple(problems))


def count_entries(text: str) -> int:
    """How many entries of a file can be read, less one for each block that cannot."""
    with _muted_parser_logs():
        library = parse_string(text)
    return len(library.entries) - len(library.failed_blocks)


@contextlib.contextmanager
def _muted_parser_logs() -> Iterator[None]:
    """Silence the logs of the parser and of what decodes LaTeX for it.

    They have a line for every broken block, which a `Problem` says with its place, and for every macro that lacks its
    arguments, which only loses its name.
    """
    with contextlib.ExitStack() as stack:
        for name in ("bibtexparser", "pylatexenc"):
            log, null_handler = logging.getLogger(name), logging.NullHandler()
            stack.callback(setattr, log, "propagate", log.propagate)
            stack.callback(log.removeHandler, null_handler)
            log.propagate = False
            log.addHandler(null_handler)
        yield


def _describe_problem(
    block: Block, decode: Decode, entry: Entry | None, swallowing: str, *, is_list: bool
) -> tuple[str, str] | None:
    """What is wrong with a block, as the code and sentence of a `Problem`; None when nothing is.

    Args:
        entry: What can be used of the block.
        swallowing: The field after which a comma is missing, when one is.
    """
    key = clean_text(entry.key) if entry else ""
    if entry and not is_list and not decode(_raw_fields(entry).get("title", "")):
        return "unreadable_item", f"the entry “{key}” has no title and is not used."
    if isinstance(block, DuplicateBlockKeyBlock) and entry:
        return "repeated_key", f"the key “{key}” is used twice; the second entry is read, its key is not kept."
    if isinstance(block, DuplicateFieldKeyBlock) and entry:
        name = clean_text(min(block.duplicate_keys, default=""))
        return "repeated_field", f"the entry “{key}” has the field “{name}” twice; the first one is read."
    if swallowing:
        code, what = ("mended_entry", "was read by its lines") if entry else ("unreadable_entry", "is not used")
        return code, f"a comma is missing after the field “{clean_text(swallowing)}”, so the entry {what}; add it."
    if isinstance(block, ParsingFailedBlock) and entry:
        return "mended_entry", f"the entry “{key}” is not valid BibTeX and was read by its lines; mend its braces."
    if isinstance(block, ParsingFailedBlock):
        return "unreadable_entry", "this entry is not valid BibTeX and is not used; its braces may not balance."
    if is_list and entry and key and not is_citation_key(entry.key):
        return "refused_key", f"the key “{key}” is not kept, as not every program takes it, or a program counted it."
    return None


def _make_decoder() -> Decode:
    """A function from LaTeX to plain text, by the parser's middleware; what it cannot read only loses its commands."""
    middleware, library = LatexDecodingMiddleware(), Library()

    @lru_cache(maxsize=20_000)
    def decode(value: str) -> str:
        if _PLAIN.fullmatch(value):  # the middleware builds its table of macros anew for each value
            return clean_text(value)
        value = _PERCENT.sub(r"\%", value[:FIELD_CAP])  # a bare % ends no line in a .bib: “50% of”
        field = Field("value", value)
        if isinstance(middleware.transform_entry(Entry("misc", "key", [field]), library), ParsingFailedBlock):
            field.value = _COMMAND.sub(" ", value)
        return clean_text(str(field.value).replace("{", "").replace("}", ""))

    return decode


def _raw_fields(entry: Entry) -> dict[str, str]:
    return {field.key.lower(): str(field.value) for field in entry.fields}


def _make_record(
    entry: Entry, line: int, all_raw: Mapping[str, Fields], decode: Decode, *, keep_key: bool, is_list: bool
) -> Record | None:
    raw = _inherit(_raw_fields(entry), all_raw)
    title, kind = decode(raw.get("title", "")), entry.entry_type.lower()
    if not title and not is_list:
        return None
    if title and raw.get("subtitle"):
        title = f"{title}: {decode(raw['subtitle'])}"
    identifiers = _find_identifiers(raw)
    return Record(
        id=entry.key or str(line),
        type=_find_type(kind, raw, identifiers),
        title=title,
        author=parse_names(raw.get("author", ""), decode),
        editor=parse_names(raw.get("editor", ""), decode),
        issued=_parse_date(raw, decode),
        container_title=decode(raw.get("journaltitle") or raw.get("journal") or raw.get("booktitle") or ""),
        page=to_hyphen(decode(raw.get("pages", ""))),
        url=_find_url(raw),
        keyword=_split_keywords(decode(raw.get("keywords", ""))),
        identifiers=identifiers,
        citation_key=entry.key if keep_key and is_citation_key(entry.key) else "",
        **_find_texts(kind, raw, decode),
        **_find_variables(raw, decode),
    )


def _find_url(raw: Fields) -> str:
    """The address of an entry; of one without, the address that `howpublished` is."""
    bare = [clean_text(re.sub(r"\\url\b|[\\{}]", "", raw.get(name, ""))) for name in ("url", "howpublished")]
    return bare[0] or (bare[1] if _URL.fullmatch(bare[1]) else "")


def _inherit(raw: dict[str, str], all_raw: Mapping[str, Fields]) -> dict[str, str]:
    """The fields of an entry over those of the proceedings or book that its `crossref` names."""
    parent: Fields = all_raw.get(raw["crossref"].strip().lower(), {}) if raw.get("crossref") else {}
    above = {name: parent[name] for name in _INHERITED if parent.get(name)}
    if parent.get("title"):
        above.setdefault("booktitle", parent["title"])
    return {**above, **raw}


def _find_texts(kind: str, raw: Fields, decode: Decode) -> dict[str, Any]:
    """The parts of a record that are plain text; what `number` and `type` mean depends on the entry type."""
    table = bibtex_format()
    number: dict[str, tuple[str, ...]] = {"collection_number": ("number",), "issue": ("issue",)}
    if kind in table.fields.own_number:
        number = {"number": ("number", "issue")}
    elif kind in table.fields.issue_number:
        number = {"issue": ("number", "issue")}
    genre = {"genre": ("type",)} if table.types.read.get(kind) in ("thesis", "report") else {}
    return _pick({**table.fields.read, **number, **genre}, raw, decode)


def _find_variables(raw: Fields, decode: Decode) -> dict[str, Any]:
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


def _pick(fields: Mapping[str, tuple[str, ...]], raw: Fields, decode: Decode) -> dict[str, str]:
    """The first value that each name finds in its fields; names that find none are left out."""
    found = {
        name: next((value for field in given if (value := drop_null(decode(raw.get(field, ""))))), "")
        for name, given in fields.items()
    }
    return {name: value for name, value in found.items() if value}


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


def _parse_date(raw: Fields, decode: Decode) -> Date | None:
    """BibLaTeX's `date` (of a range, the first), or BibTeX's `year` and `month`."""
    date = find_date(decode(raw.get("date", "")))
    year = date or find_date(decode(raw.get("year", "")))
    month = fold(decode(raw.get("month", "")))[:2] if raw.get("month", "")[:1].isdigit() else ""
    months = bibtex_format().months
    named = fold(decode(raw.get("month", "")))[:3]
    month = month.strip() or (str(months.index(named) + 1) if named in months else "")
    return date or (to_date([year.year, month]) if year else None)
