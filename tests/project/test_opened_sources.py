"""The network sources of a run: opened when they are first asked, behind one client."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from pipeline.config.schema import Config, default_sources
from pipeline.console.summary import Console
from pipeline.model.records import Identifiers, Problem, Query, Record
from pipeline.model.statuses import ReplyStatus
from pipeline.project.artefacts import Artefacts
from pipeline.project.folder import Project
from pipeline.project.opened_sources import _ClientOpener, open_sources


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


NETWORK = ["crossref", "semantic_scholar", "openalex", "arxiv", "datacite"]
IDS = Identifiers(doi="10.1234/pear", arxiv="2601.00001")


@pytest.fixture
def offline(tmp_path: Path) -> Project:
    return Project(tmp_path, Config(sources=default_sources()), tmp_path / "pipeline.yaml", offline=True)


def test_only_what_is_on_the_network_is_opened(offline: Project):
    with open_sources(offline, Console()) as sources:
        assert [source.name for source in sources] == NETWORK
    with open_sources(offline, Console(), ["arxiv", "library", "crossref"]) as sources:
        assert [source.name for source in sources] == ["arxiv", "crossref"]


@pytest.mark.parametrize("name", NETWORK)
def test_offline_every_question_is_told_as_not_asked(offline: Project, name: str):
    query = Query(Record("row", title="Seeing the pear tree", identifiers=IDS))
    with open_sources(offline, Console(), [name]) as (source,):
        results = [*source.look_up([query]), *source.search([query])]
        counted = list(source.count([("w", IDS)]))
    assert [(one.record_id, one.status) for one in results] == [("row", ReplyStatus.NOT_ASKED)] * 2
    codes = [one.code for one in counted if isinstance(one, Problem)]
    assert codes == ([] if name == "datacite" else ["not_asked"])
    assert len(counted) == len(codes)
