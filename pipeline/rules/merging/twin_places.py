"""How people, years, pages, containers and identifiers of two records relate."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from pipeline.model.statuses import Bearing
from pipeline.rules.matching.relations import Relation
from pipeline.rules.merging.fingerprints import CUT, Fingerprint
from pipeline.rules.merging.twin_marks import twin_marks
from pipeline.rules.venues import recognise
from pipeline.text.folding import fold

_MANY = 3
"""So many people in common are hardly the authors of two papers of a year whose titles differ in a word."""
_LONG_NAME = 6
"""Shorter names are too near to others for a typing error to be seen."""


Pages = tuple[str, int, int]


class TwinPeople(Relation):
    """How the authors relate."""

    ALL = "all_authors_agree", Bearing.FOR, 4
    SAME = "authors_agree", Bearing.FOR, 3
    SOME = "some_authors_agree", Bearing.FOR, 1
    NONE = "authors_differ", Bearing.AGAINST, 0
    UNKNOWN = "authors_missing", Bearing.NEUTRAL, 0


class TwinYear(Relation):
    """How the years relate."""

    EQUAL = "year_equal", Bearing.FOR, 4
    NEAR = "year_off_by_one", Bearing.NEUTRAL, 2
    UNKNOWN = "year_missing", Bearing.NEUTRAL, 0
    FAR = "year_differs", Bearing.AGAINST, 0


class TwinPlace(Relation):
    """How volume and first page relate."""

    RANGE = "pages_equal", Bearing.FOR, 7
    PAGE = "page_equal", Bearing.FOR, 6
    OVERLAP = "pages_overlap", Bearing.NEUTRAL, 4
    PAGE_ALONE = "page_equal_volume_differs", Bearing.AGAINST, 2
    VOLUME = "volume_equal", Bearing.FOR, 2
    UNKNOWN = "place_missing", Bearing.NEUTRAL, 0
    OTHER_VOLUME = "volume_differs", Bearing.AGAINST, 0
    OTHER_PAGE = "page_differs", Bearing.AGAINST, 0
    ELSEWHERE = "volume_and_page_differ", Bearing.AGAINST, 0


class TwinIds(Relation):
    """How the identifiers relate."""

    SAME = "identifier_equal", Bearing.FOR, 0
    NONE = "no_identifier_in_common", Bearing.NEUTRAL, 0
    OTHER_DOI = "doi_differs", Bearing.AGAINST, 0
    OTHER_PREPRINT = "preprint_identifier_differs", Bearing.AGAINST, 0


class TwinKind(Relation):
    """How the versions relate."""

    SAME = "same_kind", Bearing.NEUTRAL, 3
    PREPRINT = "preprint_and_published", Bearing.NEUTRAL, 0
    EXTENSION = "conference_and_journal", Bearing.NEUTRAL, 0
    PERHAPS = "journal_and_another_container", Bearing.NEUTRAL, 2
    THESIS = "thesis_and_paper", Bearing.NEUTRAL, 0


class TwinContainer(Relation):
    """How the containers relate."""

    AGREES = "container_agrees", Bearing.FOR, 1
    UNKNOWN = "container_missing", Bearing.NEUTRAL, 0
    OTHER = "container_differs", Bearing.AGAINST, 0
    OTHER_JOURNAL = "journal_differs", Bearing.AGAINST, 0


def relate_people(left: Fingerprint, right: Fingerprint) -> TwinPeople:
    """Names are compared by their words, since databases part them differently; a cut list by what it has."""
    if not left.families or not right.families:
        return TwinPeople.UNKNOWN
    fewer = min(len(left.families), len(right.families))
    shared = max(_count_shared(left, right), _count_shared(right, left))
    if 2 * shared < fewer:
        shared = max(_count_alike(left, right), _count_alike(right, left))
    if 2 * shared >= fewer:
        return TwinPeople.ALL if shared >= _MANY and 5 * shared >= 4 * fewer else TwinPeople.SAME
    if shared or fuzz.ratio(left.families[0], right.families[0], score_cutoff=75) or _are_turned(left, right):
        return TwinPeople.SOME
    return TwinPeople.NONE


def _count_alike(left: Fingerprint, right: Fingerprint) -> int:
    """The same with a typing error in long names: “Rossopoulos”."""
    long = [name for name in right.names if len(name) >= _LONG_NAME]
    return sum(
        family in right.names
        or (len(family) >= _LONG_NAME and any(OSA.distance(family, name, score_cutoff=1) <= 1 for name in long))
        for family in left.families
    )


def _are_turned(left: Fingerprint, right: Fingerprint) -> bool:
    """True when given and family names of one list stand in each other's place: “H. Toivonen”, “T. Hannu”."""
    turned = {initials[::-1] for initials in right.initials if initials[0] != initials[1]}
    fewer = min(len(left.initials), len(right.initials))
    return fewer > 0 and 2 * len(turned.intersection(left.initials)) > fewer


