"""A person's CSL-JSON file, such as a Zotero export, as records."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from pipeline.formats.csl import csl_format
from pipeline.model.dates import is_after
from pipeline.model.errors import InputError
from pipeline.model.identifiers import join_identifiers, parse_arxiv, sort_doi
from pipeline.model.name_words import names_others
from pipeline.model.names import keep_name, make_name, parse_name
from pipeline.model.records import Date, Identifiers, Name, Outcome, Problem, Record
from pipeline.readers.references.dates import NO_DATES, find_date, find_season, to_date
from pipeline.readers.references.doi_values import find_doi, find_short_doi
from pipeline.readers.references.entries import (
    FoundEntry,
    describe_refused,
    part_repeated,
    says_something,
    tell_untitled,
)
from pipeline.readers.references.extra_lines import add_extra, read_extra
from pipeline.readers.references.json_places import decode_json, find_places, open_item, read_json_lines
from pipeline.rules.citation_keys.form import is_citation_key, key_of_id
from pipeline.text.folding import clean_markup, clean_text, drop_null, fold
from pipeline.text.latex.styles import plain_of, read_markup

_IDENTIFIER_LINE = re.compile(r"\s{0,9}(arxiv|doi|pmid|pmcid|citation key):\s{0,9}(\S.*)", re.IGNORECASE)
_PROGRAM_LINE = re.compile(
    r"\s{0,9}(?:[a-z][\w.-]{0,39}:\s|Citations?(?: \([\w ]{1,30}\))?:\s|\d{1,9} citations? \().*"
)

_MARKED_NOTE = re.compile(r"^Note: (?=[\w -]{1,40}:)")
"""Our writer's mark on a note that Zotero would take for a field."""


def read_csl_json(text: str, file: str) -> Outcome[Record]:
    """Every item as a record; one that is no object, or says nothing, becomes a Problem, the others stay."""
    entries, problems = [], []
    for at, item in enumerate(map(open_item, _items(text, file)[0]), start=1):
        record = _make_record(item, at) if isinstance(item, dict) else None
        if record and says_something(record):
            entries.append(FoundEntry(at, at, record, f"{file}#{at}"))
        if not (record and record.title):
            problems.append(tell_untitled(record, "the item", f"{file}#{at}"))
        if refused := _refuse_key(item):
            problems.append(Problem("library", "refused_key", f"{file}#{at}", refused))
    found = part_repeated(entries, file)
    return Outcome(tuple(one.record for one in found.items), (*problems, *found.problems))


def find_csl_entries(text: str, file: str) -> Outcome[FoundEntry]:
    """Every item with its place, also one without a title; raises `InputError` when the file is no CSL-JSON."""
    items, places = _items(text, file)
    places = places or find_places(text)
    found, problems = [], []
    for at, item in enumerate(map(open_item, items)):
        first, last = places[at] if at < len(places) else (1, 1)
        if isinstance(item, dict):
            found.append(FoundEntry(first, last, _make_record(item, at + 1)))
        else:
            sentence = f"item {at + 1} of the file is no object of CSL-JSON and is not used."
            problems.append(Problem("library", "unreadable_item", f"{file}:{first}", sentence))
        if refused := _refuse_key(item):
            problems.append(Problem("library", "refused_key", f"{file}:{first}", refused))
    parted = part_repeated(found, file)
    return Outcome(parted.items, (*problems, *parted.problems))


def _refuse_key(item: Any) -> str:
    """What is told of a citation key that is not kept; empty when there is nothing to tell."""
    key = _clean_value(item.get("citation-key")) if isinstance(item, dict) else ""
    return describe_refused(key) if key and not is_citation_key(key) else ""


def _items(text: str, file: str) -> tuple[list[Any], list[tuple[int, int]]]:
    """The items of a file, most of them still as JSON (`open_item` makes values of them), since as values they would
    take many times the room; of JSON lines also the first and last line of each.
    """
    try:
        items = decode_json(text, list[msgspec.Raw] if text.lstrip()[:1] == "[" else Any)
    except (msgspec.DecodeError, RecursionError) as error:
        if found := read_json_lines(text, lambda line: decode_json(line, msgspec.Raw)):
            return [item for _, item in found], [(line, line) for line, _ in found]
        raise InputError(f"{file}: this is not valid JSON ({error}); export it as CSL-JSON again.") from None
    if isinstance(items, dict):
        items = items.get("items", [items])
    if not isinstance(items, list):
        raise InputError(f"{file}: CSL-JSON is a list of items; this is something else.")
    return items, []


