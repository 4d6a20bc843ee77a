"""The corpus of hostile texts against all that `verify` shows and writes."""

from __future__ import annotations

import json

import pytest

from pipeline.console.verified import tell_verification
from pipeline.model.records import Candidate
from pipeline.model.verification import EntryStatus, Finding, Judgement, Severity, Verification, VerifiedEntry
from pipeline.rules.verifying.ignoring import read_acceptance
from pipeline.writers.verification.page import write_page
from pipeline.writers.verification.sarif import write_sarif
from tests.faults.test_hostile import CONTROL, ENCODABLE, NO_TEXT, check_html, everywhere


def of_text(at: int, text: str) -> VerifiedEntry:
    """An entry with the text wherever one can be."""
    record = everywhere(text, f"entry:{at}")
    findings = tuple(
        Finding(code, text, text, f"{text} {text}", text, severity, text)
        for code, severity in (("title_differs", Severity.ERROR), ("doubled", Severity.NOTE))
    )
    status = (*EntryStatus,)[at % 4]
    judged = Judgement(record.id, status, Candidate(record, text, text), findings, (), (text,), ((text, text),), text)
    return VerifiedEntry(text, at, text, record, judged, findings)


@pytest.fixture(scope="module")
def found() -> Verification:
    entries = tuple(of_text(at, text) for at, text in enumerate(ENCODABLE))
    pairs = tuple((text, text) for text in ENCODABLE)
    return Verification(entries, pairs, dict.fromkeys(ENCODABLE, 1), tuple(ENCODABLE), tuple(ENCODABLE))


def test_the_page_shows_texts_and_runs_none(found: Verification):
    text = write_page(found)
    check_html(text, 0)
    assert not NO_TEXT & set(text)
    text.encode("utf-8")


def test_sarif_is_json_of_plain_messages(found: Verification):
    text = write_sarif(found, {})
    text.encode("utf-8")
    run = json.loads(text)["runs"][0]
    said = [one["message"]["text"] for one in (*run["results"], *run["invocations"][0]["toolExecutionNotifications"])]
    assert not any(CONTROL.search(one) or "\n" in one for one in said)
    assert all(one for one in said)


@pytest.mark.parametrize("as_json", [True, False])
def test_the_terminal_gets_printable_lines(found: Verification, as_json: bool, capsys: pytest.CaptureFixture[str]):
    tell_verification(found, as_json=as_json, quiet=False, written=tuple(ENCODABLE), width=80)
    out, err = capsys.readouterr()
    if as_json:
        assert len(json.loads(out)["entries"]) == len(ENCODABLE)
    else:
        assert all(line.isprintable() for line in (out + err).split("\n"))


def test_a_terminal_gets_no_codes_but_ours(found: Verification):
    from pipeline.console.verified_cards import Style, write_cards

    for line in write_cards(found.entries, Style(80, is_plain=False)):
        for code in ("\x1b[0m", "\x1b[7m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[33m"):
            line = line.replace(code, "")
        assert line.isprintable(), line


def test_a_comment_is_read_or_told():
    for text in ENCODABLE:
        accepted = read_acceptance(f"bibmill: ok, {text}")
        assert accepted is not None
        assert all(flaw.isprintable() for flaw in accepted.flaws)
