"""What a choice is worth against the answer, and the tables that say so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import sqrt

from evaluate.rows import Gold, ListedRow
from pipeline.model.records import Identifiers, Name, Record, Struct
from pipeline.rules.venues import find_venues
from pipeline.text.folding import fold, fold_title, squeeze

RIGHT, WRONG, REVIEW, UNMATCHED, NOT_HIDDEN = "right", "wrong", "review", "unmatched", "not hidden"
MATCHED = "matched"
KINDS = ("conference with DOIs", "conference without", "journal", "preprint", "unknown")
Z = 1.959964
"""95 % of a normal distribution lie within."""


class Found(Struct, frozen=True):
    """What a system says of a row: matched to this record, to be reviewed, or unmatched; and why."""

    status: str
    record: Record = Record(id="")
    reason: str = ""
    explanation: str = ""

    @property
    def is_match(self) -> bool:
        """True when the row is said to be this record."""
        return self.status == MATCHED

    @property
    def ids(self) -> Identifiers:
        """Those of the record."""
        return self.record.identifiers


class Score(Struct, frozen=True):
    """A row, what was found for it, and what that is worth."""

    row: ListedRow
    found: Found
    grade: str


Scores = tuple[Score, ...]


def score(rows: Sequence[ListedRow], found: Sequence[Found], *, is_absent: bool = False) -> Scores:
    """Every row with its grade."""
    grade = grade_absent if is_absent else grade_found
    return tuple(Score(row, one, grade(one, row.gold)) for row, one in zip(rows, found, strict=True))


def grade_found(found: Found, gold: Gold) -> str:
    """A match is right by a DOI or the arXiv id; where one side has none, by title and first author."""
    if not found.is_match:
        return found.status
    return RIGHT if _is_right(found, gold) else WRONG


def grade_absent(found: Found, gold: Gold) -> str:
    """No match of an absent paper is right; one with its very title tells that the paper was not absent."""
    if not found.is_match:
        return found.status
    same = squeeze(fold_title(found.record.title)) == squeeze(fold_title(gold.title))
    return NOT_HIDDEN if same else WRONG


def _is_right(found: Found, gold: Gold) -> bool:
    doi = found.ids.doi
    if doi and doi in gold.dois:
        return True
    if found.ids.arxiv and found.ids.arxiv == gold.arxiv:
        return not doi or not gold.doi
    if doi and gold.doi:
        return False
    same = fold(found.record.title) == fold(gold.title)
    return same and _families(found.record)[:1] == _gold_families(gold)[:1]


def _families(record: Record) -> list[str]:
    return [_last_word(_written(name)) for name in record.author]


def _gold_families(gold: Gold) -> list[str]:
    return [_last_word(name.partition(",")[0]) for name in gold.authors]


def _written(name: Name) -> str:
    return name.literal or f"{name.particle} {name.family}"


def _last_word(text: str) -> str:
    """“van der Maaten” and “Laurens van der Maaten” are both “maaten”."""
    return (fold(text).split() or [""])[-1]


def wilson(count: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson's), from 0 to 1.

    >>> [round(end, 3) for end in wilson(9, 10)]
    [0.596, 0.982]
    """
    if not total:
        return 0.0, 1.0
    share, spread = count / total, Z * Z / total
    middle = share + spread / 2
    half = Z * sqrt(share * (1 - share) / total + spread / (4 * total))
    return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))


def f1(scores: Scores) -> float:
    """The harmonic mean of precision and recall."""
    grades = Counter(one.grade for one in scores)
    return 2 * grades[RIGHT] / ((grades[RIGHT] + grades[WRONG] + len(scores)) or 1)


def kind_of(venue: str) -> str:
    """The kind of venue that a row names."""
    kinds = {_kind(one.kind, one.doi) for one in find_venues(venue)}
    return kinds.pop() if len(kinds) == 1 else "unknown"


def _kind(kind: str, doi: str) -> str:
    if kind in ("conference", "workshop"):
        return "conference without" if doi == "never" else "conference with DOIs"
    return kind if kind in KINDS else "unknown"


def show_systems(by_system: Mapping[str, Scores], first: str = "system") -> str:
    """A line for each system: how much it matched, and how well."""
    head = (first, "rows", MATCHED, RIGHT, WRONG, REVIEW, "precision %", "recall %")
    return to_table(head, ((name, *_measures(scores)) for name, scores in by_system.items()))


