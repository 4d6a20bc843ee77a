"""The pipeline and the rivals, run on rows against one double."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path

from evaluate.baselines import (
    SEARCHED,
    THRESHOLDS,
    Baseline,
    HidingSource,
    collect_candidates,
    take_exact,
    take_first,
    take_similar,
)
from evaluate.rows import Gold, ListedRow, to_markdown
from evaluate.scores import MATCHED, UNMATCHED, Found, f1, score
from pipeline import readers
from pipeline.config.schema import SourceConfig
from pipeline.model.protocols import Bibliography, Source
from pipeline.model.records import Candidate, Record, Row, Struct
from pipeline.model.urls import hosts_of
from pipeline.network.client import Client
from pipeline.sources import open_source
from pipeline.stages.deduplicate import deduplicate
from pipeline.stages.enrich import enrich
from pipeline.stages.normalize import normalize
from pipeline.writers.tables.judged_rows import judge_rows

BIBMILL, FIRST, SIMILAR, EXACT = "bibmill", "first hit", "similar title", "same title and year"
PATHS = {
    "crossref": "/crossref",
    "semantic_scholar": "/semanticscholar/graph/v1",
    "openalex": "/openalex",
    "arxiv": "/arxiv/api",
    "datacite": "/datacite",
}
"""Where a double has each API, in the order in which they are asked."""


class BibmillResult(Struct, frozen=True):
    """What bibmill found for the rows, its requests by service, and how many rows a source left open."""

    found: tuple[Found, ...]
    requests: dict[str, int] = {}
    open_rows: int = 0


class Bench:
    """Runs the pipeline, and collects candidates for the baselines, with the sources of one double.

    Args:
        folder: For the replies to the baselines' questions.
        url: The double.
        is_hiding: True when the sources hide the papers that the rows mean, since the double does not.
    """

    def __init__(self, folder: Path, url: str, *, is_hiding: bool = False) -> None:
        self._folder, self._url, self._is_hiding = folder, url.rstrip("/"), is_hiding

    def run(self, rows: Sequence[ListedRow]) -> BibmillResult:
        """Run the pipeline with an empty cache, as on its first day."""
        with self._client(None) as client:
            run = run_pipeline(rows, self._open(client, tuple(PATHS), rows))
            requests = {one.service: one.requests for one in client.statistics()}
        return BibmillResult(run.found, requests, run.open_rows)

    def collect(self, rows: Sequence[ListedRow]) -> dict[str, tuple[Candidate, ...]]:
        """Every source's candidates for every row, by the id of its claim; replies are cached for other variants."""
        name = sha256(self._url.encode()).hexdigest()[:16]
        with self._client(self._folder / f"facts-{name}.sqlite") as client:
            return collect_candidates(self._open(client, SEARCHED, rows), to_claims(rows)[1])

    def _client(self, cache: Path | None) -> Client:
        """A client that asks the double, which whoever measures has named, and no other host."""
        return Client(cache_path=cache, hosts=hosts_of([self._url]))

    def _open(self, client: Client, names: Sequence[str], rows: Sequence[ListedRow]) -> list[Source]:
        sources = open_double(client, self._url, names)
        if not self._is_hiding:
            return sources
        golds: dict[str, Gold] = {claim.id: row.gold for claim, row in zip(to_claims(rows)[1], rows, strict=True)}
        return [HidingSource(source, golds) for source in sources]


def open_double(client: Client, url: str, names: Sequence[str]) -> list[Source]:
    """Sources of a double, which are asked as fast as it answers."""
    places = {name: url.rstrip("/") + PATHS[name] for name in names}
    return [
        open_source(name, client, SourceConfig(base_url=place, per_second=1000, concurrency=8), "")
        for name, place in places.items()
    ]


def run_pipeline(listed: Sequence[ListedRow], sources: Sequence[Source]) -> BibmillResult:
    """The stages from a table to judged rows."""
    rows, claims = to_claims(listed)
    matches = enrich(claims, sources).items
    works = deduplicate(claims, matches).works
    found = find_rows(Bibliography(works, rows, matches))
    return BibmillResult(found, open_rows=sum(bool(match.unasked) for match in matches))


def find_rows(bibliography: Bibliography) -> tuple[Found, ...]:
    """What is said of each row of a bibliography."""
    return tuple(
        Found(
            one.status,
            one.record if one.is_matched else Record(id=""),
            one.match.reason if one.match else "",
            one.match.explanation if one.match else "",
        )
        for one in judge_rows(bibliography)
    )


def to_claims(listed: Sequence[ListedRow]) -> tuple[tuple[Row, ...], tuple[Record, ...]]:
    """The rows as the pipeline reads them from a markdown table, and its claims."""
    rows = readers.read_list(to_markdown(tuple(listed)).encode(), "rows.md").rows
    if len(rows) != len(listed):
        raise RuntimeError(f"{len(listed)} rows were written as a table and {len(rows)} read from it")
    return rows, normalize(rows).items


def run_baselines(
    rows: Sequence[ListedRow], offered: Mapping[str, Sequence[Candidate]], threshold: float
) -> dict[str, tuple[Found, ...]]:
    """What each baseline makes of the same candidates."""
    baselines: dict[str, Baseline] = {
        FIRST: take_first,
        f"{SIMILAR} ≥ {threshold:.2f}": partial(take_similar, threshold=threshold),
        EXACT: take_exact,
    }
    return {name: _run_baseline(baseline, rows, offered) for name, baseline in baselines.items()}


def _run_baseline(
    baseline: Baseline, rows: Sequence[ListedRow], offered: Mapping[str, Sequence[Candidate]]
) -> tuple[Found, ...]:
    chosen = (baseline(claim, offered.get(claim.id, ())) for claim in to_claims(rows)[1])
    return tuple(Found(MATCHED, one.record) if one else Found(UNMATCHED) for one in chosen)


def best_threshold(rows: Sequence[ListedRow], offered: Mapping[str, Sequence[Candidate]]) -> float:
    """The threshold with which the similar title does best; the lowest of equally good ones."""

    def f1_with(threshold: float) -> float:
        return f1(score(rows, _run_baseline(partial(take_similar, threshold=threshold), rows, offered)))

    return max(THRESHOLDS, key=f1_with)
