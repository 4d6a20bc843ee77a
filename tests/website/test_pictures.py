"""The pictures: what stays of a terminal, and that what is committed is small and loads nothing."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from tests import ROOT
from website import pictures
from website.pictures import draw_terminal, settle

PICTURES = sorted((ROOT / "docs/pictures").iterdir())


@pytest.mark.parametrize(
    ("written", "stays"),
    [
        ("one\r\ntwo\r\n", ["one", "two"]),
        ("10 %\r20 %\r\ndone\n", ["20 %", "done"]),
        ("\x1b[?25la 1\r\nb 1\r\n\x1b[2A\x1b[2Ka 2\r\n\x1b[2Kb 2\r\n\x1b[?25h", ["a 2", "b 2"]),
        ("a\r\nb\r\nc\x1b[2A\x1b[Jend\r\n", ["end"]),
        ("\x1b[1mbold\x1b[0m\r\n\r\n", ["\x1b[1mbold\x1b[0m"]),
        ("", []),
    ],
)
def test_what_stays_on_the_screen(written: str, stays: list[str]):
    assert settle(written) == stays


def test_the_drawing_has_the_command_and_what_it_said():
    drawn = draw_terminal("bibmill bib", "161 rows\r\n")
    words = re.sub(r"<[^>]+>|&#160;", " ", drawn)
    assert "bibmill" in words
    assert "161" in words


def test_pictures_are_small_and_load_nothing():
    assert {path.name for path in PICTURES} == {"report.png", "terminal.svg"}
    assert sum(path.stat().st_size for path in PICTURES) < 300_000
    assert not re.search(
        r"@font-face|url\(\s*[\"']?https?:|href=", (ROOT / "docs/pictures/terminal.svg").read_text("utf-8")
    )


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
def test_without_chromium_the_terminal_is_drawn_and_the_rest_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(pictures, "PICTURES", tmp_path)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert pictures.main() == 3
    assert [path.name for path in tmp_path.iterdir()] == ["terminal.svg"]
    assert "161" in (tmp_path / "terminal.svg").read_text("utf-8")
    assert "needs Chromium" in capsys.readouterr().err
