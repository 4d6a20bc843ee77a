"""`python -m evaluate`: run bibmill and its rivals on rows and references with answers; report what they got right."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from evaluate.baselines import THRESHOLDS
from evaluate.bench import BIBMILL, Bench, best_threshold, run_baselines
from evaluate.corpora import Said, read_corpus, write_corpus
from evaluate.doubles import CORPUS, PORT, serve
from evaluate.errors import MeasureError
from evaluate.keyless import measure_keyless
from evaluate.look_alike_report import (
    KEYLESS,
    LOOK_ALIKES,
    LookAlikeScores,
    leave_out,
    show_keyless,
    show_look_alikes,
    show_same_titles,
)
from evaluate.look_alikes import make_look_alikes, score_absent, score_present, with_papers, without_papers
from evaluate.report import DOUBLE, TITLE, Settings, Variant, renew_sections, to_report
from evaluate.rows import ABSENT, CLEAN, VARIANTS, ListedRow, choose, read_lists, worsen
from evaluate.same_titles import Twins, find_same_titles, make_twins, without_venue
from evaluate.scores import Found, Scores, score
from evaluate.verification import BIB, LABELS, VERIFIED, WORKS, VerifySettings, find_lacking_bench, measure_verification
from pipeline.model.urls import read_address

_LISTS = "Lists with answers"
_PARTS = {"lists": _LISTS, "look-alikes": LOOK_ALIKES, "keyless": KEYLESS, "references": VERIFIED}
"""What `--only` calls the parts of the report."""
_THRESHOLD = THRESHOLDS[2]
"""Of the similar title where there are no clean rows to find the best one with; it does best on the lists so far."""
_HELP = """a corpus that a double can serve: JSON lines (.jsonl or .jsonl.gz), an object a record with title, authors
(each given and family), year, venue, type (as Crossref names it), doi, arxiv, and same_work, a number that the records
of one work share; whatever else an object has is handed on"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write the report; where nothing can be measured it says so, and returns 0 all the same."""
    options = _parser().parse_args(arguments)
    settings = to_settings(options)
    parts = _list_parts(settings)
    if options.only:
        parts = {_PARTS[options.only]: parts[_PARTS[options.only]]}
    if all(lacking for lacking, _ in parts.values()):
        print(f"evaluation left out: {next(iter(parts.values()))[0]}")
        return 0
    try:
        report = "\n".join(_make(heading, *part, settings) for heading, part in parts.items())
    except MeasureError as error:
        print(f"evaluation given up: {error}", file=sys.stderr)
        return 1
    if options.only and options.out.exists():
        report = renew_sections(options.out.read_text(encoding="utf-8"), report)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(report, encoding="utf-8")
    print(report)
    return 0


def _list_parts(settings: Settings) -> dict[str, tuple[str, Callable[[Settings], str]]]:
    """The parts of the report in their order: what is missing for each, and what makes it."""
    return {
        _LISTS: (find_lacking(settings), measure),
        LOOK_ALIKES: (find_lacking_corpus(settings), measure_look_alikes),
        KEYLESS: (find_lacking_keyless(settings), measure_without_keys),
        VERIFIED: (find_lacking_bench(settings.references), measure_references),
    }


