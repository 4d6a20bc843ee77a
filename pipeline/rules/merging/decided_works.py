"""A person's joins and partings of works, as pairs of rows: a work is named by its key, an identifier or a title."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, product

from pipeline.model.decisions import JoinDecision
from pipeline.model.records import Problem, Struct
from pipeline.rules.matching.named_papers import read_named
from pipeline.rules.merging.decided_joins import DecidedJoins
from pipeline.text.folding import fold_title, show


class RowNames(Struct, frozen=True):
    """What a row and its work are known by, from what names one paper alone to what another may have too.

    Attributes:
        keys: Citation keys in a person's own library.
        identifiers: As labels: `doi:…`.
        places: Title and year, and where it stands.
        titles: Title and year.
        text: The title as the list has it.
    """

    keys: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    text: str = ""

    def tiers(self) -> tuple[Iterable[str], ...]:
        """The names, what names one paper alone first."""
        keys = (f"key:{key.casefold()}" for key in self.keys)
        text = f"text:{fold_title(self.text)}"
        return keys, map(str.lower, self.identifiers), self.places, self.titles, (text,)


def find_decided_rows(
    decisions: Sequence[JoinDecision], rows: Sequence[RowNames], names_of_keys: Mapping[str, Sequence[str]]
) -> DecidedJoins:
    """The decisions as pairs of positions of rows; where a name means no row, a Problem.

    Args:
        decisions: What a person decided.
        rows: The names of each row.
        names_of_keys: For each citation key, in small letters, the names of its work in the ledger.
    """
    index = _Index(rows, names_of_keys) if decisions else None
    same: list[tuple[int, int]] = []
    apart: list[tuple[int, int]] = []
    problems: list[Problem] = []
    for one in decisions:
        found = [index.find(name) for name in one.ids] if index else []
        unmet = (name for name, rows_of in zip(one.ids, found, strict=True) if not rows_of)
        told = ((index.tell_several(name) if index else "") or _tell_unmet(name) for name in unmet)
        problems += (Problem("dedupe", "decision_unmet", one.where, sentence) for sentence in told)
        named = [rows_of for rows_of in found if rows_of]
        if one.is_same:
            together = sorted({at for rows_of in named for at in rows_of})
            same += ((together[0], at) for at in together[1:])
        else:
            groups = _part(named)
            if len(groups) < len(named):
                problems.append(Problem("dedupe", "decision_unmet", one.where, _tell_one(one.ids)))
            apart += (pair for two in combinations(groups, 2) for pair in product(*two))
    return DecidedJoins(tuple(same), tuple(apart), tuple(problems))


def _part(named: Sequence[Mapping[int, int]]) -> list[list[int]]:
    """The rows of each name; a row that several mean belongs to the one that names it first."""
    groups: dict[int, list[int]] = defaultdict(list)
    for at in sorted({at for rows_of in named for at in rows_of}):
        owner = min((rows_of[at], number) for number, rows_of in enumerate(named) if at in rows_of)[1]
        groups[owner].append(at)
    return [groups[owner] for owner in sorted(groups)]


class _Index:
    """Rows by their names, each kind of name by itself."""

    def __init__(self, rows: Sequence[RowNames], names_of_keys: Mapping[str, Sequence[str]]) -> None:
        self._rows = rows
        self._names_of_keys = names_of_keys
        self._tiers: list[dict[str, list[int]]] = [defaultdict(list) for _ in RowNames.__struct_fields__]
        for at, row in enumerate(rows):
            for tier, names in zip(self._tiers, row.tiers(), strict=True):
                for name in names:
                    tier[name].append(at)

    def find(self, name: str) -> dict[int, int]:
        """The rows that a person's name means, each with the rank of the name by which it was found."""
        named = read_named(name)
        key = (named.name or name).casefold()
        wanted = [f"key:{key}", *sorted(named.labels), *self._names_of_keys.get(key, ()), f"text:{fold_title(name)}"]
        for tier in self._tiers:
            found: dict[int, int] = {}
            for rank, one in enumerate(wanted):
                for at in tier.get(one.lower(), ()):
                    found.setdefault(at, rank)
            if found:
                return {} if tier is self._tiers[-1] and self._are_several(found) else found
        return {}

    def _are_several(self, found: Iterable[int]) -> bool:
        """True for rows of one title that may be several papers: nothing else that they say is the same."""
        rows = [self._rows[at] for at in found]
        return len(rows) > 1 and not set(rows[0].places).intersection(*(row.places for row in rows[1:]))

    def tell_several(self, name: str) -> str:
        """A sentence where a name is the title of several papers; else empty."""
        several = len(self._tiers[-1].get(f"text:{fold_title(name)}", ()))
        if not several:
            return ""
        title = show(name, 80)
        return f"{several} rows have the title “{title}”, and not all say the same; name a work by its citation key."


def _tell_unmet(name: str) -> str:
    return f"no row of the lists is called “{show(name, 80)}”; name a work by its citation key or by `doi:…`."


def _tell_one(names: Sequence[str]) -> str:
    called = " and ".join(f"“{show(name, 80)}”" for name in names)
    return f"{called} mean the same rows, so that nothing can be parted; `reject:` one of them for a row instead."