def _count_shared(left: Fingerprint, right: Fingerprint) -> int:
    return len(set(left.families).intersection(right.names))


def relate_years(left: Fingerprint, right: Fingerprint) -> TwinYear:
    """An online and a printed version may be a year apart."""
    if not left.year or not right.year:
        return TwinYear.UNKNOWN
    apart = abs(left.year - right.year)
    return TwinYear.EQUAL if apart == 0 else TwinYear.NEAR if apart == 1 else TwinYear.FAR


def relate_places(left: Fingerprint, right: Fingerprint) -> TwinPlace:
    """Volume and first page; what is missing contradicts nothing."""
    other_volume = bool(left.volume and right.volume) and left.volume != right.volume
    same_volume = bool(left.volume) and left.volume == right.volume
    if not left.pages or not right.pages:
        return TwinPlace.VOLUME if same_volume else TwinPlace.OTHER_VOLUME if other_volume else TwinPlace.UNKNOWN
    if same_volume and _share_whole(left, right):
        return TwinPlace.RANGE
    if _share_page(left, right):
        return TwinPlace.PAGE_ALONE if other_volume else TwinPlace.PAGE
    if _share_range(left, right) and not other_volume:
        return TwinPlace.OVERLAP
    return TwinPlace.ELSEWHERE if other_volume else TwinPlace.OTHER_PAGE


def _share_whole(left: Fingerprint, right: Fingerprint) -> bool:
    """Several pages, from the first to the last: nothing else can be printed there."""
    return any(ours in right.pages and ours[2] > ours[1] for ours in left.pages)


def _share_page(left: Fingerprint, right: Fingerprint) -> bool:
    """A letter before the page may be missing on one side, but is no other one."""
    pairs = ((ours, theirs) for ours in left.pages for theirs in right.pages)
    return any(_begin_alike(*pair) or _is_run_together(*pair) or _is_run_together(*reversed(pair)) for pair in pairs)


def _begin_alike(ours: Pages, theirs: Pages) -> bool:
    return ours[1] == theirs[1] and (not ours[0] or not theirs[0] or ours[0] == theirs[0])


def _is_run_together(ours: Pages, theirs: Pages) -> bool:
    """True for “433444”, whose dash was lost, beside “433-444”."""
    return theirs[2] > theirs[1] and str(ours[1]) == f"{theirs[1]}{theirs[2]}"


def _share_range(left: Fingerprint, right: Fingerprint) -> bool:
    """More pages in common than the one on which a paper ends and the next begins."""
    pairs = ((ours, theirs) for ours in left.pages for theirs in right.pages)
    return any(_overlap(*pair) for pair in pairs)


def _overlap(ours: Pages, theirs: Pages) -> bool:
    """Of a range that ends before it begins, “2297-2108”, the end is believed."""
    if min(ours[2] - ours[1], theirs[2] - theirs[1]) < 0:
        return ours[2] == theirs[2]
    return min(ours[2], theirs[2]) - max(ours[1], theirs[1]) >= 1


def relate_ids(left: Fingerprint, right: Fingerprint) -> TwinIds:
    """One equal identifier is enough, but two DOIs of published versions are two papers."""
    if left.doi and right.doi:
        return TwinIds.SAME if left.doi == right.doi else TwinIds.OTHER_DOI
    if left.preprint and right.preprint:
        same = left.preprint == right.preprint
        schemes = left.preprint.split(":")[0] == right.preprint.split(":")[0]
        return TwinIds.SAME if same else TwinIds.OTHER_PREPRINT if schemes else TwinIds.NONE
    if left.others and right.others and set(left.others) & set(right.others):
        return TwinIds.SAME
    return TwinIds.NONE


def relate_kinds(left: Fingerprint, right: Fingerprint) -> TwinKind:
    """Whether one is the preprint of the other, or its version in a journal."""
    if left.is_preprint != right.is_preprint:
        return TwinKind.PREPRINT
    kinds = {kind_of(left.type, left.container), kind_of(right.type, right.container)}
    if "thesis" in kinds and len(kinds) > 1 and "" not in kinds:
        return TwinKind.THESIS
    if kinds == {"conference", "journal"}:  # of one container a database has the type wrong
        return TwinKind.SAME if left.container and left.container == right.container else TwinKind.EXTENSION
    if kinds == {"journal", ""} and left.container and right.container:
        is_other = relate_containers(left.container, right.container) is not TwinContainer.AGREES
        return TwinKind.PERHAPS if is_other else TwinKind.SAME
    return TwinKind.SAME


