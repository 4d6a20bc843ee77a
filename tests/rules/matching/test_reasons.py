"""Every reason code that a match may have is told in words."""

from __future__ import annotations

import ast
import csv
import re

import pytest

from pipeline.rules.matching import doubts, tables
from pipeline.rules.matching.reasons import known_reasons, label_of_reason, sentence_of_reason
from tests import DATA, ROOT

OF_TABLES = {
    *(rule.reason for rule in tables.ACCEPT),
    *(ruling.reason for ruling in (*tables.BEFORE, *tables.OPEN)),
    *(doubt.reason for doubt in doubts.DOUBTS),
}
CODE = re.compile(r"[a-z]+(?:_[a-z]+)+")
CALLS = {"Match", "_decided", "_undecided"}


def codes_in(module: str) -> set[str]:
    """The codes that a module writes into matches: in calls that make one, or as the value of `reason`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / "pipeline/rules/matching" / module).read_text("utf-8"))):
        values: list[ast.expr] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            values += [*node.args, *(one.value for one in node.keywords if one.arg == "reason")]
        elif isinstance(node, ast.keyword) and node.arg == "reason":
            values.append(node.value)
        elif isinstance(node, ast.Assign) and any(getattr(one, "id", "") == "reason" for one in node.targets):
            values += [one for one in ast.walk(node.value) if isinstance(one, ast.Constant)]
        found |= {str(one.value) for one in values if isinstance(one, ast.Constant)}
    return set(filter(CODE.fullmatch, found))


OF_CODE = {code for module in ("judge.py", "decisions.py", "remembering.py") for code in codes_in(module)}


def test_the_codes_were_found():
    assert {"title_year", "too_little_evidence", "two_near_candidates", "identifier"} <= OF_TABLES
    assert {"nothing_found", "no_title", "no_doi_exists", "beside_the_paper"} <= OF_CODE
    assert {"decided_by_person", "decision_not_understood", "sources_not_asked"} <= OF_CODE


def test_every_code_has_words_and_no_words_are_of_a_code_that_is_gone():
    assert known_reasons().keys() == OF_TABLES | OF_CODE


def test_every_code_of_a_judged_list_has_words():
    with (DATA / "line/golden/matches.csv").open(encoding="utf-8", newline="") as file:
        assert {line["reason"].partition(":")[0] for line in csv.DictReader(file)} <= known_reasons().keys()


@pytest.mark.parametrize("code", sorted(known_reasons()))
def test_words_are_short_and_no_code(code: str):
    reason = known_reasons()[code]
    assert 0 < len(reason.label) <= 60
    assert not CODE.search(reason.label + reason.sentence)
    assert not reason.sentence.endswith(".")
    assert not {"\u0022", "\u0027"} & set(reason.label + reason.sentence)


def test_labels_tell_codes_apart():
    labels = [reason.label for reason in known_reasons().values()]
    assert len(set(labels)) == len(labels)


def test_a_code_of_another_version_is_its_own_words():
    assert (label_of_reason("quite_new"), sentence_of_reason("quite_new")) == ("quite new", "")
    assert sentence_of_reason("year_differs").startswith("the title is the same")
