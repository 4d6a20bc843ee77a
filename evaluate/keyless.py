"""What a person without keys waits for: a project with the rows, run twice as a person runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from evaluate.bench import PATHS, find_rows
from evaluate.errors import MeasureError
from evaluate.rows import ListedRow, to_markdown
from evaluate.scores import Found, Scores, score
from pipeline.model.protocols import Bibliography
from pipeline.model.records import Struct
from pipeline.model.source_table import source_table
from pipeline.project.artefacts import read_artefacts

CONTACT = "someone@example.org"
_SETTINGS = "pipeline.yaml"
_LIST = "data/raw/papers.md"


class KeylessResult(Struct, frozen=True):
    """The grades of the first run, and the seconds and the requests by service of both."""

    scores: Scores
    first: float
    second: float
    requests: dict[str, int] = {}
    requests_again: dict[str, int] = {}


class _Run(Struct, frozen=True):
    seconds: float
    requests: dict[str, int]


def measure_keyless(rows: Sequence[ListedRow], url: str, folder: Path) -> KeylessResult:
    """Run a project with these rows twice against a double, without keys, with a contact address.

    Raises:
        MeasureError: A run wrote nothing; with what it said.
    """
    write_project(folder, rows, url)
    first = _run(folder, url)
    scores = score(rows, _read_found(folder))
    second = _run(folder, url)
    return KeylessResult(scores, first.seconds, second.seconds, first.requests, second.requests)


def write_project(folder: Path, rows: Sequence[ListedRow], url: str) -> None:
    """A project with the rows as its list, whose sources are a double's."""
    (folder / _LIST).parent.mkdir(parents=True)
    (folder / _LIST).write_text(to_markdown(tuple(rows)), encoding="utf-8")
    settings = json.dumps({"raw": [_LIST], "library": [], "sources": to_sources(url)})  # JSON is YAML
    (folder / _SETTINGS).write_text(settings, encoding="utf-8")


def to_sources(url: str) -> dict[str, dict[str, str]]:
    """The settings of the sources of a double."""
    return {name: {"base_url": url.rstrip("/") + path} for name, path in PATHS.items()}


def keyless_environment(url: str) -> dict[str, str]:
    """The environment without the keys of any source; the double may be asked."""
    keys = {row.key_env for row in source_table().values() if row.key_env}
    kept = {name: value for name, value in os.environ.items() if name not in keys and not name.startswith("BIBMILL_")}
    return {**kept, "BIBMILL_HOSTS": urlsplit(url).netloc, "BIBMILL_CONTACT": CONTACT}


def _run(folder: Path, url: str) -> _Run:
    command = [sys.executable, "-m", "pipeline", "-C", str(folder), "--json", "bib"]
    start = time.monotonic()
    done = subprocess.run(command, env=keyless_environment(url), capture_output=True, text=True, check=False)  # noqa: S603 (our own)
    seconds = time.monotonic() - start
    if done.returncode:
        raise MeasureError(f"the run without keys ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    return _Run(seconds, read_requests(done.stdout))


def read_requests(summary: str) -> dict[str, int]:
    """The requests by source in what a run says as JSON; it leaves out what is zero; a source may be two services."""
    found: Counter[str] = Counter()
    for one in json.loads(summary).get("sources", ()):
        found[one["service"].partition(" (")[0]] += one.get("requests", 0)
    return dict(found)


def _read_found(folder: Path) -> tuple[Found, ...]:
    known = read_artefacts(folder, ("rows", "matches", "works"))
    return find_rows(Bibliography(known.works, known.rows, known.matches))
