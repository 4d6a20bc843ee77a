"""A stored match says when somebody has changed it."""

from __future__ import annotations

import msgspec
import pytest

from pipeline.model.records import Candidate, Match, Record
from pipeline.model.statuses import Verdict
from pipeline.rules.matching.memory import is_as_written, seal

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
