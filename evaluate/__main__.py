"""`python -m evaluate`: run the pipeline and the baselines on worsened rows, and report what they got right."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
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
from evaluate.report import BIBMILL, DOUBLE, EXACT, FIRST, PATHS, SIMILAR, Settings, Variant, to_report
from evaluate.rows import ABSENT, CLEAN, VARIANTS, ListedRow, choose, read_lists, to_markdown, worsen
from evaluate.scores import MATCHED, UNMATCHED, Found, f1, score
from pipeline import readers
from pipeline.config.schema import SourceConfig
from pipeline.model.protocols import Bibliography, Source
from pipeline.model.records import Candidate, Record, Row, Struct
from pipeline.model.urls import hosts_of, read_address
from pipeline.network.client import Client
from pipeline.sources import open_source
from pipeline.stages.deduplicate import deduplicate
from pipeline.stages.enrich import enrich
from pipeline.stages.normalize import normalize
from pipeline.writers.tables.judged_rows import judge_rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write the report; without lists or a double it says so, and returns 0 all the same."""
    options = _parser().parse_args(arguments)
    if lacking := find_lacking(options):
        print(f"evaluation left out: {lacking}")
        return 0
    settings = Settings(
        Path(options.lists), options.double, options.absent_double, options.described, options.rows, options.seed
    )
    report = measure(settings)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(report, encoding="utf-8")
    print(report)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evaluate", description=__doc__)
    environ = os.environ.get
    parser.add_argument("--lists", default=environ("BIBMILL_LISTS", ""), help="folder of answers, *.jsonl")
    parser.add_argument("--double", default=environ("BIBMILL_DOUBLE", ""), help="base URL of a double of the APIs")
    parser.add_argument("--absent-double", default="", help="a double that hides the papers, for the last variant")
    parser.add_argument("--described", default=DOUBLE, help="what the double is, for the report")
    parser.add_argument("--rows", type=int, default=0, help="at most so many rows (default: all)")
    parser.add_argument("--seed", type=int, default=1, help="of the sample and of the noise")
    parser.add_argument("--out", type=Path, default=Path("docs/evaluation.md"), help="the report")
    return parser


def find_lacking(options: argparse.Namespace) -> str:
    """A sentence on what is missing to measure with; empty when nothing is."""
    if not options.lists:
        return "name a folder of lists with answers (--lists or BIBMILL_LISTS)."
    if not any(Path(options.lists).glob("*.jsonl")):
        return f"{options.lists} holds no answers (*.jsonl)."
    if not options.double:
        return "name the URL of a double of the APIs (--double or BIBMILL_DOUBLE)."
    for url in filter(None, (options.double, options.absent_double)):
        try:
            read_address(url)
        except ValueError as error:
            return f"the URL of a double of the APIs cannot be asked: {error}."
    return ""


def measure(settings: Settings) -> str:
    """Measure all variants; the report as Markdown."""
    rows = choose(read_lists(settings.lists), settings.count, settings.seed)
    variants: dict[str, Variant] = {}
    threshold = THRESHOLDS[0]
    with tempfile.TemporaryDirectory(prefix="bibmill-") as folder:
        for name in VARIANTS:
            print(f"{name} …", file=sys.stderr, flush=True)
            bench = Bench(Path(folder), settings.absent_double if name == ABSENT else "", settings)
            worse = worsen(rows, name, settings.seed)
            claims = to_claims(worse)[1]
            offered = bench.collect(claims, worse, is_absent=name == ABSENT)
            if name == CLEAN:
                threshold = best_threshold(worse, claims, offered)
            ours = bench.run(worse, is_absent=name == ABSENT)
            found_by_system = {BIBMILL: ours.found, **run_baselines(claims, offered, threshold)}
            scores = {
                system: score(worse, found, is_absent=name == ABSENT) for system, found in found_by_system.items()
            }
            variants[name] = Variant(scores, ours.requests, ours.open_rows)
    return to_report(settings, variants, threshold)


class BibmillResult(Struct, frozen=True):
    """What bibmill found for the rows, its requests by service, and how many rows a source left open."""

    found: tuple[Found, ...]
    requests: dict[str, int] = {}
    open_rows: int = 0


