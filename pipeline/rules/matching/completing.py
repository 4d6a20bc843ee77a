"""What a thin entry of a person's library lacks, and who may fill it in: such an entry is a claim, not the end.

An entry without authors, or without the container of its paper, stays the chosen candidate. What sources say becomes
its support where the judgement takes it for the same paper: the entry, filled in by the row, is then the claim.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

import msgspec

from pipeline.model.identifiers import join_identifiers
from pipeline.model.records import Candidate, Match, Problem, Record
from pipeline.model.source_table import LIBRARY, label_of, names_of
from pipeline.model.statuses import Verdict
from pipeline.rules.matching.containers import known_venues
from pipeline.rules.matching.decisions import is_another_title
from pipeline.rules.matching.judge import RIVALS_KEPT, judge_row
from pipeline.rules.matching.origins import is_preprint, origin_of
from pipeline.rules.matching.vetoes import find_vetoes
from pipeline.rules.venues import has_no_dois
from pipeline.text.folding import fold_title, show, significant_words

_PRINTED = frozenset({"paper-conference", "article-journal", "chapter"})
"""Types of papers that appear in something."""
_VAGUE = frozenset({"", "document", "manuscript", "article"})
"""Types of papers that may appear in something; with a link or an identifier of a preprint they may do without."""


def is_own(match: Match) -> bool:
    """True for a match with an entry of a person's library."""
    return match.verdict is Verdict.ACCEPT and match.chosen is not None and match.chosen.source == LIBRARY


def join_claim(claim: Record, entry: Record) -> Record:
    """What an entry of the library says, filled in by the row that means it, as the claim that sources are asked about.

    Args:
        claim: What the row says.
        entry: The entry of a person's library.
    """
    return msgspec.structs.replace(
        claim,
        title=entry.title or claim.title,
        author=entry.author or claim.author,
        issued=claim.issued or entry.issued,
        container_title_short=claim.container_title_short or entry.container_title or entry.container_title_short,
        identifiers=join_identifiers(entry.identifiers, claim.identifiers),
    )


def find_lacks(claim: Record, match: Match) -> tuple[str, ...]:
    """The fields that a thin entry of the library lacks, and no source has filled in.

    An entry with its authors and its container lacks nothing, whatever else a source might add, and one of a preprint
    does without a container. Of a thin one, the version in the venue of the row is wanted too.
    """
    if not is_own(match) or match.chosen is None:
        return ()
    entry = match.chosen.record
    wants_container = _wants_container(entry)
    if entry.author and (entry.container_title or not wants_container):
        return ()
    wants_container = wants_container or bool(known_venues(claim))
    known = tuple(one.record for one in (match.chosen, *match.support))
    lacks = []
    if not any(record.author for record in known):
        lacks.append("author")
    if wants_container and not any(record.container_title for record in known if not is_preprint(record)):
        lacks.append("container_title")
    if not any(record.identifiers.labels() for record in known) and not has_no_dois(claim.container_title_short):
        lacks.append("identifiers")
    return tuple(lacks)


def tell_misnamed(match: Match) -> Iterator[Problem]:
    """A problem for an entry of the library whose identifier is, according to a source, another paper's."""
    if not is_own(match) or match.chosen is None:
        return
    entry, labels = match.chosen.record, set(match.chosen.record.identifiers.labels())
    for rival in match.rivals:
        record = rival.candidate.record
        shared = sorted(labels.intersection(record.identifiers.labels()))
        if shared and is_another_title(entry.title, record.title):
            sentence = (
                f"{shared[0]} of “{show(entry.title, 200)}” is “{show(record.title, 200)}” according to"
                f" {label_of(rival.candidate.source)}, of which nothing was taken; correct the entry."
            )
            yield Problem("enrich", "entry_names_another_paper", match.chosen.source_id, sentence)
            return


def say_thin(claim: Record, match: Match) -> str:
    """What newer rules say of a thin entry that older ones took as it is."""
    lacks = ", ".join(field.replace("_", " ") for field in find_lacks(claim, match))
    return f"thin_entry: the entry of your library lacks {lacks}, which sources may have."


def _wants_container(entry: Record) -> bool:
    """True for a paper that appeared in something, as far as the entry tells."""
    if entry.type in _VAGUE:
        return not is_preprint(entry) if entry.identifiers.labels() else not entry.url
    return entry.type in _PRINTED


def _is_renamed(entry: Record, one: Candidate) -> bool:
    """True for what a registry describes under the entry's own identifier by another title with all of its words.

    arXiv's 1708.01870, “Challenges for Transparency”, is there “Transparency: Motivations and Challenges” by now.
    """
    record = one.record
    if one.source not in names_of(kind="registry") or not {*entry.identifiers.labels()} & {
        *record.identifiers.labels()
    }:
        return False
    ours, theirs = (set(significant_words(fold_title(title))) for title in (entry.title, record.title))
    return len(ours) >= 2 and ours <= theirs and not find_vetoes(entry, record, origin_of(record), is_named=True)


def judge_with_library(
    claim: Record, candidates: Sequence[Candidate], contradicted: Collection[str] = (), replied: Collection[str] = ()
) -> Match:
    """The judgement on the entries of the library where they settle the row, else on all candidates."""
    own = judge_row(claim, [one for one in candidates if one.source == LIBRARY])
    return own if is_own(own) else judge_row(claim, candidates, (), contradicted, replied)


def add_support(
    claim: Record,
    own: Match,
    candidates: Iterable[Candidate],
    contradicted: Collection[str] = (),
) -> Match:
    """The match with an entry of the library, seconded by the candidates of sources that describe the same paper; any
    other match as it is.

    Args:
        claim: What the row says.
        own: The match, which has the entry.
        candidates: What sources offered.
        contradicted: DOIs by which a registry describes another paper.
    """
    others = [one for one in candidates if one.source != LIBRARY]
    if not others or not is_own(own) or own.chosen is None:
        return own
    found = judge_row(join_claim(claim, own.chosen.record), others, (), contradicted)
    if found.chosen is None:
        renamed = tuple(one for one in others if _is_renamed(own.chosen.record, one))
        rivals = (*own.rivals, *found.rivals)[:RIVALS_KEPT]
        return msgspec.structs.replace(own, support=(*own.support, *renamed), rivals=rivals)
    return msgspec.structs.replace(own, support=(*own.support, found.chosen, *found.support))
