"""The section on somebody's references: how it is measured, and what it says."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from evaluate import verification
from evaluate.corpora import read_corpus
from evaluate.errors import MeasureError
from evaluate.rival_checkers import list_checkers
from evaluate.verification import (
    BibmillSays,
    VerifySettings,
    find_lacking_bench,
    measure_verification,
    read_claims,
    run_bibmill,
)
from pipeline.model.verification import EntryStatus

BIB = """@article{one, title = {Seeing Things}, author = {Doe, Jane}, year = 2018, doi = {10.1000/1}}
@misc{two, title = {Hearing Sounds}, author = {Roe, Rick}, year = 2019}
"""
LABELS = '{"key": "one", "label": "valid"}\n{"key": "two", "label": "spoilt", "type": "made_up"}\n'
COMMAND = "some-double {corpus} {port}"
SAID = {
    "entries": [
        {"key": "one", "status": "verified", "findings": []},
        {
            "key": "two",
            "status": "suspicious",
            "findings": [
                {"code": "year_differs", "severity": "error", "sentence": "It is of 2017."},
                {"code": "x", "severity": "error", "sentence": "So."},
                {"code": "doubled", "severity": "note", "sentence": "See /home/me/refs.bib:3."},
            ],
        },
    ],
    "summary": {"requests": {"crossref": 3}},
}


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    (tmp_path / "refs.bib").write_text(BIB)
    (tmp_path / "labels.jsonl").write_text(LABELS)
    return tmp_path


def write_records(path: Path, *titles: str) -> Path:
    path.write_text("".join(f'{{"title": "{title}"}}\n' for title in titles))
    return path


def test_the_whole_section(bench: Path, monkeypatch: pytest.MonkeyPatch):
    served: list[list[str]] = []

    @contextmanager
    def serve(command: str, corpus: Path, _log: Path) -> Iterator[str]:
        assert command == COMMAND
        served.append([str(one["title"]) for one in read_corpus(corpus)])
        yield "http://127.0.0.1:9"

    ours = BibmillSays({"one": EntryStatus.NOT_FOUND}, {"one": "nobody knows it"}, {"crossref": 3})
    citecheck = list_checkers()[-1]
    monkeypatch.setattr(verification, "serve", serve)
    monkeypatch.setattr(verification, "run_bibmill", lambda *_: ours)
    monkeypatch.setattr(verification, "run_rules", lambda *_: {"a rule": {"two": EntryStatus.SUSPICIOUS}})
    monkeypatch.setattr(verification, "find_installed", lambda folders: [(citecheck, Path(folders, "citecheck"))])
    monkeypatch.setattr(verification, "run_checker", lambda *_: {"two": EntryStatus.NOT_FOUND})
    corpus = write_records(bench / "corpus.jsonl", "Seeing Things")
    (bench / "works.jsonl.gz").write_bytes(_pack(write_records(bench / "works.jsonl", "Hearing Sounds")))
    section = measure_verification(VerifySettings(str(bench), str(corpus), COMMAND, "/opt/bin"))
    assert served == [["Seeing Things", "Hearing Sounds"]]
    assert section.startswith("## Somebody's references\n\n2 labelled entries: 1 sound ones and 1 that are invented")
    assert "| bibmill | 0.0 (0.0–79.3) | 100.0 (20.7–100.0) |" in section
    assert "| a rule | 100.0 (20.7–100.0) | 0.0 (0.0–79.3) |" in section
    assert "| citecheck | 100.0" in section
    assert "- citecheck: `CHECK`" in section
    assert "- bibaudit: left out, since no folder of --checkers (BIBMILL_CHECKERS) has its command" in section
    assert "| 3 | 0 | 0 | 0 | 0 | 1.50 |" in section
    assert "| one | sound | not_found | nobody knows it |" in section


def _pack(path: Path) -> bytes:
    import gzip

    return gzip.compress(path.read_bytes())


def test_the_command_is_run_without_keys_and_cache(bench: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    ran: list[tuple[list[str], dict[str, str]]] = []

    def run(command, env, **_more):
        ran.append((command, env))
        return subprocess.CompletedProcess(command, 0, json.dumps(SAID), "")

    monkeypatch.setenv("S2_API_KEY", "secret")
    monkeypatch.setattr(subprocess, "run", run)
    said = run_bibmill(bench / "refs.bib", "http://127.0.0.1:9/", tmp_path / "run")
    ((command, env),) = ran
    assert command[:3] == [sys.executable, "-m", "pipeline"]
    assert command[3:] == ["-C", str(tmp_path / "run"), "--json", "verify", str(bench / "refs.bib")]
    assert "S2_API_KEY" not in env
    assert (env["BIBMILL_HOSTS"], env["BIBMILL_CACHE"]) == ("127.0.0.1:9", str(tmp_path / "run" / "cache"))
    settings = json.loads((tmp_path / "run" / "pipeline.yaml").read_text())
    assert settings["sources"]["arxiv"] == {"base_url": "http://127.0.0.1:9/arxiv/api"}
    assert said == BibmillSays(
        {"one": EntryStatus.VERIFIED, "two": EntryStatus.SUSPICIOUS},
        {"one": "", "two": "year_differs: It is of 2017. x: So."},
        {"crossref": 3},
    )


def test_a_command_that_fails(bench: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(
        subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 2, "", "no such\n")
    )
    with pytest.raises(MeasureError, match="`verify` ended with 2: no such"):
        run_bibmill(bench / "refs.bib", "http://127.0.0.1:9", tmp_path / "run")


def test_rules_know_entries_by_their_keys(bench: Path):
    claims = read_claims(bench / "refs.bib")
    assert {key: (one.title, one.identifiers.doi) for key, one in claims.items()} == {
        "one": ("Seeing Things", "10.1000/1"),
        "two": ("Hearing Sounds", ""),
    }


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            VerifySettings(),
            "name a folder of labelled references (--labelled-references or BIBMILL_LABELLED_REFERENCES).",
        ),
        (VerifySettings("nowhere", serve=COMMAND), "nowhere holds no refs.bib."),
        (VerifySettings(".", serve="x {corpus}"), "name the command that serves a corpus (--serve or BIBMILL_SERVE), "),
        (VerifySettings(".", "nowhere", COMMAND), "nowhere is no file."),
        (VerifySettings(".", "", COMMAND), ""),
    ],
)
def test_what_is_lacking(settings: VerifySettings, sentence: str, bench: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(bench)
    found = find_lacking_bench(settings)
    assert found.startswith(sentence)
    assert bool(found) == bool(sentence)


def test_labels_must_be_there(bench: Path):
    (bench / "labels.jsonl").unlink()
    assert find_lacking_bench(VerifySettings(str(bench), serve=COMMAND)) == f"{bench} holds no labels.jsonl."
