"""`report.html`: one page that shows what happened, what waits for a person, and why each row got its work.

The page needs no network and nothing in it that comes from data can run: every value passes through `frame` and
jinja's escaping, links go to the web only, and the content security policy admits the page's own script and no other.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from pipeline import __version__
from pipeline.formats.outputs import kind_of_output, output_purposes
from pipeline.model.names import display_name
from pipeline.model.protocols import Bibliography
from pipeline.model.records import Assessment, Evidence, Match, Record, Row
from pipeline.model.statuses import Bearing, Verdict
from pipeline.rules.matching.reasons import label_of_reason, sentence_of_reason
from pipeline.text.differing_words import Piece, mark_differences
from pipeline.text.folding import clean_text, fold_title
from pipeline.text.plurals import count
from pipeline.writers.report.charts import draw_charts, kind_of
from pipeline.writers.report.earlier_files import EarlierFiles
from pipeline.writers.report.frame import LOOK, TEMPLATES, Verbatim, make_environment, plain, read_frame
from pipeline.writers.report.history import make_history
from pipeline.writers.report.waiting import find_waiting, newest_day, say_done
from pipeline.writers.tables.counts import best_counts
from pipeline.writers.tables.judged_rows import STATUSES, JudgedRow, arxiv_url, doi_url, judge_rows, web_url

if TYPE_CHECKING:
    from jinja2 import Environment

SHOWN_REVIEWS = 500
SHOWN_LINES = 1000
SHOWN_CANDIDATES = 4
SHOWN_NAMES = 2
"""So many files of one kind are named; of many lists, the others are a click away."""
GROUP_SIZE = 50
"""So many rows of the table are one group; a browser skips those that are out of sight."""
FIRST_ROWS, LATER_ROWS = 500, 1000
"""So many rows are in the page when it opens; the others are read from texts of so many each."""

_SIDES = {Bearing.VETO: "Forbids", Bearing.AGAINST: "Against", Bearing.FOR: "For", Bearing.NEUTRAL: "Noted"}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class Figure(NamedTuple):
    """One headline number; `status` is the filter of the table that shows what was counted."""

    name: str
    number: int
    status: str = ""

    @property
    def words(self) -> str:
        """The name, as it stands behind the number."""
        return self.name.removesuffix("s") if self.number == 1 and self.name in ("rows", "works") else self.name


class Offer(NamedTuple):
    """A candidate for a person to judge, and the other sources that give the same paper."""

    assessment: Assessment
    also_in: tuple[str, ...] = ()

    @property
    def record(self) -> Record:
        """What the source says of the paper."""
        return self.assessment.candidate.record


class LinkedFiles(NamedTuple):
    """Files of `output/` of one kind, with what they are for."""

    purpose: str
    names: list[str]


def write_report(bibliography: Bibliography, earlier: EarlierFiles | None = None) -> Iterator[tuple[str, str]]:
    """`report.html`, the same bytes for the same bibliography and the same version of bibmill.

    Args:
        bibliography: What is reported.
        earlier: What was made before, to which the page links; without it, the page speaks of no other file.
    """
    earlier = earlier or EarlierFiles()
    judged = list(judge_rows(bibliography))
    reviews = [(number, row) for number, row in enumerate(judged, 1) if row.status == STATUSES[Verdict.REVIEW]]
    entries = [Verbatim(entry) for entry in earlier.entries(bibliography.works)]
    yield (
        "report.html",
        _environment()
        .get_template("report.html")
        .render(
            **read_frame(TEMPLATES / "report.js", LOOK),
            **_first_screen(bibliography, judged, earlier),
            statuses=list(STATUSES.values()),
            tally=Counter(row.status for row in judged),
            rows=judged,
            reviews=reviews,
            carded={number for number, _ in reviews[:SHOWN_REVIEWS]},
            places=places(judged),
            works={work.id: work for work in bibliography.works},
            numbers={work.id: number for number, work in enumerate(bibliography.works) if entries[number]},
            entries=entries,
            counts=best_counts(bibliography),
            conflicts=bibliography.conflicts,
            problems=bibliography.problems,
            history=make_history(bibliography),
            charts=draw_charts([work.record for work in bibliography.works]),
        ),
    )


def _first_screen(bibliography: Bibliography, judged: Sequence[JudgedRow], earlier: EarlierFiles) -> dict[str, object]:
    """What the head of the page says."""
    return {
        "version": __version__,
        "day": newest_day(bibliography),
        "lists": list(dict.fromkeys(row.file for row in bibliography.rows)),
        "done": say_done(judged, len(bibliography.works)),
        "waiting": find_waiting(bibliography, judged, SHOWN_REVIEWS),
        "figures": headline(bibliography, judged),
        "made": group_files(earlier.names),
    }


def group_files(names: Iterable[str]) -> list[LinkedFiles]:
    """The files by what they are for, most used first; several lists have a table each."""
    by_kind: dict[str, list[str]] = {}
    for name in names:
        by_kind.setdefault(kind_of_output(name), []).append(name)
    purposes = output_purposes()
    return [LinkedFiles(purposes[kind], by_kind[kind]) for kind in purposes if kind in by_kind]


def headline(bibliography: Bibliography, judged: Iterable[JudgedRow]) -> list[Figure]:
    """The numbers at the head of the page; those on identifiers speak of works that are surely known."""
    judged = list(judged)
    tally = Counter(row.status for row in judged)
    known = {row.work.id: row.identifiers for row in judged if row.work and row.is_matched}
    with_doi = sum(1 for identifiers in known.values() if identifiers.doi)
    arxiv_only = sum(1 for identifiers in known.values() if identifiers.arxiv and not identifiers.doi)
    works = len(bibliography.works)
    return [
        Figure("rows", len(judged), "all"),
        *(Figure(status, tally[status], status) for status in STATUSES.values()),
        Figure("works", works),
        Figure("with DOI", with_doi),
        Figure("arXiv only", arxiv_only),
        Figure("neither", works - with_doi - arxiv_only),
    ]


def places(judged: Sequence[JudgedRow]) -> dict[str, int]:
    """The first row of each work, counted from 1 over all lists: where a link to the work leads."""
    return {row.work.id: number for number, row in reversed([*enumerate(judged, 1)]) if row.work}


def offers(match: Match) -> list[Offer]:
    """The candidates of a judgement, the chosen one first, each place of each source once."""
    candidates = list(match.rivals)
    if match.chosen:
        candidates.insert(0, Assessment(match.chosen, match.verdict, match.reason, match.score, match.evidence))
    unique: dict[tuple[str, str], Assessment] = {}
    for rival in candidates:
        unique.setdefault((rival.candidate.source, rival.candidate.source_id), rival)
    support = tuple(dict.fromkeys(candidate.source for candidate in match.support))
    return [Offer(rival, support if rival.candidate is match.chosen else ()) for rival in unique.values()]


def mark_titles(listed: str, offered: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both titles in pieces, of which those that differ are marked where the titles are near to each other.

    Of two titles that have less than half of their words in common, none is marked: all of it differs.
    """
    ours, theirs = (str(plain(clean_text(title))) for title in (listed, offered))
    marked = mark_differences(ours, theirs)
    if fold_title(ours) == fold_title(theirs) or not all(map(_is_near, marked)):
        return (_piece(ours),), (_piece(theirs),)
    left, right = (tuple(_piece(piece.text, differs=piece.differs) for piece in pieces) for pieces in marked)
    return left, right


