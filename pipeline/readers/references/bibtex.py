"""A person's BibTeX or BibLaTeX file as records; LaTeX becomes plain text here."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.formats.extra import BIB_FIELD, part_lines
from pipeline.formats.journal_macros import name_journal
from pipeline.model.records import Outcome, Problem, Record
from pipeline.readers.references.bibtex_arrange import arrange_fields
from pipeline.readers.references.bibtex_fields import find_fields
from pipeline.readers.references.bibtex_inheritance import Family, may_inherit
from pipeline.readers.references.bibtex_names import parse_names
from pipeline.readers.references.bibtex_problems import Decoder, Identity, name_entries, tell_content, tell_entry
from pipeline.readers.references.bibtex_syntax import Entry, read_entries
from pipeline.readers.references.broken_bibtex import mend_entry
from pipeline.readers.references.doi_values import find_doi
from pipeline.readers.references.entries import FoundEntry, consume, says_something, tell_untitled
from pipeline.readers.references.extra_lines import add_extra, drop_mark, read_extra
from pipeline.text.folding import clean_text
from pipeline.text.latex.decode import Decoded

_NO_WORK = frozenset({"xdata"})
"""Types of entries that are read for others only."""
Fields = Mapping[str, str]


def read_bibtex(text: str, file: str) -> Outcome[Record]:
    """Every entry as a record; a broken entry is a Problem with its line, the others stay."""
    found = _read(text, file, is_list=False)
    return Outcome(tuple(one.record for one in found.items), found.problems)


def find_bibtex_entries(text: str, file: str) -> Outcome[FoundEntry]:
    """Every entry with its place, also one without a title; one whose braces do not balance is read by its lines."""
    return _read(text, file, is_list=True)


def _read(text: str, file: str, *, is_list: bool) -> Outcome[FoundEntry]:
    entries, family, lines = read_entries(text), Family(()), list[str]()
    if may_inherit(text):  # else none is kept longer than it takes to read it
        every = list(entries)
        entries, family = consume(every), Family(every)
    found, problems, begun = [], [], set[int]()
    for entry, identity in name_entries(entries):
        if entry.kind in _NO_WORK:
            flawed = list(tell_entry(entry, identity, is_mended=True))[: bool(entry.flaws)]
            problems += [Problem("library", code, f"{file}:{entry.first}", sentence) for code, sentence in flawed]
            continue
        read: Entry | None = entry
        if entry.is_broken:
            is_first = (
                is_list and entry.first not in begun
            )  # what follows on the line of another has no lines of its own
            lines = lines or text.split("\n")
            read = mend_entry(entry, lines[entry.first - 1 : entry.last]) if is_first else None
        begun.add(entry.first)
        told = list(tell_entry(entry, identity, is_mended=read is not None))
        if read:
            decode = Decoder()
            record = _make_record(read.kind, family.fields_of(read), identity, decode)
            told += tell_content(entry, decode, family.missing(entry))
            if not is_list and not record.title:
                problems.append(tell_untitled(record, f"the entry “{clean_text(entry.key)}”", f"{file}:{entry.first}"))
            placeholder = "" if record.author else decode(read.fields.get("author", ""))
            made = FoundEntry(
                entry.first, entry.last, record, key=clean_text(entry.key), placeholder=clean_text(placeholder)
            )
            found += [made] * (is_list or says_something(record))
        problems += [Problem("library", code, f"{file}:{entry.first}", sentence) for code, sentence in told]
    return Outcome(tuple(found), tuple(problems))


def read_entry(entry: Entry) -> Record:
    """What an entry says by itself, without what it takes from others."""
    return _make_record(entry.kind, entry.fields, Identity(entry.key, "", ""), Decoder())


def count_entries(text: str) -> int:
    """How many entries of a file can be read, less one for each that cannot."""
    entries = [entry for entry in read_entries(text) if entry.kind not in _NO_WORK]
    return sum(-1 if entry.is_broken else 1 for entry in entries)


def _make_record(kind: str, given: Fields, identity: Identity, decode: Decoder) -> Record:
    raw = arrange_fields(kind, given)
    title = _join_title(decode, raw.get("title", ""), raw.get("subtitle", ""))
    fields = find_fields(kind, raw, decode, lambda people: parse_names(people, decode))
    if raw.get("doi") and not (fields["identifiers"].doi or "DOI" in dict(fields["other_texts"])):
        decode.unread_doi = "" if find_doi(raw["doi"])[1] else decode(raw["doi"])
    if title.markup:
        fields["other_texts"] = (*fields["other_texts"], ("title-markup", title.markup))
    record = Record(
        id=identity.id,
        title=title.text,
        author=parse_names(raw.get("author", ""), decode),
        editor=parse_names(raw.get("editor", ""), decode),
        container_title=_find_container(raw, decode, title.text),
        citation_key=identity.key,
        **fields,
    )
    lines = decode(raw.get(BIB_FIELD, ""))
    return add_extra(record, read_extra(part_lines(lines))) if lines else drop_mark(record)


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
            found = _join_title(decode, name_journal(raw[name]), raw.get(below, "")).text
            return found if found not in (title, decode(raw.get("title", ""))) else ""
    return ""
