"""The table of faults names real tests, and leaves none out."""

from __future__ import annotations

import ast
import re

import pytest

from tests import ROOT

LINES = [
    line
    for line in (ROOT / "docs/faults.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| [FNDS]\d", line)
]
ROWS = {line.split("|")[1].strip(): line for line in LINES}
NUMBERS = {"F": range(1, 19), "N": range(1, 25), "D": range(1, 6), "S": (*range(1, 24), *range(40, 44))}
"""The numbers of each kind, in their order."""
EXPECTED = [f"{kind}{number}" for kind, numbers in NUMBERS.items() for number in numbers]


def test_every_row_is_there_once():
    assert list(ROWS) == EXPECTED
    assert len(LINES) == len(EXPECTED)


@pytest.mark.parametrize("row", EXPECTED)
def test_each_row_names_a_test(row: str):
    _, _, fault, does, shown, _ = ROWS[row].split("|")
    assert len(fault.strip()) >= 3
    assert len(does.strip()) >= 5
    named = re.findall(r"`(\w[\w/]*)::(\w+)`", shown)
    assert named, f"{row} names no test"
    for module, test in named:
        tree = ast.parse((ROOT / "tests" / f"{module}.py").read_text(encoding="utf-8"))
        known = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert test in known, f"{row}: there is no {test} in {module}.py"
