"""`references.biblatex.bib`: for biber, in Unicode, with the keys that a work had before."""

from __future__ import annotations

import bibtexparser
import pytest

from pipeline.model.protocols import Bibliography
from pipeline.model.records import Date, Identifiers, Name, Record, Work
from pipeline.text.serial_numbers import find_isbn, find_issn
from pipeline.writers.references.biblatex import make_entry, write_biblatex

PAPER = Record(
    id="r",
    type="article",
    title="Éléments of β-VAE & Co.",
    author=(Name("Nguyễn", "Éric"), Name(literal="OpenAI")),
    issued=Date(2017, 6, 12),
    identifiers=Identifiers(arxiv="1706.03762"),
)
ENTRY = """@online{nguyen2017elements,
  ids = {vae17,Nguyen:2017},
  author = {Nguyễn, Éric and {OpenAI}},
  title = {Éléments of {β-VAE} \\& Co.},
  date = {2017-06-12},
  doi = {10.48550/arXiv.1706.03762},
  eprint = {1706.03762},
  eprinttype = {arxiv},
  url = {https://arxiv.org/abs/1706.03762}
}
"""


def write(*works: Work, aliases: tuple[tuple[str, str], ...] = ()) -> str:
    ((name, text),) = write_biblatex(Bibliography(works, (), (), aliases=aliases))
    assert name == "references.biblatex.bib"
    return text


def test_an_entry_as_it_stands_in_the_file():
    aliases = (("vae17", "nguyen2017elements"), ("Nguyen:2017", "nguyen2017elements"), ("gone", "other"))
    assert write(Work("w", PAPER, (), "matched", "nguyen2017elements"), aliases=aliases) == ENTRY


def test_a_former_key_that_another_work_has_is_not_given_out():
    works = (Work("w", PAPER, (), "matched", "a"), Work("v", PAPER, (), "matched", "b"))
    assert "ids" not in write(*works, aliases=(("B", "a"), ("x,y}", "a")))


def test_it_is_read_back_with_the_keys_in_list_order():
    library = bibtexparser.parse_string(write(*(Work(key, PAPER, (), "review", key) for key in ("b", "a"))))
    assert [entry.key for entry in library.entries] == ["b", "a"]
    assert library.entries[0]["keywords"] == "unverified"
    assert not library.failed_blocks


@pytest.mark.parametrize(("issued", "date"), [(None, "XXXX"), (Date(800), "0800"), (Date(2020, 0, 3), "2020")])
def test_dates(issued: Date | None, date: str):
    made = make_entry(Work("w", Record(id="r", title="T", issued=issued), (), "matched", "k"))
    assert made["date"] == f"{{{date}}}"


@pytest.mark.parametrize(
    ("text", "issn"),
    [
        ("0897-4756", "0897-4756"),
        ("ISSN 08974756", "0897-4756"),
        ("2434-561x", "2434-561X"),
        ("1234-5678", ""),
        ("", ""),
    ],
)
def test_serial_numbers_add_up(text: str, issn: str):
    assert find_issn(text) == issn


@pytest.mark.parametrize(
    ("text", "isbn"),
    [
        ("9783161484100", "9783161484100"),
        ("978-3-16-148410-0 978-1-4028-9462-6", "978-3-16-148410-0"),
        ("0-8044-2957-X", "0-8044-2957-X"),
        ("9783161484101", ""),
        ("978316148410X", ""),
        ("none", ""),
    ],
)
def test_book_numbers_add_up(text: str, isbn: str):
    assert find_isbn(text) == isbn
