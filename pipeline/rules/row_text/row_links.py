"""The links of a row: which is the paper's, and what the others lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model.records import Link, Row, Struct
from pipeline.rules.row_text.link_kinds import LinkKind, classify_link
from pipeline.text.folding import clean_text

_WEB = re.compile(r"https?://\S{3,2000}", re.IGNORECASE)
_OF_THE_PAPER = (LinkKind.PAPER, LinkKind.OTHER, LinkKind.PROJECT, LinkKind.CODE, LinkKind.DATA, LinkKind.BLOG)
"""What is taken for the page of a paper, the likeliest first: a row with one link means that, whatever it is."""
_TELLING = frozenset({LinkKind.PAPER, LinkKind.OTHER, LinkKind.PROJECT, LinkKind.POSTER, LinkKind.SUPPLEMENT})
"""Links whose identifiers may be the paper's; a repository, a post or a dataset has an identifier of its own."""


class RowLinks(Struct, frozen=True):
    """The links of a row by what they lead to.

    Attributes:
        paper: The page of the paper, as the row gives it; empty when it has no link.
        telling: Addresses in which the paper's identifiers may stand, in the order of the row.
        others: What leads elsewhere, each with its kind: `("code", "https://github.com/…")`.
    """

    paper: str = ""
    telling: tuple[str, ...] = ()
    others: tuple[tuple[str, str], ...] = ()


def read_links(row: Row) -> RowLinks:
    """Sort the links of a row.

    >>> links = (Link("pdf", "https://arxiv.org/abs/1706.03762"), Link("code", "https://github.com/a/b"))
    >>> read_links(Row("r", "list.md", 1, (), (), links=links)).others
    (('code', 'https://github.com/a/b'),)
    """
    kinds = {link.url: classify_link(link.text, link.url) for link in reversed(tuple(_all_links(row)))}
    urls = dict(reversed(kinds.items()))
    ranked = [url for kind in _OF_THE_PAPER for url, own in urls.items() if own is kind and _WEB.fullmatch(url)]
    paper = ranked[0] if ranked else ""
    others = tuple(
        (kind.value, url)
        for url, kind in urls.items()
        if kind not in (LinkKind.PAPER, LinkKind.BADGE) and url != paper and _WEB.fullmatch(url)
    )
    return RowLinks(paper, tuple(url for url, kind in urls.items() if kind in _TELLING), others)


def _all_links(row: Row) -> Iterator[Link]:
    """The links of the cells, after the address that stands bare in the column of links."""
    bare = clean_text(row.cell("link"), cap=2_000)
    if _WEB.fullmatch(bare) and all(link.url != bare for link in row.links):
        yield Link("", bare)
    for link in row.links:
        yield Link(link.text, link.url.strip())
