"""The tables that reference managers and databases export: known by their headers, read by what each column means.

Zotero, Scopus, Web of Science (both its tab-separated text and its sheet), PubMed, Google Scholar, Dimensions, Lens and
IEEE Xplore. A header that is not in the file only leaves its field empty: what one may choose to export varies.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from pipeline.formats.exports import exports_format
from pipeline.model.identifiers import find_identifiers, join_identifiers, parse_arxiv, sort_doi
from pipeline.model.names import make_name, parse_name
from pipeline.model.records import Date, Identifiers, Name, Record, Struct
from pipeline.readers.references.dates import find_date, to_date
from pipeline.readers.references.extra_lines import add_extra, read_extra
from pipeline.rules.citation_keys.form import is_citation_key
from pipeline.text.dashes import to_hyphen
from pipeline.text.folding import clean_markup, clean_text, drop_null, fold

_CITATION_KEY = re.compile(r"^\s{0,9}citation key:\s{0,9}(\S{1,100})", re.IGNORECASE | re.MULTILINE)
_OWN_LINE = re.compile(r"\s{0,9}(?:citation key|arxiv):", re.IGNORECASE)
"""Lines of Extra that are read by themselves."""
_ARXIV_EXTRA = re.compile(r"\barxiv:\s{0,3}(\S{4,40})", re.IGNORECASE)
_GUARD = re.compile(r"^'(?=[=+@-])")
"""The apostrophe that keeps a spreadsheet from running a cell."""
_TRAILING_ID = re.compile(r"\s*\(\d{5,20}\)")
"""What Scopus writes behind a name: “Zeiler, Matthew D. (55813045400)”."""
_INITIALED = re.compile(r"([^\W\d_][\w'’ -]{0,60}?) ((?:[^\W\d_a-z]\.?-?){1,5})\.?")
"""A name of PubMed or of an older Scopus: “Zeiler MD”, “van der Maaten L.”."""
_TEXTS = frozenset(
    "title container_title container_title_short volume issue number publisher publisher_place issn isbn language"
    " abstract genre edition collection_title collection_number event_title event_place".split()
)


class Export(Struct, frozen=True):
    """The export that a sheet is: whose, and in which column each field is.

    Attributes:
        name: The program or database.
        places: Of each field the columns that may have it, the surest first.
    """

    name: str
    places: dict[str, tuple[int, ...]]

    def count(self, cells: Sequence[str]) -> str:
        """How often the paper was cited, when the export says so."""
        return self._text(cells, "count")

    def to_record(self, cells: Sequence[str], line: int) -> Record:
        """What a line says, in the terms of a record; what is not there is empty."""
        texts: dict[str, Any] = {name: drop_null(self._text(cells, name)) for name in self.places if name in _TEXTS}
        texts["title"] = texts.get("title", "").removesuffix(".") if self.name == "PubMed" else texts.get("title", "")
        extra = self._raw(cells, "extra")
        key = _CITATION_KEY.search(extra)
        own_id = self._text(cells, "id") or str(line)
        lines = read_extra(line for line in extra.splitlines() if not _OWN_LINE.match(line))
        record = Record(
            id=own_id,
            type=_type_of(self._raw(cells, "type")) or _guess_type(texts),
            author=split_people(self._raw(cells, "author")),
            editor=split_people(self._raw(cells, "editor")),
            issued=self._date(cells),
            page=self._pages(cells),
            url=clean_text(self._text(cells, "url").split(" ")[0]),
            keyword=self._keywords(cells),
            note=self._text(cells, "note") or clean_markup("\n".join(lines.rest)),
            identifiers=self._identifiers(cells, extra),
            citation_key=key[1] if key and is_citation_key(key[1]) else "",
            **texts,
        )
        return add_extra(record, lines._replace(rest=()))

    def _raw(self, cells: Sequence[str], field: str) -> str:
        """The first of a field's columns that says something, as it stands."""
        for at in self.places.get(field, ()):
            if at < len(cells) and cells[at].strip():
                return _GUARD.sub("", cells[at])
        return ""

    def _text(self, cells: Sequence[str], field: str) -> str:
        return clean_markup(self._raw(cells, field))

    def _date(self, cells: Sequence[str]) -> Date | None:
        """The date where it has the year of the column for years, if there is one, else that year."""
        exact, year = find_date(self._raw(cells, "date")), to_date([self._text(cells, "year")])
        return exact if exact and (year is None or year.year == exact.year) else year

    def _pages(self, cells: Sequence[str]) -> str:
        first, last = self._text(cells, "first_page"), self._text(cells, "last_page")
        whole = "-".join(dict.fromkeys(filter(None, (first, last))))
        return to_hyphen(self._text(cells, "page") or whole or self._text(cells, "article_number"))

    def _keywords(self, cells: Sequence[str]) -> tuple[str, ...]:
        words = (clean_markup(word) for word in re.split(";", self._raw(cells, "keyword")))
        return tuple(dict.fromkeys(word for word in words if word))

    def _identifiers(self, cells: Sequence[str], extra: str) -> Identifiers:
        doi, arxiv = sort_doi(self._text(cells, "doi"))
        labelled = _ARXIV_EXTRA.search(extra)
        if not arxiv and (labelled or "arxiv" in self.places):
            arxiv = parse_arxiv(labelled[1] if labelled else self._text(cells, "arxiv")) or ""
        pmid, pmcid = (re.sub(r"\.0$", "", self._text(cells, name)) for name in ("pmid", "pmcid"))
        known = Identifiers(doi=doi, arxiv=arxiv, pmid=pmid if pmid.isdigit() else "", pmcid=pmcid)
        found = find_identifiers(f"{self._raw(cells, 'url')[:1_000]} {self._raw(cells, 'number')[:100]}")
        return join_identifiers(known, Identifiers(arxiv=found.arxiv, acl=found.acl, openreview=found.openreview))


