"""What a citation that was cut in the wrong place leaves before a title or behind it.

Search engines read citations out of the lists of references of other papers: “and A. Wolf. Counting swaps”, “K. &
Sarawagi, S. (2001). Counting swaps”, “Counting swaps. VLDB '99”, “Counting swaps, in Proc. of the 27th Int.”. What is
left is no part of the title where it is made of the names of people, or of words that stand in names of containers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Set

from rapidfuzz.distance import OSA

from pipeline.rules.merging.twin_marks import part_of, twin_marks
from pipeline.rules.venues import venue_words
from pipeline.text.folding import fold

_LONGEST = 14
"""So many words may be left."""
_BY_POINT = 3
"""So many words before a full stop are no part of a title that is whole without them."""
_NAME_LETTERS = 5
_SHORTEST = 3
"""A title has so many words at least."""
_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_INITIAL = re.compile(r"[^\W\d_]{1,2}\.[,:]?|[^\W\d_][.,:]")
_NAME = re.compile(r"[^\W\d_][^\W\d_'’-]{1,15}[.,:]{1,2}")
_SIGN = re.compile(r"and|&|et|al\.?|\(?(?:19|20)\d\d[a-z]?\)?[.,:]?|[()][.,:]?", re.IGNORECASE)
_END = re.compile(r"(?<=\w{2})[.,;(\[“”\"]+\s+(?=\w)")


def without_people(title: str) -> str:
    """A title without the end of a list of names before it.

    >>> without_people("and A. Wolf. Counting swaps by hand"), without_people("K. & Ng, S. (2001). Counting all swaps")
    ('Counting swaps by hand', 'Counting all swaps')
    >>> without_people("U. S. Policy on Swaps"), without_people("Lists. Counting all of them")
    ('U. S. Policy on Swaps', 'Lists. Counting all of them')
    """
    words = title.split()
    number = 0
    is_name_next = False
    for word in words[:_LONGEST]:
        if not (is_name_next or _INITIAL.fullmatch(word) or _NAME.fullmatch(word) or _SIGN.fullmatch(word)):
            break
        is_name_next = word.lower() in ("and", "&")
        number += 1
    taken = words[:number]
    is_list = any(_INITIAL.fullmatch(word) for word in taken) or taken[:1] in (["and"], ["&"])
    has_name = any(_NAME.fullmatch(word) or _YEAR.search(word) for word in taken)
    if number < 2 or not (is_list and has_name) or len(words) - number < _SHORTEST:
        return title
    return " ".join(words[number:])


def without_place(title: str, container: str) -> str:
    """A title without the name of a container and its numbers behind it; `container` is the record's own, folded.

    >>> without_place("Counting swaps by hand. In Proc. of the 27th Int. Conf.", "")
    'Counting swaps by hand'
    >>> without_place("Counting swaps by hand. Part 2 of a report", "")
    'Counting swaps by hand. Part 2 of a report'
    """
    for end in _END.finditer(title):
        head, rest = title[: end.start()], fold(title[end.end() :]).split()
        if len(head.split()) >= _SHORTEST and is_place(rest, container.split(), is_ended=True):
            return head
    return title


def is_place(words: list[str], known: Collection[str], *, is_ended: bool) -> bool:
    """True for words that a citation has behind a title: one that says so, and otherwise known ones and numbers.

    Args:
        words: What stands behind the title.
        known: The words of the containers of the records.
        is_ended: A mark ends the title before them, so that any container of the table may be meant.
    """
    marks = twin_marks()
    if not 0 < len(words) <= _LONGEST or marks.behind_titles.isdisjoint(words):
        return False
    small, behind = marks.between_places, marks.behind_titles
    venues = venue_words() if is_ended else frozenset[str]()
    return all(
        word in behind
        or word in small
        or (word not in marks.counters and (word in known or word in venues or len(word) <= 2 or not word.isalpha()))
        for word in words
    )


def leaves_people(raw: str, opening: list[str], people: Set[str]) -> bool:
    """True when the first words of a title are names, or end like a list of them.

    Args:
        raw: The title as it is written.
        opening: Its first words, behind which it equals another title.
        people: All words of the names of both records.
    """
    if not 0 < len(opening) <= _LONGEST or part_of(opening) or (len(opening) == 1 and opening[0].isdigit()):
        return False
    between = between_words(raw, len(opening))
    if len(opening) <= _BY_POINT and "." in between and not opening[-1].isdigit():
        return True
    return all(_is_of_people(word, people) for word in opening) and (len(opening) > 1 or bool(between.strip()))


def _is_of_people(word: str, people: Set[str]) -> bool:
    """Initials, also misread ones (“0. Duschka”), years and what stands between names count too."""
    if len(word) <= 2 or _YEAR.fullmatch(word) or word in twin_marks().between_names:
        return True
    bare = word.removeprefix("and")
    return bare in people or any(
        OSA.distance(bare, name, score_cutoff=1) <= 1 for name in people if min(len(bare), len(name)) >= _NAME_LETTERS
    )


def between_words(raw: str, number: int) -> str:
    """What stands in a title as it is written between so many words and the next one."""
    found = list(_WORD.finditer(raw))
    return raw[found[number - 1].end() : found[number].start()] if 0 < number < len(found) else ""
