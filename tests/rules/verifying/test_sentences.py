"""What each finding says, with both values, and why an entry was not found or cannot be judged."""

from __future__ import annotations

import pytest

from pipeline.model.records import Name
from pipeline.rules.verifying.codes import finding_codes
from pipeline.rules.verifying.people_checks import show_names
from tests.rules.verifying.test_entries import judge, rows

PEOPLE = "Ada Baker, Ben Clark, Cleo Young"
TITLE = "Sorting Long Lists of Names by Random Swaps"
FINDINGS = [
    # the row of the table; code, field, what the entry says, what the source says, who, the sentence
    (
        "one of three authors is another",
        ("authors_differ", "author", "Ada Baker, Dan Wood, Cleo Young", PEOPLE, "crossref"),
        f"some of its authors are others: Crossref has {PEOPLE}.",
    ),
    (
        "all authors are others",
        ("authors_differ", "author", "Dan Wood, Eva Hill", PEOPLE, "crossref"),
        f"its authors are others: Crossref has {PEOPLE}.",
    ),
    (
        "a list that leaves out its last author",
        ("authors_missing", "author", "Ada Baker, Ben Clark", PEOPLE, "crossref"),
        f"authors are missing, and it does not say “and others”: Crossref has {PEOPLE}.",
    ),
    (
        "an author missing beside a Jr.",
        ("authors_missing", "author", "Ben Clark", "Ben Clark, Abe Baker, Jr.", "crossref"),
        "authors are missing, and it does not say “and others”: Crossref has Ben Clark, Abe Baker, Jr.",
    ),
    (
        "an author more",
        ("authors_added", "author", f"{PEOPLE}, Dan Wood", PEOPLE, "crossref"),
        f"it names people who are not among the authors: Crossref has {PEOPLE}.",
    ),
    (
        "two authors change places",
        (
            "authors_reordered",
            "author",
            "Ben Clark, Ada Baker, Cleo Young",
            PEOPLE,
            "crossref",
        ),
        f"its authors stand in another order: Crossref has {PEOPLE}.",
    ),
    (
        "another article number",
        ("pages_differ", "page", "17", "149902", "crossref"),
        "Crossref has page 149902.",
    ),
    (
        "a placeholder",
        (
            "placeholder_authors",
            "author",
            "First Author, Second Author",
            PEOPLE,
            "crossref",
        ),
        f"a placeholder stands for its authors: Crossref has {PEOPLE}.",
    ),
    (
        "the title of one paper, the authors of another",
        ("two_papers", "author", "Dan Wood, Eva Hill", PEOPLE, "crossref"),
        "its title is that of one paper, its authors are those of “Counting Short Queues”.",
    ),
    (
        "another word in the title",
        ("title_differs", "title", "Sorting Long Lists of Names by Orderly Swaps", TITLE, "crossref"),
        f"Crossref has “{TITLE}” of these authors.",
    ),
    (
        "the DOI of another paper",
        ("doi_of_another_paper", "doi", "10.1000/b", "10.1000/a", "crossref"),
        "the DOI 10.1000/b belongs to “Counting Short Queues” according to Crossref;"
        " Crossref has 10.1000/a for the paper.",
    ),
    (
        "the DOI of another paper, and two have the right one",
        ("doi_of_another_paper", "doi", "10.1000/b", "10.1000/a", "crossref"),
        "the DOI 10.1000/b belongs to “Counting Short Queues” according to Crossref;"
        " Crossref has 10.1000/a for the paper.",
    ),
    (
        "the DOI of another paper alone",
        ("doi_of_another_paper", "doi", "10.1000/b", "Counting Short Queues (Dan Wood, 2010)", "crossref"),
        "the DOI 10.1000/b belongs to “Counting Short Queues” according to Crossref.",
    ),
    (
        "a DOI that nobody registered",
        ("doi_not_registered", "doi", "10.1000/b", "10.1000/a", "crossref"),
        "the DOI 10.1000/b is not registered; Crossref has 10.1000/a for the paper.",
    ),
    (
        "a DOI that nobody registered, of no paper",
        ("doi_not_registered", "doi", "10.1000/b", "", ""),
        "the DOI 10.1000/b is not registered.",
    ),
    (
        "an arXiv id that nobody registered",
        ("arxiv_of_another_paper", "arxiv", "1001.99999", "1001.00001", "openalex"),
        "the arXiv id 1001.99999 is not registered; OpenAlex has 1001.00001 for the paper.",
    ),
    (
        "two years later",
        ("year_differs", "year", "2012", "2010", "crossref"),
        "no version of the paper is of 2012: Crossref has 2010.",
    ),
    (
        "the year after the next",
        ("year_in_future", "year", "2026", "2024", "crossref"),
        "the year 2026 has not begun; Crossref has 2024.",
    ),
    (
        "other authors and another year",
        ("year_differs", "year", "2014", "2010", "crossref"),
        "no version of the paper is of 2014: Crossref has 2010.",
    ),
    (
        "other authors and another year than two versions",
        ("year_differs", "year", "2014", "2008, 2010", "crossref"),
        "no version of the paper is of 2014: Crossref has 2008, 2010.",
    ),
    (
        "another year, where one source has none",
        ("year_differs", "year", "2014", "2010", "openalex"),
        "no version of the paper is of 2014: OpenAlex has 2010.",
    ),
    (
        "the version of the DOI comes first",
        ("year_differs", "year", "2014", "2012", "openalex"),
        "no version of the paper is of 2014: OpenAlex has 2012.",
    ),
    (
        "other authors and another year than two sources",
        ("year_differs", "year", "2014", "2010", "crossref"),
        "no version of the paper is of 2014: Crossref has 2010.",
    ),
    ("a year in the future of no paper", ("year_in_future", "year", "2030", "", ""), "the year 2030 has not begun."),
    (
        "a venue of the table for another",
        ("venue_differs", "container_title", "ICML", "Advances in Neural Information Processing Systems", "crossref"),
        "Crossref has the paper in “Advances in Neural Information Processing Systems”.",
    ),
    (
        "a journal that nobody knows",
        ("venue_unknown", "container_title", "Annals of Pear Growing", "Journal of Sorting", "crossref"),
        "Crossref has the paper in “Journal of Sorting”.",
    ),
    (
        "a preprint sold as published",
        ("never_published", "container_title", "Journal of Sorting", "preprint", "openalex"),
        "OpenAlex knows the paper as a preprint alone, and no other source knows more.",
    ),
    (
        "a preprint of a server by name",
        ("never_published", "container_title", "Journal of Sorting", "bioRxiv", "openalex"),
        "OpenAlex knows the paper as a preprint alone, and no other source knows more.",
    ),
    (
        "a preprint with a publisher, sold as published",
        ("never_published", "container_title", "Journal of Sorting", "Pear Server", "openalex"),
        "OpenAlex knows the paper as a preprint alone, and no other source knows more.",
    ),
    (
        "a venue that stands in its short form alone",
        ("venue_unknown", "container_title", "Annals of Pear Growing", "Journal of Sorting", "crossref"),
        "Crossref has the paper in “Journal of Sorting”.",
    ),
    (
        "a venue with a short form",
        ("venue_unknown", "container_title", "Annals of Pear Growing", "Journal of Sorting", "crossref"),
        "Crossref has the paper in “Journal of Sorting”.",
    ),
    (
        "another venue, of a series",
        ("venue_differs", "container_title", "ICML", "Advances in Neural Information Processing Systems", "crossref"),
        "Crossref has the paper in “Advances in Neural Information Processing Systems”.",
    ),
    (
        "pages of which two sources have others",
        ("pages_differ", "page", "11-19", "1-9", "crossref"),
        "Crossref has pages 1-9.",
    ),
    (
        "a preprint, and a published version without a year",
        ("published_version", "", "1001.00001", "Journal of Sorting", "crossref"),
        "Crossref has it published in “Journal of Sorting”.",
    ),
    (
        "another word in the title, for two papers",
        ("title_differs", "title", "Sorting Long Lists of Names by Orderly Swaps", TITLE, "crossref"),
        f"Crossref has “{TITLE}” of these authors.",
    ),
    (
        "a placeholder under an identifier alone",
        ("doi_of_another_paper", "doi", "10.1000/a", f"{TITLE} (Ada Baker et al., 2010)", "crossref"),
        f"the DOI 10.1000/a belongs to “{TITLE}” according to Crossref.",
    ),
    (
        "a DOI of what two wrote",
        ("doi_of_another_paper", "doi", "10.1000/b", "Counting Short Queues (Dan Wood et al., 2010)", "crossref"),
        "the DOI 10.1000/b belongs to “Counting Short Queues” according to Crossref.",
    ),
    (
        "a DOI of what nobody wrote",
        ("doi_of_another_paper", "doi", "10.1000/b", "Counting Short Queues", "crossref"),
        "the DOI 10.1000/b belongs to “Counting Short Queues” according to Crossref.",
    ),
    (
        "a DOI of what one wrote in no year",
        ("doi_of_another_paper", "doi", "10.1000/b", "Counting Short Queues (Dan Wood)", "crossref"),
        "the DOI 10.1000/b belongs to “Counting Short Queues” according to Crossref.",
    ),
    ("another volume", ("volume_differs", "volume", "6", "5", "crossref"), "Crossref has volume 5."),
    ("other pages", ("pages_differ", "page", "11-19", "1-9", "crossref"), "Crossref has pages 1-9."),
    (
        "a preprint, and where it was published",
        ("published_version", "", "1001.00001", "10.1000/a", "crossref"),
        "Crossref has it published in “Journal of Sorting” (2010).",
    ),
    (
        "a retracted paper",
        ("retracted", "", "", "10.1000/a", "crossref"),
        "the paper was retracted according to Crossref.",
    ),
]


