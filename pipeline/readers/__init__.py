"""Input formats: lists become rows, reference files become records.

Shown to others: `read_list`, `read_library`, `read_references`, `find_entries` and `find_comments`, which choose the
reader; the suffixes of reference files; `decoding`; and `lists` and `references`, for whoever needs the reader of one
format. A reader makes no request, and imports only `formats`, `rules`, `model` and `text`.
"""

from __future__ import annotations

from pathlib import PurePath

import msgspec

from pipeline.model.errors import InputError, UsageError
from pipeline.model.records import Outcome, Record
from pipeline.readers.lists.reading import NOTHING_SAID, ListReading, ListSettings
from pipeline.readers.references.entries import FoundEntry

__all__ = [
    *("REFERENCES", "decoding", "find_comments", "find_entries", "lists"),
    *("read_library", "read_list", "read_references", "references"),
]

REFERENCES = (".json", ".bib", ".ris", ".nbib")


def read_list(data: bytes, file: str, settings: ListSettings = NOTHING_SAID) -> ListReading:
    """A list, whatever its format: what became rows, and what became of every other line.

    Args:
        data: The content of the file, in any encoding.
        file: Its name, a hint for its format, and by which rows and problems name the place.
        settings: What the person says about this list.

    Raises:
        InputError: Nothing of the file can be read, or there is no paper in it.
        UsageError: The settings name a reader or a column that is not there.
    """
    from pipeline.readers.decoding import decode
    from pipeline.readers.lists.registry import SPREADSHEET, choose_reader, find_reader, load_reader
    from pipeline.readers.signatures import is_spreadsheet, name_binary

    chosen = find_reader(settings.reader, file) if settings.reader else ""
    if is_spreadsheet(data):
        from pipeline.readers.lists.spreadsheet import read_spreadsheet

        return read_spreadsheet(data, file, settings)
    what, remedy = name_binary(data)
    if what:
        raise InputError(f"{file}: this is {what}, no list that can be read; {remedy}.")
    if chosen == SPREADSHEET:
        raise InputError(f"{file}: this is no spreadsheet, though `reader:` says so; remove that setting.")
    decoded = decode(data, file)
    name = chosen or choose_reader(decoded.text, file)
    if settings.pattern:
        found = _read_by_pattern(decoded.text, file, name, settings)
    else:
        found = load_reader(name)(decoded.text, file, settings)
    return msgspec.structs.replace(found, reader=name, problems=(*decoded.problems, *found.problems))


def find_entries(data: bytes, file: str) -> Outcome[FoundEntry] | None:
    """The entries of a reference file in any encoding, each with its place, by what the file holds.

    Args:
        data: The content of the file.
        file: Its name, a hint for its format, and by which problems name the place.

    Returns:
        All entries that say anything; None for a table or another list, which `read_list` reads.

    Raises:
        InputError: No encoding explains the bytes, or none of its entries can be read.
    """
    from pipeline.readers.decoding import decode
    from pipeline.readers.lists.references import FINDERS, find_entries
    from pipeline.readers.lists.registry import choose_reader
    from pipeline.readers.signatures import is_spreadsheet, name_binary

    if is_spreadsheet(data) or name_binary(data)[0]:
        return None
    decoded = decode(data, file)
    reader = choose_reader(decoded.text, file)
    if reader not in FINDERS:
        return None
    found = find_entries(decoded.text, file, reader)
    return Outcome(found.items, (*decoded.problems, *found.problems))


def find_comments(data: bytes, file: str) -> dict[int, str]:
    """What the comments of a reference file say, by their lines from 1; none of a file that knows no comments.

    Args:
        data: The content of the file.
        file: Its name, a hint for its format.

    Raises:
        InputError: No encoding explains the bytes.
    """
    from pipeline.readers.decoding import decode
    from pipeline.readers.lists.registry import choose_reader
    from pipeline.readers.references.bibtex_comments import find_bibtex_comments

    text = decode(data, file).text
    return find_bibtex_comments(text) if choose_reader(text, file) == "bibtex" else {}


def _read_by_pattern(text: str, file: str, reader: str, settings: ListSettings) -> ListReading:
    from pipeline.readers.lists.patterned import PATTERNED, read_patterned

    if reader not in PATTERNED:
        raise UsageError(
            f"{file}: `pattern:` reads markdown and plain text, and this is {reader}; remove that setting."
        )
    return read_patterned(text, file, reader, settings)


def read_library(data: bytes, file: str) -> Outcome[Record]:
    """Records of a person's own reference file in any encoding, which is told when it is not UTF-8.

    Raises:
        InputError: No encoding explains the bytes, or as `read_references`.
    """
    from pipeline.readers.decoding import decode

    decoded = decode(data, file)
    found = read_references(decoded.text, file)
    told = tuple(msgspec.structs.replace(one, stage="library") for one in decoded.problems)
    return Outcome(found.items, (*told, *found.problems) if found.items else found.problems)


def read_references(text: str, file: str) -> Outcome[Record]:
    """Records of a person's own reference file.

    Args:
        text: The content of the file; a byte order mark at its start is passed over.
        file: Its name, whose suffix says the format, and by which problems name the place.

    Returns:
        The records in the order of the file, and a `Problem` for each entry that cannot be read; the others stay.

    Raises:
        InputError: When the format is unknown, or the file as a whole is not of its format.
    """
    suffix = PurePath(file).suffix.lower()
    if suffix == ".json":
        from pipeline.readers.references.csl_json import read_csl_json as read
    elif suffix == ".bib":
        from pipeline.readers.references.bibtex import read_bibtex as read
    elif suffix == ".ris":
        from pipeline.readers.references.ris import read_ris as read
    elif suffix == ".nbib":
        from pipeline.readers.references.nbib import read_nbib as read
    else:
        raise InputError(f"{file}: reference files are {', '.join(REFERENCES)}; export it as one of them.")
    return read(text.removeprefix("\ufeff"), file)