class Bench:
    """Runs the pipeline, and collects candidates for the baselines, with the sources of one double."""

    def __init__(self, folder: Path, double: str, settings: Settings) -> None:
        self._folder, self._url = folder, (double or settings.double).rstrip("/")
        self._is_hiding = not double

    def run(self, rows: Sequence[ListedRow], *, is_absent: bool) -> BibmillResult:
        """Run the pipeline with an empty cache, as on its first day."""
        with self._client(None) as client:
            run = run_pipeline(rows, self._open(client, tuple(PATHS), rows, is_absent=is_absent))
            requests = {one.service: one.requests for one in client.statistics()}
        return BibmillResult(run.found, requests, run.open_rows)

    def collect(
        self, claims: Sequence[Record], rows: Sequence[ListedRow], *, is_absent: bool
    ) -> dict[str, tuple[Candidate, ...]]:
        """Every source's candidates for every row, by the id of its claim; replies are cached for other variants."""
        with self._client(self._folder / f"facts-{abs(hash(self._url))}.sqlite") as client:
            return collect_candidates(self._open(client, SEARCHED, rows, is_absent=is_absent), claims)

    def _client(self, cache: Path | None) -> Client:
        """A client that asks the double, which whoever measures has named, and no other host."""
        return Client(cache_path=cache, hosts=hosts_of([self._url]))

    def _open(
        self, client: Client, names: Sequence[str], rows: Sequence[ListedRow], *, is_absent: bool
    ) -> list[Source]:
        sources = [
            open_source(
                name, client, SourceConfig(base_url=self._url + PATHS[name], per_second=1000, concurrency=8), ""
            )
            for name in names
        ]
        if not (is_absent and self._is_hiding):
            return sources
        golds = {claim.id: row.gold for claim, row in zip(to_claims(rows)[1], rows, strict=True)}
        return [HidingSource(source, golds) for source in sources]


def run_pipeline(listed: Sequence[ListedRow], sources: Sequence[Source]) -> BibmillResult:
    """The stages from a table to judged rows."""
    rows, claims = to_claims(listed)
    matches = enrich(claims, sources).items
    works = deduplicate(claims, matches).works
    judged = judge_rows(Bibliography(works, rows, matches))
    found = tuple(Found(one.status, one.record if one.is_matched else Record(id="")) for one in judged)
    return BibmillResult(found, open_rows=sum(bool(match.unasked) for match in matches))


def to_claims(listed: Sequence[ListedRow]) -> tuple[tuple[Row, ...], tuple[Record, ...]]:
    """The rows as the pipeline reads them from a markdown table, and its claims."""
    rows = readers.read_list(to_markdown(tuple(listed)).encode(), "rows.md").rows
    if len(rows) != len(listed):
        raise RuntimeError(f"{len(listed)} rows were written as a table and {len(rows)} read from it")
    return rows, normalize(rows).items


def run_baselines(
    claims: Sequence[Record], offered: Mapping[str, Sequence[Candidate]], threshold: float
) -> dict[str, tuple[Found, ...]]:
    """What each baseline makes of the same candidates."""
    baselines: dict[str, Baseline] = {
        FIRST: take_first,
        f"{SIMILAR} ≥ {threshold:.2f}": partial(take_similar, threshold=threshold),
        EXACT: take_exact,
    }
    return {name: tuple(_choose(baseline, claim, offered) for claim in claims) for name, baseline in baselines.items()}


def _choose(baseline: Baseline, claim: Record, offered: Mapping[str, Sequence[Candidate]]) -> Found:
    chosen = baseline(claim, offered.get(claim.id, ()))
    return Found(MATCHED, chosen.record) if chosen else Found(UNMATCHED)


def best_threshold(
    rows: Sequence[ListedRow], claims: Sequence[Record], offered: Mapping[str, Sequence[Candidate]]
) -> float:
    """The threshold with which the similar title does best; the lowest of equally good ones."""

    def f1_with(threshold: float) -> float:
        baseline = partial(take_similar, threshold=threshold)
        return f1(score(rows, [_choose(baseline, claim, offered) for claim in claims]))

    return max(THRESHOLDS, key=f1_with)


if __name__ == "__main__":
    sys.exit(main())
