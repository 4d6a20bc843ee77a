"""What headings, the name of a file and the title of a page say of the papers below them: venue, year, tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

import msgspec

from pipeline.model.records import Row, Struct
from pipeline.readers.lists.entry_rows import complete_row
from pipeline.readers.lists.reading import ListSettings
from pipeline.rules.row_text.links import Place
from pipeline.rules.row_text.places import heading_place, is_known
from pipeline.rules.row_text.titles import strip_emoji, strip_number
from pipeline.text.folding import fold
from pipeline.text.suggestions import name_unknown

_NO_TAG = frozenset(
    "papers paper list content contents table of contents readme publications paper list all papers introduction"
    " overview"
    " must read papers awesome".split("\0")
)
_OTHER_KINDS = re.compile(
    r"\b(?:tools?|software|librar(?:y|ies)|frameworks?|toolbox(?:es)?|toolkits?|datasets?|data sets?|corpora"
    r"|corpus|benchmarks?|courses?|lectures?|tutorials?|blogs?|blog posts?|videos?|talks?|podcasts?"
    r"|books?|websites?|communit(?:y|ies)|people|researchers?|labs?|groups?|jobs|events?|conferences|workshops"
    r"|meetups?|contribut\w+|licen[cs]e|acknowledg\w+|citation|cite|contact|news|updates?|changelog"
    r"|related (?:repos\w*|lists?|projects?|awesome)|repositor(?:y|ies)|repos|projects?|implementations?|packages?"
    r"|demos?|products?|companies|startups?|newsletters?|forums?|resources|other lists?|awesome lists?"
    r"|table of contents|contents?|toc|star history|maintainers?|authors|faq|install\w*|usage|apis?|apps?"
    r"|applications? and tools|codes?|models? zoo|leaderboards?|competitions?|challenges?|slides)\b"
    r"|工具|软件|数据集|课程|教程|博客|视频|书籍|目录|贡献|许可|联系|资源",
    re.IGNORECASE,
)
_NEWS = re.compile(
    r"^\W*(?:latest |recent )?(?:news|updates?(?: (?:log|history))?|change ?log|what['’]?s new|更新日志|新闻|动态)\W*$",
    re.IGNORECASE,
)
_PAPERS = re.compile(
    r"\b(?:papers?|publications?|articles?|surveys?|reviews?|literature|readings?|preprints?)\b|论文|文献|综述",
    re.IGNORECASE,
)


class Context(Struct, frozen=True):
    """What is said above an entry.

    Attributes:
        venue: Of the nearest heading that names one.
        year: Of the nearest heading that names one.
        tags: The headings that name neither, from the outermost.
        headings: All headings, as they stand there.
    """

    venue: str = ""
    year: int | None = None
    tags: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()

    @property
    def is_of_other_things(self) -> bool:
        """The nearest heading says that there are tools, courses or people below, and no papers."""
        nearest = self.headings[-1] if self.headings else ""
        return bool(_OTHER_KINDS.search(nearest)) and not _PAPERS.search(nearest)

    @property
    def is_news(self) -> bool:
        """The nearest heading says that below it is told what is new in the list itself."""
        return bool(self.headings) and bool(_NEWS.search(self.headings[-1]))

    def below(self, heading: str) -> Context:
        """The context under one more heading."""
        bare = strip_number(strip_emoji(" ".join(heading.split())))
        bare = re.sub(r"^(?!(?:19|20)\d\d\b)\d+(?:\.\d+)*\.?\s+", "", bare).strip(" #:*_-–")
        place = heading_place(bare)
        is_tag = bool(bare) and not (place.venue or place.year) and fold(bare) not in _NO_TAG
        tags = (*self.tags, bare) if is_tag else self.tags
        year = place.year or (None if place.venue and self.venue else self.year)
        return Context(place.venue or self.venue, year, tags, (*self.headings, bare))


class Sections:
    """The stack of headings while a document is read from top to bottom."""

    def __init__(self, file: str, title: str, settings: ListSettings) -> None:
        self._root = _of_file(file, title)
        self._stack: list[tuple[int, Context]] = []
        self._is_first = True
        self._take = tuple(fold(one) for one in settings.take)
        self._skip = tuple(fold(one) for one in settings.skip)
        self._named = (*settings.take, *settings.skip)
        self._met: dict[str, str] = {}

    def enter(self, level: int, heading: str) -> None:
        """A heading begins a section; sections of its level and below it end."""
        while self._stack and self._stack[-1][0] >= level:
            self._stack.pop()
        is_page_title = self._is_first and level == 1
        self._stack.append((level, self._titled(heading) if is_page_title else self.now.below(heading)))
        self._is_first = False
        self._met.update((fold(one), one) for one in self.now.headings)

    def _titled(self, heading: str) -> Context:
        """Under the title of the page, which is no tag."""
        found = self._root.below(heading)
        return Context(found.venue, found.year, self._root.tags, (*self._root.headings, *found.headings[-1:]))

    @property
    def now(self) -> Context:
        """What is said above the place that is read."""
        return self._stack[-1][1] if self._stack else self._root

    def never_met(self) -> Iterator[str]:
        """A sentence for each heading that the settings name and the document does not have."""
        for name in self._named:
            if fold(name) not in self._met:
                yield f"{name_unknown(f'sections: {name}', self._met.values())}; correct it in pipeline.yaml."

    def passed_over(self) -> str:
        """The heading for which the settings leave this section out; empty when it is read."""
        folded = [(fold(one), one) for one in self.now.headings]
        if skipped := next((one for key, one in folded if key in self._skip), ""):
            return skipped
        if self._take and not any(key in self._take for key, _ in folded):
            return folded[-1][1] if folded else "the part above the first heading"
        return ""


def in_context(row: Row, context: Context, settings: ListSettings) -> Row:
    """The row with what the headings and the settings say, where it says nothing itself."""
    row = complete_row(row, settings.venue or context.venue, settings.year or context.year)
    tags = (*row.tags, *(tag for tag in context.tags if tag not in row.tags))
    return row if tags == row.tags else msgspec.structs.replace(row, tags=tags)


def _of_file(file: str, title: str) -> Context:
    """What the path of a file and the title of its page say: `papers/iclr2021.md`."""
    path = PurePath(file)
    places = [heading_place(part) for part in (*path.parent.parts[-2:], path.stem)] + [heading_place(title)]
    places = [place if is_known(place.venue) or _is_year_name(place, path) else Place() for place in places]
    venue = next((place.venue for place in reversed(places) if place.venue), "")
    year = next((place.year for place in reversed(places) if place.year), None)
    return Context(venue, year)


def _is_year_name(place: Place, path: PurePath) -> bool:
    """A file or folder that is called by a year and nothing else, such as `2021.md`."""
    return place.year is not None and str(place.year) in (path.stem, *path.parent.parts[-2:])
