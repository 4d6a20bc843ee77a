"""The network sources of a run: opened when they are first asked, behind one client."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from pipeline.config.schema import Config
from pipeline.console.summary import Console
from pipeline.project.artefacts import Artefacts
from pipeline.project.folder import Project
from pipeline.project.opened_sources import _ClientOpener


def test_all_sources_share_one_client(tmp_path: Path):
    project = Project(tmp_path, Config(), tmp_path / "pipeline.yaml", offline=True)
    console = Console()
    with ExitStack() as stack:
        opener = _ClientOpener(project, console, stack)
        client = opener.open()
        assert opener.open() is client
    found = console.summarize(Artefacts(), ())
    assert (found.rows, found.sources, found.is_complete) == (0, (), True)
    assert client._closing.is_set()
