"""`SECURITY.md` leaves out no sink, no host and no key."""

from __future__ import annotations

import pytest

from pipeline.model.source_table import source_table
from tests import ROOT

TEXT = (ROOT / "SECURITY.md").read_text("utf-8")
ASKED = TEXT.partition("## What leaves the machine")[2].partition("## ")[0]


def first_cells(text: str) -> list[str]:
    return [line.split("|")[1] for line in text.splitlines() if line.startswith("| ")]


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "output").iterdir()))
def test_every_output_has_a_promise(name: str):
    assert sum(f"`{name}`" in cell for cell in first_cells(TEXT)) == 1


@pytest.mark.parametrize("source", [row for row in source_table().values() if row.base_url], ids=lambda row: row.name)
def test_every_host_is_named(source):
    assert source.label in first_cells(ASKED)[1]
    keyed = next(line for line in ASKED.splitlines() if "your key for it" in line)
    assert (source.label in keyed) is bool(source.key_env)
