"""Settings and decisions: what is accepted, and how everything wrong is told at once."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config.decisions import read_decisions
from pipeline.config.schema import Config, SourceConfig, default_sources, read_config
from pipeline.config.yaml import SIZE_CAP
from pipeline.model.decisions import Decision
from pipeline.model.errors import BibmillError, InputError, UsageError

WHOLE = """
raw: [lists/a.md, lists/b.csv]
library: [refs/*.bib]
contact: me@example.org
keys: {pattern: "auth.lower + year"}
counts: {show: [crossref, semantic_scholar], in_extra: true}
verify: {ignore: [year_differs]}
sources:
  arxiv: {enabled: no, per_second: 0.5, concurrency: 1}
  crossref: {base_url: "http://127.0.0.1:8080/x"}
  openalex: {key_env: BIBMILL_MY_KEY}
"""


def config(text: str, **environ: str) -> Config:
    return read_config(text, "p.yaml", environ)


def complaints(text: str) -> list[str]:
    with pytest.raises(UsageError) as caught:
        config(text)
    assert caught.value.exit_code == 2
    return str(caught.value).split("\n")


def wrong_decisions(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_decisions(text, "d.yaml")
    return str(caught.value).split("\n")


def test_every_setting():
    read = config(WHOLE)
    assert [one.file for one in read.raw] == ["lists/a.md", "lists/b.csv"]
    assert read.library == ("refs/*.bib",)
    assert read.contact == "me@example.org"
    assert read.keys.pattern == "auth.lower + year"
    assert read.counts.show == ("crossref", "semantic_scholar")
    assert read.counts.in_extra
    assert read.verify.ignore == ("year_differs",)
    arxiv = read.sources["arxiv"]
    assert (arxiv.enabled, arxiv.per_second, arxiv.concurrency) == (False, 0.5, 1)
    assert arxiv.base_url == default_sources()["arxiv"].base_url
    assert read.sources["crossref"].base_url == "http://127.0.0.1:8080/x"


def test_given_sources_come_first_in_their_order():
    assert list(config(WHOLE).sources) == ["arxiv", "crossref", "openalex", "library", "semantic_scholar", "datacite"]
    assert list(config("").sources) == list(default_sources())


@pytest.mark.parametrize(
    "text", ["", "# nothing", "raw:", "sources:\n  crossref:\n", "keys: {pattern: }", "sources: {arxiv: {base_url: }}"]
)
def test_empty_values_have_their_default(text: str):
    read = config(text)
    assert read.sources == default_sources()
    assert (read.raw, read.keys, read.library) == ((), Config().keys, ("data/library/*",))


def test_environment():
    assert config("contact: a@example.org", BIBMILL_CONTACT=" b@example.org ").contact == "b@example.org"
    assert config("contact: a@example.org", BIBMILL_CONTACT=" ").contact == "a@example.org"
    source = config(WHOLE).sources["openalex"]
    assert source.key({"BIBMILL_MY_KEY": " secret\n"}) == "secret"
    assert source.key({}) == ""
    assert SourceConfig().key({"": "x"}) == ""


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("raws: [a.md]", "p.yaml:1", "“raws”; the nearest known one is “raw”"),
        ("\n\nsource: {}", "p.yaml:3", "the nearest known one is “sources”"),
        ("zzz: 1", "p.yaml:1", "known are raw, library"),
        ("2001: 1", "p.yaml:1", "“2001”"),
        ("raw: list.md", "p.yaml:1", "raw: it is no list of files"),
        ("raw: [1]", "p.yaml:1", "neither the name of a file nor"),
        ("contact: 2001-01-01", "p.yaml:1", "contact:"),
        ("keys: {patern: x}", "p.yaml:1", "“keys.patern”; the nearest known one is “pattern”"),
        ("keys:\n  pattern: [x]", "p.yaml:1", "keys.pattern: it must be a text, not a list."),
        ("counts: {show: [opanalex]}", "p.yaml:1", "the nearest known one is “openalex”"),
        ("verify: {ignore: [yaer_differs]}", "p.yaml:1", "the nearest known one is “year_differs”"),
        ("verify: {ignore: year_differs}", "p.yaml:1", "verify.ignore: it must be a list, not a text."),
        ("verify: {ignroe: []}", "p.yaml:1", "“verify.ignroe”; the nearest known one is “ignore”"),
        ("verify: [year_differs]", "p.yaml:1", "verify: it must be a mapping"),
        ("counts: [openalex]", "p.yaml:1", "counts: it must be a mapping of keys to values, not a list."),
        ("sources: [crossref]", "p.yaml:1", "not a mapping of source names"),
        ("sources:\n  crosref: {}", "p.yaml:2", "the nearest known one is “crossref”"),
        ("sources:\n  crossref: false", "p.yaml:2", "{enabled: false}"),
        ("sources:\n  crossref: 5", "p.yaml:2", "not a mapping"),
        ("sources:\n  crossref:\n    base_ulr: x", "p.yaml:3", "the nearest known one is “base_url”"),
        ("sources:\n  crossref:\n    base_url: http://api.example.org", "p.yaml:3", "only https"),
        ("sources: {crossref: {base_url: 'file:///etc/passwd'}}", "p.yaml:1", "only https"),
        ("sources: {crossref: {base_url: 'https://['}}", "p.yaml:1", "only https"),
        ("sources: {crossref: {base_url: 'https://h:99999/'}}", "p.yaml:1", "not from 1 to 65535"),
        ("sources: {crossref: {base_url: 'https://h/?a=b'}}", "p.yaml:1", "base_url: it may have no query"),
        ("sources: {crossref: {base_url: 'https://me:CANARY@h/'}}", "p.yaml:1", "no query, fragment or user info"),
        ("sources: {crossref: {base_url: 'https://h\\x'}}", "p.yaml:1", "a backslash"),
        ("sources: {crossref: {base_url: 'https://[:::]/'}}", "p.yaml:1", "no IPv6 address"),
        ("sources: {crossref: {per_second: 0}}", "p.yaml:1", "sources.crossref.per_second: it must be a number above"),
        ("sources: {crossref: {per_second: .nan}}", "p.yaml:1", "above zero"),
        ("sources: {crossref: {concurrency: -1}}", "p.yaml:1", "sources.crossref.concurrency"),
        (
            "sources: {crossref: {concurrency: two}}",
            "p.yaml:1",
            "sources.crossref.concurrency: it must be a whole number, not a text.",
        ),
        ("- a\n- b", "p.yaml:1", "not a mapping of names to values"),
        ("false", "p.yaml:1", "not a mapping of names to values"),
        ("raw: [a.md]\nraw: [b.md]", "p.yaml:2", "“raw” stands twice"),
    ],
)
def test_one_complaint(text: str, place: str, words: str):
    (complaint,) = complaints(text)
    assert complaint.startswith(f"{place}: ")
    assert words in complaint
    assert "CANARY" not in complaint


@pytest.mark.parametrize(
    ("source", "variable"),
    [
        ("openalex", "OPENALEX_API_KEY"),
        ("semantic_scholar", "S2_API_KEY"),
        ("openalex", "BIBMILL_KEY"),
        ("crossref", "BIBMILL_2_KEYS"),
    ],
)
def test_variables_that_may_hold_a_key(source: str, variable: str):
    read = config(f"sources: {{{source}: {{key_env: {variable}}}}}")
    assert read.sources[source].key({variable: "x"}) == "x"


@pytest.mark.parametrize(
    "variable",
    [
        *("AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "PATH", "HOME", "S2_API_KEY", "ZOTERO_API_KEY", "XBIBMILL_KEY"),
        *("openalex_api_key", "OpenAlex_API_KEY", "OPENALEX_API_KEY ", " OPENALEX_API_KEY", "OPENALEX_API_KEY\n"),
        *("OPENALEX_API_KEY_", "OPENALEX_API_KEY=x", "$OPENALEX_API_KEY", "${HOME}", "*", "OPENALEX_API_KEY\u200b"),
        *("\uff2fPENALEX_API_KEY", "BIBMILL", "BIBMILL_", "BIBMILL__", "bibmill_key", "Bibmill_KEY", "BIBMILL_KEY "),
        *("BIBMILL-KEY", "BIBMILL_k\u00e9y", "BIBMILL_KEY/../HOME", "BIBMILL_\u0660", "BIBMILL_KEY\nHOME"),
        *("BIBMILL_CONTACT", "BIBMILL_HOSTS", "BIBMILL_OUTSIDE", "BIBMILL_CACHE", "BIBMILL_INDEX"),
        *("BIBMILL_ZOTERO_LIBRARY", "sk-1234567890abcdef"),
    ],
)
def test_any_other_variable_is_refused(variable: str):
    (complaint,) = complaints(f"sources:\n  openalex:\n    key_env: {json.dumps(variable)}")
    is_name = variable.isascii() and variable.replace("_", "A").isalnum() and variable.isupper()
    assert complaint == (
        f"p.yaml:3: sources.openalex.key_env: {f'“{variable}”' if is_name else 'this'} is no variable whose value may "
        "be sent there; name OPENALEX_API_KEY, or a variable that begins with BIBMILL_."
    )


def test_all_complaints_at_once():
    found = complaints(
        "raws: []\nkeys: {patern: a, x: b}\nsources:\n  crosref: {}\n  arxiv:\n    base_url: ftp://x\n    speed: 1\n"
    )
    assert [line.split(": ")[0] for line in found] == [f"p.yaml:{line}" for line in (1, 2, 2, 4, 7, 6)]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000"])
def test_plain_http_only_to_this_machine(host: str):
    assert config(f"sources: {{crossref: {{base_url: 'http://{host}/x'}}}}")
    assert "only https" in complaints(f"sources: {{crossref: {{base_url: 'http://{host}.example.org/'}}}}")[0]


HOSTILE = {
    "no yaml": ("raw: [a", "p.yaml:1"),
    "tab": ("raw:\n\t- a", "p.yaml:2"),
    "two documents": ("raw: []\n---\nraw: []", "p.yaml:2"),
    "python object": ("contact: !!python/object/apply:os.system ['true']", "p.yaml:1"),
    "alias bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "aliases"),
    "deep": ("[" * 500_000, "nested too deeply"),
    "terminal escape": (r'"\x1b[2J": 1', r"\x1b[2J"),
    "control": ("raw: [\x00]", "not valid YAML"),
    "list as a name": ("? [a]\n: b", "p.yaml:1"),
    "impossible date": ("contact: 2001-99-99", "not valid YAML"),
    "huge": ("# " + "x" * SIZE_CAP, "over 1 MB"),
    "two megabytes": ("raw: [" + "a, " * 700_000 + "]", "over 1 MB"),
}


@pytest.mark.parametrize(("text", "words"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_yaml(text: str, words: str):
    (complaint,) = complaints(text)
    assert complaint.startswith("p.yaml:")
    assert words in complaint
    assert complaint.isprintable()
    assert all(wrong.isprintable() for wrong in wrong_decisions(text))


DECISIONS = """
- row: "Visualizing: a survey"
  year: 2014
  accept: arxiv:1706.03760
  why: seen
- {row: no, reject: [doi:10.1234/a, "10.1234/b"]}
- row: 1984
  accept: 1706.10000
  set: {container-title: 007, year: 2001, volume: 1e3, note: off, issue: }
- {row: x, reject: doi:10.1234/a, year: }
"""


def test_decisions_are_read_as_they_are_written():
    assert read_decisions(DECISIONS, "d.yaml") == (
        Decision("Visualizing: a survey", 2014, "arxiv:1706.03760", why="seen", where="d.yaml:2"),
        Decision("no", reject=("doi:10.1234/a", "10.1234/b"), where="d.yaml:6"),
        Decision(
            "1984",
            accept="1706.10000",
            set_fields={"container_title": "007", "year": "2001", "volume": "1e3", "note": "off"},
            where="d.yaml:7",
        ),
        Decision("x", reject=("doi:10.1234/a",), where="d.yaml:10"),
    )


@pytest.mark.parametrize("text", ["", "# nothing", "[]", "---"])
def test_no_decisions(text: str):
    assert read_decisions(text, "d.yaml") == ()


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("row: x", "d.yaml:1", "a list of `- row: …` entries"),
        ("- x", "d.yaml:1", "decision 1: it is not a mapping"),
        ("- {row: a}\n- {accept: b}", "d.yaml:2", "decision 2: the key “row” is missing."),
        ("- {row: }", "d.yaml:1", "the key “row” is missing."),
        ("- {row: [a]}", "d.yaml:1", "decision 1.row: it must be a text, not a list."),
        ("- {row: a, acept: b}", "d.yaml:1", "“acept”; the nearest known one is “accept”"),
        ("- {row: a, accept: b, accept: c}", "d.yaml:1", "“accept” stands twice"),
        ("- row: A title: with a colon", "d.yaml:1", "not valid YAML"),
    ],
)
def test_wrong_decisions(text: str, place: str, words: str):
    (complaint,) = wrong_decisions(text)
    assert complaint.startswith(f"{place}: ")
    assert words in complaint


@pytest.mark.parametrize(
    ("text", "faults", "is_held"),
    [
        ("{row: a, year: soon}", ["year: the year “soon” is not a number of a year"], True),
        ("{row: a, year: [1]}", ["year: the year “['1']” is not a number of a year"], True),
        ("{row: a, accept: [b]}", ["accept: it is one paper, not a list or a mapping"], True),
        ("{row: a, reject: {b: c}}", ["reject: it is a list of papers"], True),
        ("{row: a, reject: [[b]]}", ["reject: it is a list of papers"], True),
        ("{row: a, accept: }", ["accept: it names nothing; name a paper, or `none` where the row is right"], False),
        ("{row: a, set: volume}", ["set: it is not a mapping of fields to values"], False),
        ("{row: a, set: {titel: b}}", ["set: unknown key “titel”; the nearest known one is “title”"], False),
        ("{row: a, set: {volume: [1]}}", ["set: volume is one text, not a list or a mapping"], False),
        ("{row: a, set: {year: ²⁰}}", ["set: the year “²⁰” is not a number of a year"], False),
        ("{row: a, set: {type: misc, year: 1}}", ["set: unknown type “misc”"], False),
        ("{row: a, year: x, set: {b: c, year: y}}", ["year: ", "set: unknown key “b”", "set: the year “y”"], True),
    ],
)
def test_a_wrong_value_is_a_fault_of_its_decision(text: str, faults: list[str], is_held: bool):
    [decision] = read_decisions(f"- {text}", "d.yaml")
    assert decision.is_held is is_held
    for said, begun in zip(decision.faults, faults, strict=True):
        assert said.startswith(begun)


def test_all_wrong_decisions_at_once():
    found = wrong_decisions("- x\n- {row: a}\n- {row: b, yaer: 1}\n- {set: 1}")
    assert [line.split(": ")[0] for line in found] == ["d.yaml:1", "d.yaml:3", "d.yaml:4"]


@given(st.text(st.sampled_from("raw sources: {}[]-,:?&*!|>\n'\"0"), max_size=40) | st.text(max_size=30))
def test_any_text_is_read_or_refused_in_a_sentence(text: str):
    for read in (config, lambda text: read_decisions(text, "d.yaml")):
        try:
            read(text)
        except BibmillError as error:
            said = str(error).replace("\n", "")
        else:
            said = ""
        assert said == "" or said.isprintable()