def _piece(text: str, *, differs: bool = False) -> Piece:
    return Piece(Verbatim(text), differs)


def _is_near(pieces: Iterable[Piece]) -> bool:
    words = Counter[bool]()
    for piece in pieces:
        words[piece.differs] += len(piece.text.split())
    return words[True] <= words[False]


def tell_card(match: Match) -> tuple[str, str]:
    """Why a row waits: in a few words, and in a sentence, which is empty where the words say it all.

    What speaks for and against each candidate stands beside it and is left out here.
    """
    label, against = label_of_reason(match.reason), sentence_of_reason(match.reason)
    if against and match.explanation.startswith(f"{against} ("):
        return against, ""
    return label, match.explanation


def tell_row(match: Match) -> str:
    """The explanation of a judgement without the evidence that it rests on, which stands behind it."""
    said = "; ".join(piece.sentence() for piece in match.evidence)
    return match.explanation.removeprefix(f"{said}.").strip() if said else match.explanation


def decision_stub(judged: JudgedRow) -> Verbatim:
    """What to paste into `data/decisions.yaml`: the first candidate accepted, the others at hand as comments.

    A candidate that the rules refuse is never the one that pasting accepts.
    """
    row = judged.row
    found = offers(judged.match) if judged.match else []
    choices = list(dict.fromkeys(choice for offer in found for choice in _choices(offer)))
    if not choices or found[0].assessment.verdict is Verdict.REJECT:
        choices.insert(0, 'accept: ""  # "doi:…", "arxiv:…" or a citation key')
    lines = [f"- row: {_quoted(row.cell('title'))}"]
    if year := _listed_year(row):
        lines.append(f"  year: {year}")
    lines += [f"  {choices[0]}", *(f"  # {choice}" for choice in choices[1:]), '  why: ""']
    return Verbatim("\n".join(lines))


