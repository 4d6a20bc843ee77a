"""What is told of the entries of a `.bib` file: what was mended, what could not be read, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.readers.references.bibtex_syntax import Entry
from pipeline.readers.references.entries import describe_refused, describe_twin
from pipeline.rules.citation_keys.form import is_citation_key
from pipeline.text.folding import clean_text
from pipeline.text.latex.decode import Decoded, decode_latex, is_plain

_SHOWN = 5

Told = Iterator[tuple[str, str]]
"""Codes and sentences of problems."""


class Decoder:
    """Decodes the values of one entry, and remembers the commands in them that are not known, and what is no DOI."""

    def __init__(self) -> None:
        """Nothing is known of the entry yet."""
        self.unknown: dict[str, None] = {}
        self.unread_doi = ""

    def __call__(self, value: str) -> str:
        """The value as plain text."""
        if not value:
            return ""
        if is_plain(value):
            return clean_text(value)
        return self.decode(value).text

    def decode(self, value: str) -> Decoded:
        """The value with its markup."""
        if is_plain(value):  # as nearly all are: there is no need to remember them
            return Decoded(clean_text(value))
        decoded = decode_latex(value)
        if decoded.unknown:
            self.unknown.update(dict.fromkeys(decoded.unknown))
        return decoded


class Identity(NamedTuple):
    """What an entry is called: `id` is its own in the file; `key` is its citation key, if it has one that is kept.

    `taken` is the key of an entry before it that is the same for bibtex, which does not regard case.
    """

    id: str
    key: str
    taken: str


def name_entries(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Identity]]:
    """Each entry, and what it is called: of those with one key, which has no case for bibtex, the first has it."""
    seen: dict[str, str] = {}
    for entry in entries:
        folded = entry.key.lower()
        taken = seen.get(folded, "") if folded else ""
        seen.setdefault(folded, entry.key)
        own_id = f"{entry.key}:{entry.first}" if taken else entry.key or str(entry.first)
        yield entry, Identity(own_id, "" if taken or not is_citation_key(entry.key) else entry.key, taken)


def tell_entry(entry: Entry, identity: Identity, *, is_mended: bool) -> Told:
    """What is wrong with an entry as it is written.

    Args:
        entry: The entry.
        identity: What it is called.
        is_mended: Whether a broken entry could be read by its lines.
    """
    is_kept = identity.key or not entry.key
    if is_kept and not (entry.flaws or entry.is_broken or entry.repeated or identity.taken or entry.kind == "comment"):
        return  # nothing is, as with nearly all
    key = clean_text(entry.key)
    named, why = f"the entry “{key}”" if key else "this entry", "; ".join(map(clean_text, entry.flaws[:_SHOWN]))
    if entry.is_broken and is_mended:
        yield "mended_entry", f"{named} is not valid BibTeX and was read by its lines: {why}; mend it."
    elif entry.kind == "comment":
        yield "unreadable_entry", f"what stands here is not used: {why}."
    elif entry.is_broken:
        yield "unreadable_entry", f"{named} is not valid BibTeX and is not used: {why}."
    elif entry.flaws:
        yield "mended_entry", f"{named} is not valid BibTeX and was read as it seems to be meant: {why}; mend it."
    if entry.is_broken and not is_mended:
        return
    if entry.repeated:
        yield "repeated_field", f"{named} has the field {'; '.join(map(clean_text, entry.repeated[:_SHOWN]))}."
    if identity.taken:
        yield "repeated_key", describe_twin(entry.key, identity.taken)
    elif key and not identity.key:
        yield "refused_key", describe_refused(key)


def tell_content(entry: Entry, decoder: Decoder, missing: Iterable[str]) -> Told:
    """What is not understood in an entry that was read, and what it names that is missing."""
    unknown, absences = decoder.unknown, list(missing)
    if not (unknown or decoder.unread_doi or absences):
        return
    key = clean_text(entry.key)
    if decoder.unread_doi:
        yield (
            "unread_doi",
            f"the entry “{key}” has “{decoder.unread_doi[:60]}” as its DOI, which is none; it is not used.",
        )
    if absent := ", ".join(f"“{clean_text(one)}”" for one in absences):
        yield "missing_parent", f"the entry “{key}” takes fields from {absent}, and no entry of the file is called so."
    if commands := [name for name in unknown if name != "$"]:
        shown = ", ".join(commands[:_SHOWN]) + (" …" if len(commands) > _SHOWN else "")
        sentence = f"the entry “{key}” has LaTeX that is not known ({shown}); its text is kept, look at how it reads."
        yield "unknown_latex", sentence
    elif unknown:
        yield "unknown_latex", f"the entry “{key}” has a formula between “$” that is no valid TeX; it is kept as it is."
