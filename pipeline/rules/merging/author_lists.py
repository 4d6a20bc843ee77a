"""Which source's authors are kept, and whose given names in full are put into a list that has initials.

A source that gives names by parts is believed about where a family name begins; one that gives a string, or the
registry of preprints, may still know a given name in full. Where two lists align, each name is the best of both.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from msgspec.structs import replace

from pipeline.model.names import display_name, family_of
from pipeline.model.records import Candidate, Name
from pipeline.model.source_table import LIBRARY, rank_for
from pipeline.text.folding import fold


def choose_authors(sources: Sequence[Candidate], candidates: Sequence[Candidate]) -> tuple[Candidate | None, str]:
    """The candidate whose list of authors is kept, with given names in full wherever another one has them.

    A person's own list is kept, whatever sources say; full names do not contradict initials.

    Args:
        sources: Those that may give the authors.
        candidates: All that describe the work, a preprint of it too.

    Returns:
        The candidate, if any has authors, and which others helped, as a part of a sentence.
    """
    if own := next((one for one in candidates if one.source == LIBRARY and one.record.author), None):
        whole, continued = _continue(own, candidates)
        winner, filled = _choose_among([whole], candidates)
        return winner, "; ".join(filter(None, (continued, filled)))
    winner, helped = _choose_among(sources, candidates)
    return (winner, helped) if winner else _choose_among(candidates, candidates)


def _choose_among(sources: Sequence[Candidate], candidates: Sequence[Candidate]) -> tuple[Candidate | None, str]:
    """The best of some lists; the longest are compared: OpenAlex stops at 100 authors.

    Crossref has “R. R. Selvaraju” where arXiv has “Ramprasaath R. Selvaraju”.
    """
    having = [one for one in sources if one.record.author]
    longest = max((len(one.record.author) for one in having), default=0)
    whole = [one for one in having if len(one.record.author) == longest]
    parted = [one for one in whole if all(map(_is_parted, one.record.author))] or whole
    ranked: dict[tuple[Name, ...], Candidate] = {}
    for one in sorted(parted, key=_rank):
        ranked.setdefault(one.record.author, one)
    known = _find_full([one for one in sorted(candidates, key=_rank) if len(one.record.author) == longest])
    filled: tuple[Candidate | None, str] = (None, "")
    for one in ranked.values():
        tried = _fill(one, known)
        if all(map(_is_full, tried[0].record.author)):
            return tried
        filled = filled if filled[0] else tried
    return filled


def _continue(own: Candidate, candidates: Sequence[Candidate]) -> tuple[Candidate, str]:
    """A person's own list that ends in “et al.”, with the rest of a source's that begins with the same people.

    Returns:
        The person's candidate, and which source helped, as a part of a sentence.
    """
    begun = [family_of(name) for name in own.record.author]
    for one in sorted(candidates, key=_rank) if own.record.has_other_authors else ():
        names = one.record.author
        if len(names) > len(begun) and [family_of(name) for name in names[: len(begun)]] == begun:
            whole = (*own.record.author, *names[len(begun) :])
            record = replace(own.record, author=whole, has_other_authors=one.record.has_other_authors)
            return replace(own, record=record), f"the further ones from {one.source}"
    return own, ""


def _rank(candidate: Candidate) -> int:
    return rank_for("author", candidate.source)


def _is_parted(name: Name) -> bool:
    """False for a whole name that nobody parted."""
    return bool(name.given) or len(name.literal.split()) < 2


@lru_cache(maxsize=65_536)
def _is_full(name: Name) -> bool:
    return bool(name.literal) or any(len(part) > 1 for part in fold(name.given).split())


_Full = dict[tuple[int, str], dict[Name, str]]
"""By the place in a list and the family name, the names in full that are known there, each with its first source."""


def _find_full(helpers: Sequence[Candidate]) -> _Full:
    known: _Full = {}
    for helper in helpers:
        for at, name in enumerate(helper.record.author):
            if _is_full(name) and not name.literal:
                known.setdefault((at, family_of(name)), {}).setdefault(name, helper.source)
    return known


def _fill(candidate: Candidate, known: _Full) -> tuple[Candidate, str]:
    names, helped = list(candidate.record.author), []
    for at, name in enumerate(names):
        for other, source in known.get((at, family_of(name)), {}).items() if not _is_full(name) else ():
            if full := _join(name, other):
                names[at] = full
                helped.append(source)
                break
    if not helped:
        return candidate, ""
    filled = replace(candidate, record=replace(candidate.record, author=tuple(names)))
    return filled, f"given names in full from {', '.join(sorted(set(helped)))}"


def _join(short: Name, other: Name) -> Name | None:
    """The family name of the first with the given names of the second, when both are the same person's.

    What the second takes for a given name may belong to the family name: “Pablo Vazquez Regueiro”.
    """
    family = f"{short.particle} {short.family}".strip()
    whole = display_name(replace(other, suffix=""))
    is_longer = fold(whole).endswith(f" {fold(family)}")
    given = " ".join(whole.split()[: -len(family.split())]) if is_longer else other.given
    if not _are_initials_of(fold(short.given).split(), fold(given).split()):
        return None
    return replace(short, given=given)


def _are_initials_of(initials: list[str], names: list[str]) -> bool:
    """True when the first initial is that of the first name, and no later one contradicts."""
    return bool(initials and names) and all(one[0] == name[0] for one, name in zip(initials, names, strict=False))