def _make_record(item: dict[str, Any], at: int) -> Record:
    table = csl_format()
    item = {**{new: item[old] for old, new in table.former.items() if old in item}, **item}
    title = _clean_value(item.get("title"))
    item_id = _clean_value(item.get("id")) or str(at)
    note, extra, labelled = _split_note(str(item.get("note") or ""))
    keys = (_clean_value(item.get("citation-key")), labelled.get("citation key", ""))
    short = _clean_value(item.get("container-title-short")) or _clean_value(item.get("journalAbbreviation"))
    texts: dict[str, Any] = _find_texts(item)
    identifiers, others = _find_identifiers(item, labelled)
    lines = read_extra(extra)
    issued = _parse_date(item.get("issued"))
    other_texts = _find_other_texts(item, texts, lines.texts, identifiers)
    if not issued and (status := _find_status(item.get("issued"))):
        other_texts.setdefault("status", status)
    record = Record(
        id=item_id,
        type=_find_type(item),
        title=title,
        author=_parse_names(item.get("author")),
        has_other_authors=_names_others(item.get("author")),
        editor=_parse_names(item.get("editor")),
        issued=issued,
        container_title_short=short,
        url=clean_text(item["URL"]) if isinstance(item.get("URL"), str) else "",
        keyword=_split_keywords(item.get("keyword")),
        note=note,
        identifiers=identifiers,
        other_dois=others,
        citation_key=next(filter(is_citation_key, keys), key_of_id(item_id)),
        other_texts=(*other_texts.items(), *_find_markup(item, title)),
        other_names=tuple(
            (name, names) for name in table.variables.names if name in item and (names := _parse_names(item[name]))
        ),
        other_dates=tuple(
            (name, date) for name in table.variables.dates if name in item and (date := _parse_date(item[name]))
        ),
        **texts,
    )
    return add_extra(record, lines)


def _find_markup(item: dict[str, Any], title: str) -> tuple[tuple[str, str], ...]:
    """The title with its light markup, when it has some."""
    markup = read_markup(item["title"]) if isinstance(item.get("title"), str) else ""
    return (("title-markup", markup),) if markup and plain_of(markup) == title else ()


def _find_texts(item: dict[str, Any]) -> dict[str, str]:
    named = (
        (field, drop_null(_clean_value(item.get(name)))) for name, field in csl_format().fields.items() if name in item
    )
    return {field: value for field, value in named if value}


def _find_other_texts(
    item: dict[str, Any], texts: dict[str, Any], own_texts: dict[str, str], found: Identifiers
) -> dict[str, str]:
    """Variables that are no part of a record, and fields of a `.bib`; what our writer says twice is taken once."""
    known = (name for name in csl_format().variables.texts if name in item)
    variables = {name: text for name in known if (text := _clean_value(item[name]))}
    if own_texts.get("howpublished") == texts.get("publisher"):
        texts.pop("publisher", None)
    if own_texts.get("eprint") and own_texts["eprint"] == variables.get("archive_location"):
        variables.pop("archive", None)
        variables.pop("archive_location")
    if not found.doi and (short := find_short_doi(str(item.get("DOI") or ""))):
        variables["DOI"] = short
    return variables


def _find_type(item: dict[str, Any]) -> str:
    """The type; a book with a version is a program, as Zotero has it, whose importer refuses `software`."""
    csl_type = _clean_value(item.get("type")) or "document"
    return "software" if csl_type == "book" and item.get("version") and not item.get("ISBN") else csl_type


