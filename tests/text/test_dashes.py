"""Which characters are dashes, and what becomes of them in pages."""

from __future__ import annotations

import pytest

from pipeline.text.dashes import DASHES, has_range, set_range_dash, to_hyphen


@pytest.mark.parametrize("dash", [*DASHES, "--", "---", " - ", " – "])
def test_every_dash_between_pages_is_one(dash: str):
    assert has_range(f"818{dash}833")
    assert to_hyphen(f"818{dash}833") == "818-833"
    assert set_range_dash(f"818{dash}833", "--") == "818--833"


@pytest.mark.parametrize("pages", ["", "312", "ix", "e1002", "-5", "5-", "–"])
def test_what_is_no_range_stays(pages: str):
    assert not has_range(pages)
    assert set_range_dash(pages, "--") == pages