def find_export(headers: Sequence[str]) -> Export | None:
    """Whose export a sheet with these headers is; None for a table that a person made."""
    if len(headers) < 6:
        return None
    places: dict[str, int] = {}
    for at, header in enumerate(headers):
        places.setdefault(fold(header), at)
    for layout in exports_format().layouts:
        if places.keys() >= set(layout.needs):
            return Export(layout.name, _find_places(places, layout.fields))
    return None


@lru_cache(maxsize=100)
def describe_table(headers: tuple[str, ...]) -> Export:
    """A table that a person made, read as an export: the columns that say what no list reader asks for.

    Title, people, venue and year are not among them: `normalize` reads these out of what people write there.
    """
    places: dict[str, int] = {}
    for at, header in enumerate(headers):
        places.setdefault(fold(header), at)
    return Export("a table", _find_places(places, exports_format().table))


def _find_places(places: dict[str, int], fields: dict[str, tuple[str, ...]]) -> dict[str, tuple[int, ...]]:
    return {field: tuple(places[one] for one in names if one in places) for field, names in fields.items()}


@lru_cache(maxsize=20_000)
def split_people(text: str) -> tuple[Name, ...]:
    """The people in a cell of an export: “Zeiler, Matthew D.; Fergus, Rob”, “Zeiler MD, Fergus R.”, “M. Zeiler”.

    >>> [name.family for name in split_people("van der Maaten L., Zeiler MD, Fergus R.")]
    ['Maaten', 'Zeiler', 'Fergus']
    """
    text = clean_markup(_TRAILING_ID.sub("", text))
    if ";" in text:
        people = text.split(";")
    else:
        parts = re.split(r"\s*,\s*", text)
        people = parts if all(_INITIALED.fullmatch(part) or not part for part in parts) else [text]
        if people == [text] and len(parts) > 2:
            people = [", ".join(parts[at : at + 2]) for at in range(0, len(parts), 2)] if _alternate(parts) else parts
    return tuple(name for person in people if (name := _parse_person(person.strip())))


def _alternate(parts: Sequence[str]) -> bool:
    """True for “Selvaraju, R.R., Cogswell, M.”: every second part is initials."""
    return len(parts) % 2 == 0 and all(re.fullmatch(r"(?:[^\W\d_]\.?[ -]?){1,4}", part) for part in parts[1::2])


def _parse_person(person: str) -> Name | None:
    initialed = _INITIALED.fullmatch(person) if "," not in person else None
    if initialed:
        letters = re.sub(r"[^\w-]", "", initialed[2])
        return make_name(
            family=initialed[1],
            given=re.sub(r"(\w)(?=\w|$)|(\w)(?=-)", r"\g<0>. ", letters).replace(". -", ".-").strip(),
        )
    return parse_name(person)


@lru_cache(maxsize=1_000)
def _type_of(text: str) -> str:
    """The CSL type of what an export calls a type; empty for an unknown one."""
    return exports_format().types.get(fold(text[:200]), "")


def _guess_type(texts: dict[str, str]) -> str:
    """A type for exports that tell none: what has a volume stands in a journal."""
    return "article-journal" if texts.get("container_title") and texts.get("volume") else ""
