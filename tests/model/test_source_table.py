"""The table of sources: whole in itself, and in agreement with the modules, the settings and the documents."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from pipeline.config.schema import default_sources, read_config
from pipeline.model.records import Identifiers, Record
from pipeline.model.source_table import (
    LIBRARY,
    UNRANKED,
    SourceDescriptor,
    label_of,
    names_of,
    rank_for,
    row_of,
    source_table,
)
from tests import ROOT

ROWS = tuple(source_table().values())
ONLINE = tuple(row for row in ROWS if row.class_name)
DOCUMENTED_LINES = {
    cells[0]: cells[2]
    for line in (ROOT / "docs/explanation/sources.md").read_text(encoding="utf-8").split("\n")
    if len(cells := [cell.strip() for cell in line.strip("|").split("|")]) == 3
}


def names(rows: tuple[SourceDescriptor, ...]) -> list[str]:
    return [row.name for row in rows]


@pytest.mark.parametrize("row", ONLINE, ids=names(ONLINE))
def test_its_module_has_a_class_of_its_name(row: SourceDescriptor) -> None:
    assert getattr(import_module(f"pipeline.sources.{row.name}"), row.class_name).name == row.name


def test_every_module_of_a_source_has_a_row() -> None:
    modules = {path.stem for path in (ROOT / "pipeline/sources").glob("*.py")} - {"__init__"}
    assert modules == {row.name for row in ROWS}
    assert [row.name for row in ROWS if not row.class_name] == [LIBRARY]


@pytest.mark.parametrize("field", sorted({field for row in ROWS for field in row.ranks}))
def test_ranks_are_unique_in_a_field(field: str) -> None:
    ranks = [row.ranks[field] for row in ROWS if field in row.ranks]
    assert len(set(ranks)) == len(ranks)
    assert max(ranks) < UNRANKED
    assert field in ("", *Record.__struct_fields__)


@pytest.mark.parametrize("route", sorted({route for row in ROWS for route in row.search_order}))
def test_ranks_are_unique_in_a_route(route: str) -> None:
    ranks = [row.search_order[route] for row in ROWS if route in row.search_order]
    assert len(set(ranks)) == len(ranks)


@pytest.mark.parametrize("row", ROWS, ids=names(ROWS))
def test_schemes_are_those_of_identifiers(row: SourceDescriptor) -> None:
    assert {*row.registers, *row.authoritative_for, *row.lookup_schemes} <= set(Identifiers.__struct_fields__)


@pytest.mark.parametrize("row", ONLINE, ids=names(ONLINE))
def test_limits_are_above_zero(row: SourceDescriptor) -> None:
    for has_contact in (False, True):
        limits = row.limits(has_contact=has_contact)
        assert limits.per_second
        assert min(*limits.per_second.values(), limits.concurrency) > 0


def test_the_bundled_settings_are_those_of_the_table() -> None:
    text = (ROOT / "pipeline/project/templates/pipeline.yaml").read_text(encoding="utf-8")
    assert read_config(text, "pipeline.yaml", {}).sources == default_sources()
    assert list(read_config(text, "pipeline.yaml", {}).sources) == names(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=names(ROWS))
def test_the_documents_have_its_label(row: SourceDescriptor) -> None:
    assert row.label in DOCUMENTED_LINES


@pytest.mark.parametrize("row", ONLINE, ids=names(ONLINE))
def test_the_documents_tell_its_limits(row: SourceDescriptor) -> None:
    """Every number that the documents tell of a source is one of the table: “1 in 3 seconds”, “3 a second”."""
    text = DOCUMENTED_LINES[row.label]
    told = {int(count) / int(seconds or 1) for count, seconds in re.findall(r"(\d+)(?: in (\d+) seconds)?", text)}
    limits = [row.limits(has_contact=has_contact) for has_contact in (False, True)]
    known = {number for one in limits for number in (*one.per_second.values(), one.concurrency)}
    assert {round(number, 6) for number in told} <= {round(number, 6) for number in known}
    assert told or "budget" in text
    assert ("contact address" in text) == (row.with_contact is not None)


@pytest.mark.parametrize(
    ("field", "sources"),
    [
        ("title", ("library", "crossref", "arxiv", "datacite", "semantic_scholar", "openalex", "nobody")),
        ("publisher", ("library", "crossref", "openalex", "datacite", "arxiv", "semantic_scholar", "nobody")),
        ("container_title", ("library", "crossref", "semantic_scholar", "openalex", "arxiv")),
    ],
)
def test_who_is_believed_first(field: str, sources: tuple[str, ...]) -> None:
    ranks = [rank_for(field, source) for source in sources]
    assert ranks == sorted(set(ranks))


def test_sources_by_kind_and_by_authority() -> None:
    assert names_of(kind="registry") == {"crossref", "arxiv", "datacite"}
    assert names_of(authoritative_for="doi") == {"crossref", "datacite"}
    assert names_of(kind="index", authoritative_for="doi") == set()


def test_a_name_that_the_table_lacks() -> None:
    assert row_of("rival").kind == "index"
    assert (label_of("rival"), rank_for("title", "rival")) == ("rival", UNRANKED)
