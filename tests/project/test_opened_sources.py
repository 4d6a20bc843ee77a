"""The network sources of a run: opened when they are first asked, behind one client that asks allowed hosts only."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from pathlib import Path
from types import ModuleType

import pytest

from pipeline.config.schema import Config, default_sources, read_config
from pipeline.console.summary import Console
from pipeline.model.errors import InputError, UsageError
from pipeline.model.records import Identifiers, Match, Outcome, Problem, Query, Record
from pipeline.model.statuses import ReplyStatus, Verdict
from pipeline.model.urls import Host
from pipeline.project import adding, wiring
from pipeline.project.artefacts import Artefacts
from pipeline.project.folder import Project, read_host_rules
from pipeline.project.opened_sources import _ClientOpener, find_refusals, list_refusing, open_sources


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


@pytest.mark.parametrize(
    ("variable", "refusing"),
    [("", {"semantic_scholar"}), ("OPENALEX_API_KEY", {"semantic_scholar"}), ("S2_API_KEY", set())],
)
def test_who_has_no_key_is_refused(
    offline: Project, monkeypatch: pytest.MonkeyPatch, variable: str, refusing: set[str]
):
    for name in ("S2_API_KEY", "OPENALEX_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    if variable:
        monkeypatch.setenv(variable, "1234567890")
    assert list_refusing(offline) == refusing


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


@pytest.mark.parametrize(
    ("flags", "variable", "allowed"),
    [
        ([], "", ()),
        ([], " , ,", ()),
        (["a.example"], "", (Host("a.example"),)),
        (["a.example:8443, [::1]:80", "b.example"], "", (Host("a.example", 8443), Host("::1", 80), Host("b.example"))),
        ([], "a.example,b.example:1", (Host("a.example"), Host("b.example", 1))),
        (["a.example"], "b.example", (Host("a.example"), Host("b.example"))),
    ],
)
def test_hosts_are_allowed_outside_the_project(flags: list[str], variable: str, allowed: tuple[Host, ...]):
    rules = read_host_rules(flags, {"BIBMILL_HOSTS": variable})
    assert rules.allowed == allowed
    assert rules.own["crossref"] == "https://api.crossref.org"
    assert "library" not in rules.own


@pytest.mark.parametrize(
    ("flags", "variable", "words"),
    [
        (["a.example,https://b.example"], "", "--allow-host: “https://b.example”: it is no host; write HOST"),
        ([], "*", "BIBMILL_HOSTS: “*”: it is no host; write HOST or HOST:PORT"),
        ([], "a:0", "BIBMILL_HOSTS: “a:0”: its port is not from 1 to 65535."),
        (["\x1b[2J"], "", r"“\x1b[2J”"),
    ],
)
def test_what_is_no_host_ends_the_run(flags: list[str], variable: str, words: str):
    with pytest.raises(UsageError) as caught:
        read_host_rules(flags, {"BIBMILL_HOSTS": variable})
    assert words in str(caught.value)


def test_sources_that_are_not_asked_are_told(tmp_path: Path):
    settings = "sources: {crossref: {base_url: 'https://a.example:8443'}, openalex: {base_url: 'https://b.example'}"
    config = read_config(settings + ", arxiv: {base_url: 'https://c.example', enabled: false}}", "p.yaml", {})
    project = Project(tmp_path, config, tmp_path / "p.yaml", hosts=read_host_rules(["b.example"], {}))
    assert list(find_refusals(project)) == [
        "sources.crossref.base_url: a.example:8443 is not its own host; crossref is asked there only with "
        "--allow-host a.example:8443 (or in BIBMILL_HOSTS)."
    ]


@pytest.mark.parametrize("module", [wiring, adding], ids=["a run", "an addition"])
def test_who_refuses_is_told_to_the_stage(offline: Project, monkeypatch: pytest.MonkeyPatch, module: ModuleType):
    monkeypatch.delenv("S2_API_KEY", raising=False)
    told: list[frozenset[str]] = []

    def note(*_: object, refusing: frozenset[str], **__: object) -> Outcome[Match]:
        told.append(refusing)
        return Outcome((Match("added", Verdict.REJECT, "nothing_found", "", ""),), ())

    monkeypatch.setattr(module, "enrich", note)
    with suppress(InputError):
        if module is wiring:
            wiring.enrich_claims(offline, Artefacts(), Console())
        else:
            adding.find_paper(offline, "10.1234/pear", Console())
    assert told == [{"semantic_scholar"}]
