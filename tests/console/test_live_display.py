"""What a terminal shows of a run, at any width, and what becomes of it."""

from __future__ import annotations

import io
import re
import subprocess
import sys

import msgspec
import pytest

from pipeline.console.live_display import LiveDisplay, render, to_ascii
from pipeline.console.progress import Progress, RunView, SourceView
from pipeline.console.summary import Console
from tests.console.test_console import Clock, Terminal, status

WHY = "it refuses most requests without a key (429)"
SOURCES = (
    SourceView("crossref", "asked", 2.84, 46, 61.0),
    SourceView("datacite", "done", 2.2, 0, 0.0),
    SourceView("arxiv", "rests", 0.31, 11051, 192.0, 40.0),
    SourceView("openalex", "waits", None, 0, 5.0),
    SourceView("semantic_scholar", "given up", None, 3, why=WHY),
)
VIEW = RunView(10_000, 1_630, 7_300.0, SOURCES)


@pytest.mark.parametrize("width", range(20, 140))
def test_no_line_wraps_and_no_number_is_cut(width: int):
    lines = [line.plain for line in render(VIEW, width)]
    assert all(len(line) < width for line in lines)
    assert lines[0].startswith("1,630/10,000 rows")
    if width >= 60:
        assert "about 2.0 h left" in lines[0]
        assert [line.split() for line in lines[2:6]] == [
            ["Crossref", "2.8", "46", "60", "s", "asked"],
            ["DataCite", "2.2", "0", "done"],
            ["arXiv", "0.3", "11,051", "3", "min", "rests", "40", "s"],
            ["OpenAlex", "0", "5", "s", "waits"],
        ]
        assert " ".join(" ".join(lines[7:]).split()) == f"Semantic Scholar: given up; {WHY}"


def test_colours_say_what_something_means():
    styles = {line.plain.split()[0]: [str(span.style) for span in line.spans] for line in render(VIEW, 80)}
    assert (styles["Crossref"], styles["DataCite"], styles["arXiv"]) == ([], ["green"], ["yellow"])
    assert str([*render(VIEW, 80)][-1].style) == "red"


def test_what_comes_behind_the_rows_is_named():
    line = next(iter(render(RunView(300, 300, None, (), "filling in 176/257"), 80))).plain
    assert line.startswith("300/300 rows 100%")
    assert line.endswith("no estimate yet  filling in 176/257")


def test_a_terminal_without_line_characters_gets_others():
    assert to_ascii(next(iter(render(VIEW, 80)))).plain.isascii()


def test_no_colours_on_request(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NO_COLOR", "1")
    terminal = Terminal()
    display = LiveDisplay(terminal)
    display.show(VIEW)
    display.close()
    assert not {"\x1b[31m", "\x1b[32m"} & set(re.findall(r"\x1b\[\d+m", terminal.getvalue()))
    assert terminal.getvalue().count("\x1b[?25l") == terminal.getvalue().count("\x1b[?25h") == 1


def test_a_dumb_terminal_gets_lines(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TERM", "dumb")
    terminal = Terminal()
    Console(stream=terminal).progress(status())
    assert terminal.getvalue() == ""


def test_what_others_write_stands_above_the_display(monkeypatch: pytest.MonkeyPatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    console = Console()
    console.progress(status())
    sys.stderr.write("a warning\n")
    console._progress.close()
    assert sys.stderr is terminal
    assert "a warning\n" in terminal.getvalue()


def test_it_is_drawn_some_times_a_second():
    terminal, clock = Terminal(), Clock()
    progress = Progress(terminal, bar=True, clock=clock)
    for tenth in range(100):
        clock.now = tenth / 100
        progress.show(status(tenth // 2, tenth, tenth))
    progress.close()
    assert 4 <= terminal.getvalue().count("rows") <= 7


def test_a_second_schedule_keeps_the_rows_of_the_run():
    file, clock = io.StringIO(), Clock()
    progress = Progress(file, bar=False, clock=clock)
    progress.show(status(100, 100, 100))
    clock.now = 61.0
    progress.show(msgspec.structs.replace(status(4, 4, 4), rows=50))
    assert file.getvalue().startswith("bibmill: 100 of 100 rows; asking again 4/50; about ")


def test_it_is_loaded_only_where_somebody_looks():
    code = (
        "import sys; import pipeline.console.summary; import pipeline.commands.bib;"
        " print('rich' in sys.modules, 'pipeline.console.estimate' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "False False\n"
