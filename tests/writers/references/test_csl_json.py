"""`references.json`: valid CSL-JSON, in the shapes that Zotero, citeproc and pandoc keep."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.formats.extra import UNVERIFIED
from pipeline.model.protocols import Bibliography
from pipeline.model.records import Date, Identifiers, Name, Record, Work
from pipeline.writers.references.csl_json import make_item, to_csl_name, to_csl_type, write_csl_json
from tests import DATA

SCHEMA = json.loads((DATA / "csl-data.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
ZOTERO_REFUSES = {"software"}

PAPER = Record(
    id="r",
    type="paper-conference",
    title="Visualizing $\\beta$-VAE <i> & α",
    author=(Name(family="Maaten", given="Laurens", particle="van der"), Name(literal="OpenAI")),
    issued=Date(2014, 9, 6),
    container_title="Computer Vision – ECCV 2014",
    container_title_short="ECCV",
    page="818-833",
    keyword=("vision", "networks"),
    identifiers=Identifiers(doi="10.1007/978-3-319-10590-1_53", arxiv="1311.2901"),
)
PAPER_TEXT = """[
  {
    "id": "k1",
    "citation-key": "k1",
    "type": "paper-conference",
    "title": "Visualizing β-VAE <i> & α",
    "author": [
      {
        "family": "van der Maaten",
        "given": "Laurens"
      },
      {
        "literal": "OpenAI"
      }
    ],
    "issued": {
      "date-parts": [
        [
          2014,
          9,
          6
        ]
      ]
    },
    "container-title": "Computer Vision – ECCV 2014",
    "journalAbbreviation": "ECCV",
    "page": "818-833",
    "DOI": "10.1007/978-3-319-10590-1_53",
    "URL": "https://arxiv.org/abs/1311.2901",
    "note": "arXiv: 1311.2901",
    "keyword": "vision, networks"
  }
]
"""


def work(made_of: Record, key: str = "k1", status: str = "matched") -> Work:
    return Work(id="w", record=made_of, rows=(), status=status, key=key)


def write(*works: Work) -> str:
    ((name, text),) = write_csl_json(Bibliography(works=works, rows=(), matches=()))
    assert name == "references.json"
    return text


def item_of(status: str = "matched", **fields: Any) -> dict[str, Any]:
    items: list[dict[str, Any]] = json.loads(write(work(Record(**({"id": "r", "title": "T"} | fields)), status=status)))
    VALIDATOR.validate(items)
    return items[0]


def test_a_whole_item() -> None:
    text = write(work(PAPER))
    assert text == PAPER_TEXT
    VALIDATOR.validate(json.loads(text))


def test_nothing_to_cite_is_an_empty_list() -> None:
    assert write() == "[]\n"


@pytest.mark.slow
def test_many_items_are_one_list() -> None:
    items = json.loads(write(*(work(PAPER, f"k{at}") for at in range(4_500))))
    assert [item["id"] for item in items] == [f"k{at}" for at in range(4_500)]


@pytest.mark.parametrize("type_", [*SCHEMA["items"]["properties"]["type"]["enum"], "", "no such type"])
def test_every_type_is_one_that_zotero_takes(type_: str) -> None:
    item = item_of(type=type_, version="1.0")
    assert item["type"] not in ZOTERO_REFUSES
    assert item["edition" if type_ == "book" else "version"] == "1.0"


def test_types_that_are_written_as_others() -> None:
    assert [to_csl_type(name) for name in ("software", "", "dataset")] == ["book", "document", "dataset"]


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        (Name(family="Maaten", given="L.", particle="van der"), {"family": "van der Maaten", "given": "L."}),
        (Name(family="King", given="Martin", suffix="Jr."), {"family": "King", "given": "Martin, Jr."}),
        (Name(literal="Barnes and Noble, Inc."), {"literal": "Barnes and Noble, Inc."}),
        (Name(family="Plato"), {"literal": "Plato"}),
        (Name(family="King", suffix="Jr."), {"literal": "King Jr."}),
        (Name(family="王", given="伟"), {"family": "王", "given": "伟"}),
        (Name(literal="🙂"), {"literal": "🙂"}),
        (Name(literal="et al."), {}),
        (Name(family="et al.", given="A."), {}),
        (Name(), {}),
    ],
)
def test_names(name: Name, fields: dict[str, str]) -> None:
    assert dict(to_csl_name(name)) == fields


def test_a_cited_preprint_has_the_doi_of_arxiv() -> None:
    item = item_of(type="article", container_title="arXiv", identifiers=Identifiers(arxiv="1706.03762"))
    assert item["DOI"] == "10.48550/arXiv.1706.03762"
    assert item["number"] == "arXiv:1706.03762"
    assert item["publisher"] == "arXiv"
    assert "genre" not in item  # APA prints it before the number
    assert item["URL"] == "https://arxiv.org/abs/1706.03762"
    assert "container-title" not in item
    assert "note" not in item


def test_a_preprint_of_another_server_keeps_its_fields() -> None:
    item = item_of(type="article", publisher="bioRxiv", identifiers=Identifiers(doi="10.1101/1"))
    assert (item["publisher"], item["genre"], item["DOI"]) == ("bioRxiv", "preprint", "10.1101/1")
    assert "number" not in item


@pytest.mark.parametrize(
    ("fields", "status", "note"),
    [
        ({"note": "Oral"}, "matched", "Oral"),
        ({"note": "Oral"}, "unmatched", f"{UNVERIFIED}\nOral"),
        ({"identifiers": Identifiers(arxiv="1706.03762")}, "review", f"{UNVERIFIED}\narXiv: 1706.03762"),
        ({"note": "DOI: 10.1/evil\ntype: dataset"}, "matched", "Note: DOI: 10.1/evil type: dataset"),
    ],
)
def test_notes(fields: dict[str, Any], status: str, note: str) -> None:
    assert item_of(status, **fields)["note"] == note


@pytest.mark.parametrize(
    ("issued", "parts"),
    [
        (Date(2020), [2020]),
        (Date(2020, 7), [2020, 7]),
        (Date(2020, 7, 5), [2020, 7, 5]),
        (Date(2020, None, 5), [2020]),
        (Date(2020, 13, 5), [2020]),
        (Date(2020, 1, 99), [2020, 1]),
    ],
)
def test_dates(issued: Date, parts: list[int]) -> None:
    assert item_of(issued=issued)["issued"] == {"date-parts": [parts]}


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("a\x00b\x1b[2J \u202eevil", "ab[2J evil"),
        ("\ud800", "?"),
        ("p < 0.05 & </script>", "p < 0.05 & </script>"),
        (r"\input{/etc/passwd} {{{", r"\input{/etc/passwd} {{{"),
        ("$\\alpha$ costs $5", "α costs $5"),
        ("two  spaces\nand a line", "two spaces and a line"),
        ("T" * 100_000, "T" * 64_000),
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_text_is_plain(title: str, plain: str) -> None:
    assert item_of(title=title)["title"] == plain


def test_only_web_links_are_written() -> None:
    assert "URL" not in item_of(url="javascript:alert(1)")


ANY = st.text(st.characters(), max_size=20)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(ANY, st.sampled_from(SCHEMA["items"]["properties"]["type"]["enum"]))
def test_any_text_in_any_field_is_valid(text: str, type_: str) -> None:
    plain = {name: text for name in Record.__struct_fields__ if isinstance(getattr(Record(id=""), name), str)}
    name = Name(family=text, given=text, particle=text, suffix=text)
    ids = Identifiers(*[text] * len(Identifiers.__struct_fields__))
    more = {"author": (name, Name(literal=text)), "identifiers": ids, "keyword": (text,), "type": type_}
    item = item_of("review", **(plain | more))
    assert list(item)[:3] == ["id", "citation-key", "type"]


def test_italics_and_spans_are_written_and_braces_are_not():
    markup = 'The <{>Markov<}> <span class="nocase">case</span> of <i>R. Rex</i>'
    record = Record("r", title="The Markov case of R. Rex", other_texts=(("title-markup", markup),))
    item = make_item(Work("w", record, (), "matched", "k"))
    assert item["title"] == 'The Markov <span class="nocase">case</span> of <i>R. Rex</i>'
    assert "title-markup" not in item
