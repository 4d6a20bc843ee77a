"""The data in the body of a response, within bounds that hold while it is read and not only afterwards.

It stands alone because a hostile body is met here and nowhere else: what a small body becomes in memory (a byte of JSON
may cost 60) is known before JSON is decoded, and counted while XML is parsed.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.text.folding import FIELD_CAP

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element, TreeBuilder

    from defusedxml.ElementTree import DefusedXMLParser

MEMORY_CAP = 50_000_000
"""Bytes that the data of one answer may take by the weights below. Eight hits of 3,000 authors each, with their
affiliations, come to 48 million, and take less than half of that."""
XML_MEMORY_CAP = 30_000_000
"""The same for elements, which are counted as they are. Eight preprints of 3,000 authors each take 15 MB."""
DEPTH_CAP = 32
"""Elements within each other; a feed of arXiv has four."""
NAME_CAP = 300
"""Characters of an element's name, its namespace included: each name is kept with the whole namespace before it."""
ATTRIBUTES_CAP = 100
PIECE = 16_384
"""Bytes that the XML parser gets at a time, and about the longest tag: it holds a tag whole before it tells of it."""

_WEIGHTS = ((b"{", 200), (b"[", 120), (b":", 40), (b",", 34), (b'"', 30))
"""Bytes that a mark in JSON may cost once decoded: objects and lists, the places in them, and half a string."""
_ELEMENT_WEIGHT, _ATTRIBUTES_WEIGHT = 190, 270
"""An element with its place among others; what it needs more when it has attributes."""
_WIDE = re.compile(rb"[\xf0-\xf7]|\\u[dD][89abAB]")
"""A character beyond the first 65,536: one makes each character of its string take four bytes."""


class TooLargeError(ValueError):
    """An answer that holds more than any real one."""


def read_body(body: bytes, expects: str) -> Any:
    """The data in a body.

    Args:
        body: As it was received, decompressed.
        expects: `json`, for decoded JSON, or `xml`, for the root element of a document without DTD. Of an element's
            text what stands before its first child is kept, as `Element.text`.

    Raises:
        TooLargeError: It would take more memory than `MEMORY_CAP`, or is nested too deep.
        ValueError: It is not well-formed, or the web page of a captive portal; the message says what it is.
    """
    body = body.removeprefix(b"\xef\xbb\xbf")
    start = body[:1000].lstrip() or body.lstrip()[:15]
    if not start:
        raise ValueError("it is empty")
    if start[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise ValueError("it is a web page")
    return _read_xml(body) if expects == "xml" else _read_json(body)


def _read_json(body: bytes) -> Any:
    if _estimate_memory(body) > MEMORY_CAP:
        raise TooLargeError("it holds more than any real one")
    try:
        data = msgspec.json.decode(body)
    except (ValueError, RecursionError):  # msgspec's errors and UnicodeDecodeError are ValueErrors
        raise ValueError("it is not valid JSON") from None
    if not isinstance(data, (dict, list)):
        raise ValueError("it is JSON, but no object and no list")
    return data


def _estimate_memory(body: bytes) -> int:
    """The most bytes that this JSON may take once it is decoded; marks within strings are counted too."""
    width = 1
    if not body.isascii() or b"\\u" in body:
        width = 4 if _WIDE.search(body) else 2
    return width * len(body) + sum(weight * body.count(mark) for mark, weight in _WEIGHTS)


def _read_xml(body: bytes) -> Element:
    """The root of a whole document, so that half a feed is never cached for 90 days."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser, ParseError

    builder = _BoundedBuilder()
    try:
        # arXiv sends UTF-8, whatever a document says of itself.
        return _feed(DefusedXMLParser(target=builder, encoding="utf-8", forbid_dtd=True), builder, body)
    except TooLargeError:
        raise
    except (ParseError, DefusedXmlException, ValueError, LookupError, AssertionError):
        raise ValueError("it is not valid XML") from None


def _feed(parser: DefusedXMLParser, builder: _BoundedBuilder, body: bytes) -> Element:
    """Parse in pieces; two of them of which the builder hears nothing are one endless tag or comment."""
    seen = -1, 0
    for start in range(0, len(body), PIECE):
        parser.feed(body[start : start + PIECE])
        if builder.events == seen[0] == seen[1]:
            raise TooLargeError("it holds a tag without end")
        seen = builder.events, seen[0]
    root: Element = parser.close()
    return root


class _BoundedBuilder:
    """Builds the elements that a parser tells of, and ends it when they are too many, too deep or too large.

    Attributes:
        events: How often the parser has told something.
    """

    def __init__(self) -> None:
        from xml.etree.ElementTree import TreeBuilder

        self.events = 0
        self._tree: TreeBuilder = TreeBuilder()
        self._depth = self._memory = self._length = 0
        self._is_text = False
        """True before the first child of an element; what follows a child is read by nobody."""

    def start_ns(self, _prefix: str, uri: str) -> None:
        if len(uri) > NAME_CAP:
            raise TooLargeError("it holds a name without end")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.events += 1
        self._depth += 1
        if self._depth > DEPTH_CAP or len(tag) > NAME_CAP or len(attributes) > ATTRIBUTES_CAP:
            raise TooLargeError("it is nested too deep, or holds a tag without end")
        self._add(_ELEMENT_WEIGHT)
        if attributes:
            self._add(_ATTRIBUTES_WEIGHT + sum(map(sys.getsizeof, (*attributes, *attributes.values()))))
        self._is_text, self._length = True, 0
        self._tree.start(tag, attributes)

    def end(self, tag: str) -> None:
        self.events += 1
        self._depth -= 1
        self._is_text = False
        self._tree.end(tag)

    def data(self, text: str) -> None:
        self.events += 1
        text = text[: FIELD_CAP - self._length] if self._is_text else ""
        if text:
            self._length += len(text)
            self._add(sys.getsizeof(text))
            self._tree.data(text)

    def close(self) -> Element:
        return self._tree.close()

    def _add(self, memory: int) -> None:
        self._memory += memory
        if self._memory > XML_MEMORY_CAP:
            raise TooLargeError("it holds more than any real one")