def _split_keywords(value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else _clean_value(value).split(",")
    return tuple(word for part in parts if (word := _clean_value(part)))


def _find_identifiers(item: dict[str, Any], labelled: dict[str, str]) -> tuple[Identifiers, tuple[str, ...]]:
    """The identifiers of an item, from where Zotero and pandoc keep them, and the further DOIs in `custom`."""
    doi, arxiv = find_doi(_unmarked(item.get("DOI")) or labelled.get("doi", ""))
    candidates = [_clean_value(item.get(name)) for name in ("number", "URL", "archive_location")]
    candidates.append(labelled.get("arxiv", ""))
    arxiv = arxiv or next((found for text in candidates if text and (found := parse_arxiv(text))), "")
    pmid, pmcid = (_clean_value(item.get(name)) or labelled.get(name.lower(), "") for name in ("PMID", "PMCID"))
    pairs = [sort_doi(_clean_value(other)) for other in _other_dois(item.get("custom"))]
    ids = Identifiers(doi=doi, arxiv=arxiv, pmid=pmid, pmcid=pmcid)
    ids = join_identifiers(ids, Identifiers(arxiv=next((arxiv for _, arxiv in pairs if arxiv), "")))
    return ids, tuple(doi for doi, _ in pairs if doi)


def _other_dois(custom: Any) -> list[Any]:
    others = custom.get("other-DOIs", []) if isinstance(custom, dict) else []
    return others if isinstance(others, list) else [others]


def _split_note(note: str) -> tuple[str, list[str], dict[str, str]]:
    """The parts of Zotero's Extra field: a note, lines for programs (`tex.ids: …`, counts), identifiers by label."""
    lines = note.splitlines()
    found = [_IDENTIFIER_LINE.fullmatch(line) for line in lines]
    labelled = {label[1].lower(): label[2] for label in reversed(found) if label}
    kept = [line for line, label in zip(lines, found, strict=True) if not label]
    extra = [clean_text(line) for line in kept if _PROGRAM_LINE.fullmatch(line)]
    words = " ".join(_MARKED_NOTE.sub("", line) for line in kept if not _PROGRAM_LINE.fullmatch(line))
    return clean_markup(words), extra, labelled


def _unmarked(value: Any) -> str:
    """A text that is taken as it is: in a DOI, what looks like a tag is none."""
    return clean_text(value) if isinstance(value, str) else ""


def _parse_names(value: Any) -> tuple[Name, ...]:
    found = []
    for person in value if isinstance(value, list) else ():
        if isinstance(person, dict):
            part = {key: keep_name(clean_markup(text)) for key, text in person.items() if isinstance(text, str)}
            particle = _join_particles(part.get("dropping-particle", ""), part.get("non-dropping-particle", ""))
            if part.get("family") and part.get("given") and not part["family"].startswith("family="):
                found.append(_split_suffix(Name(part["family"], part["given"], particle, part.get("suffix", ""))))
            elif name := make_name(part.get("family", ""), part.get("given", ""), literal=part.get("literal", "")):
                found.append(name)
    return tuple(found)


def _names_others(value: Any) -> bool:
    """True for a list of people that says that there are more, as if that were a person's name."""
    people = [person for person in value if isinstance(person, dict)] if isinstance(value, list) else []
    wholes = (person.get("literal") or (person.get("family") if not person.get("given") else "") for person in people)
    return any(isinstance(text, str) and names_others(text) for text in wholes)


def _split_suffix(name: Name) -> Name:
    """A name without the suffix in its given name, where all of Zotero's readers have it: “Martin Luther, Jr.”."""
    if "," not in name.given or name.suffix:
        return name
    found = parse_name(f"{name.family}, {name.given}")
    return msgspec.structs.replace(name, given=found.given, suffix=found.suffix) if found and found.suffix else name


def _join_particles(first: str, second: str) -> str:
    """Both particles of a name; one that ends in an apostrophe or a hyphen has no space behind it."""
    return f"{first}{'' if first.endswith(('’', chr(39), '-')) else ' '}{second}".strip()


def _parse_date(value: Any) -> Date | None:
    """A CSL date: by parts, raw, literal, EDTF, or (in files of other programs) a mere year."""
    if not isinstance(value, dict):
        return find_date(_clean_value(value))
    parts = value.get("date-parts")
    sides = [part for part in parts if isinstance(part, list)] if isinstance(parts, list) else []
    date = to_date(sides[0]) if sides else None
    if not date:
        said = (_clean_value(value.get(name)) for name in ("raw", "edtf", "literal"))
        return next((found for text in said if (found := find_date(text))), None)
    if len(sides) > 1 and any(sides[1]):
        end = to_date(sides[1])
        is_open = end is None and str(sides[1][0]) == "0"
        date = msgspec.structs.replace(date, end=end if end and is_after(end, date) else None, is_open=is_open)
    elif len(sides) > 1:
        date = msgspec.structs.replace(date, is_open=True)
    season = find_season(_clean_value(value.get("season")))
    if season and not date.month:
        date = msgspec.structs.replace(date, season=season)
    doubt = value.get("circa")
    if doubt in (None, False, 0, "", "0", "false"):
        return date
    return msgspec.structs.replace(date, is_circa=doubt != "?", is_uncertain=doubt in ("?", "%"))


def _find_status(value: Any) -> str:
    """The words that stand in place of a date: “in press”."""
    said = (_clean_value(value.get(name)) for name in ("literal", "raw")) if isinstance(value, dict) else ()
    literal = next(filter(None, said), "")
    return literal if literal and not find_date(literal) and fold(literal) not in NO_DATES else ""


def _clean_value(value: Any) -> str:
    """A text or number as clean text; of a list, as Crossref gives titles, the first."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return clean_markup(str(value)) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
