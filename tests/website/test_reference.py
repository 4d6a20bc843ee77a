"""The tables that the site makes from the code: each is used, and what is written beside them leaves nothing out."""

from __future__ import annotations

import csv
import re

import pytest

from pipeline.config.schema import OUTPUTS, read_config
from pipeline.console.arguments import COMMANDS, OWN_ARGUMENTS, SHARED_FLAGS
from pipeline.rules.verifying.codes import finding_codes
from pipeline.writers.tables import matches_csv
from tests import DATA, ROOT
from website import reference

PAGES = {path: path.read_text("utf-8") for path in sorted((ROOT / "docs").rglob("*.md"))}
CODES = reference.fill(PAGES[ROOT / "docs/reference/codes.md"])
FILES = reference.fill(PAGES[ROOT / "docs/reference/files.md"])


def lines_of(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()[2:]]


def test_each_table_stands_on_one_page():
    named = [name for text in PAGES.values() for name in re.findall(r"<!-- made: ([\w-]+) -->", text)]
    assert sorted(named) == sorted(reference.MADE)


def test_a_table_that_is_not_there():
    with pytest.raises(KeyError):
        reference.fill("<!-- made: nothing -->")


@pytest.mark.parametrize("name", [name for name in reference.MADE if name != "commands"])
def test_lines_have_as_many_cells_as_the_head(name: str):
    table = reference.MADE[name]()
    if table.startswith("|"):
        counts = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(counts) == 1


@pytest.mark.parametrize("name", ["settings", "lists", "venues", "source-settings"])
def test_each_setting_says_what_it_is(name: str):
    assert all(meaning for _, _, meaning in lines_of(reference.MADE[name]()))


def test_defaults_are_shown_as_they_are_written():
    defaults = {name.strip("`"): default.strip("`") for name, default, _ in lines_of(reference.make_settings())}
    sections: dict[str, list[str]] = {}
    for name, default in defaults.items():
        section, _, inner = name.rpartition(".")
        sections.setdefault(section, []).append(f"{inner}: {default}" if default else "")
    plain = sections.pop("")
    text = "\n".join(
        [*filter(None, plain), *(f"{name}: {{{', '.join(filter(None, s))}}}" for name, s in sections.items())]
    )
    assert read_config(text, "pipeline.yaml", {}) == read_config("", "pipeline.yaml", {})


def test_each_command_has_its_arguments():
    text = reference.make_commands()
    assert re.findall(r"## `bibmill ([a-z-]+)`", text) == list(COMMANDS)
    for name, arguments in OWN_ARGUMENTS.items():
        section = text.partition(f"## `bibmill {name}`")[2].partition("## ")[0]
        for names, given in arguments.items():
            shown = names.split()[-1] if names.startswith("-") else str(given["metavar"])
            assert shown in section, f"{name}: {names}"
    assert all(names.split()[-1] in reference.make_flags() for names in SHARED_FLAGS)


def test_all_outputs_are_described():
    described = FILES.partition("## Outputs")[2].partition("## ")[0]
    assert [path.name for path in (ROOT / "output").iterdir() if f"`{path.name}`" not in described] == []
    assert all(f"`{name}`" in reference.make_outputs() for name in OUTPUTS)


def test_all_columns_of_matches_are_described():
    table = FILES.partition("Of `matches.csv`:")[2].partition("## ")[0]
    described = [
        name
        for line in table.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`(\w+)`", line.split("|")[1])
    ]
    assert described == [*matches_csv.COLUMNS]


def test_all_reasons_are_described():
    described = set(re.findall(r"(?m)^\| `(\w+)`", CODES))
    with (ROOT / "output/matches.csv").open(encoding="utf-8") as file:
        given = {line["reason"].partition(":")[0] for line in csv.DictReader(file)}
    source = "".join(path.read_text("utf-8") for path in (ROOT / "pipeline/rules/matching").glob("*.py"))
    given |= set(re.findall(r'"(decided_\w+|decision_not_understood)"', source))
    given |= set(re.findall(r'Verdict\.REVIEW, "(\w+)"|\("(nothing_found|no_title)"', source)[0]) - {""}
    assert given <= described
    assert set(finding_codes()) <= described


def test_all_codes_of_duplicates_are_described():
    with (DATA / "duplicates.csv").open(encoding="utf-8") as file:
        given = {line["code"] for line in csv.DictReader(file) if line.get("code")}
    assert given <= set(re.findall(r"(?m)^\| `(\w+)`", CODES))


def test_all_variables_are_described():
    text = reference.fill(PAGES[ROOT / "docs/reference/environment.md"])
    source = "".join(path.read_text("utf-8") for path in (ROOT / "pipeline").rglob("*.py"))
    read = set(re.findall(r'environ(?:\.get\(|\[)"([A-Z_]+)"|"([A-Z_]+)" in os\.environ', source))
    names = {name for pair in read for name in pair if name} - {"TERM"}
    assert names >= {"BIBMILL_CONTACT", "BIBMILL_HOSTS", "BIBMILL_OUTSIDE", "BIBMILL_CACHE"}
    assert [name for name in sorted(names) if f"`{name}`" not in text] == []
