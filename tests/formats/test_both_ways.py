"""The tables of a format, read and written: what they name exists, and what comes back as it went out."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from rispy.config import TAG_KEY_MAPPING

from pipeline.formats.bibtex import Variable, bibtex_format, layouts
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

# The CSL types that our own readers find again in what we write; any other is read as a more general one.
SAME = {
    "bibtex": "article-journal book chapter document paper-conference report thesis",
    "biblatex": "article-journal book chapter dataset document entry-encyclopedia manuscript paper-conference patent"
    " report software thesis webpage",
    "ris": "article article-journal book chapter dataset document paper-conference report software thesis webpage",
}
READ_AGAIN = {
    "bibtex": lambda name: BIBTEX.types.read.get(layouts("bibtex", name)[0].name, "document"),
    "biblatex": lambda name: BIBTEX.types.read.get(layouts("biblatex", name)[0].name, "document"),
    "ris": lambda name: RIS.types.read.get(RIS.type_of(name), "document"),
}


@pytest.mark.parametrize("language", SAME)
def test_types_that_come_back(language: str):
    assert [name for name in CSL.types if READ_AGAIN[language](name) == name] == SAME[language].split()


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


def test_every_variable_is_one_of_csl():
    known = {*CSL.variables.texts, *CSL.variables.names, *CSL.variables.dates, *CSL.fields, *CSL.former.values()}
    assert known <= CSL_VARIABLES
    assert set(RIS.variables) <= set(CSL.variables.texts)
    assert all(set(ours) <= set(theirs) for ours, theirs in FURTHER)


def test_variables_are_read_where_they_are_written():
    for variables, _ in FURTHER:
        for variable in variables.values():
            assert set(variable.written.values()) <= set(variable.read)
    assert all(TAG_KEY_MAPPING[tag.written] == tag.read for tag in RIS.variables.values())


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
