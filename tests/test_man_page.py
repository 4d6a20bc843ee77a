"""The man page in `docs/` is that of this command line."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from pipeline.console.arguments import COMMAND_GROUPS, COMMANDS, EXIT_CODES, FLAG_GROUPS, TOPICS
from pipeline.console.help_topics import tables
from tests import ROOT
from tests.man_page import write_man_page

PAGE = ROOT / "docs/bibmill.1"


@pytest.mark.parametrize("columns", ["60", "200"])
def test_the_man_page_is_not_stale(columns: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", columns)
    assert write_man_page() == PAGE.read_text("utf-8"), "run `make man`"


def test_the_man_page_has_all_of_the_command_line():
    page = PAGE.read_text("utf-8").replace(r"\-", "-")
    for name in COMMANDS:
        assert f".SS \\fBbibmill {name}\\fR" in page
    for title in (*FLAG_GROUPS, "which command", "examples", "exit status", "environment", "files", "topics"):
        assert f".SH {title.upper()}\n" in page
    names = (*COMMAND_GROUPS, *EXIT_CODES, *tables.FILES, *(f"bibmill help {one}" for one in TOPICS))
    for name in (*map(str, names), *(one for one, _ in tables.tell_variables())):
        assert rf"\fB{name}\fR" in page or rf"\fB\&{name}\fR" in page, name
    assert page.count("--offline") == 1, "the flags of all commands are told once"


@pytest.mark.skipif(not shutil.which("groff"), reason="needs groff")
def test_groff_has_nothing_to_say():
    run = subprocess.run(
        ["groff", "-man", "-ww", "-z", "-K", "utf8", "-T", "utf8", str(PAGE)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr == ""
