"""`python -m evaluate`: run the pipeline and its rivals on worsened rows, and write down what they got right."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from textwrap import fill

from evaluate.rivals import SEARCHED, THRESHOLDS, Hiding, Rival, collect, take_exact, take_first, take_similar
from evaluate.rows import ABSENT, CLEAN, VARIANTS, Listed, choose, read_lists, to_markdown, worsen
from evaluate.scores import (
    MATCHED,
    UNMATCHED,
    Found,
    Scores,
    f1,
    score,
    show_absent,
    show_details,
    show_kinds,
    show_systems,
    show_wrong,
    to_table,
)
from pipeline import readers
from pipeline.config import SourceConfig
from pipeline.doors import Bibliography, Source
from pipeline.http import Client, hosts_of
from pipeline.model import Candidate, Record, Row, Struct
from pipeline.sources import open_source
from pipeline.stages.deduplicate import deduplicate
from pipeline.stages.enrich import enrich
from pipeline.stages.load import load
from pipeline.stages.normalize import normalize
from pipeline.writers.matches_csv import judge_rows

BIBMILL, FIRST, SIMILAR, EXACT = "bibmill", "first hit", "similar title", "same title and year"
PATHS = {
    "crossref": "/crossref",
    "semantic_scholar": "/semanticscholar/graph/v1",
    "openalex": "/openalex",
    "arxiv": "/arxiv/api",
    "datacite": "/datacite",
}
"""Where a double has each API, in the order in which they are asked."""

DOUBLE = "a local double of the APIs"


class Settings(Struct, frozen=True):
    """What is measured on what."""

    lists: Path
    double: str
    absent_double: str = ""
    described: str = DOUBLE
    count: int = 0
    seed: int = 1


class Variant(Struct, frozen=True):
    """One variant, scored: each system's scores, and what bibmill asked of which service."""

    scores: dict[str, Scores]
    requests: dict[str, int] = {}
    open_rows: int = 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write; a place that lacks the lists or a double is told so, and nothing fails."""
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
    """What is not there to measure with, in a sentence; empty when all is."""
    if not options.lists:
        return "name a folder of lists with answers (--lists or BIBMILL_LISTS)."
    if not any(Path(options.lists).glob("*.jsonl")):
        return f"{options.lists} holds no answers (*.jsonl)."
    return "" if options.double else "name the URL of a double of the APIs (--double or BIBMILL_DOUBLE)."


def measure(settings: Settings) -> str:
    """All variants, as a report."""
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
            founds = {BIBMILL: ours.found, **ask_rivals(claims, offered, threshold)}
            scores = {system: score(worse, found, is_absent=name == ABSENT) for system, found in founds.items()}
            variants[name] = Variant(scores, ours.requests, ours.open_rows)
    return to_report(settings, variants, threshold)


class Run(Struct, frozen=True):
    """What bibmill made of the rows, and what it asked for that."""

    found: tuple[Found, ...]
    requests: dict[str, int] = {}
    open_rows: int = 0


class Bench:
    """Runs the pipeline and collects candidates, at one double."""

    def __init__(self, folder: Path, double: str, settings: Settings) -> None:
        self._folder, self._url = folder, (double or settings.double).rstrip("/")
        self._is_hiding = not double

    def run(self, rows: Sequence[Listed], *, is_absent: bool) -> Run:
        """The pipeline with an empty cache, as on its first day."""
        with self._client(None) as client:
            run = run_pipeline(rows, self._open(client, tuple(PATHS), rows, is_absent=is_absent))
            requests = {one.service: one.requests for one in client.statistics()}
        return Run(run.found, requests, run.open_rows)

    def collect(
        self, claims: Sequence[Record], rows: Sequence[Listed], *, is_absent: bool
    ) -> dict[str, tuple[Candidate, ...]]:
        """Every source's candidates for every row; titles that were asked for another variant are remembered."""
        with self._client(self._folder / f"facts-{abs(hash(self._url))}.sqlite") as client:
            return collect(self._open(client, SEARCHED, rows, is_absent=is_absent), claims)

    def _client(self, cache: Path | None) -> Client:
        return Client(cache_path=cache, hosts=hosts_of([self._url]))

    def _open(self, client: Client, names: Sequence[str], rows: Sequence[Listed], *, is_absent: bool) -> list[Source]:
        sources = [
            open_source(
                name, client, SourceConfig(base_url=self._url + PATHS[name], per_second=1000, concurrency=8), ""
            )
            for name in names
        ]
        if not (is_absent and self._is_hiding):
            return sources
        golds = {claim.id: row.gold for claim, row in zip(to_claims(rows)[1], rows, strict=True)}
        return [Hiding(source, golds) for source in sources]


def run_pipeline(listed: Sequence[Listed], sources: Sequence[Source]) -> Run:
    """The stages from a table to judged rows."""
    rows, claims = to_claims(listed)
    matches = enrich(claims, sources).items
    works = deduplicate(claims, matches).works
    judged = judge_rows(Bibliography(works, rows, matches))
    found = tuple(Found(one.status, one.record if one.is_matched else Record(id="")) for one in judged)
    return Run(found, open_rows=sum(bool(match.unasked) for match in matches))


def to_claims(listed: Sequence[Listed]) -> tuple[tuple[Row, ...], tuple[Record, ...]]:
    """The rows as the pipeline reads them from a markdown table, and its claims."""
    rows = load([("rows.md", to_markdown(tuple(listed)))], readers.read_table).items
    if len(rows) != len(listed):
        raise RuntimeError(f"{len(listed)} rows were written as a table and {len(rows)} read from it")
    return rows, normalize(rows).items


