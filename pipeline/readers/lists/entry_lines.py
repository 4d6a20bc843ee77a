"""A line of an item or paragraph as the recogniser of entries sees it: text with gaps, marks, links and places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from urllib.parse import unquote

from pipeline.model.records import Link, Struct
from pipeline.readers.lists.document import Span
from pipeline.rules.row_text.bylines import byline_strength
from pipeline.rules.row_text.links import Place
from pipeline.rules.row_text.named_papers import cut_identifiers
from pipeline.rules.row_text.organisations import is_organisation
from pipeline.rules.row_text.places import is_known, read_place
from pipeline.rules.row_text.sentences import quoted_ranges
from pipeline.rules.row_text.titles import GAP, clean_title, is_label
from pipeline.rules.venues import forget_when_taught
from pipeline.text.folding import fold

_LABELLED = re.compile(
    r"(?:(?<![\w-])(?:pdf|paper|papers|project(?: page)?|code|link|url|journal|website|web|page|homepage|video"
    r"|slides|data|dataset|demo|doi|arxiv|html|github|preprint|poster"
    r"|blog|supp\w{0,12}|论文|代码|链接|项目|主页|地址)\s{0,2}(?:link|url|page|链接|地址)?\s{0,2}[:：]\s{0,2})(?=\ue000)",
    re.IGNORECASE,
)
_AROUND = re.compile(
    r"[\[(（【<{]\s{0,3}(?:[\w-]{1,12}\s{0,2}[:：]\s{0,2})?\ue000[\ue000\s,/|;:·&+、和-]{0,400}[\])）】>}]"
)
_BRACKETED = re.compile(
    r"[(（\[【{]([^()（）\[\]【】{}\ue000]{1,160}(?:\([^()]{1,20}\)[^()（）\[\]【】{}\ue000]{0,60})?)[)）\]】}]"
)
_BADGE = re.compile(r"(?:badge/|badge\.svg\?label=|label=)([^?&#]{2,120})", re.IGNORECASE)
_LEADING_PLACE = re.compile(
    r"^\s*((?:19|20)\d\d)[-_ ]+([A-Za-z][A-Za-z&+]{1,15})[-_]\s*(?=\S)|^\s*([A-Z][A-Za-z&+]{1,15})[-_ ]?'?((?:19"
    r"|20)\d\d|\d\d)\s*[:：|_-]\s*(?=[A-Z])"
)
_NUMBER = re.compile(r"^[\s*_]{0,4}[\[(（【]\s{0,2}\d{1,4}\s{0,2}[\])）】][\s.:]{0,3}")
_IN_BRACKETS = re.compile(r"\[[^\[\]]{1,40}\]")
_SHORTCODE = re.compile(r":[a-z0-9_+-]{2,30}:")
_TAG = re.compile(rf"^[^\w\[(（“\"'*]*(\[(?!Re\])[^\[\]{GAP}]{{1,40}}\])[\s:.-]*(?=(?:[^\s{GAP}]+\s+){{2}})")
_LONGEST_WIDE = 60
"""Chinese or Japanese characters of a title; prose has more, and several commas."""
_OF_DATA = re.compile(
    r"\W{0,3}(?:data ?sets?|data|codes?|env(?:ironment)?s?|tasks?|tags?|benchmarks?|数据集|代码)\s{0,2}[:：]",
    re.IGNORECASE,
)
"""`Dataset: WMT15`: what a line names with such a label is no place of the paper."""
_LABEL_CAP = 24
_WHO = re.compile(r"[(（]\s?@{1,2}[^()（）]{1,60}[)）]")
_PEOPLE = re.compile(
    r"[(\[]([^\W\d_a-z](?:[^\d()\[\]\ue000]{1,100}?\bet\.?\s{0,2}al\b\.?[\s,;]{0,3}(?:\d{4}[a-d]?)?"
    r"|[\w'’-]{1,20} (?:and|&) [^\W\d_a-z][\w'’-]{1,20}, \d{4}[a-d]?)\s{0,2})[)\]]"
)
"""`Title (Lee et al., 2017)`, `Title (Lee and Wu, 2017)`: what stands in these brackets is a part of its own."""
_WORDS, _LATIN_WORDS = re.compile(r"[^\W_]+"), re.compile(r"[A-Za-z]+")
_HONOURS = re.compile(
    r"(?:oral|spotlight|poster|findings|main(?: conference)?|long|short"
    r"|best[\w\s]{0,30}|highlight|outstanding[\w\s]{0,20}|award[\w\s]{0,20})(?:\s(?:paper"
    r"|presentation))?",
    re.IGNORECASE,
)


class Mark(Struct, frozen=True):
    """A stretch of a line that is marked out as `link`, `bold`, `italic` or `quote`; `link` is its number."""

    kind: str
    start: int
    end: int
    url: str = ""


class Line(Struct, frozen=True):
    """A line with everything cut out that is neither title nor authors nor prose.

    Attributes:
        text: With `GAP` for what was cut out, so marks keep their positions.
        places: Venues and years that stood apart: in brackets, italics, a badge.
        links: All, labels too, in their order.
        labels: The number of links that are labels.
    """

    line: int
    text: str
    marks: tuple[Mark, ...] = ()
    places: tuple[Place, ...] = ()
    links: tuple[Link, ...] = ()
    labels: int = 0

    @property
    def shown(self) -> str:
        """The text without its gaps."""
        return " ".join(self.text.replace(GAP, " ").split()).strip(" ,;:|/\\()[]·-–—>*.")


def split_lines(spans: Sequence[Span]) -> list[tuple[Span, ...]]:
    """The visual lines of a text, without empty ones."""
    lines: list[list[Span]] = [[]]
    for span in spans:
        if span.text == "\n" and not span.is_image:
            lines.append([])
        else:
            lines[-1].append(span)
    return [tuple(line) for line in lines if any(span.text.strip() or span.link for span in line)]


def make_line(spans: Sequence[Span]) -> Line:
    """A line of the spans of one visual line."""
    builder = _Builder()
    for _, group in groupby(spans, key=lambda span: span.link):
        builder.add(tuple(group))
    return builder.finish(spans[0].line if spans else 0)


class _Builder:
    def __init__(self) -> None:
        self.text = ""
        self.runs: list[tuple[str, int, int, str]] = []
        self.links: list[Link] = []
        self.places: list[Place] = []
        self.labels = 0

    def add(self, group: tuple[Span, ...]) -> None:
        """A link, or what stands between links."""
        shown = "".join(span.text for span in group if not span.is_image)
        for span in group:
            if span.is_image and (place := _badge_place(span)):
                self.places.append(place)
        url = group[0].url if group[0].link else ""
        if url:
            self.links.append(Link(shown.strip(), url))
        is_address = shown.strip().lower().startswith(("http://", "https://", "www."))
        # `[arXiv](…)` says where the link leads, as `[pdf]` does; `[arXiv 2020](…)` says where the paper appeared.
        is_bare_label = is_label(shown) and fold(shown) == "arxiv"
        named = shown if is_label(shown) else shown.removesuffix(" paper")
        if url and not is_address and not is_bare_label and (place := read_place(named)):
            self.places.append(place)
            shown = ""
        is_opened = self.text.endswith("[") and len(shown.split()) <= 4  # `Title [[web server](https://…)]`
        is_apart = (is_opened or bool(_IN_BRACKETS.fullmatch(shown.strip()))) and len(self.text.split()) >= 3
        if url and (is_label(shown) or is_address or is_apart):
            self.labels += 1
            self.text += GAP
            return
        start = len(self.text)
        for span in group:
            if not span.is_image:
                self._append(span)
        if url:
            self.runs.append(("link", start, len(self.text), url))

    def _append(self, span: Span) -> None:
        start = len(self.text)
        self.text += span.text.replace(GAP, " ")
        for kind, is_on in (("bold", span.is_bold), ("italic", span.is_italic), ("code", span.is_code)):
            if is_on:
                self.runs.append((kind, start, len(self.text), ""))

    def finish(self, line: int) -> Line:
        marks = list(_join_runs(self.runs))
        text, pages = cut_identifiers(_NUMBER.sub(_gap, _SHORTCODE.sub(_gap, self.text)), GAP)
        self.links += [Link("", page) for page in pages]
        self.labels += len(pages)
        is_of_data = has_label(text) and bool(_OF_DATA.match(text))
        text = _cut_tags(self._cut_places(text, marks))
        if is_of_data:
            self.places = []
        quotes = tuple(Mark("quote", start, end) for start, end in quoted_ranges(text))
        kept = tuple(mark for mark in marks if mark.kind != "code" and text[mark.start : mark.end].strip(GAP + " "))
        return Line(line, text, (*quotes, *kept), tuple(self.places), tuple(self.links), self.labels)

    def _cut_places(self, text: str, marks: list[Mark]) -> str:
        """Puts gaps for labels in brackets and for places that stand apart."""
        if GAP in text:
            for _ in range(3):
                text = _AROUND.sub(_gap, text)
            text = _LABELLED.sub(_gap, text)
        text = self._cut_marks(_WHO.sub(_gap, text) if "@" in text else text, marks)
        text = _PEOPLE.sub(rf"{GAP}\1{GAP}", text) if "(" in text or "[" in text else text
        for bracket in _BRACKETED.finditer(text):
            inside = bracket[1].strip()
            if _is_in_word(text[: bracket.start()][-1:], text[bracket.end() :][:1]):
                continue
            is_edge = not text[: bracket.start()].strip(" •·*_" + GAP) or not text[bracket.end() :].strip(
                " .,;:*_" + GAP
            )
            place = read_place(inside, expected=is_edge and any(one.isdigit() for one in inside))
            is_dated = bool(place and not place.venue) and text[bracket.end() :].lstrip(" ")[:1] not in (":", "：")
            is_honour = bool(_HONOURS.fullmatch(inside))
            if place and not is_honour and (place.venue or is_edge or is_dated) and byline_strength(inside) != 2:
                self.places.append(place)
            elif not (is_label(inside) and not inside.isdigit()) and not is_honour:
                continue
            text = text[: bracket.start()] + GAP * len(bracket[0]) + text[bracket.end() :]
        if lead := _LEADING_PLACE.match(text):
            venue, year = (lead[2], lead[1]) if lead[1] else (lead[3], lead[4])
            if place := read_place(f"{venue} {year}"):
                self.places.append(place)
                text = GAP * lead.end() + text[lead.end() :]
        return text

    def _cut_marks(self, text: str, marks: list[Mark]) -> str:
        """Puts gaps for places in bold, italics or code, and for tags in code."""
        for mark in marks:
            if mark.kind not in ("bold", "italic", "code"):
                continue
            found = read_place(text[mark.start : mark.end])
            is_tag = mark.kind == "code" and _is_between_commas(text, mark)
            if found and (found.year or is_known(found.venue) or not is_tag):
                self.places.append(found)
            if found or is_tag:
                text = text[: mark.start] + GAP * (mark.end - mark.start) + text[mark.end :]
        return text


def has_label(text: str) -> bool:
    """A colon among the first characters, without which no label begins the line."""
    return ":" in text[:_LABEL_CAP] or "：" in text[:_LABEL_CAP]


def _is_in_word(before: str, after: str) -> bool:
    """`pre(un)trained` and `(ML)$^2$P`: the bracket is of a word, whose characters beside it these are."""
    return (before.isalnum() and after.isalnum()) or after in ("$", "^")


def _is_between_commas(text: str, mark: Mark) -> bool:
    """`A title, 2023, `privacy`, [paper]`: a word of the keeper's, and none of the title."""
    before, after = text[: mark.start].rstrip(" "), text[mark.end :].lstrip(" ")
    return before[-1:] in (",", ";", "|", GAP) and after[:1] in ("", ",", ";", "|", GAP)


