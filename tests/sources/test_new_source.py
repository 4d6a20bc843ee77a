"""A new source is its own file, its row in the table, and nothing else: a test adds one to a copy of the package."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests import DATA, ROOT

MADE_UP = DATA / "sources" / "madeup"
DOI = "10.1234/pears"
TITLE = "Pears and the Slow Ripening of Orchards"
PAPER = {
    "doi": DOI,
    "title": TITLE,
    "authors": ["Ada Gardener", "Ben Orchard"],
    "year": 2019,
    "journal": "Journal of Orchards",
    "publisher": "Made-Up Press",
    "citations": 4321,
}
WORK = {
    "DOI": DOI,
    "type": "journal-article",
    "title": [TITLE],
    "issued": {"date-parts": [[2019]]},
    "container-title": ["Journal of Orchards"],
    "publisher": "Crossref Press",
}
"""The paper as Crossref has it: without authors, about whom all other sources are asked."""
LIST = f"| Year | Title | Citations |\n|---|---|---|\n| 2019 | {TITLE} | |\n"


class Server:
    """Answers as both APIs do, below `/madeup` and `/crossref`; `paths` are what was asked."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.paths.append(self.path)
                body = json.dumps(respond(self.path)).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def respond(path: str) -> Any:
    parts = urlsplit(path)
    asked = parse_qs(parts.query)
    if parts.path == "/madeup/papers":
        is_known = asked.get("title") == [TITLE] or asked.get("dois") == [DOI]
        return {"papers": [PAPER] if is_known else []}
    return {"message": {"items": [WORK]}}


class Copy:
    """A copy of the package with the source in it, and a project that asks it."""

    def __init__(self, folder: Path, url: str) -> None:
        self.package, self.project, self.url = folder / "package", folder / "project", url
        self.allowed = {"BIBMILL_HOSTS": urlsplit(url).netloc}
        shutil.copytree(ROOT / "pipeline", self.package / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
        sources = self.package / "pipeline" / "sources"
        shutil.copy(MADE_UP / "madeup.py", sources)
        table = json.loads((sources / "table.json").read_text(encoding="utf-8"))
        table.append(json.loads((MADE_UP / "row.json").read_text(encoding="utf-8")))
        (sources / "table.json").write_text(json.dumps(table), encoding="utf-8")
        self.project.mkdir()
        (self.project / "list.md").write_text(LIST, encoding="utf-8")
        self.set_up()

    def set_up(self, sources: str = "") -> None:
        sources = sources or f"  madeup: {{base_url: {self.url}/madeup, per_second: 50}}\n"
        settings = f"raw: [list.md]\ncounts: {{show: [madeup]}}\nsources:\n{sources}"
        (self.project / "pipeline.yaml").write_text(settings, encoding="utf-8")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pipeline", "-C", str(self.project), *arguments],
            cwd=self.package,
            env=os.environ | {"PYTHONPATH": str(self.package), "PYTHONDONTWRITEBYTECODE": "1"} | self.allowed,
            capture_output=True,
            text=True,
            check=False,
        )

    def read_lines(self, name: str) -> list[Any]:
        text = (self.project / "data" / "enriched" / name).read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def copy(tmp_path: Path, server: Server) -> Copy:
    return Copy(tmp_path, server.url)


def test_a_row_is_matched_by_it(copy: Copy, server: Server) -> None:
    done = copy.run("bib", "--sources", "madeup")
    assert (done.returncode, done.stderr) == (0, "")
    [match] = copy.read_lines("matches.jsonl")
    assert (match["verdict"], match["chosen"]["source"]) == ("accept", "madeup")
    assert f"doi = {{{DOI}}}" in (copy.project / "output/references.bib").read_text(encoding="utf-8")
    assert server.paths


def test_a_mistyped_name_suggests_it(copy: Copy) -> None:
    assert "known are madeup, library" in copy.run("bib", "--sources", "madupe").stderr
    copy.set_up("  madeupp: {}\n")
    done = copy.run("check")
    assert done.returncode == 2
    assert "unknown key “sources.madeupp”; the nearest known one is “madeup”" in done.stderr


def test_its_rank_decides_between_two_values(copy: Copy) -> None:
    """Its rank is before Crossref's in all fields that no row names, such as the publisher."""
    copy.set_up(f"  crossref: {{base_url: {copy.url}/crossref}}\n  madeup: {{base_url: {copy.url}/madeup}}\n")
    done = copy.run("bib", "--sources", "crossref,madeup")
    assert done.returncode == 0, done.stderr
    [work] = copy.read_lines("works.jsonl")
    assert work["record"]["publisher"] == "Made-Up Press"
    assert [name["family"] for name in work["record"]["author"]] == ["Gardener", "Orchard"]
    fields = {one["field"]: one["source"] for one in work["record"]["provenance"]}
    assert (fields["publisher"], fields["title"]) == ("madeup", "crossref")


def test_a_refresh_asks_it_and_shows_its_label(copy: Copy) -> None:
    assert copy.run("bib", "--sources", "madeup").returncode == 0
    done = copy.run("refresh", "--sources", "madeup")
    assert done.returncode == 0, done.stderr
    [count] = copy.read_lines("citations.jsonl")
    assert (count["source"], count["count"]) == ("madeup", 4321)
    outputs = {path.name: path.read_text(encoding="utf-8") for path in (copy.project / "output").iterdir()}
    assert "4321" in outputs["table.md"]
    assert "Made-Up Index" in outputs["report.html"]
