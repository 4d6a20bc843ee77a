"""Each row of the decision tables: a pair that needs it, and a pair just outside it.

`tests/data/decision_rows.csv` has the pairs. `rule` is the name of a row of the tables in `tables.py`; `takes` says
whether that row accepts the pair. The row of the list is `title`, `year`, `venue` and `authors` (family names, with
semicolons between); the rest describes the paper as the `sources` have it. A line needs no code.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from pipeline.model.records import Match, Name, Record
from pipeline.model.statuses import Verdict
from pipeline.rules.matching import tables
from pipeline.rules.matching.containers import ContainerRelation
from pipeline.rules.matching.edits import EditKind
from pipeline.rules.matching.judge import judge_row
from pipeline.rules.matching.origins import Registrant
from pipeline.rules.matching.tables import Rule
from pipeline.rules.matching.titles import TitleRelation
from pipeline.rules.matching.years import YearRelation
from tests import DATA
from tests.rules.matching.test_matching import candidate_of, claim_of

PAIRS = list(csv.DictReader(io.StringIO((DATA / "decision_rows.csv").read_text(encoding="utf-8"))))
RULES = {rule.name: rule for rule in tables.ACCEPT}
TAKEN = [pair for pair in PAIRS if pair["takes"] == "yes"]
LEFT = [pair for pair in PAIRS if pair["takes"] == "no"]


def label(pair: dict[str, str]) -> str:
    return f"{pair['rule']}-{pair['title'][:30]}-{pair['takes']}"


def people(families: str) -> tuple[Name, ...]:
    return tuple(Name(family.strip()) for family in families.split(";") if family.strip())


def judge_pair(pair: dict[str, str]) -> Match:
    claim: Record = replace(claim_of(pair["title"], pair["year"], pair["venue"]), author=people(pair["authors"]))
    fields = {"type": pair["type"], "doi": pair["doi"], "arxiv": pair["arxiv"], "author": people(pair["their_authors"])}
    return judge_row(
        claim,
        [
            candidate_of(pair["their_title"], pair["their_year"], pair["container"], source=source, **fields)
            for source in pair["sources"].split()
        ],
    )


def is_taken(pair: dict[str, str]) -> bool:
    found = judge_pair(pair)
    return found.verdict is Verdict.ACCEPT and found.rule == pair["rule"]


def put(monkeypatch: pytest.MonkeyPatch, name: str, *instead: Rule) -> None:
    """Put other rules in the place of one row of the tables."""
    changed = [new for row in tables.ACCEPT for new in (instead if row.name == name else (row,))]
    monkeypatch.setattr(tables, "ACCEPT", tuple(changed))


def loosened(rule: Rule) -> Iterator[Rule]:
    """The rule with one of its conditions weaker: a word fewer, or one relation, edit or year that it does not name."""
    yield replace(rule, words=rule.words - 1)
    yield replace(rule, title=tuple(TitleRelation))
    yield replace(rule, year=tuple(YearRelation))
    yield replace(rule, container=tuple(ContainerRelation))
    yield replace(rule, edit=EditKind.MEANING)
    yield replace(rule, authors=False)
    yield replace(rule, sources=())
    yield replace(rule, registrants=tuple(Registrant))
    yield replace(rule, seconded=False)


def test_names_of_rows_are_unique():
    assert len(RULES) == len(tables.ACCEPT)


@pytest.mark.parametrize("name", RULES)
def test_every_row_has_a_pair_on_either_side(name: str):
    assert {pair["takes"] for pair in PAIRS if pair["rule"] == name} == {"yes", "no"}, (
        f"{name} needs a pair that it takes and one that it does not in tests/data/decision_rows.csv"
    )


@pytest.mark.parametrize("pair", PAIRS, ids=label)
def test_pairs_of_a_row(pair: dict[str, str]):
    found = judge_pair(pair)
    assert (str(found.verdict), found.reason) == (pair["verdict"], pair["reason"]), found.explanation
    assert is_taken(pair) is (pair["takes"] == "yes")


@pytest.mark.parametrize("pair", TAKEN, ids=label)
def test_without_its_row_a_pair_is_not_taken(pair: dict[str, str], monkeypatch: pytest.MonkeyPatch):
    put(monkeypatch, pair["rule"])
    assert not is_taken(pair)


@pytest.mark.parametrize("pair", LEFT, ids=label)
def test_a_pair_outside_is_one_step_outside(pair: dict[str, str], monkeypatch: pytest.MonkeyPatch):
    steps = []
    for rule in loosened(RULES[pair["rule"]]):
        with monkeypatch.context() as patch:
            put(patch, rule.name, rule)
            steps.append(is_taken(pair))
    assert any(steps)


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.words > 1], ids=lambda rule: rule.name)
@pytest.mark.parametrize(("more", "takes"), [(1, "yes"), (-1, "no")])
def test_the_least_number_of_words_is_exact(rule: Rule, more: int, takes: str, monkeypatch: pytest.MonkeyPatch):
    before = [is_taken(pair) for pair in PAIRS if (pair["rule"], pair["takes"]) == (rule.name, takes)]
    put(monkeypatch, rule.name, replace(rule, words=rule.words + more))
    after = [is_taken(pair) for pair in PAIRS if (pair["rule"], pair["takes"]) == (rule.name, takes)]
    assert before != after, f"no pair shows that {rule.name} needs {rule.words} words and not {rule.words + more}"