@lru_cache(maxsize=20_000)
def kind_of(csl_type: str, container: str) -> str:
    """`conference`, `journal`, `thesis` or empty, by the type, and by the container where that tells nothing."""
    words = set(container.split())
    if csl_type == "thesis" or words & twin_marks().thesis:
        return "thesis"
    venue = recognise(container).venue or recognise(" ".join(_telling_words(container))).venue if container else None
    kind = _VENUE_KINDS.get(venue.kind, "") if venue is not None else ""
    if csl_type in _KINDS:
        return "conference" if kind == "conference" else _KINDS[csl_type]
    if kind:
        return kind
    if words & twin_marks().meeting:
        return "conference"
    return "journal" if words & twin_marks().periodical else ""


_VENUE_KINDS = {"conference": "conference", "workshop": "conference", "journal": "journal"}
_KINDS = {"paper-conference": "conference", "article-journal": "journal"}


@lru_cache(maxsize=50_000)
def relate_containers(left: str, right: str) -> TwinContainer:
    """By their words, of which each may be cut short (“Int J Comput Vis”), by initials, or by the table of venues."""
    if not left or not right:
        return TwinContainer.UNKNOWN
    if left == right:
        return TwinContainer.AGREES
    if CUT in left or CUT in right:
        return _relate_cut(*sorted((left.rstrip(CUT), right.rstrip(CUT)), key=len))
    a, b = _telling_words(left), _telling_words(right)
    if _are_other_sections(left.split(), right.split()):
        return TwinContainer.OTHER
    if _read_alike(left, a, right, b):
        return TwinContainer.AGREES
    ours, theirs = recognise(" ".join(a)).venue, recognise(" ".join(b)).venue
    if ours is not None and ours == theirs:
        return TwinContainer.AGREES
    known = [(one, words) for one, words in ((ours, b), (theirs, a)) if one is not None]
    if any(_stand_for(words, _telling_words(fold(one.name))) for one, words in known):
        return TwinContainer.AGREES
    return TwinContainer.OTHER


def _are_other_sections(left: list[str], right: list[str]) -> bool:
    """True for journals that are told apart by a letter alone: “Physica A”, “Physica B”."""
    return left[-1] != right[-1] and len(left[-1]) == len(right[-1]) == 1 and min(len(left), len(right)) > 1


def _read_alike(left: str, ours: list[str], right: str, theirs: list[str]) -> bool:
    short, long = sorted((ours, theirs), key=len)
    if _stand_for(short, long) or _are_initials(left, theirs) or _are_initials(right, ours):
        return True
    return bool(fuzz.token_set_ratio(" ".join(ours), " ".join(theirs), score_cutoff=90))


def relate_printed(left: Fingerprint, right: Fingerprint) -> TwinContainer:
    """How the containers relate; two journals of two names are two places, and other containers have many names."""
    found = relate_containers(left.container, right.container)
    kinds = (kind_of(left.type, left.container), kind_of(right.type, right.container))
    return TwinContainer.OTHER_JOURNAL if found is TwinContainer.OTHER and set(kinds) == {"journal"} else found


def _relate_cut(short: str, long: str) -> TwinContainer:
    """Of a name that was cut short nothing is known that the rest could contradict, unless it begins otherwise."""
    begins = fuzz.partial_ratio(short, long[: len(short) + 8], score_cutoff=85)
    return TwinContainer.AGREES if begins and len(short) >= 8 else TwinContainer.UNKNOWN


def _telling_words(container: str) -> list[str]:
    words = [twin_marks().abbreviated.get(word, word) for word in container.split()]
    telling = [word for word in words if word not in twin_marks().filler and not word.isdigit()]
    return telling or words


def _stand_for(short: list[str], long: list[str]) -> bool:
    """True when each word of the shorter begins, or is begun by, one of the longer, in the same order."""
    rest = iter(long)
    return bool(short) and all(any(_begin(word, other) for other in rest) for word in short)


def _begin(left: str, right: str) -> bool:
    return left.startswith(right) or right.startswith(left)


def _are_initials(short: str, words: list[str]) -> bool:
    letters = short.replace(" ", "")
    return len(letters) >= 3 and letters == "".join(word[0] for word in words)
