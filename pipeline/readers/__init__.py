"""Input formats: lists become rows, reference files become records.

Shown to others: `read_table` and `read_references`, which choose the reader by the file's suffix, and the suffixes
that they know; also `references`, for whoever needs the reader of one format. A reader makes no request, and imports
only `formats`, `rules`, `model` and `text`.
"""

from __future__ import annotations

from pathlib import PurePath

from pipeline.model.errors import InputError
from pipeline.model.records import Outcome, Record, Row
from pipeline.readers.lists.reading import ListReading, ListSettings

__all__ = ["REFERENCES", "TABLES", "read_list", "read_references", "read_table", "references"]

TABLES = (".md", ".markdown", ".csv", ".tsv")
_NOTHING_SAID = ListSettings()
REFERENCES = (".json", ".bib", ".ris")


def read_table(text: str, file: str) -> Outcome[Row]:
    """Rows of a list, as they stand there.

    Args:
        text: The content of the file; a byte order mark at its start is passed over.
        file: Its name, whose suffix says the format, and by which rows and problems name the place.

    Returns:
        The rows with ids and lines, and a `Problem` for each row or table that cannot be used as it is.

    Raises:
        InputError: When the format is unknown, or no table has a title column.
    """
    suffix = PurePath(file).suffix.lower()
    if suffix in (".md", ".markdown"):
        from pipeline.readers.lists.markdown import read_markdown

        reading = read_markdown(text.removeprefix("\ufeff"), file)
        return Outcome(reading.rows, reading.problems)
    if suffix in (".csv", ".tsv"):
        from pipeline.readers.lists.delimited import read_delimited as read
    else:
        raise InputError(f"{file}: lists are read from {', '.join(TABLES)} files; save it as one of them.")
    return read(text.removeprefix("\ufeff"), file)


def read_list(data: bytes, file: str, settings: ListSettings = _NOTHING_SAID) -> ListReading:
    """A list, whatever its format: what became rows, and what became of every other line.

    Args:
        data: The content of the file, in any encoding.
        file: Its name, a hint for its format, and by which rows and problems name the place.
        settings: What the person says about this list.

    Raises:
        InputError: Nothing of the file can be read.
    """
    if PurePath(file).suffix.lower() in (".md", ".markdown"):
        from pipeline.readers.lists.markdown import read_markdown

        return read_markdown(data.decode().removeprefix("\ufeff"), file, settings)
    if PurePath(file).suffix.lower() in (".html", ".htm", ".xhtml"):
        from pipeline.readers.lists.html_page import read_html

        return read_html(data.decode().removeprefix("\ufeff"), file, settings)
    if PurePath(file).suffix.lower() in (".rst", ".rest"):
        from pipeline.readers.lists.rst import read_rst

        return read_rst(data.decode().removeprefix("\ufeff"), file, settings)
    found = read_table(data.decode(), file)
    return ListReading(found.items, found.problems, (), PurePath(file).suffix.removeprefix("."))


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
    else:
        raise InputError(f"{file}: reference files are {', '.join(REFERENCES)}; export it as one of them.")
    return read(text.removeprefix("\ufeff"), file)
