"""Counts in Zotero's Extra: only when asked for, first of all lines, in the form that its plugins read."""

from __future__ import annotations

import json
import re

import pytest

from pipeline.model.protocols import Bibliography
from pipeline.model.records import CitationCount, Identifiers, Record, Work
from pipeline.writers.references.csl_json import write_csl_json

WORK = Work(
    "w", Record(id="r", type="book", title="T", note="Oral", identifiers=Identifiers(arxiv="1")), (), "matched", "k"
)
PLUGIN = re.compile(r"^Citations:|^\d+ citations")


def note(counts: tuple[CitationCount, ...], *, in_extra: bool) -> str:
    made = Bibliography(
        (WORK,), (), (), counts=counts, shown_sources=("openalex", "crossref"), counts_in_extra=in_extra
    )
    ((_, text),) = write_csl_json(made)
    return str(json.loads(text)[0]["note"])


SEEN = (CitationCount("w", "crossref", 7, "2026-01-02"), CitationCount("w", "openalex", 90, "2026-01-01"))


@pytest.mark.parametrize(
    ("counts", "in_extra", "expected"),
    [
        (SEEN, False, "arXiv: 1\nOral"),
        (SEEN, True, "90 citations (OpenAlex) [2026-01-01]\narXiv: 1\nOral"),
        (SEEN[:1], True, "7 citations (Crossref) [2026-01-02]\narXiv: 1\nOral"),
        ((CitationCount("w", "crossref", 7, ""),), True, "7 citations (Crossref)\narXiv: 1\nOral"),
        ((CitationCount("w", "list", 7, ""),), True, "arXiv: 1\nOral"),
        ((), True, "arXiv: 1\nOral"),
    ],
)
def test_counts_in_extra(counts: tuple[CitationCount, ...], in_extra: bool, expected: str):
    found = note(counts, in_extra=in_extra)
    assert found == expected
    assert bool(PLUGIN.match(found)) == ("citations" in expected)