def sides(evidence: Iterable[Evidence]) -> list[tuple[str, list[str]]]:
    """The sentences of evidence by its bearing, vetoes first; equal values are told once."""
    by_bearing: dict[Bearing, list[str]] = {bearing: [] for bearing in _SIDES}
    for piece in evidence:
        right = piece.right if piece.right != piece.left else ""
        by_bearing[piece.bearing].append(Evidence(piece.rule, piece.bearing, piece.left, right).sentence())
    return [(_SIDES[bearing], sentences) for bearing, sentences in by_bearing.items() if sentences]


def author_line(record: Record) -> str:
    """The first three authors, and how many more there are."""
    names = [display_name(name) for name in record.author[:3]]
    more = len(record.author) - len(names)
    return ", ".join(names) + (f" + {more} more" if more else "")


def _environment() -> Environment:
    environment = make_environment(TEMPLATES)
    to_show = (offers, sides, author_line, decision_stub, kind_of, web_url, doi_url, arxiv_url)
    to_tell = (count, label_of_reason, mark_titles, tell_card, tell_row, quote)
    environment.globals.update({function.__name__: function for function in (*to_show, *to_tell)})
    environment.globals.update(
        shown_reviews=SHOWN_REVIEWS,
        shown_lines=SHOWN_LINES,
        shown_candidates=SHOWN_CANDIDATES,
        shown_names=SHOWN_NAMES,
        group_size=GROUP_SIZE,
        first_rows=FIRST_ROWS,
        later_rows=LATER_ROWS,
    )
    return environment


def _choices(offer: Offer) -> Iterator[str]:
    """The line that accepts a candidate, by its strongest identifier; nothing when it has none."""
    record, source = offer.record, offer.assessment.candidate.source
    own_id = (record.id,) if record.id.startswith(f"{source}:") else ()
    for label in (*record.identifiers.labels(), *own_id):
        if label.startswith(("doi:", "arxiv:", f"{source}:")):
            comment = f"{record.title[:100]} ({record.year or 'no year'}), {source}"
            yield f"accept: {_quoted(label)}  # {''.join(map(_spelt, clean_text(comment)))}"
            return


def _listed_year(row: Row) -> str:
    found = _YEAR.search(row.cell("year"))
    return found[0] if found else ""


def _quoted(text: str) -> str:
    """A double-quoted YAML string; what a person would not see, or YAML would refuse, is spelt out."""
    return "".join(map(_spelt, json.dumps(text, ensure_ascii=False)))


def _spelt(char: str) -> str:
    if char.isprintable():
        return char
    return f"\\U{ord(char):08x}" if ord(char) > 0xFFFF else f"\\u{ord(char):04x}"
