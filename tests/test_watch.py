"""What a person sees of a run."""

from __future__ import annotations

import io
from contextlib import ExitStack
from pathlib import Path

import pytest

from pipeline.commands.project import Project
from pipeline.commands.watch import SourceSummary, Summary, Watch
from pipeline.config import Config


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_progress_bar_is_for_terminals_only():
    terminal, file = Terminal(), io.StringIO()
    for stream in (terminal, file):
        watch = Watch(stream=stream)
        watch.progress("crossref", 1)
        watch.progress("crossref", 2)
        watch.progress("openalex", 1)
        watch._close_bar()
    assert "asking crossref" in terminal.getvalue()
    assert file.getvalue() == ""


@pytest.mark.parametrize("watch", [Watch(quiet=True, stream=Terminal()), Watch(as_json=True, stream=Terminal())])
def test_a_bar_is_not_shown_to_machines_nor_when_nothing_shall_be_said(watch: Watch):
    watch.progress("crossref", 1)
    assert watch._stream.getvalue() == ""  # type: ignore[attr-defined]


def test_the_summary_in_words(capsys: pytest.CaptureFixture[str]):
    stream = io.StringIO()
    sources = (
        SourceSummary("crossref", 12, 3, 4.6),
        SourceSummary("openalex", 1, 0, 0.0, "openalex: its budget is spent."),
    )
    problems = tuple(f"list.md:{line}: \x1b[2Jsomething" for line in range(30))
    Watch(stream=stream).tell(Summary(3, 1, 1, 1, 3, problems, sources, ("2 rows wait for openalex.",), ("output/x",)))
    told, said = capsys.readouterr().out, stream.getvalue()
    assert "crossref: 12 requests, 3 answers from the cache, 5 s waited." in told
    assert "its budget is spent" in told
    assert "`bibmill review`" in told
    assert "Written: output/x." in told
    assert said.count("something") == 20
    assert "… and 10 more problems" in said
    assert "\x1b" not in said
    assert "2 rows wait for openalex." in said


def test_one_client_for_all_sources_and_it_is_closed(tmp_path: Path):
    project = Project(tmp_path, Config(), tmp_path / "pipeline.yaml", offline=True)
    watch = Watch()
    with ExitStack() as stack:
        client = watch.open_client(project, stack)
        assert watch.open_client(project, stack) is client
    found = watch.summarize((), (), (), (), ())
    assert (found.rows, found.sources, found.is_complete) == (0, (), True)
