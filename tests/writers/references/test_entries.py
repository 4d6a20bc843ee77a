"""A record gets the first entry type that fits."""

from __future__ import annotations

import pytest

from pipeline.formats.bibtex import Layout, layouts
from pipeline.model.records import Record
from pipeline.writers.references.bibtex import BIBTEX
from pipeline.writers.references.entries import choose_entry_type

ARTICLE = Layout("article", (("author",), ("journal",)), (("container_title", "journal"),))
BOOK = Layout("book", (("author", "editor"),), (("publisher", "publisher"),))
RECORD = Record("x", container_title="Pomology", publisher="Pear & Sons")


@pytest.mark.parametrize(
    ("known", "offered", "chosen"),
    [
        ({"author": "Birne"}, (ARTICLE, BOOK), ("article", {"author": "Birne", "journal": "Pomology"})),
        ({"author": "Birne"}, (BOOK, ARTICLE), ("book", {"author": "Birne", "publisher": r"Pear \& Sons"})),
        ({"editor": "Birne"}, (ARTICLE, BOOK), ("book", {"editor": "Birne", "publisher": r"Pear \& Sons"})),
    ],
)
def test_the_first_type_that_fits(known: dict[str, str], offered: tuple[Layout, ...], chosen: tuple[str, object]):
    assert choose_entry_type(offered, RECORD, known, BIBTEX) == chosen


def test_no_type_that_fits_is_a_bug():
    with pytest.raises(ValueError, match="no entry type fits x"):
        choose_entry_type((ARTICLE, BOOK), RECORD, {}, BIBTEX)
    assert choose_entry_type(layouts("bibtex", "book"), Record("x"), {}, BIBTEX) == ("misc", {})
