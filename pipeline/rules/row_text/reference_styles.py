"""What some styles of references write that others do not: a volume with its pages, the editors of a book, no year."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.rules.row_text.bylines import byline_strength
from pipeline.rules.row_text.links import Place
from pipeline.rules.row_text.places import without_year
from pipeline.rules.row_text.sentences import DATE_AND_VOLUME

_SAME_AUTHORS = re.compile(
    r"(?:[—―⸺⸻–_]{3,8}|[—―⸺⸻]{2}|-{3,8})(?:,\s(?:eds?|trans)\.?)?[.,]\s*"
    r"[(\[]?((?:1[5-9]|20)\d\d)[a-d]?[)\]]?[.,]?\s+(?=\S)"
)
_UNDATED = re.compile(r"(?<=[.,)—]\s)[(\[]?(?:n\.\s?d|s\.\s?d|o\.\s?J)\.[)\]]?[.,]?\s+")
_IN_BOOK = re.compile(
    r"In:?\s+([A-Z].{3,200}?),?\s[(\[]?(?:edited by|ed\. by|hrsg\. von|herausgegeben von|édité par|éd\. par)\s"
)
VOLUME_AND_PAGES = re.compile(r"(?<![\w.])\d{1,4}\s?(?:\(\d{1,4}\))?:\s?\d{1,6}[-–]\d{1,6}(?!\w)")
"""`4(1):381–392`, as in no title."""
_NAME_AND_PAGES = re.compile(
    r"(?:In:?\s+)?(?P<name>[A-Z][^.:;?!“”\"()\d]{2,90}?),?\s"
    r"(?:vol\.\s?)?\d{1,4}(?:\.\d{1,3})?"
    r"(?:\s?\((?!(?:1[5-9]|20)\d\d\))\d{1,4}(?:[-–/]\d{1,4})?\)|,?\s(?:no|nr|n°)\.?\s?\d{1,4})?"
    r"(?:\s\((?:\d{0,2}\s?[^\W\d_]{3,12}\.?\s|\d{1,2}\s)?(?P<year>(?:1[5-9]|20)\d\d)\))?"
    r"(?:\s?:\s?[A-Za-z]?\d{1,6}(?:\s?[-–‑]\s?[A-Za-z]?\d{1,6}(?:\.e\d{1,3})?)?|,\s(?:pp?\.\s)?[A-Za-z]?\d{1,6}\s?[-–‑]\s?[A-Za-z]?\d{1,6})"
    r"(?:,\s(?P<last>(?:1[5-9]|20)\d\d))?\.?"
)
_BAR = re.compile(r"\s[|｜]\s|(?<=\w)[|｜]\s|\s[|｜]$")
_BESIDE = re.compile(r"[A-Z][\w.&'’@-]*(?:[ /,]{1,2}[\w.&'’@-]+){0,5}")
_BEGINS_A_LIST = re.compile(r"[:：]\s+[A-Z]\S*(?:\s\S+)?$")
_ENDS_A_LIST = re.compile(r"(?:and|&)\s+[^\W\d_]+(?:\s[^\W\d_]+)?\.?$")


def join_date_and_volume(parts: Sequence[str]) -> list[str]:
    """The parts of a reference, a journal with the date and the volume behind its full stop as one.

    >>> join_date_and_volume(["Drug Discov Today.", "2004;9:659-669."])
    ['Drug Discov Today 1 (2004): 1']
    """
    joined: list[str] = []
    for part in parts:
        found = DATE_AND_VOLUME.match(part)
        if found and joined and len(joined[-1]) <= 120 and joined[-1][:1].isupper():
            joined[-1] = f"{joined[-1].rstrip('. ')} 1 ({found[1]}): 1"
        else:
            joined.append(part)
    return joined


def without_no_date(text: str) -> str:
    """A reference without the words that say that there is no year, which stand in its place.

    >>> without_no_date("Smith, Ann. n.d. A title.")
    'Smith, Ann. A title.'
    """
    return _UNDATED.sub("", text, count=1) if "." in text else text


def read_same_authors(text: str) -> tuple[int, str] | None:
    """Of a reference by the authors of the line above, who are not said again, the year and what follows.

    >>> read_same_authors("———. 2015. A title. Nature.")
    (2015, 'A title. Nature.')
    """
    found = _SAME_AUTHORS.match(text) if text[:1] in "—―⸺⸻–_-" else None
    return (int(found[1]), text[found.end() :]) if found else None


def read_container(text: str) -> Place | None:
    """The journal that a part names with its volume and pages, or the book with its editors, whatever their names.

    >>> read_container("Marine Policy 28, no 5 (septembre 2004): 361-74.")
    Place(venue='Marine Policy', year=2004)
    >>> read_container("In The Oxford Guide, edited by Ann Smith, 12–20"), read_container("A title 2: more of it")
    (Place(venue='The Oxford Guide', year=None), None)
    """
    if book := _IN_BOOK.match(text):
        return Place(book[1])
    found = _NAME_AND_PAGES.fullmatch(text)
    if not found or byline_strength(found["name"]) == 2:
        return None
    return Place(without_year(found["name"]), int(found["year"] or found["last"] or 0) or None)


def split_beside(sentence: str) -> list[str]:
    """`A title of words | MIT`: the title, and the short names behind bars; nothing when there are no such."""
    if "|" not in sentence and "｜" not in sentence:
        return []
    pieces = [piece.strip() for piece in _BAR.split(sentence) if piece.strip()]
    is_title = len(pieces[0].split()) > 2 if pieces else False
    return (
        pieces if is_title and pieces[0] != sentence and all(_BESIDE.fullmatch(piece) for piece in pieces[1:]) else []
    )


def is_list_of_subjects(head: str, last: str) -> bool:
    """`Networks: Applications, Enabling Techniques, and Challenges`: what is listed behind a colon are no names."""
    return bool(_BEGINS_A_LIST.search(head) and _ENDS_A_LIST.match(last))


def are_words(parts: list[str]) -> bool:
    """`Interpretable, and Lightweight Super-Resolution`: many of the parts have a single word, as no names have."""
    if re.search(r"\bet\.? al\b", parts[-1]):
        return False
    names = [re.sub(r"^(?:and|&)\s+", "", part) for part in parts]
    return sum(" " not in name and "." not in name and name.isascii() for name in names) * 3 > len(names)
