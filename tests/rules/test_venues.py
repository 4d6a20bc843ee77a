"""Written forms of venues and what they stand for; the table of the tests is the specification."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rules.venues import find_venues, parent_of, recognise
from tests import DATA

WRITTEN = list(csv.DictReader(io.StringIO((DATA / "venues.csv").read_text(encoding="utf-8"))))


@pytest.mark.parametrize("line", WRITTEN, ids=lambda line: line["raw"][:60])
def test_written_forms(line: dict[str, str]):
    assert [(venue.name, venue.kind) for venue in find_venues(line["raw"])] == [(line["name"], line["kind"])]


@pytest.mark.parametrize("written", ["", "   ", "no such venue at all", "2019"])
def test_what_is_no_venue_stands_for_none(written: str):
    assert find_venues(written) == ()


def test_an_ambiguous_abbreviation_finds_all_its_venues():
    assert {venue.name for venue in find_venues("PRL")} == {"Pattern Recognition Letters", "Physical Review Letters"}


@pytest.mark.parametrize(
    ("title", "name", "is_workshop"),
    [
        ("ICML 2016 Workshop on Visualization for Deep Learning", "ICML Workshop", True),
        ("SafeAI@AAAI", "AAAI Conference on Artificial Intelligence", True),
        ("Proceedings of the IEEE", "Proceedings of the IEEE", False),
        ("Proceedings of the Ninth Workshop on Statistical Machine Translation", "Machine Translation", False),
        ("Workshop on Multimodal Information Access (MIA)", "", True),
        ("Odd Gathering on Pears (ICCV)", "IEEE/CVF International Conference on Computer Vision", False),
        ("Odd Pages on Pears (IJCV)", "International Journal of Computer Vision", False),
        ("Proceedings of the Odd Gathering (IJCV)", "", False),
    ],
)
def test_containers(title: str, name: str, is_workshop: bool):
    found = recognise(title)
    assert (name in found.venue.name if found.venue and name else found.venue is None) is True
    assert found.is_workshop is is_workshop


def test_a_workshop_series_has_a_parent():
    [workshops] = find_venues("CVPRW")
    [conference] = find_venues("CVPR")
    assert parent_of(workshops) == conference
    assert parent_of(conference) == conference


@given(st.text(max_size=80))
def test_any_text_may_be_asked(written: str):
    find_venues(written)
    recognise(written)
