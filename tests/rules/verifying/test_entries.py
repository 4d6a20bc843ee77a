"""Every rule by which an entry is borne out or accused, with one beside it that is just outside."""

from __future__ import annotations

import csv
from functools import lru_cache

import pytest

from pipeline.model.verification import Correction, Judgement
from pipeline.rules.verifying.judgement import judge_entry
from tests.conftest import DATA
from tests.rules.verifying.entry_cells import TODAY, to_claim, to_heard

Row = dict[str, str]


@lru_cache(maxsize=1)
def rows() -> tuple[Row, ...]:
    with (DATA / "verified_entries.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def judge(row: Row) -> Judgement:
    return judge_entry(to_claim(row["entry"]), to_heard(row["papers"]), TODAY)


def show(correction: Correction) -> str:
    names = (f"{one.family}, {one.given}" if one.family else one.literal for one in correction.names)
    return f"{correction.field}={correction.value or '; '.join(names)}"


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["what"])
def test_entry(row: Row):
    judged = judge(row)
    codes = " ".join(one.code for one in judged.findings)
    right = "\n".join(map(show, judged.corrections))
    assert (judged.status.value, codes, right) == (row["says"], row["codes"], row["right"])
    assert {one.source for one in judged.corrections} <= {one.source for one in judged.findings}
