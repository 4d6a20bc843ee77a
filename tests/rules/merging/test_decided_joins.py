"""What a person decided by ids becomes pairs of positions."""

from __future__ import annotations

from pipeline.model.decisions import JoinDecision
from pipeline.rules.merging.decided_joins import find_decided


def test_decisions_become_pairs():
    decisions = [JoinDecision(("c", "a", "b"), True), JoinDecision(("a", "d", "=e"), False)]
    found = find_decided(decisions, ["a", "b", "c", "d", "'=e"])
    assert found.same == ((2, 0), (0, 1))
    assert found.apart == ((0, 3), (0, 4), (3, 4))


def test_what_names_no_record_is_told():
    decisions = [JoinDecision(("a", "x"), True, where="d.yaml:1"), JoinDecision(("a", "k"), False, where="d.yaml:2")]
    found = find_decided(decisions, ["a", "f.bib:k", "g.bib:k"])
    assert (found.same, found.apart) == ((), ())
    assert [(one.code, one.where) for one in found.problems] == [
        ("decision_unmet", "d.yaml:1"),
        ("decision_unmet", "d.yaml:2"),
    ]
    assert "“f.bib:k” or “g.bib:k”" in found.problems[1].sentence
