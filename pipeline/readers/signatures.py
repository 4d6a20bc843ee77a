"""What a file that is no text is, by its first bytes, and what a person can do about it."""

from __future__ import annotations

import io
import zipfile

_SHEETS = {"xl/workbook.xml", "xl/workbook.bin"}
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EXPORT = "export the list from the program that made it, or copy it into a .md or .csv file"
_COPY = "copy the list out of it into a .md, .txt or .csv file"
_UNPACK = "unpack it and name the list in it"

_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF", _COPY),
    (b"\x89PNG\r\n", "a picture (PNG)", _COPY),
    (b"\xff\xd8\xff", "a picture (JPEG)", _COPY),
    (b"GIF8", "a picture (GIF)", _COPY),
    (b"SQLite format 3\0", "an SQLite database", _EXPORT),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"BZh", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ\0", "an xz archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", _UNPACK),
    (b"PAR1", "a Parquet file", _EXPORT),
    (b"{\\rtf", "an RTF document", "save it as plain text"),
    (b"\x7fELF", "a program", "name the list instead"),
    (b"MZ\x90\0", "a program", "name the list instead"),
)


def is_spreadsheet(data: bytes) -> bool:
    """True for what a spreadsheet program wrote: XLSX, XLSB, ODS, or the old binary format (which Word has too)."""
    return data.startswith(_OLE) or _archive_kind(data) == "sheet"


def name_binary(data: bytes) -> tuple[str, str]:
    """What a file is that can be no list, and what to do; two empties when it may be one.

    >>> name_binary(b"%PDF-1.7")[0]
    'a PDF'
    """
    if kind := _archive_kind(data):
        return {
            "sheet": ("", ""),
            "word": ("a Word document", _COPY),
            "slides": ("a presentation", _COPY),
            "text": ("an OpenDocument text", _COPY),
        }.get(kind, ("a zip archive", _UNPACK))
    return next(((name, remedy) for mark, name, remedy in _SIGNATURES if data.startswith(mark)), ("", ""))


def _archive_kind(data: bytes) -> str:
    """What a zip archive is by the names in its directory, of which nothing is unpacked; empty for another file."""
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return ""
    if _OPEN_DOCUMENT in data[:200]:
        return "sheet" if _OPEN_DOCUMENT + b"spreadsheet" in data[:200] else "text"
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        names = set()
    if names & _SHEETS or b"xl/" in data[:4_000]:
        return "sheet"
    if "word/document.xml" in names:
        return "word"
    return "slides" if "ppt/presentation.xml" in names else "archive"