def _measures(scores: Scores) -> tuple[str, ...]:
    grades = Counter(one.grade for one in scores)
    right, matched = grades[RIGHT], grades[RIGHT] + grades[WRONG]
    counts = (len(scores), matched, right, grades[WRONG], grades[REVIEW])
    return (*map(str, counts), show_share(right, matched), show_share(right, len(scores)))


def show_absent(by_system: Mapping[str, Scores]) -> str:
    """A line for each system, of papers that it cannot find: any match is wrong."""
    head = ("system", "rows", WRONG, REVIEW, UNMATCHED, NOT_HIDDEN, "wrong, % of rows")
    lines = []
    for name, scores in by_system.items():
        grades = Counter(one.grade for one in scores)
        total = len(scores) - grades[NOT_HIDDEN]
        counts = (len(scores), *(grades[grade] for grade in (WRONG, REVIEW, UNMATCHED, NOT_HIDDEN)))
        lines.append((name, *map(str, counts), show_share(grades[WRONG], total)))
    return to_table(head, lines)


def show_kinds(scores: Scores) -> str:
    """One system's line for each kind of venue."""
    return show_systems(
        {kind: tuple(one for one in scores if kind_of(one.row.venue) == kind) for kind in KINDS}, "venue"
    )


Check = tuple[str, Callable[[Gold], object], Callable[[Found, Gold], bool]]

CHECKS: tuple[Check, ...] = (
    ("published DOI %", lambda gold: gold.doi, lambda found, gold: found.ids.doi in gold.dois),
    (
        "authors, all in order %",
        lambda gold: gold.authors,
        lambda found, gold: _families(found.record) == _gold_families(gold),
    ),
    ("year %", lambda gold: gold.year, lambda found, gold: found.record.year == gold.year),
    ("title %", lambda gold: gold.title, lambda found, gold: fold(found.record.title) == fold(gold.title)),
)
"""What is checked of a right match: its name, whether the answer tells it, and whether the record has it."""


def show_details(by_system: Mapping[str, Scores]) -> str:
    """Of the right matches of each system, how many have the rest of the record right too."""
    lines = []
    for name, scores in by_system.items():
        right = [one for one in scores if one.grade == RIGHT]
        lines.append((name, str(len(right)), *(_show_check(check, right) for check in CHECKS)))
    return to_table(("system", RIGHT, *(name for name, _, _ in CHECKS)), lines)


def _show_check(check: Check, right: Sequence[Score]) -> str:
    _, tells, has = check
    asked = [one for one in right if tells(one.row.gold)]
    return show_share(sum(has(one.found, one.row.gold) for one in asked), len(asked))


def show_wrong(by_variant: Mapping[str, Scores]) -> str:
    """Every wrong match of one system, for a person to look at: the answer may be the one that is wrong."""
    lines = [
        (
            name,
            one.row.title,
            f"{one.row.venue} {one.row.year}",
            _show_gold(one.row.gold),
            _show_record(one.found.record),
        )
        for name, scores in by_variant.items()
        for one in scores
        if one.grade == WRONG
    ]
    escaped = ([cell.replace("|", "\\|") for cell in line] for line in lines)
    return (
        to_table(("variant", "row", "venue, year", "answer", "matched to"), escaped, is_text=True)
        if lines
        else "None.\n"
    )


def _show_gold(gold: Gold) -> str:
    known = (*sorted(gold.dois), gold.arxiv and f"arXiv {gold.arxiv}")
    return ", ".join(filter(None, (gold.title, *known)))


def _show_record(record: Record) -> str:
    ids = record.identifiers
    return ", ".join(filter(None, (record.title, ids.doi, ids.arxiv and f"arXiv {ids.arxiv}")))


def show_share(count: int, total: int) -> str:
    """A share in per cent with its interval.

    >>> show_share(9, 10)
    '90.0 (59.6–98.2)'
    """
    low, high = wilson(count, total)
    return f"{100 * count / total:.1f} ({100 * low:.1f}–{100 * high:.1f})" if total else "–"


def to_table(head: Sequence[str], lines: Iterable[Sequence[str]], *, is_text: bool = False) -> str:
    """A markdown table; all columns but the first are figures, unless all are text."""
    rule = ("---", *("---" if is_text else "---:" for _ in head[1:]))
    return "".join("| " + " | ".join(cells) + " |\n" for cells in (head, rule, *lines))
