"""A stored match says when somebody has changed it."""

from __future__ import annotations

import msgspec
import pytest

from pipeline.model.records import Candidate, Identifiers, Match, Record
from pipeline.model.statuses import Verdict
from pipeline.rules.matching.memory import is_as_written, make_memory, seal

MATCH = seal(
    Match("r", Verdict.ACCEPT, "title_year", "as it is", "m-2", chosen=Candidate(Record("c"), "crossref", "c"))
)


@pytest.mark.parametrize(
    "changed",
    [
        {"verdict": Verdict.REVIEW},
        {"memory": "n-2"},
        {"chosen": Candidate(Record("d"), "crossref", "c")},
        {"set_fields": {"year": "1999"}},
        {"check": "00000000"},
    ],
)
def test_an_edit_breaks_the_seal(changed: dict[str, object]):
    assert is_as_written(MATCH)
    assert is_as_written(msgspec.json.decode(msgspec.json.encode(MATCH), type=Match))
    assert not is_as_written(msgspec.structs.replace(MATCH, **changed))


def test_a_match_of_an_earlier_version_is_believed():
    assert is_as_written(msgspec.structs.replace(MATCH, check=""))
    assert seal(MATCH) == MATCH


@pytest.mark.parametrize(
    ("changed", "is_asked_again"),
    [
        ({"url": "https://x.org"}, False),
        ({"keyword": ("tag",)}, False),
        ({"has_other_authors": True}, False),
        ({"other_links": (("code", "https://x.org"),)}, False),
        ({"title": "Other"}, True),
        ({"identifiers": Identifiers(doi="10.1000/1")}, True),
    ],
)
def test_what_no_rule_reads_is_no_part_of_the_memory(changed: dict[str, object], is_asked_again: bool):
    claim = Record("r", title="A Paper")
    known, now = (make_memory(one, None) for one in (claim, msgspec.structs.replace(claim, **changed)))
    assert (known != now) == is_asked_again
