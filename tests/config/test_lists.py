"""`raw:`, `venues:` and `outputs:`: what a person says where the guess is wrong."""

from __future__ import annotations

import pytest

from pipeline.config.lists import ListConfig, SectionsConfig, TaughtVenue
from pipeline.config.schema import OUTPUTS, Config, read_config
from pipeline.model.errors import UsageError


def config(text: str) -> Config:
    return read_config(text, "p.yaml", {})


def test_every_lever():
    read = config(
        "raw:\n"
        "  - a.md\n"
        '  - {file: "icra-*.md", venue: ICRA, year: 2023, reader: bullets, columns: {title: Paper, year: 3},'
        ' sections: {skip: [Datasets]}, pattern: "(?P<title>.+)"}\n'
        "venues: {KI-Tagung: {title: German Conference on AI, kind: conference, doi: never}}\n"
        "outputs: [bib, csl]\n"
    )
    assert read.raw == (
        ListConfig("a.md"),
        ListConfig(
            "icra-*.md",
            venue="ICRA",
            year=2023,
            reader="bullets",
            columns={"title": "Paper", "year": 3},
            sections=SectionsConfig(skip=("Datasets",)),
            pattern="(?P<title>.+)",
        ),
    )
    assert read.venues == {"KI-Tagung": TaughtVenue("German Conference on AI", doi="never")}
    assert (read.outputs, config("").outputs) == (("bib", "csl"), OUTPUTS)


@pytest.mark.parametrize("text", ["raw: [{file: a.md, venue: , columns: , sections: {skip: }}]", "raw: [a.md]"])
def test_what_is_empty_is_not_said(text: str):
    assert config(text).raw == (ListConfig("a.md"),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("raw: a.md", "write `raw: [data/raw/papers.md]`"),
        ("raw: [3]", "neither the name of a file nor"),
        ("raw: [{venue: ICML}]", "raw: the key “file” is missing."),
        ("raw: [{file: a.md, venu: ICML}]", "“raw.venu”; the nearest known one is “venue”"),
        ("raw: [{file: a.md, year: soon}]", "raw.year: it must be a whole number, not a text."),
        ("raw: [{file: a.md, year: 20199}]", "raw.year: 20199 is no year in which a paper appeared."),
        ("raw: [{file: a.md, columns: {titel: 1}}]", "“raw.columns.titel”; the nearest known one is “title”"),
        ("raw: [{file: a.md, sections: {skipp: [a]}}]", "“raw.sections.skipp”; the nearest known one is “skip”"),
        ("raw: [{file: a.md, pattern: '('}]", "raw.pattern: it is no regular expression"),
        ("raw: [{file: a.md, pattern: '(?P<tilte>.)'}]", "unknown key “the group tilte”; known are title"),
        ("raw: [{file: a.md, pattern: '(?P<year>.)'}]", "it names no group `(?P<title>…)`"),
        (f"raw: [{{file: a.md, pattern: '{'a' * 1001}'}}]", "over 1,000 characters"),
        ("venues: [KI]", "not a mapping of abbreviations"),
        ("venues: {KI: German Conference}", "venues.KI: it is not a mapping"),
        ("venues: {KI: {title: G, kind: meeting}}", "venues.KI: Invalid enum value"),
        ("venues: {KI: {titel: G}}", "“venues.KI.titel”; the nearest known one is “title”"),
        ("outputs: [bibtex]", "“outputs: bibtex”; the nearest known one is “biblatex”"),
    ],
)
def test_one_complaint(text: str, words: str):
    with pytest.raises(UsageError) as raised:
        config(text)
    assert words in str(raised.value).splitlines()[0]
    assert str(raised.value).startswith("p.yaml:1: ")