def _make(heading: str, lacking: str, part: Callable[[Settings], str], settings: Settings) -> str:
    """A part of the report, or why it is not there; the first one has the title."""
    if not lacking:
        return part(settings)
    left_out = leave_out(heading, lacking)
    return f"{TITLE}\n{left_out}" if heading == _LISTS else left_out


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evaluate", description=__doc__)
    environ = os.environ.get
    parser.add_argument("--lists", default=environ("BIBMILL_LISTS", ""), help="folder of answers, *.jsonl")
    parser.add_argument("--double", default=environ("BIBMILL_DOUBLE", ""), help="base URL of a double of the APIs")
    parser.add_argument("--absent-double", default="", help="a double that hides the papers, for the last variant")
    parser.add_argument("--described", default=DOUBLE, help="what the double is, for the report")
    parser.add_argument("--rows", type=int, default=0, help="at most so many rows (default: all)")
    parser.add_argument("--seed", type=int, default=1, help="of the sample and of the noise")
    parser.add_argument("--corpus", default=environ("BIBMILL_CORPUS", ""), help=_HELP)
    parser.add_argument(
        "--serve",
        default=environ("BIBMILL_SERVE", ""),
        metavar="COMMAND",
        help=f"the command that serves such a file as a double, with {CORPUS} and {PORT} in it; it is started for the "
        "corpus with look-alikes in it, with and without the papers, and ended",
    )
    parser.add_argument("--each", type=int, default=10, help="rows of each kind of look-alike (default: 10)")
    parser.add_argument(
        "--pairs", type=int, default=80, help="pairs of one title that are made, of each sort (default: 80)"
    )
    parser.add_argument("--keyless", default="", metavar="URL", help="a double with the limits of the real services")
    parser.add_argument("--keyless-rows", type=int, default=200, help="rows of the lists for that (default: 200)")
    parser.add_argument(
        "--labelled-references",
        default=environ("BIBMILL_LABELLED_REFERENCES", ""),
        metavar="FOLDER",
        help=f"labelled references: {BIB}, {LABELS}, and {WORKS}, which is served beside the corpus",
    )
    parser.add_argument(
        "--checkers",
        default=environ("BIBMILL_CHECKERS", ""),
        metavar="FOLDERS",
        help="where other checkers of references stand, such as the bin of a virtual environment; parted as in PATH",
    )
    parser.add_argument(
        "--only", choices=_PARTS, default="", help="measure one part; the other sections of the report stay"
    )
    parser.add_argument("--out", type=Path, default=Path("docs/evaluation.md"), help="the report")
    return parser


def to_settings(options: argparse.Namespace) -> Settings:
    """What the command line says, as it is handed on."""
    return Settings(
        lists=options.lists,
        double=options.double,
        absent_double=options.absent_double,
        described=options.described,
        count=options.rows,
        seed=options.seed,
        corpus=options.corpus,
        serve=options.serve,
        each=options.each,
        pairs=options.pairs,
        keyless=options.keyless,
        keyless_rows=options.keyless_rows,
        references=VerifySettings(options.labelled_references, options.corpus, options.serve, options.checkers),
    )


def find_lacking(settings: Settings) -> str:
    """A sentence on what is missing to measure the lists with; empty when nothing is."""
    if lacking := _find_lacking_lists(settings):
        return lacking
    if not settings.double:
        return "name the URL of a double of the APIs (--double or BIBMILL_DOUBLE)."
    return next(filter(None, map(_find_fault, (settings.double, settings.absent_double))), "")


def find_lacking_corpus(settings: Settings) -> str:
    """A sentence on what is missing to measure look-alikes with; empty when nothing is."""
    if not settings.corpus or not settings.serve:
        return "name a corpus (--corpus or BIBMILL_CORPUS) and the command that serves one (--serve or BIBMILL_SERVE)."
    if not Path(settings.corpus).is_file():
        return f"{settings.corpus} is no file."
    lacking = [mark for mark in (CORPUS, PORT) if mark not in settings.serve]
    return f"the command that serves a corpus lacks {' and '.join(lacking)}." if lacking else ""


def find_lacking_keyless(settings: Settings) -> str:
    """A sentence on what is missing to measure a run without keys; empty when nothing is."""
    if not settings.keyless:
        return "name the URL of a double that keeps the limits of the real services (--keyless)."
    return _find_lacking_lists(settings) or _find_fault(settings.keyless)


def _find_lacking_lists(settings: Settings) -> str:
    if not settings.lists:
        return "name a folder of lists with answers (--lists or BIBMILL_LISTS)."
    return "" if any(Path(settings.lists).glob("*.jsonl")) else f"{settings.lists} holds no answers (*.jsonl)."


