"""The text inside a markdown block as spans: marks, links, line breaks, and the few HTML tags that people use there."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.readers.lists.columns import find_links
from pipeline.readers.lists.document import Span

_TAG = re.compile(r"<(/?)\s{0,3}([a-zA-Z][a-zA-Z0-9]{0,15})")
_ATTRIBUTE = re.compile(
    r"\b(href|src|alt)\s{0,3}=\s{0,3}(?:\"([^\"]{0,4000})\"|'([^']{0,4000})'|([^\s\"'<>]{1,4000}))", re.IGNORECASE
)
_LOOSE_LINK = re.compile(r"\[([^\[\]]{1,300})\]\s{0,3}\(\s{0,3}(https?://[^\s()<>]{1,2000})\s{0,3}\)")
"""What was meant to be a link, and has a blank where markdown allows none."""
_MARKS = {
    "strong": "is_bold",
    "b": "is_bold",
    "em": "is_italic",
    "i": "is_italic",
    "code": "is_code",
    "s": "is_struck",
    "del": "is_struck",
    "strike": "is_struck",
}


_MARKUP = re.compile(r"[\n\\`~*_\[<&]")
"""What a text has with any markup in it; most cells of tables have none."""
_USUAL_ADDRESS = re.compile(r"https?://(?:[a-z0-9-]{1,60}\.){1,4}[a-z]{2,20}(?:/[\w./~-]{0,300})?", re.ASCII)


_FLOOD = re.compile(r"([*_&(<~\"])\1{15,}")
"""So many of one mark mark nothing; the parser would pair each with each."""


class Parser(MarkdownIt):
    """The parser of markdown; it takes an address apart only when there may be something to escape in it."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 (the library's name)
        """The address with what no address can have escaped."""
        return url if _USUAL_ADDRESS.fullmatch(url) else super().normalizeLink(url)


class Inline:
    """Makes spans of the text in a block, one after the other, and numbers the links of one document.

    Texts are parsed when they are asked for, so that the tokens of a large file are never there all at once.

    Args:
        parser: Parses a text without blocks in it.
        environment: What the parser of the blocks found out, such as the addresses that are given at the end of a file.
    """

    def __init__(self, parser: MarkdownIt, environment: MutableMapping[str, Any]) -> None:
        self._parser = parser
        self._environment = environment
        self._links = 0

    def spans(self, text: str, line: int) -> tuple[Span, ...]:
        """The spans of a text that begins on that line."""
        if not _MARKUP.search(text):
            return tuple(self._text(text, Span("", line)))
        text = _FLOOD.sub(r"\1\1\1", text)
        (token,) = self._parser.parseInline(text, self._environment)
        return tuple(self._walk(token.children or (), Span("", line)))

    def _walk(self, tokens: Sequence[Token], now: Span) -> Iterator[Span]:
        for token in tokens:
            kind = token.type
            if kind == "text":
                yield from self._text(token.content, now)
            elif kind in ("softbreak", "hardbreak"):
                yield msgspec.structs.replace(now, text="\n")
                now = msgspec.structs.replace(now, line=now.line + 1)
            elif kind == "code_inline":
                yield msgspec.structs.replace(now, text=token.content, is_code=True)
            elif kind == "image":
                source = str(token.attrGet("src") or "")
                yield msgspec.structs.replace(now, text=token.content, is_image=True, source=source)
            elif kind == "html_inline":
                now, shown = self._tag(token.content, now)
                yield from shown
            elif kind == "link_open":
                now = self._open_link(now, str(token.attrGet("href") or ""))
            elif kind == "link_close":
                now = msgspec.structs.replace(now, url="", link=0)
            elif mark := _MARKS.get(kind.rpartition("_")[0]):
                now = msgspec.structs.replace(now, **{mark: kind.endswith("_open")})

    def _open_link(self, now: Span, url: str) -> Span:
        self._links += 1
        return msgspec.structs.replace(now, url=url, link=self._links)

    def _tag(self, tag: str, now: Span) -> tuple[Span, tuple[Span, ...]]:
        """What a tag changes, and what it shows by itself."""
        found = _TAG.match(tag)
        if not found:
            return now, ()
        is_end, name = bool(found[1]), found[2].lower()
        attributes = _read_attributes(tag)
        if name == "br":
            return now, (msgspec.structs.replace(now, text="\n"),)
        if name == "img":
            picture = msgspec.structs.replace(
                now, text=attributes.get("alt", ""), is_image=True, source=attributes.get("src", "")
            )
            return now, (picture,)
        if name == "a":
            if is_end:
                return msgspec.structs.replace(now, url="", link=0), ()
            return (self._open_link(now, attributes["href"]) if "href" in attributes else now), ()
        mark = _MARKS.get(name)
        return (msgspec.structs.replace(now, **{mark: not is_end}) if mark else now), ()

    def _text(self, text: str, now: Span) -> Iterator[Span]:
        """Plain text; addresses in it are links of their own."""
        if now.link or "://" not in text:
            if text:
                yield msgspec.structs.replace(now, text=text)
            return
        at = 0
        for found in _LOOSE_LINK.finditer(text):
            yield from self._addresses(text[at : found.start()], now)
            yield msgspec.structs.replace(self._open_link(now, found[2]), text=found[1])
            at = found.end()
        yield from self._addresses(text[at:], now)

    def _addresses(self, text: str, now: Span) -> Iterator[Span]:
        at = 0
        for link in find_links(text):
            start = text.index(link.url, at)
            if start > at:
                yield msgspec.structs.replace(now, text=text[at:start])
            yield msgspec.structs.replace(self._open_link(now, link.url), text=link.url)
            at = start + len(link.url)
        if at < len(text):
            yield msgspec.structs.replace(now, text=text[at:])


def _read_attributes(tag: str) -> dict[str, str]:
    return {name.lower(): html.unescape(one or two or bare) for name, one, two, bare in _ATTRIBUTE.findall(tag[:9000])}
