"""Whether a workbook is small enough to be opened: nothing of it is unpacked as a whole before that is known.

A zip archive of a few kilobytes can unpack to gigabytes, its directory can lie about that, and one cell in the last
column of the last row makes a table of 17 billion cells.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from pipeline.model.errors import InputError

MOST_BYTES = 200_000_000
"""Of all parts of a workbook, unpacked."""
MOST_ROWS = 1_048_576
_MOST_COLUMNS = 1_000
_MOST_CELLS = 20_000_000
_MOST_PARTS = 5_000
_MOST_TEXT = 400_000_000
"""Characters of all cells, those of a shared text counted for each cell that shows it."""
_CHUNK = 1 << 20

_PLACE = re.compile(rb"<(?:\w{1,10}:)?c\s[^<>]{0,200}?\br\s{0,9}=\s{0,9}[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_ROW = re.compile(rb"<(?:\w{1,10}:)?row\s[^<>]{0,200}?\br\s{0,9}=\s{0,9}[\"'](\d{1,7})[\"']")
_SHARED = re.compile(rb"<(?:\w{1,10}:)?si[\s>].*?</(?:\w{1,10}:)?si>", re.DOTALL)
_SHOWN = re.compile(rb"\bt\s{0,9}=\s{0,9}[\"']s[\"'][^<>]{0,200}>\s{0,20}<(?:\w{1,10}:)?v>(\d{1,9})<")
_REPEATED = re.compile(
    rb"<table:table-(row|cell)\s[^<>]{0,2000}?number-(?:rows|columns)-repeated=\"(\d{1,10})\"[^<>]{0,2000}?(/?)>"
)


def open_parts(data: bytes, file: str) -> dict[str, zipfile.ZipInfo]:
    """The parts of a workbook by name, after everything that it unpacks to was counted.

    Raises:
        InputError: It is broken, encrypted, or too large.
    """
    try:
        listed = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error):
        raise InputError(f"{file}: the spreadsheet is damaged; open it and save it again.") from None
    parts = {info.filename: info for info in listed}
    if len(parts) < len(listed) or len(listed) > _MOST_PARTS:
        raise InputError(f"{file}: this is no workbook that a spreadsheet program wrote; save it again as .xlsx.")
    if any(info.flag_bits & 1 for info in listed):
        raise InputError(f"{file}: the spreadsheet is encrypted; save it without a password.")
    total = 0
    for info in listed:
        for chunk in unpack(data, info, file):
            total += len(chunk)
            if total > MOST_BYTES:
                raise InputError(
                    f"{file}: the spreadsheet unpacks to over {MOST_BYTES // 1_000_000} MB; save its list as CSV."
                )
    return parts


def unpack(data: bytes, info: zipfile.ZipInfo, file: str) -> Iterator[bytes]:
    """The content of a part, in pieces; what the directory says of its size is not believed."""
    start = info.header_offset + 30 + sum(struct.unpack("<HH", data[info.header_offset + 26 : info.header_offset + 30]))
    packed = data[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise InputError(f"{file}: the spreadsheet is packed in an unusual way; save it again as .xlsx.")
    unpacker = zlib.decompressobj(-15)
    try:
        while not unpacker.eof:
            chunk = unpacker.decompress(packed, _CHUNK)
            packed = unpacker.unconsumed_tail
            if not chunk and not packed:
                break
            yield chunk
    except zlib.error:
        raise InputError(f"{file}: the spreadsheet is damaged; open it and save it again.") from None


def refuse_wide(data: bytes, parts: dict[str, zipfile.ZipInfo], file: str) -> None:
    """Raise `InputError` for sheets that a few bytes spread over more cells than any list has.

    Every part is looked at: which of them are sheets is said by the workbook itself, which may name any.
    """
    for name, info in parts.items():
        if name == "content.xml":
            _measure_open_document(b"".join(unpack(data, info, file)), file)
        else:
            _measure_sheet(data, info, file)
    _measure_texts(data, parts, file)


def _measure_sheet(data: bytes, info: zipfile.ZipInfo, file: str) -> None:
    rows, letters, rest = 0, b"", b""
    for chunk in unpack(data, info, file):
        text = rest + chunk
        for column, row in _PLACE.findall(text):
            rows = max(rows, int(row))
            letters = max(letters, column, key=lambda one: (len(one), one))
        rows = max([rows, *map(int, _ROW.findall(text))])
        rest = text[-300:]
    width = 0
    for letter in letters:
        width = width * 26 + letter - 64
    if rows > MOST_ROWS or width > _MOST_COLUMNS or rows * width > _MOST_CELLS:
        raise InputError(
            f"{file}: a sheet reaches to row {rows:,} and column {width:,}; no list is so large, save it as CSV."
        )


def _measure_open_document(content: bytes, file: str) -> None:
    for kind, number, is_empty in _REPEATED.findall(content):
        if kind == b"cell" and not is_empty and int(number) > _MOST_COLUMNS:
            raise InputError(f"{file}: a cell stands {int(number):,} times beside itself; no list has so many columns.")
    for row in re.finditer(
        rb"number-rows-repeated=\"(\d{4,10})\"[^<>]{0,2000}>(?:(?!</table:table-row>).){0,5000}?<text:p",
        content,
        re.DOTALL,
    ):
        if int(row[1]) > 10_000:
            raise InputError(f"{file}: a row stands {int(row[1]):,} times below itself; no list has that.")


def _measure_texts(data: bytes, parts: dict[str, zipfile.ZipInfo], file: str) -> None:
    """Count the texts of cells, when one long text might be shown by many of them."""
    lengths: list[int] = []
    for info in parts.values():
        found = [len(one) for one in _SHARED.findall(b"".join(unpack(data, info, file)))]
        lengths = max(lengths, found, key=lambda one: max(one, default=0))
    if max(lengths, default=0) < 1_000:
        return
    total = 0
    for info in parts.values():
        shown = map(int, _SHOWN.findall(b"".join(unpack(data, info, file))))
        total += sum(lengths[at] for at in shown if at < len(lengths))
    if total > _MOST_TEXT:
        raise InputError(f"{file}: the cells of the spreadsheet hold {total:,} characters; no list is so large.")
