"""Which fields of a person's own entry a change writes, and how."""

from __future__ import annotations

import pytest

from pipeline.formats.bibtex import DialectName
from pipeline.model.records import Name
from pipeline.readers.references.bibtex import read_entry
from pipeline.readers.references.bibtex_places import find_authors, place_entries
from pipeline.writers.references.bib_values import Change, WrittenEntry, find_dialect, write_change


def write(text: str, change: Change, dialect: DialectName = "bibtex") -> dict[str, str]:
    (found,) = place_entries(text)
    entry = found.entry
    return write_change(WrittenEntry(entry.kind, entry.fields, read_entry(entry), find_authors(entry)), change, dialect)


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        ("title={A}", {"doi": "10.1000/new"}),
        ("doi={10.1000/old}", {"doi": "10.1000/new"}),
        ("url={https://doi.org/10.1000/old}", {"url": "https://doi.org/10.1000/new"}),
        (
            "doi={10.1000/O\\_ld},\nurl={https://doi.org/10.1000/o_ld}",
            {"doi": "10.1000/new", "url": "https://doi.org/10.1000/new"},
        ),
        ("doi={10.1000/old}, note={not 10.1000/older}", {"doi": "10.1000/new"}),
        ("url={https://example.org/a}", {"doi": "10.1000/new"}),
    ],
)
def test_a_doi_is_written_where_it_stands(fields: str, written: dict[str, str]):
    assert write(f"@article{{k, {fields}}}", Change("doi", "10.1000/new")) == written


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        ("title={A}", {"eprint": "2101.00001", "archiveprefix": "arXiv"}),
        ("eprint={1706.03762v5}, archiveprefix={arXiv}", {"eprint": "2101.00001"}),
        ("eprinttype={arXiv}", {"eprint": "2101.00001"}),
        ("journal={arXiv preprint arXiv:1706.03762}", {"journal": "arXiv preprint arXiv:2101.00001"}),
        (
            "journal={CoRR}, volume={abs/1706.03762}, url={https://arxiv.org/abs/1706.03762v2}",
            {"url": "https://arxiv.org/abs/2101.00001"},
        ),
        ("doi={10.48550/arXiv.1706.03762}", {"doi": "10.48550/arXiv.2101.00001"}),
        ("eprint={12345678}, eprinttype={pubmed}", {}),
    ],
)
def test_an_arxiv_id_is_written_where_it_stands(fields: str, written: dict[str, str]):
    found = write(f"@article{{k, {fields}}}", Change("arxiv", "2101.00001"))
    assert {name: value for name, value in found.items() if name != "volume"} == written


def test_an_arxiv_id_for_biblatex():
    found = write("@article{k, title={A}}", Change("arxiv", "2101.00001"), "biblatex")
    assert found == {"eprint": "2101.00001", "eprinttype": "arxiv"}


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        ("year=2019", {"year": "2020"}),
        ("date={2019-05}", {"date": "2020-05"}),
        ("date={2019-05}, year=2019", {"date": "2020-05", "year": "2020"}),
        ("date={2018-12/2019-01}", {"date": "2020"}),
        ("year={in press}", {"year": "2020"}),
        ("year={}", {"year": "2020"}),
    ],
)
def test_a_year_is_written_where_it_stands(fields: str, written: dict[str, str]):
    assert write(f"@article{{k, {fields}}}", Change("year", "2020")) == written


@pytest.mark.parametrize(("dialect", "name"), [("bibtex", "year"), ("biblatex", "date")])
def test_a_missing_year_has_the_name_of_the_dialect(dialect: DialectName, name: str):
    assert write("@article{k}", Change("year", "2020"), dialect) == {name: "2020"}


@pytest.mark.parametrize(
    ("entry", "change", "written"),
    [
        ("@article{k}", Change("page", "12–19"), {"pages": "12--19"}),
        ("@article{k, eid={e1}}", Change("page", "e2"), {"eid": "e2"}),
        ("@article{k, eid={e1}, pages={1}}", Change("page", "2"), {"pages": "2"}),
        ("@article{k}", Change("issue", "3"), {"number": "3"}),
        ("@article{k, issue={}}", Change("issue", "3"), {"issue": "3"}),
        ("@inproceedings{k, number={7}}", Change("issue", "3"), {}),
        ("@inproceedings{k, issue={7}}", Change("issue", "3"), {"issue": "3"}),
        ("@article{k}", Change("container_title", "R & D"), {"journal": "R \\& D"}),
        ("@article{k, journaltitle={A}}", Change("container_title", "B"), {"journaltitle": "B"}),
        ("@conference{k}", Change("container_title", "B"), {"booktitle": "B"}),
        ("@misc{k}", Change("container_title", "B"), {}),
        ("@article{k}", Change("publisher", "B"), {}),
        ("@book{k}", Change("publisher", "B and C"), {"publisher": "{B and C}"}),
        ("@phdthesis{k}", Change("publisher", "B"), {"school": "B"}),
        ("@article{k}", Change("volume", "3"), {"volume": "3"}),
        ("@strange{k}", Change("volume", "3"), {}),
        ("@strange{k, volume={2}}", Change("volume", "3"), {"volume": "3"}),
        ("@article{k}", Change("title", "The DNA of 50% {x"), {"title": "The {DNA} of 50\\% x"}),
    ],
)
def test_a_part_has_the_field_of_the_type(entry: str, change: Change, written: dict[str, str]):
    assert write(entry, change) == written


def test_names_that_are_there_stay_as_written():
    names = (Name("Doe", "Bea"), Name("Müller", "Jörg"), Name("Škoda", "X."))
    text = '@misc{k, author={J{\\"o}rg M\\"uller and Ann Wrong and others}}'
    found = write(text, Change("author", names=names))
    assert found == {"author": 'Doe, Bea and J{\\"o}rg M\\"uller and {\\v S}koda, X.'}


def test_a_list_may_go_on():
    change = Change("author", names=(Name(literal="Acme"),), has_other_authors=True)
    assert write("@misc{k}", change) == {"author": "{Acme} and others"}


def test_no_names_are_no_authors():
    assert write("@misc{k}", Change("author")) == {}


@pytest.mark.parametrize(
    ("fields", "dialect"),
    [
        ({"date": "", "journaltitle": ""}, "biblatex"),
        ({"year": "", "journal": "", "eprinttype": ""}, "bibtex"),
        ({"title": ""}, "biblatex"),
    ],
)
def test_dialect_by_fields(fields: dict[str, str], dialect: str):
    assert find_dialect(fields, "biblatex") == dialect
