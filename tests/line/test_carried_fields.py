"""What a person's library knows comes out again: every variable of CSL, and the further fields of BibTeX."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.model.protocols import Bibliography, Writer
from pipeline.model.records import Date, Name, Record, Work
from pipeline.readers import read_references
from pipeline.writers.references.biblatex import write_biblatex
from pipeline.writers.references.bibtex import write_bibtex
from pipeline.writers.references.csl_json import make_item, write_csl_json
from pipeline.writers.references.ris import write_ris
from tests import DATA

OURS = {"id", "citation-key", "type", "title", "author", "issued"}
RENAMED = {"event": "event-title", "shortTitle": "title-short", "container-title-short": "journalAbbreviation"}
# What citeproc makes while it works, what only repeats `page`, and what the schema keeps for other programs.
NOT_OF_THE_WORK = {
    *("citation-number", "citation-label", "first-reference-note-number", "locator", "year-suffix"),
    *("page-first", "categories", "custom"),
}
SCHEMA = json.loads((DATA / "csl-data.json").read_text(encoding="utf-8"))
PROPERTIES: dict[str, dict[str, Any]] = SCHEMA["items"]["properties"]


def value_of(variable: str) -> Any:
    known = {"DOI": "10.1234/x", "URL": "https://example.org/", "PMID": "12", "PMCID": "PMC12", "language": "de"}
    if PROPERTIES[variable].get("type") == "array":
        return [{"family": "Li", "given": "An"}]
    if PROPERTIES[variable].get("$ref"):
        return {"date-parts": [[2020, 7, 5]]}
    return known.get(variable, "12-14")


def carried(item: dict[str, Any]) -> dict[str, Any]:
    (record,) = read_references(json.dumps([item]), "library.json").items
    return make_item(Work("w", record, (), "matched", "li2020x"))


@pytest.mark.parametrize("variable", sorted(set(PROPERTIES) - OURS - NOT_OF_THE_WORK))
def test_every_variable_of_csl(variable: str):
    item = {"id": "x", "type": "article-journal", "title": "T", variable: value_of(variable)}
    assert carried(item)[RENAMED.get(variable, variable)] == value_of(variable)


def test_lines_that_extra_holds_for_programs_are_not_printed():
    extra = "tex.ids: li2019x\nRead twice.\n12 citations (Crossref) [2026-01-02]\nread: yes"
    item = {"id": "li2020x", "type": "book", "title": "T", "note": extra}
    assert carried(item)["note"].split("\n") == [
        "Read twice.",
        "12 citations (Crossref) [2026-01-02]",
        "read: yes",
        "tex.ids: li2019x",
    ]
    (record,) = read_references(json.dumps([item]), "library.json").items
    ((_, text),) = write_bibtex(Bibliography((Work("w", record, (), "matched", "li2020x"),), (), ()))
    assert "note = {Read twice.}" in text


@pytest.mark.parametrize("nothing", ["null", "n/a", "NaN"])
def test_what_a_program_wrote_for_nothing_is_nothing(nothing: str):
    item = {"id": "x", "type": "article-journal", "title": "T", "volume": nothing, "issue": "18"}
    assert [carried(item).get(name) for name in ("volume", "issue")] == [None, "18"]
    text = f"@article{{x1, title = {{T}}, volume = {{{nothing}}}, number = {{18}}}}"
    (record,) = read_references(text, "library.bib").items
    assert (record.volume, record.issue) == ("", "18")


FURTHER = """@book{li2020x,
  author = {Li, An},
  translator = {M{\\"u}ller, Eva},
  title = {Made up},
  shorttitle = {S},
  publisher = {P},
  year = {2020},
  volumes = {2},
  number = {7},
  series = {Lecture Notes},
  pagetotal = {xii, 350},
  origtitle = {Il T},
  origpublisher = {O \\& P},
  origlocation = {Rome},
  origdate = {1999},
  url = {https://example.org/},
  urldate = {2021-03-04},
  library = {QA 76},
  annote = {Read.},
}
"""


def test_further_fields_of_bibtex():
    (record,) = read_references(FURTHER, "library.bib").items
    assert record.collection_number == "7"
    assert dict(record.other_texts) == {
        "annote": "Read.",
        "call-number": "QA 76",
        "number-of-pages": "xii, 350",
        "number-of-volumes": "2",
        "original-publisher": "O & P",
        "original-publisher-place": "Rome",
        "original-title": "Il T",
        "title-short": "S",
    }
    assert record.other_names == (("translator", (Name("Müller", "Eva"),)),)
    assert dict(record.other_dates) == {"accessed": Date(2021, 3, 4), "original-date": Date(1999)}
    ((_, text),) = write_bibtex(Bibliography((Work("w", record, (), "matched", "li2020x"),), (), ()))
    fields = {line.strip() for line in text.splitlines()}
    assert {line.strip() for line in FURTHER.splitlines()} <= fields | {line + "," for line in fields}


@pytest.mark.parametrize(
    ("record", "edition", "version"),
    [
        (Record("r", type="book", version="1.2"), "1.2", None),
        (Record("r", type="book", version="1.2", edition="3"), "3", None),
        (Record("r", type="software", version="1.2"), None, "1.2"),
    ],
)
def test_a_book_with_a_version_stays_a_book(record: Record, edition: str | None, version: str | None):
    item = make_item(Work("w", record, (), "matched", "k"))
    assert (item.get("edition"), item.get("version")) == (edition, version)


@pytest.mark.parametrize(
    ("record", "page", "number_of_pages"),
    [
        (Record("r", type="book", page="xii, 350"), None, "xii, 350"),
        (Record("r", type="book", page="350", other_texts=(("number-of-pages", "360"),)), "350", "360"),
        (Record("r", type="book", page="11–35"), "11-35", None),
        (Record("r", type="thesis", page="213"), None, "213"),
        (Record("r", type="chapter", page="213"), "213", None),
    ],
)
def test_pages_of_a_book_are_how_many_there_are(record: Record, page: str | None, number_of_pages: str | None):
    item = make_item(Work("w", record, (), "matched", "k"))
    assert (item.get("page"), item.get("number-of-pages")) == (page, number_of_pages)


@pytest.mark.parametrize("write", [write_bibtex, write_biblatex, write_csl_json, write_ris])
def test_former_keys_are_carried(write: Writer):
    text = "@book{li2020x, title={T}, author={Li, An}, year={2020}, ids={li_2019, li2018x,li2020y}}"
    (record,) = read_references(text, "library.bib").items
    works = (Work("w", record, (), "matched", "li2020x"), Work("v", Record("v", title="V"), (), "matched", "li2020y"))
    ((name, text),) = write(Bibliography(works, (), ()))
    kept = "li_2019,li2018x" if name.endswith("biblatex.bib") else "li_2019, li2018x,li2020y"
    assert dict(read_references(text, name).items[0].other_texts)["ids"] == kept