def _cut_tags(text: str) -> str:
    """A short name in square brackets before a title: `[ION] Inside-Outside Net: …`; `[Re]` is of the title."""
    found = _TAG.match(text)
    return text[: found.start(1)] + GAP * len(found[1]) + text[found.end(1) :] if found else text


def _gap(found: re.Match[str]) -> str:
    return GAP * len(found[0])


def _badge_place(span: Span) -> Place | None:
    if read := read_place(span.text):
        return read
    found = _BADGE.search(span.source[:2000])
    if not found:
        return None
    words = unquote(found[1]).replace("--", "\0").replace("-", " ").replace("_", " ").replace("\0", "-").split()
    return read_place(" ".join(words[:-1])) or read_place(" ".join(words))


def _join_runs(runs: list[tuple[str, int, int, str]]) -> Iterator[Mark]:
    """Marks whose runs touch are one: a bold text with a link in it."""
    for kind in ("link", "bold", "italic", "code"):
        start = end = -1
        url = ""
        for _, at, to, where in (run for run in runs if run[0] == kind):
            if at == end and kind != "link":
                end = to
                continue
            if end > start >= 0:
                yield Mark(kind, start, end, url)
            start, end, url = at, to, where
        if end > start >= 0:
            yield Mark(kind, start, end, url)


@forget_when_taught
@lru_cache(maxsize=8_192)
def title_likeness(text: str) -> float:
    """How much a text looks like the title of a paper, from 0 to 1."""
    bare = clean_title(text.replace(GAP, " "))
    if not bare or is_label(bare) or len(bare) > 400:
        return 0.0
    if text.strip()[:1] in ("(", "（") and text.strip()[-1:] in (")", "）"):
        return 0.1
    place = read_place(bare)
    if (
        (place and (place.year or len(bare.split()) <= 4 or is_known(bare)))
        or byline_strength(bare) == 2
        or (len(bare) < 48 and is_organisation(bare))
    ):
        return 0.05
    wide = 0 if bare.isascii() else sum("\u3040" <= one <= "\uffdc" for one in bare)
    if wide > _LONGEST_WIDE or (wide and ("。" in bare or bare.count("，") > 1)):
        return 0.2
    words = len(_WORDS.findall(bare)) if wide < 3 else len(_LATIN_WORDS.findall(bare)) + wide / 2
    return 1.0 if words >= 4 else (0.0, 0.35, 0.6, 0.9)[int(words)]
