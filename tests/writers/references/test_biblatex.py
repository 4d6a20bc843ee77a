"""`references.biblatex.bib`: for biber, in Unicode, with the keys that a work had before."""

from __future__ import annotations

import pytest
from bibtexparser.entrypoint import parse_string

from pipeline.model.protocols import Bibliography
from pipeline.model.records import Date, Identifiers, Name, Record, Work
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


def test_a_whole_entry():
    aliases = (("vae17", "nguyen2017elements"), ("Nguyen:2017", "nguyen2017elements"), ("gone", "other"))
    assert write(Work("w", PAPER, (), "matched", "nguyen2017elements"), aliases=aliases) == ENTRY


def test_a_former_key_in_use_is_not_written():
    works = (Work("w", PAPER, (), "matched", "a"), Work("v", PAPER, (), "matched", "b"))
    assert "ids" not in write(*works, aliases=(("B", "a"), ("x,y}", "a")))


def test_keys_come_back_in_list_order():
    library = parse_string(write(*(Work(key, PAPER, (), "review", key) for key in ("b", "a"))))
    assert [entry.key for entry in library.entries] == ["b", "a"]
    assert library.entries[0]["keywords"] == "unverified"
    assert not library.failed_blocks


@pytest.mark.parametrize(("issued", "date"), [(None, "XXXX"), (Date(800), "0800"), (Date(2020, 0, 3), "2020")])
def test_dates(issued: Date | None, date: str):
    made = make_entry(Work("w", Record(id="r", title="T", issued=issued), (), "matched", "k"))
    assert made["date"] == f"{{{date}}}"


def test_more_people_are_others() -> None:
    record = Record(id="r", title="T", author=(Name("A", "B"),), has_other_authors=True)
    [author] = [
        field.value for field in make_entry(Work("w", record, (), "unmatched", "k")).fields if field.key == "author"
    ]
    assert author == "{A, B and others}"
