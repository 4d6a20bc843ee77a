"""Which sources are searched for the title of an entry, in which order."""

from __future__ import annotations

import pytest

from pipeline.rules.verifying.route import route_entry
from tests.rules.verifying.entry_cells import to_claim

NAMES = ("arxiv", "datacite", "semantic_scholar", "openalex", "crossref", "library")
JOURNAL = "A | | 2010 | Journal of Sorting | article-journal"
WITHOUT_DOIS = "A | | 2010 | ICLR | paper-conference"
PREPRINT = "A | | 2010 | arXiv | article"


@pytest.mark.parametrize(
    ("entry", "refusing", "answered", "route"),
    [
        (JOURNAL, "", "", "library crossref openalex semantic_scholar arxiv datacite"),
        (JOURNAL, "", "crossref", "library crossref openalex semantic_scholar arxiv datacite"),
        (JOURNAL, "", "openalex", "library crossref openalex semantic_scholar"),
        (JOURNAL, "semantic_scholar", "", "library crossref openalex semantic_scholar arxiv datacite"),
        (JOURNAL, "semantic_scholar", "openalex", "library crossref openalex"),
        (JOURNAL, "crossref", "", "library openalex semantic_scholar crossref arxiv datacite"),
        (JOURNAL, "crossref", "openalex", "library openalex semantic_scholar"),
        (WITHOUT_DOIS, "", "", "library openalex semantic_scholar crossref arxiv datacite"),
        (WITHOUT_DOIS, "semantic_scholar", "openalex", "library openalex crossref semantic_scholar"),
        (WITHOUT_DOIS, "semantic_scholar", "openalex semantic_scholar", "library openalex crossref"),
        (PREPRINT, "", "", "library datacite arxiv openalex semantic_scholar crossref"),
        (PREPRINT, "", "openalex", "library datacite arxiv openalex semantic_scholar crossref"),
    ],
)
def test_who_is_searched(entry: str, refusing: str, answered: str, route: str):
    found = route_entry(to_claim(entry), NAMES, refusing.split(), answered.split())
    assert " ".join(found) == route