def _find_fault(url: str) -> str:
    try:
        if url:
            read_address(url)
    except ValueError as error:
        return f"the URL of a double of the APIs cannot be asked: {error}."
    return ""


def measure(settings: Settings) -> str:
    """Measure all variants of the lists; the report as Markdown."""
    rows = choose(read_lists(Path(settings.lists)), settings.count, settings.seed)
    variants: dict[str, Variant] = {}
    threshold = THRESHOLDS[0]
    with tempfile.TemporaryDirectory(prefix="bibmill-") as folder:
        for name in VARIANTS:
            _tell(name)
            is_absent = name == ABSENT
            bench = Bench(
                Path(folder),
                (settings.absent_double if is_absent else "") or settings.double,
                is_hiding=is_absent and not settings.absent_double,
            )
            worse = worsen(rows, name, settings.seed)
            offered = bench.collect(worse)
            if name == CLEAN:
                threshold = best_threshold(worse, offered)
            ours = bench.run(worse)
            found_by_system = {BIBMILL: ours.found, **run_baselines(worse, offered, threshold)}
            scores = {system: score(worse, found, is_absent=is_absent) for system, found in found_by_system.items()}
            variants[name] = Variant(scores, ours.requests, ours.open_rows)
    return to_report(settings, variants, threshold)


def measure_look_alikes(settings: Settings) -> str:
    """Measure rows with look-alikes, the papers absent and present, and works of one title."""
    records = read_corpus(Path(settings.corpus))
    made = make_look_alikes(records, settings.each, settings.seed)
    rows = [one.row for one in made]
    absent = _ask_corpus("look-alikes, absent", without_papers(records, made), rows, settings)
    present = _ask_corpus("look-alikes, present", with_papers(records, made), rows, settings)
    scores = LookAlikeScores(
        made,
        {system: score_absent(made, found) for system, found in absent.items()},
        {system: score_present(made, found) for system, found in present.items()},
    )
    return f"{show_look_alikes(scores)}\n{show_same_titles(_measure_twins(records, settings))}"


def _measure_twins(records: Sequence[Said], settings: Settings) -> dict[str, dict[str, Scores]]:
    count, seed = settings.pairs, settings.seed
    others = make_twins(records, count, seed, is_one_author=False)
    pairs = {
        "real": Twins(tuple(records), find_same_titles(records)),
        "other authors": others,
        "other authors, row without a venue": Twins(others.records, tuple(map(without_venue, others.rows))),
        "the same authors": make_twins(records, count, seed, is_one_author=True),
    }
    scores = {}
    for name, twins in pairs.items():
        found = _ask_corpus(f"works of one title, {name}", twins.records, twins.rows, settings)
        scores[name] = {system: score(twins.rows, one) for system, one in found.items()}
    return scores


def _ask_corpus(
    name: str, records: Sequence[Said], rows: Sequence[ListedRow], settings: Settings
) -> dict[str, tuple[Found, ...]]:
    """What every system finds for rows when a corpus is served."""
    _tell(name)
    with tempfile.TemporaryDirectory(prefix="bibmill-") as folder:
        corpus = Path(folder) / "corpus.jsonl.gz"
        write_corpus(corpus, records)
        with serve(settings.serve, corpus, Path(folder) / "double.log") as url:
            bench = Bench(Path(folder), url)
            return {BIBMILL: bench.run(rows).found, **run_baselines(rows, bench.collect(rows), _THRESHOLD)}


def measure_without_keys(settings: Settings) -> str:
    """Measure a project without keys, at the pace of the real services."""
    _tell(KEYLESS.lower())
    rows = choose(read_lists(Path(settings.lists)), settings.keyless_rows, settings.seed)
    with tempfile.TemporaryDirectory(prefix="bibmill-") as folder:
        return show_keyless(measure_keyless(rows, settings.keyless, Path(folder)))


def measure_references(settings: Settings) -> str:
    """Measure how well sound references are told from spoilt ones."""
    return measure_verification(settings.references)


def _tell(what: str) -> None:
    print(f"{what} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
