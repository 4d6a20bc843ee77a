"""Whether what a source describes is still the same paper, which versions it has, and whether one is that of record."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from pipeline.model.identifiers import arxiv_doi
from pipeline.model.names import display_name, family_of
from pipeline.model.records import Identifiers, Record
from pipeline.rules.matching.look_alikes import look_alikes
from pipeline.rules.matching.origins import is_preprint
from pipeline.rules.matching.retractions import without_mark
from pipeline.rules.matching.titles import TitleRelation, compare_titles
from pipeline.text.folding import fold_title, squeeze

_YEAR_IN_DOI = re.compile(r"(?<=[./])(?:19|20)\d\d(?=[./])")
_YEAR = re.compile(r"(?<!\S)(?:19|20)\d\d(?!\S)")


def are_same_paper(known: Record, described: Record) -> bool:
    """False when neither the title nor an author is the same; a missing title is no difference."""
    if not described.title or not known.title:
        return True
    relation = compare_titles(known.title, bare_title(described)).relation
    return relation is not TitleRelation.DIFFERENT or bool(shared_authors(known, described))


def shared_authors(left: Record, right: Record) -> tuple[str, ...]:
    """The family names that both have, in the order of the left."""
    theirs = {family_of(name) for name in right.author}
    return tuple(family for name in left.author if (family := family_of(name)) and family in theirs)


def bare_title(record: Record) -> str:
    """The title without the mark that publishers put before that of a retracted paper.

    >>> bare_title(Record("x", title="RETRACTED ARTICLE: Deep nets"))
    'Deep nets'
    """
    return without_mark(record.title)


def are_titles_equal(left: Record, right: Record) -> bool:
    """True when only case, marks or spaces differ, and the mark of a retracted paper."""
    return have_same_letters(bare_title(left), bare_title(right))


def have_same_letters(left: str, right: str) -> bool:
    """True for two titles of which only case, marks or spaces differ."""
    return squeeze(fold_title(left)) == squeeze(fold_title(right))


def other_versions(record: Record, described: Iterable[Record]) -> tuple[Record, ...]:
    """The versions of a work that are not cited: their identifiers, and what of title, year and container is known.

    Args:
        record: What is cited.
        described: All that sources say of the work.
    """
    arxiv = record.identifiers.arxiv
    by_doi = {one.identifiers.doi: one for one in described if one.identifiers.doi}
    preprints = {one.identifiers.arxiv: one for one in described if one.identifiers.arxiv and is_preprint(one)}
    others = [doi for doi in record.other_dois if doi != arxiv_doi(arxiv).lower()]
    if record.type == "article":
        return tuple(_version(f"doi:{doi}", record, by_doi.get(doi), Identifiers(doi=doi)) for doi in others)
    posted = [doi for doi in others if doi.startswith(look_alikes().preprint_servers)]
    found = [(f"doi:{doi}", by_doi.get(doi), Identifiers(doi=doi)) for doi in posted]
    if arxiv:
        found.insert(0, (f"arxiv:{arxiv}", preprints.get(arxiv), Identifiers(arxiv=arxiv)))
    return tuple(msgspec.structs.replace(_version(name, record, one, ids), type="article") for name, one, ids in found)


def _version(name: str, cited: Record, described: Record | None, identifiers: Identifiers) -> Record:
    if described is None:
        return Record(id=name, title=cited.title, identifiers=identifiers)
    return Record(
        id=name,
        type=described.type,
        title=described.title or cited.title,
        issued=described.issued,
        container_title=described.container_title,
        identifiers=identifiers,
    )


def author_line(record: Record) -> str:
    """All authors as `Given Family; Given Family`."""
    return "; ".join(display_name(name) for name in record.author)


def are_authors_equal(left: Record, right: Record) -> bool:
    """True when the family names are the same in the same order."""
    return [family_of(name) for name in left.author] == [family_of(name) for name in right.author]


def find_stated_years(csl_type: str, container_title: str, doi: str) -> set[str]:
    """The years that the title of proceedings or their DOI has; a journal's DOI has that of acceptance.

    >>> find_stated_years("paper-conference", "", "10.1109/cvpr52688.2022.01981")
    {'2022'}
    """
    stated = set(_YEAR.findall(container_title))
    return stated | set(_YEAR_IN_DOI.findall(doi)) if csl_type == "paper-conference" else stated


def judge_published(preprint: Record, published: Record, named_by: str) -> tuple[str, ...]:
    """The evidence, in sentences, that `published` is the version of record of a preprint; empty when it is not.

    Titles may change on the way to a journal and authors may join, but not both at once beyond recognition.
    """
    if published.type in ("article", "component", "review", "dataset", ""):
        return ()
    relation = compare_titles(preprint.title, published.title).relation
    shared = shared_authors(preprint, published)
    if not shared and (preprint.author and published.author):
        return ()
    if relation is TitleRelation.DIFFERENT and 2 * len(shared) < len(preprint.author):
        return ()
    where = published.container_title or published.publisher
    sentences = [
        f"{named_by} names it as a version of the preprint",
        f"{relation.replace('_', ' ')}: “{published.title}”",
    ]
    if shared:
        sentences.append(f"{len(shared)} of {len(preprint.author)} authors are the same: {', '.join(shared[:5])}")
    return (*sentences, f"published in {where}, {published.year}") if where and published.year else tuple(sentences)
