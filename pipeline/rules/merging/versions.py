"""Whether what a source describes is still the same paper, and whether a DOI is a preprint's version of record."""

from __future__ import annotations

from pipeline.model.names import display_name, family_of
from pipeline.model.records import Record
from pipeline.rules.matching.retractions import without_mark
from pipeline.rules.matching.titles import TitleRelation, compare_titles
from pipeline.text.folding import fold_title, squeeze


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


def author_line(record: Record) -> str:
    """All authors as `Given Family; Given Family`."""
    return "; ".join(display_name(name) for name in record.author)


def are_authors_equal(left: Record, right: Record) -> bool:
    """True when the family names are the same in the same order."""
    return [family_of(name) for name in left.author] == [family_of(name) for name in right.author]


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