def ask_rivals(
    claims: Sequence[Record], offered: Mapping[str, Sequence[Candidate]], threshold: float
) -> dict[str, tuple[Found, ...]]:
    """What each rival makes of the same candidates."""
    rivals: dict[str, Rival] = {
        FIRST: take_first,
        f"{SIMILAR} ≥ {threshold:.2f}": partial(take_similar, threshold=threshold),
        EXACT: take_exact,
    }
    return {name: tuple(_ask(rival, claim, offered) for claim in claims) for name, rival in rivals.items()}


def _ask(rival: Rival, claim: Record, offered: Mapping[str, Sequence[Candidate]]) -> Found:
    chosen = rival(claim, offered.get(claim.id, ()))
    return Found(MATCHED, chosen.record) if chosen else Found(UNMATCHED)


def best_threshold(
    rows: Sequence[Listed], claims: Sequence[Record], offered: Mapping[str, Sequence[Candidate]]
) -> float:
    """The threshold with which the similar title does best; the lowest of equally good ones."""

    def goodness(threshold: float) -> float:
        rival = partial(take_similar, threshold=threshold)
        return f1(score(rows, [_ask(rival, claim, offered) for claim in claims]))

    return max(THRESHOLDS, key=goodness)


def to_report(settings: Settings, variants: Mapping[str, Variant], threshold: float) -> str:
    """What was measured on what, and the tables."""
    clean = variants[CLEAN]
    ours = {name: variant.scores[BIBMILL] for name, variant in variants.items()}
    sections = [
        _introduction(settings, clean, threshold),
        *(_section(name, variant, settings) for name, variant in variants.items()),
        f"## bibmill by the kind of venue that the row names ({CLEAN})\n\n{show_kinds(clean.scores[BIBMILL])}",
        f"## Of the right matches ({CLEAN})\n\n{show_details(clean.scores)}",
        f"## Requests with an empty cache\n\n{_show_requests(variants)}",
        f"## Every wrong match of bibmill\n\n{show_wrong(ours)}",
    ]
    return "\n".join(sections)


def _introduction(settings: Settings, clean: Variant, threshold: float) -> str:
    names = ", ".join(sorted(path.stem for path in settings.lists.glob("*.jsonl")))
    rows = len(clean.scores[BIBMILL])
    measured = fill(
        f"Made by `make evaluate` (`python -m evaluate`). Measured on {rows} rows of real lists ({names}), chosen with "
        f"seed {settings.seed}, each with a paper that was checked to be the one the row means; against "
        f"{settings.described}. A row gives a title, and a venue and a year where its list has them: no links, no "
        "authors. The rows of a variant are those that have what is taken away; intervals in brackets are Wilson's, of "
        "95 %. The rules were developed with these lists in view, and only papers that somebody found have an answer: "
        "other lists may fare worse.",
        120,
    )
    return f"""# How good the matching is

{measured}

- **right**: the DOI of a published version or the arXiv id of the paper; where one side has no DOI, its title and first
  author. A DOI of another work is **wrong** even beside the right title. **review**: left to a person.
- **precision** is right of matched, **recall** right of all rows.

The rivals choose from everything that {", ".join(SEARCHED)} offer for the row's title, in
this order; bibmill asks one after the other, and only until the evidence is enough.

- **{FIRST}**: the first candidate of the first source that offers one.
- **{SIMILAR}**: the most similar title (edit ratio of folded titles, and 0.05 more for an equal year), if it reaches
  {threshold:.2f}, which of {", ".join(f"{one:.2f}" for one in THRESHOLDS)} does best (F1) on the clean rows.
- **{EXACT}**: the folded title and the year are equal; a row without a year goes by its title alone.
"""


ABSENT_NOTE = """
Here no source offers the paper: every candidate with its title, its DOIs or its arXiv id was taken out of the answers
before anybody saw them. A source that offers one candidate only then offers none, and a rule that wants the equal title
has nearly nothing left to err with. Any match is wrong.
"""
ABSENT_DOUBLE_NOTE = """
Here a double is asked that hides the papers. Any match is wrong, unless it has the very title of the paper: then the
double did not hide it, and the row is counted apart.
"""


def _section(name: str, variant: Variant, settings: Settings) -> str:
    trouble = f"\nIn {variant.open_rows} open rows a source gave bibmill no answer.\n" if variant.open_rows else ""
    if name != ABSENT:
        return f"## {name.capitalize()}\n\n{show_systems(variant.scores)}{trouble}"
    note = ABSENT_DOUBLE_NOTE if settings.absent_double else ABSENT_NOTE
    return f"## {name.capitalize()}\n{note}\n{show_absent(variant.scores)}{trouble}"


def _show_requests(variants: Mapping[str, Variant]) -> str:
    """Requests of bibmill for each row of each variant."""
    lines = []
    for name, variant in variants.items():
        rows = len(variant.scores[BIBMILL]) or 1
        each = (variant.requests.get(service, 0) for service in PATHS)
        lines.append((name, *(f"{one / rows:.2f}" for one in each), f"{sum(variant.requests.values()) / rows:.2f}"))
    return to_table(("requests per row", *PATHS, "together"), lines)


if __name__ == "__main__":
    sys.exit(main())
