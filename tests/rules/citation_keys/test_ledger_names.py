"""The names that stand in committed ledgers: a change here loses citation keys."""

from __future__ import annotations

import pytest

from pipeline.model.records import Date, Record
from pipeline.rules.citation_keys.ledger_names import is_name_by_title, name_by_title


@pytest.mark.parametrize(
    ("title", "year", "name"),
    [
        ("Methods for Interpreting", 2018, "title:methodsforinterpreting:2018"),
        ("On the (In)fidelity & Sensitivity", 2019, "title:ontheinfidelityandsensitivity:2019"),
        ("Gaïa’s $\\beta$-VAE", None, "title:gaiasbetavae:"),
        ("深度学习", 2015, "title:深度学习:2015"),
        ("a" * 90, 2015, f"title:{'a' * 90}:2015"),
        ("", None, "title:=row"),
    ],
)
def test_names_by_title(title: str, year: int | None, name: str):
    made = name_by_title(Record("row", title=title, issued=Date(year) if year else None))
    assert made == name
    assert is_name_by_title(made)


def test_an_identifier_is_no_name_by_title():
    assert not is_name_by_title("doi:10.1000/182")


def test_volumes_of_one_work_have_names_of_their_own():
    whole = Record("row", title="The Art", issued=Date(1986))
    volumes = {name_by_title(Record("row", title="The Art", other_texts=(("volume-title", text),))) for text in "AB"}
    assert len({name_by_title(whole), *volumes}) == 3
