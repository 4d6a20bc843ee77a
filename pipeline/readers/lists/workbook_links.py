"""The links of the cells of an XLSX file, which its reader does not give: hyperlinks, and `=HYPERLINK("url","text")`.

Formulas are not evaluated: that one is read as what it says.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from pipeline.readers.lists.workbook_limits import unpack

Parts = dict[str, zipfile.ZipInfo]
CellLink = tuple[str, str]
"""Where a cell leads, and the text that it shows in a formula."""

_FORMULA = re.compile(
    r"\s*(?:_xlfn\.)?HYPERLINK\(\s*\"((?:[^\"]|\"\")*)\"\s*(?:[,;]\s*\"((?:[^\"]|\"\")*)\"\s*)?\)\s*", re.IGNORECASE
)
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?")
_MOST_OF_A_RANGE = 1_000
_WEB = ("http://", "https://")


def find_links(data: bytes, parts: Parts, file: str) -> dict[str, dict[tuple[int, int], CellLink]]:
    """The links of each sheet by row and column, from 0; none where the file tells none that can be read."""
    try:
        return dict(_links_of_sheets(data, parts, file))
    except (ParseError, DefusedXmlException, KeyError, ValueError, UnicodeDecodeError):
        return {}


def _links_of_sheets(data: bytes, parts: Parts, file: str) -> Iterator[tuple[str, dict[tuple[int, int], CellLink]]]:
    targets = _relations(data, parts, "xl/workbook.xml", file)
    book = fromstring(b"".join(unpack(data, parts["xl/workbook.xml"], file)), forbid_dtd=True)
    for sheet in (one for one in book.iter() if _name(one) == "sheet"):
        path = targets.get(_attribute(sheet, "id"), "")
        if path in parts:
            content = b"".join(unpack(data, parts[path], file))
            if b"hyperlink" in content.lower():
                yield sheet.get("name", ""), _links_of(content, _relations(data, parts, path, file))


def _links_of(content: bytes, targets: dict[str, str]) -> dict[tuple[int, int], CellLink]:
    found: dict[tuple[int, int], CellLink] = {}
    place = ""
    for event, element in iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True):
        name = _name(element)
        if event == "start":
            place = element.get("r", "") if name == "c" else place
        elif name == "f" and (formula := _FORMULA.fullmatch((element.text or "")[:5_000])):
            url, text = (part.replace('""', '"') for part in (formula[1], formula[2] or ""))
            found |= dict.fromkeys(_cells(place), (url if url.startswith(_WEB) else "", text))
        elif name == "hyperlink":
            url = targets.get(_attribute(element, "id"), "")
            if url.startswith(_WEB):
                found |= dict.fromkeys(_cells(element.get("ref", "")), (url, ""))
        elif name in ("row", "c"):
            element.clear()
    return found


def _relations(data: bytes, parts: Parts, part: str, file: str) -> dict[str, str]:
    """What a part of the workbook calls by an id: other parts by their path, and addresses outside."""
    folder, base = posixpath.split(part)
    info = parts.get(f"{folder}/_rels/{base}.rels")
    if info is None:
        return {}
    root = fromstring(b"".join(unpack(data, info, file)), forbid_dtd=True)
    found = {}
    for one in root:
        target = one.get("Target", "")
        is_outside = one.get("TargetMode") == "External"
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[one.get("Id", "")] = target if is_outside else path
    return found


def _cells(ref: str) -> Iterator[tuple[int, int]]:
    """The cells of `B2` or `B2:B9`, by row and column from 0."""
    found = _PLACE.fullmatch(ref)
    if not found:
        return
    top, left = int(found[2]) - 1, _column(found[1])
    bottom, right = (int(found[4]) - 1, _column(found[3])) if found[3] else (top, left)
    if (bottom - top + 1) * (right - left + 1) <= _MOST_OF_A_RANGE:
        yield from ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _name(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
