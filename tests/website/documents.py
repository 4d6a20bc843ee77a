"""The documents of the repository, taken apart: blocks, code within lines, links and anchors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests import ROOT
from website import reference

DOCUMENTS = tuple(
    path.relative_to(ROOT).as_posix()
    for path in (
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
        *sorted((ROOT / "docs").rglob("*.md")),
    )
)


class Block(NamedTuple):
    """A block of code: its document and line, its language, the file that it is of, and its text."""

    document: str
    line: int
    language: str
    title: str
    text: str

    @property
    def where(self) -> str:
        return f"{self.document}:{self.line}"


@cache
def parse(document: str) -> tuple[Token, ...]:
    text = reference.fill((ROOT / document).read_text("utf-8"))
    return tuple(MarkdownIt("commonmark").enable("table").parse(text))


def blocks(*languages: str) -> list[Block]:
    return [
        Block(document, (token.map or [0])[0] + 1, *_read_info(token.info), token.content)
        for document in DOCUMENTS
        for token in parse(document)
        if token.type == "fence" and (not languages or token.info.split(" ")[0] in languages)
    ]


def _read_info(info: str) -> tuple[str, str]:
    title = re.search(r'title="([^"]*)"', info)
    return info.split(" ")[0], title[1] if title else ""


def inline(document: str) -> Iterator[Token]:
    for token in parse(document):
        yield from token.children or ()


def code_spans(document: str) -> list[str]:
    return [token.content for token in inline(document) if token.type == "code_inline"]


def links(document: str) -> list[str]:
    found = (token.attrGet("href") or token.attrGet("src") for token in inline(document))
    return [str(one) for one in found if one and not re.match(r"[a-z][a-z+.-]*:", str(one))]


@cache
def anchors(document: str) -> frozenset[str]:
    """The anchors of the headings, as GitHub and the site name them."""
    tokens, found = parse(document), set[str]()
    for heading, text in pairwise(tokens):
        if heading.type == "heading_open":
            words = "".join(one.content for one in text.children or ())
            slug = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
            found.add(f"{slug}-1" if slug in found else slug)
    return frozenset(found)


def target_of(document: str, link: str) -> tuple[Path, str]:
    path, _, anchor = link.partition("#")
    return ((ROOT / document).parent / path if path else ROOT / document), anchor
