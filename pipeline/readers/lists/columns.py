"""What all list readers share: the roles of columns by their headers, the links in a cell, and the ids of rows."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from pipeline.model.records import Column, Link, Row
from pipeline.text.folding import clean_text, fold


def _split_words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(","))


ROLES: dict[str, tuple[str, ...]] = {
    "title": _split_words(
        "title, paper title, article title, title of paper, name of paper, paper name, title link, paper title link"
        ", publication title, 标题, 题目, 论文题目, 论文标题, 论文名称, titel, titre, titulo, titolo"
        ", paper, papers, article, articles, 论文, 文章"
    ),
    "year": _split_words(
        "year, yr, publication year, pub year, year published, year of publication, published year, 年份, 年, jahr"
        ", annee, ano, anno, date, publication date, published, pub date, date published, year month, 日期, 发表时间"
        ", 发表年份, 时间, time"
    ),
    "venue": _split_words(
        "venue, venues, conference, conf, conference journal, journal conference, conf journal, journal conf"
        ", conference or journal, journal or conference, journal, j c, c j, venue year, conf year, conference year"
        ", journal year, publication venue, publisher venue, published in, published at, publication, pub, proceedings"
        ", where, source, 会议, 期刊, 会议期刊, 会议 期刊, 期刊 会议, 期刊会议, 出处, 来源"
    ),
    "count": _split_words(
        "citations, citation, citation count, citations count, citation counts, number of citations, no of citations"
        ", num citations, citation number, times cited, cited by, cited, cites, cite"
        ", 引用, 引用数, 引用次数, 被引, 被引次数"
    ),
    "author": _split_words(
        "authors, author, author s, first author, 作者, 第一作者, autor, autoren, autores, auteurs, auteur"
    ),
    "link": _split_words("doi, arxiv, link, links, url, urls, paper link, paper url, pdf, 链接, 论文链接, code"),
}
"""Header words, folded, by role, the surest first: beside “Title”, a column “Paper” holds links.

A header is one of them as a whole, so “Paper type” is no title.
"""

COLUMN_CAP = 1_000
"""No list has more columns; every row carries them all."""
_NAME = "name"
_NAMED = 12
_URL = re.compile(r"https?://[^\s<>|\"]{1,2000}")


def name_columns(headers: Sequence[str], aligns: Sequence[str] = ()) -> tuple[Column, ...]:
    """The columns with their roles; a role belongs to one column, that with the surest word for it.

    Args:
        headers: What stands in the header row, markup removed.
        aligns: The alignment of each column, where the format has one: `left`, `center`, `right` or empty.
    """
    folded = [fold(header) for header in headers]
    roles: dict[int, str] = {}
    for role, words in ROLES.items():
        ranked = [(words.index(word), at) for at, word in enumerate(folded) if word in words]
        if ranked:
            roles[min(ranked)[1]] = role
    if _NAME in folded and "title" not in roles.values() and {"venue", "author"} & set(roles.values()):
        roles[folded.index(_NAME)] = "title"  # what has a venue or authors is a paper; “Name | Link” are tools
    aligned = dict(enumerate(aligns))
    return tuple(Column(header, roles.get(at, ""), aligned.get(at, "")) for at, header in enumerate(headers))


def list_headers(columns: Sequence[Column]) -> str:
    """The headers of a table, as a sentence names them: the first ones, each cut."""
    names = [clean_text(column.header, cap=60) or "(empty)" for column in columns[:_NAMED]]
    return ", ".join(names) + (f" and {len(columns) - _NAMED:,} more" if len(columns) > _NAMED else "")


def has_title(columns: Iterable[Column]) -> bool:
    """True when one of the columns holds titles."""
    return any(column.role == "title" for column in columns)


def find_links(text: str) -> Iterator[Link]:
    """Web addresses in plain text, without the punctuation of the sentence that they end."""
    return (Link("", found.rstrip(".,;:!?'*_）】。，；")) for found in _URL.findall(text))


def assign_ids(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows with ids made of file, title, year and venue, or of the link of a row without a title.

    Such ids outlive a reordering; equal rows are numbered.
    """
    seen: Counter[str] = Counter()
    identified = []
    for row in rows:
        roles = ("title", "year", "venue") if row.cell("title") or not row.cell("link") else ("link",)
        text = "\x1f".join([row.file, *(row.cell(role) for role in roles)])
        digest = hashlib.blake2b(text.encode(), digest_size=6).hexdigest()
        seen[digest] += 1
        identified.append(msgspec.structs.replace(row, id=digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"))
    return tuple(identified)
