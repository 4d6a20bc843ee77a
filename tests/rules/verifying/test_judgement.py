"""Who answered, which record is the match, and when no further reply is worth its request."""

from __future__ import annotations

import pytest

from pipeline.rules.verifying.judgement import is_settled, judge_entry
from tests.rules.verifying.entry_cells import TODAY, to_claim, to_heard
from tests.rules.verifying.test_entries import judge
from tests.rules.verifying.test_sentences import find_row


@pytest.mark.parametrize(
    ("what", "asked", "unasked", "match"),
    [
        ("all as the source has it", "crossref openalex", "", "crossref"),
        ("a venue of the table, abbreviated", "crossref openalex", "", "crossref"),
        ("other authors, where another source has them", "crossref openalex", "", "crossref"),
        ("a retracted paper of another version", "crossref openalex", "", "crossref"),
        ("a DOI that DataCite does not have either", "crossref datacite openalex", "", "crossref"),
        ("a DOI that DataCite did not answer on", "crossref openalex", "datacite", "crossref"),
        ("two gave no answer", "", "crossref openalex", ""),
        ("nobody was asked", "", "", ""),
        ("nobody has it", "crossref openalex", "", ""),
    ],
)
def test_who_answered(what: str, asked: str, unasked: str, match: str):
    judged = judge(find_row(what))
    assert (" ".join(judged.asked), " ".join(name for name, _ in judged.unasked)) == (asked, unasked)
    assert (judged.match.source if judged.match else "") == match


TITLE = "Sorting Long Lists of Names by Random Swaps"
PEOPLE = f"{TITLE} | Baker, Ada; Clark, Ben; Young, Cleo"
JOURNAL = f"{PEOPLE} | 2010 | Journal of Sorting | article-journal | 5:1-9"
DOI = f"{JOURNAL} | doi:10.1000/a"
PREPRINT = f"{PEOPLE} | 2010 | | article | | arxiv:1001.00001"
TWO = f"crossref> {DOI}\nopenalex> {DOI}"


@pytest.mark.parametrize(
    ("entry", "papers", "is_enough"),
    [
        (JOURNAL, f"crossref> {DOI}", True),
        (JOURNAL, f"crossref> {DOI.replace('Journal of Sorting', '')}", False),
        (PEOPLE, f"crossref> {DOI.replace('Journal of Sorting', '')}", True),
        (JOURNAL, f"crossref> {PREPRINT}", False),
        (JOURNAL, f"openalex> {JOURNAL.replace('Journal of Sorting', 'bioRxiv')} | doi:10.1101/1\ncrossref?", False),
        (JOURNAL, f"crossref> {DOI.replace('5:1-9', '')}", False),
        (JOURNAL, f"crossref> {DOI.replace('5:1-9', '5')}", True),
        (JOURNAL, f"crossref> {DOI.replace('5:1-9', ':1-9')}", True),
        (JOURNAL.replace("5:1-9", "5"), f"crossref> {DOI.replace('5:1-9', '')}", False),
        (JOURNAL.replace("5:1-9", ":1-9"), f"crossref> {DOI.replace('5:1-9', '')}", False),
        (JOURNAL.replace("5:1-9", ""), f"crossref> {DOI.replace('5:1-9', '')}", True),
        (JOURNAL, f"crossref> {DOI.replace('2010', '')}", False),
        (JOURNAL.replace("2010", ""), f"crossref> {DOI.replace('2010', '')}", True),
        (
            JOURNAL,
            f"crossref> {DOI.replace('Journal of Sorting', '')}"
            f"\nopenalex> {TITLE} | Wood, Dan | 2003 | Annals of Names | article-journal | 5:1-9 | doi:10.1000/b",
            False,
        ),
        (
            JOURNAL,
            f"crossref> {DOI.replace('Journal of Sorting', '')}"
            f"\nopenalex> {DOI.replace(TITLE, 'Counting Short Queues').replace('/a', '/b')}",
            False,
        ),
        (JOURNAL, f"crossref> {DOI.replace('Journal of Sorting', '')}\nopenalex> {DOI}", True),
        (JOURNAL, "", False),
        (JOURNAL, "crossref?\nopenalex?", False),
        (JOURNAL.replace("2010", "2030"), f"crossref> {DOI.replace(TITLE, 'Counting Short Queues')}", False),
        (JOURNAL.replace("2010", "2004"), TWO, False),
        (JOURNAL.replace("Journal of Sorting", "Annals of Pear Growing"), TWO, False),
        (JOURNAL.replace("2010", "2004").replace("5:", "6:"), TWO, False),
        (JOURNAL.replace("5:1-9", "5:11-19"), f"crossref> {DOI}", False),
        (JOURNAL.replace("5:1-9", "5:11-19"), f"crossref> {DOI}\nopenalex> {JOURNAL}", False),
        (JOURNAL.replace("5:1-9", "5:11-19"), TWO, True),
        (JOURNAL.replace("5:1-9", "6"), TWO, True),
        (JOURNAL.replace("2010", "2030"), TWO.replace("2010", ""), True),
        (JOURNAL.replace("; Young, Cleo", ""), TWO, True),
        (JOURNAL.replace("Young, Cleo", "Young, Cleo; Wood, Dan"), TWO, True),
        (JOURNAL.replace("Clark, Ben; Young, Cleo", "Young, Cleo; Clark, Ben"), TWO, True),
        (JOURNAL.replace("Clark, Ben", "Wood, Dan"), TWO, True),
        (JOURNAL.replace("Baker, Ada; Clark, Ben; Young, Cleo", "First Author"), TWO, True),
        (JOURNAL.replace("5:1-9", "6"), TWO.replace("/a", "/a note:Retracted"), True),
    ],
)
def test_no_further_reply_is_worth_its_request(entry: str, papers: str, is_enough: bool):
    claim, heard = to_claim(entry), to_heard(papers)
    assert is_settled(claim, judge_entry(claim, heard, TODAY), heard) is is_enough
