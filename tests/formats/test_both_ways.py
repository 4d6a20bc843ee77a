"""The tables of a format, read and written: what they name exists, and what comes back as it went out."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from pipeline.formats.bibtex import DialectName, Variable, bibtex_format, layouts, subtype_of
from pipeline.formats.csl import csl_format
from pipeline.formats.ris import ris_format
from pipeline.model.records import Record
from tests import DATA

BIBTEX, CSL, RIS = bibtex_format(), csl_format(), ris_format()
CSL_VARIABLES = set(json.loads((DATA / "csl-data.json").read_text(encoding="utf-8"))["items"]["properties"])
PARTS = set(Record.__struct_fields__)
FURTHER: tuple[tuple[dict[str, Variable], tuple[str, ...]], ...] = (
    (BIBTEX.variables.texts, CSL.variables.texts),
    (BIBTEX.variables.names, CSL.variables.names),
    (BIBTEX.variables.dates, CSL.variables.dates),
)

# The CSL types that RIS has no type of its own for, and what is read in their place.
SHARED = {
    "collection": "book",
    "entry": "entry-encyclopedia",
    "event": "document",
    "interview": "personal_communication",
    "performance": "document",
    "post": "webpage",
    "regulation": "legislation",
    "review": "article-journal",
    "review-book": "article-journal",
    "treaty": "document",
}


def test_types_that_share_one_of_ris():
    read = {name: RIS.types.read.get(RIS.type_of(name), "document") for name in CSL.types}
    assert {name: other for name, other in read.items() if other != name} == SHARED


@pytest.mark.parametrize("dialect", ["bibtex", "biblatex"])
def test_every_type_comes_back_out_of_a_bib(dialect: DialectName):
    for name in CSL.types:
        entry_type = layouts(dialect, name)[0].name
        said = subtype_of(entry_type, name)
        read = BIBTEX.types.subtypes.get(said, said) or BIBTEX.types.read.get(entry_type, "document")
        assert read == name


def test_every_type_is_one_of_csl():
    read = {*BIBTEX.types.read.values(), *RIS.types.read.values()}
    written = {
        *RIS.types.written,
        *BIBTEX.types.genres,
        *(name for rows in BIBTEX.types.written.values() for name in rows),
    }
    assert read | written | {*CSL.written, *CSL.written.values()} <= set(CSL.types)


def test_every_entry_type_has_fields():
    for dialect, rows in BIBTEX.types.written.items():
        assert {"misc", *(name for names in rows.values() for name in names)} <= set(BIBTEX.fields.written[dialect])


def test_every_field_read_is_of_a_record():
    assert {*BIBTEX.fields.read, *RIS.fields.read, *CSL.fields.values()} <= PARTS
    assert {part for row in RIS.fields.written.values() for part in row} <= PARTS


def test_every_variable_is_one_of_csl():
    known = {*CSL.variables.texts, *CSL.variables.names, *CSL.variables.dates, *CSL.fields, *CSL.former.values()}
    assert known <= CSL_VARIABLES
    assert set(RIS.variables) <= {*CSL.variables.texts, *BIBTEX.variables.own}
    assert {part for row in RIS.names.values() for part in row} <= {*CSL.variables.names, "author", "editor"}
    assert all(set(ours) <= set(theirs) for ours, theirs in FURTHER)


def test_variables_are_read_where_they_are_written():
    for variables, _ in FURTHER:
        for variable in variables.values():
            assert set(variable.written.values()) <= set(variable.read)
    for variable in (*BIBTEX.variables.own.values(), *BIBTEX.variables.own_names.values()):
        assert set(variable.written.values()) <= set(variable.read)


def test_no_table_is_read_by_an_import():
    code = (
        "from pipeline.formats import bibtex, csl, ris\n"
        "from pipeline.readers.references import bibtex as _, csl_json as _, ris as _\n"
        "from pipeline.writers.references import biblatex as _, bibtex as _, csl_json as _, ris as _\n"
        "tables = bibtex.bibtex_format, csl.csl_format, ris.ris_format\n"
        "print(sum(table.cache_info().currsize for table in tables))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "0\n"
