"""The JSON schema of the settings: it takes what the reader takes, and refuses what a schema can refuse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import yaml

from pipeline.config.json_schema import SCHEMA_FILE, list_settings, settings_schema, write_schema
from pipeline.config.schema import read_config
from pipeline.model.errors import UsageError
from pipeline.model.source_table import source_table
from tests import ROOT
from tests.config import test_lists, test_schema

VALIDATOR = jsonschema.Draft7Validator(settings_schema())


def cases_of(test: Any) -> Iterator[str]:
    """The texts of the settings in the table of a test."""
    for mark in test.pytestmark:
        for case in mark.args[1] if mark.name == "parametrize" else ():
            yield case if isinstance(case, str) else case[0]


RIGHT = [
    test_schema.WHOLE,
    *cases_of(test_schema.test_empty_values_have_their_default),
    *cases_of(test_lists.test_what_is_empty_is_not_said),
    "raw: [a.md, {file: b.csv, year: 2020, columns: {title: Talk, year: 3, note: }}]",
    "raw: [{file: a.md, sections: {take: [2018, A], skip: }}]",
    "venues: {KI: {title: G, kind: , doi: never}}",
    "outputs: [bib]",
    "adopt_published: true",
    "sources: {crossref: {base_url: 'HTTPS://x.example/y', per_second: 1, concurrency: 2}, arxiv: }",
    "sources: {openalex: {key_env: OPENALEX_API_KEY}, crossref: {key_env: BIBMILL_2_KEYS}, arxiv: {key_env: ''}}",
    "sources: {crossref: {base_url: 'http://localhost:1/'}}",
    "verify: {ignore: [year_differs, doubled]}",
    "verify: ",
]
WRONG = [
    *cases_of(test_schema.test_one_complaint),
    *cases_of(test_lists.test_one_complaint),
    "sources: {openalex: {key_env: PATH}}",
    "sources: {openalex: {key_env: BIBMILL_HOSTS}}",
    "sources: {openalex: {key_env: S2_API_KEY}}",
    "adopt_published: sometimes",
    "library: a.bib",
    "raw: [{file: }]",
    "venues: {KI: }",
    "venues: {KI: {title: }}",
]
BEYOND = (
    # What only the reader can tell: YAML itself, addresses, regular expressions, numbers that are none.
    *("raw: [a.md]\nraw: [b.md]", "2001: 1", "sources:\n  crossref:\n    base_url: http://api.example.org"),
    *(f"sources: {{crossref: {{base_url: '{url}'}}}}" for url in ("https://[", "https://h:99999/", "https://h/?a=b")),
    *(f"sources: {{crossref: {{base_url: '{url}'}}}}" for url in ("https://me:CANARY@h/", "https://h\\x")),
    *("sources: {crossref: {base_url: 'https://[:::]/'}}", "sources: {crossref: {per_second: .nan}}"),
    *(f"raw: [{{file: a.md, pattern: '{one}'}}]" for one in ("(", "(?P<tilte>.)", "(?P<year>.)")),
)


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_read_is_valid(text: str):
    read_config(text, "p.yaml", {})
    VALIDATOR.validate(yaml.safe_load(text) or {})


@pytest.mark.parametrize("text", WRONG)
def test_what_is_refused_is_invalid(text: str):
    with pytest.raises(UsageError):
        read_config(text, "p.yaml", {})
    if text not in BEYOND:
        assert not VALIDATOR.is_valid(yaml.safe_load(text))


def test_what_the_schema_cannot_tell_is_among_the_cases():
    assert set(BEYOND) <= set(WRONG)


@pytest.mark.parametrize("file", ["pipeline.yaml", "pipeline/project/templates/pipeline.yaml"])
def test_our_own_settings_are_valid_and_name_the_schema(file: str):
    text = (ROOT / file).read_text("utf-8")
    assert text.splitlines()[0] == f"# yaml-language-server: $schema={SCHEMA_FILE}"
    VALIDATOR.validate(yaml.safe_load(text))


def test_the_schema_is_one_and_stands_beside_our_settings():
    jsonschema.Draft7Validator.check_schema(settings_schema())
    assert (ROOT / SCHEMA_FILE).read_text("utf-8") == write_schema(), "run `make man`"
    assert "$ref" not in write_schema(), "an editor fetches nothing, and shows what stands beside a key"


def test_every_key_says_what_it_is_for():
    told = {one.name: one for one in list_settings()}
    assert all(one.meaning.endswith(".") for one in told.values())
    assert told["counts.show"].default == '["openalex","crossref"]'
    assert told["counts.show"].choices == tuple(source_table())
    assert told["sources.NAME.enabled"].default == "true"
    assert told["sources.NAME.key_env"].default == "", "each source has its own"
    assert told["raw[].year"].default == ""
    assert told["venues.ABBREVIATION.kind"].choices == ("book", "conference", "journal", "preprint", "workshop")
    keys = settings_schema()["properties"]["sources"]["properties"]["semantic_scholar"]["properties"]
    assert keys["key_env"]["default"] == "S2_API_KEY"
    assert keys["key_env"]["description"] == told["sources.NAME.key_env"].meaning