def find_row(what: str) -> dict[str, str]:
    return next(row for row in rows() if row["what"] == what)


@pytest.mark.parametrize(("what", "said", "sentence"), FINDINGS)
def test_what_a_finding_says(what: str, said: tuple[str, ...], sentence: str):
    one = next(one for one in judge(find_row(what)).findings if one.code == said[0])
    assert ((one.code, one.field, one.given, one.found, one.source), one.sentence) == (said, sentence)


def test_every_code_is_said():
    assert {said[0] for _, said, _ in FINDINGS} == finding_codes().keys() - {"doubled"}


def test_of_many_names_the_first_are_shown():
    people = [Name("Roe", letter) for letter in "ABCDEFGHIJKLM"]
    whole = ", ".join(f"{letter} Roe" for letter in "ABCDEFGHIJKL")
    assert (show_names(people[:12]), show_names(people)) == (whole, f"{whole} and 1 more")


REASONS = [
    (
        "nobody has it",
        "Crossref and OpenAlex would know a paper of 2010 in “Journal of Sorting”, and do not have it.",
    ),
    (
        "nobody has it, whose venue has no DOIs",
        "OpenAlex would know a paper of 2010 in “ICLR”, and does not have it.",
    ),
    (
        "nobody has it, whose venue has a short form",
        "Crossref and OpenAlex would know a paper of 2010 in “Journal of Sorting”, and do not have it.",
    ),
    (
        "nobody has it, which names a venue in its short form alone",
        "Crossref and OpenAlex would know a paper of 2010 in “J. Sort.”, and do not have it.",
    ),
    ("nobody has it, which names no venue", "Crossref and OpenAlex would know a paper of 2010, and do not have it."),
    ("a preprint of this year", "DataCite and OpenAlex would know a preprint of 2024, and do not have it."),
    (
        "a preprint that three have not",
        "arXiv, DataCite and OpenAlex would know a preprint of 2010, and do not have it.",
    ),
    ("Crossref was not asked, where a known venue has DOIs", "the sources that would know it gave no answer."),
    ("an index gave no answer", "OpenAlex gave no answer, and may know it."),
    ("two gave no answer", "Crossref and OpenAlex gave no answer, and may know it."),
    ("a year of no version, and an index gave no answer", "OpenAlex gave no answer, and may know another version."),
    ("an unregistered DOI of no paper, and an index gave no answer", "OpenAlex gave no answer, and may know it."),
    ("nobody was asked", "the sources that would know it gave no answer."),
    ("a title and nothing else", "it says nothing but a title."),
    ("a title of two words", "its title is too short to be searched for."),
    ("a title in another script", "its title is in a script of which the sources know little."),
    ("a book", "the sources do not hold all of this kind."),
    ("a thesis, and an index gave no answer", "the sources do not hold all of this kind."),
    ("a newspaper", "the sources do not hold all of this kind."),
    ("no year, and nobody has it", "it names no year."),
    ("a title with its authors, and nothing else", "the sources do not hold all of this kind."),
    ("a paper of 1999 in an unknown journal", "the sources do not hold all papers of 1999."),
    ("a paper of this year in an unknown journal", "the sources do not hold all papers of 2024 yet."),
    ("all as the source has it", ""),
    ("other pages", ""),
]


@pytest.mark.parametrize(("what", "sentence"), REASONS)
def test_why_nothing_was_found(what: str, sentence: str):
    assert judge(find_row(what)).sentence == sentence
