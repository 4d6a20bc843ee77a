"""The page of `verify --report`: what is wrong with which entry, both values side by side, in one file.

It has the look of the report and its rules: no network, nothing that comes from data can run, links go to the web only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pipeline.model.names import display_name
from pipeline.model.records import Candidate, Struct
from pipeline.model.source_table import drop_name, label_of
from pipeline.model.verification import EntryStatus, Finding, Severity, Verification, VerifiedEntry
from pipeline.rules.verifying.codes import finding_codes
from pipeline.text.differing_words import Piece, mark_shortened
from pipeline.text.plurals import count
from pipeline.writers.report.frame import LOOK, make_environment, read_frame
from pipeline.writers.tables.judged_rows import arxiv_url, doi_url

TEMPLATES = Path(__file__).parent / "templates"
STATUSES = tuple(EntryStatus)
_CAP = 100_000
"""Characters of a value that are compared."""
_SHOWN_PEOPLE = 6


class Card(Struct, frozen=True):
    """An entry with its number on the page, from 1, by which links lead to it."""

    number: int
    entry: VerifiedEntry

    @property
    def status(self) -> EntryStatus:
        """What is said of the entry."""
        return self.entry.judgement.status

    @property
    def is_short(self) -> bool:
        """True for a sound entry of which nothing is told."""
        judgement = self.entry.judgement
        return self.status is EntryStatus.VERIFIED and not (judgement.findings or self.entry.ignored)


def write_page(found: Verification) -> str:
    """The text of the page, the same bytes for the same findings."""
    cards = [Card(number, entry) for number, entry in enumerate(found.entries, start=1)]
    template = make_environment(TEMPLATES)
    template.globals.update(
        statuses=STATUSES,
        label_of=label_of,
        drop_name=drop_name,
        label_of_code=_label_of_code,
        help_of_code=_help_of_code,
        compare=_compare,
        is_note=_is_note,
        people=_people,
        address=_address,
        said=_say_status,
        count=count,
    )
    return template.get_template("verification.html").render(
        **read_frame(TEMPLATES / "verification.js", LOOK, TEMPLATES / "verification.css"),
        files=list(dict.fromkeys(entry.file for entry in found.entries)),
        cards=sorted(cards, key=lambda card: (STATUSES.index(card.status), card.is_short)),
        tally=Counter(card.status for card in cards),
        doubled=found.doubled,
        numbers=_number_keys(cards),
        ignored=sum(len(entry.ignored) for entry in found.entries),
        problems=found.problems,
        not_asked=[label_of(name) for name in found.not_asked],
    )


def _number_keys(cards: Sequence[Card]) -> dict[str, int]:
    """The first entry of each key."""
    return {card.entry.key: card.number for card in reversed(cards)}


def _say_status(status: EntryStatus) -> str:
    return status.value.replace("_", " ")


def _label_of_code(code: str) -> str:
    known = finding_codes().get(code)
    return known.label if known else code


def _help_of_code(code: str) -> str:
    known = finding_codes().get(code)
    return known.help if known else ""


def _is_note(finding: Finding) -> bool:
    return finding.severity is Severity.NOTE


def _compare(finding: Finding) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both values of a finding in pieces; none where there are not two values that could be compared."""
    if not (finding.given and finding.found) or _is_note(finding):
        return (), ()
    return mark_shortened(finding.given[:_CAP], finding.found[:_CAP], are_lists=finding.field == "author")


def _people(match: Candidate) -> str:
    names = [display_name(name) for name in match.record.author[:_SHOWN_PEOPLE]]
    more = len(match.record.author) - len(names)
    return ", ".join(names) + (f" + {more} more" if more else "")


def _address(match: Candidate) -> str:
    """Where the paper is, by its identifiers alone: no other link of a source is offered."""
    ids = match.record.identifiers
    return doi_url(ids.doi) or arxiv_url(ids.arxiv)
