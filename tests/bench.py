"""CPU seconds and peak memory of what people wait for, as a markdown table: `make bench`, or with `--quick`.

It stands apart from the tests because it judges nothing: machines differ, and a timed assertion fails on the slow ones.
Each case is a process of its own that cannot reach the network; made-up input is the same in every run.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import os
import platform
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

# Nothing of the pipeline is imported up here: the peak of a child is never below what its parent held.

ROOT = Path(__file__).resolve().parents[1]
CLI_RUNS = 3
HOSTILE = ("files", "marks")
NO_NETWORK = """
import sys
def refuse(event, _):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        raise PermissionError("the bench opens nothing from the network")
sys.addaudithook(refuse)
"""
CLI = NO_NETWORK + "from pipeline.__main__ import main; sys.exit(main())"
KIB = 1 if sys.platform != "darwin" else 1 / 1024
"""`ru_maxrss` counts kibibytes, and bytes on macOS."""

# Made-up records

VENUES = (
    ("NeurIPS", "Advances in Neural Information Processing Systems", "paper-conference"),
    ("CVPR", "IEEE Conference on Computer Vision and Pattern Recognition", "paper-conference"),
    ("ICML", "Proceedings of the 34th International Conference on Machine Learning", "paper-conference"),
    ("JMLR", "Journal of Machine Learning Research", "article-journal"),
    ("Nature", "Nature", "article-journal"),
)
FAMILIES = "Müller García Šimůnek Łukasiewicz Nguyễn Øster Çelik Þórsson Sørensen Özgür Núñez Wang Kim O’Neil".split()
GIVENS = "José Zoë Ángel Jürgen Ana François Søren Łucja Mei Seán Đorđe Ingrid".split()
SPECIALS = "R&D 100% C# C++ Grad-CAM $\\beta$-VAE x_1 “What?” DNA–RNA É~tude {T}eX naïve".split()
SYLLABLES = "ba co de fi gu la me no pra qui ri sto tra ul ver xen".split()
COMMON = "deep neural networks learning for of a the visual explaining attention model with interpretable via".split()


def make_titles(count: int, seed: int) -> Iterator[str]:
    """Titles of common words, rarer ones (Zipf) and now and then one with specials."""
    chance = random.Random(seed)
    vocabulary = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(6_000)]
    for _ in range(count):
        words = chance.choices(COMMON, k=chance.randint(2, 5))
        words += (vocabulary[int(chance.paretovariate(0.5)) % len(vocabulary)] for _ in range(chance.randint(3, 6)))
        words += chance.sample(SPECIALS, chance.choice((0, 0, 1)))
        chance.shuffle(words)
        yield " ".join(words).capitalize()


def make_records(count: int) -> list[Any]:
    """Records with citation keys, as if from a person's library."""
    from pipeline.model.records import Date, Identifiers, Name, Record

    chance, records = random.Random(11), []
    for at, title in enumerate(make_titles(count, seed=7)):
        _, container, kind = VENUES[at % len(VENUES)]
        people = tuple(Name(chance.choice(FAMILIES), chance.choice(GIVENS)) for _ in range(chance.randint(1, 6)))
        record = Record(
            id=f"doi:10.5555/{at}",
            type=kind,
            title=title,
            author=people,
            issued=Date(1990 + at % 35, 1 + at % 12),
            container_title=container,
            volume=str(at % 90),
            page=f"{at}-{at + 9}",
            publisher="Müller & Søn",
            identifiers=Identifiers(doi=f"10.5555/{at}"),
            citation_key=f"made{at}up",
        )
        records.append(record)
    return records


def make_bibliography(count: int) -> Any:
    """Works as the writers get them."""
    from pipeline.model.protocols import Bibliography
    from pipeline.model.records import Work

    works = (Work(one.id, one, (one.id,), "matched", one.citation_key) for one in make_records(count))
    return Bibliography(works=tuple(works), rows=(), matches=())


def make_list(records: list[Any]) -> str:
    """A markdown list of the records: most as they are, some with a slip, some twice, some of papers nobody knows."""
    chance = random.Random(13)
    unknown = make_titles(len(records), seed=17)
    lines = ["| Title | Venue | Year |", "| --- | --- | --- |"]
    for at, strange in enumerate(unknown):
        kind = chance.choices(("same", "slip", "twice", "unknown"), (70, 15, 5, 10))[0]
        record = records[chance.randrange(at + 1) if kind == "twice" else at]
        title = {"slip": record.title[:9] + record.title[10:], "unknown": strange}.get(kind, record.title)
        venue = next(short for short, container, _ in VENUES if container == record.container_title)
        lines.append(f"| {title} | {venue} | {record.year} |")
    return "\n".join(lines) + "\n"


def make_long_list(kind: str, count: int) -> tuple[str, bytes]:
    """The name and the text of a list of so many papers: a `table`, `bullets` or a `csv`."""
    chance = random.Random(29)
    lines = {"table": ["| Title | Authors | Venue | Year |", "|---|---|---|---|"], "csv": ["Title,Authors,Venue,Year"]}
    said = lines.get(kind, ["# Papers", ""])
    for at, title in enumerate(make_titles(count, seed=7)):
        bare = title.translate(str.maketrans("", "", '|,"[]*'))
        people = [f"{chance.choice(GIVENS)} {chance.choice(FAMILIES)}" for _ in range(3)]
        venue, year = VENUES[at % len(VENUES)][0], 1990 + at % 35
        said.append(
            {
                "table": f"| {bare} | {', '.join(people)} | {venue} | {year} |",
                "bullets": f"- [{bare}](https://e.org/{at}), {', '.join(people)}, {venue} {year}",
                "csv": f"{bare},{'; '.join(people)},{venue},{year}",
            }[kind]
        )
    return "list.csv" if kind == "csv" else "list.md", "\n".join(said).encode()


# Cases: each prepares its input and returns the work to measure, which returns what to remark on it


def write_bib(count: int) -> Callable[[], str]:
    """Our BibTeX writer."""
    from pipeline.writers.references.bibtex import write_bibtex

    made = make_bibliography(count)
    return lambda: _size(dict(write_bibtex(made)))


def write_csl(count: int) -> Callable[[], str]:
    """Our CSL-JSON writer."""
    from pipeline.writers.references.csl_json import write_csl_json

    made = make_bibliography(count)
    return lambda: _size(dict(write_csl_json(made)))


def read_bib(count: int) -> Callable[[], str]:
    """Our BibTeX reader, on what our writer wrote."""
    from pipeline.readers import read_references

    text = _bib(count)
    return lambda: f"{len(read_references(text, 'made.bib').items):,} records"


def _read_long_list(kind: str, count: int) -> Callable[[], str]:
    from pipeline.readers import read_list
    from pipeline.stages.normalize import normalize

    name, data = make_long_list(kind, count)
    return lambda: f"{len(normalize(read_list(data, name).rows).items):,} claims"


def read_table_list(count: int) -> Callable[[], str]:
    """A markdown table, from its bytes to claims."""
    return _read_long_list("table", count)


def read_bullets(count: int) -> Callable[[], str]:
    """Items of markdown, from their bytes to claims."""
    return _read_long_list("bullets", count)


def read_csv_list(count: int) -> Callable[[], str]:
    """A CSV, from its bytes to claims."""
    return _read_long_list("csv", count)


def bibtexparser_round_trip(count: int) -> Callable[[], str]:
    """Their parser and writer, on what our writer wrote."""
    from bibtexparser.entrypoint import parse_string, write_string
    from bibtexparser.middlewares import default_unparse_stack

    text, quick = _bib(count), default_unparse_stack(allow_inplace_modification=True)
    return lambda: _size({"": write_string(parse_string(text), unparse_stack=quick)})


def pybtex_round_trip(count: int) -> Callable[[], str]:
    """Their parser and writer, on what our writer wrote."""
    from pybtex.database import parse_string

    text = _bib(count)
    return lambda: _size({"": parse_string(text, "bibtex").to_string("bibtex")})


def match_list(count: int) -> Callable[[], str]:
    """A list against a library of the same size: from the texts of both to works with citation keys."""
    from pipeline.model.protocols import Bibliography
    from pipeline.model.records import Work
    from pipeline.model.statuses import Verdict
    from pipeline.readers import read_list, read_references
    from pipeline.rules.citation_keys.ledger import assign_keys
    from pipeline.sources.library import Library
    from pipeline.stages.deduplicate import deduplicate
    from pipeline.stages.enrich import enrich
    from pipeline.stages.normalize import normalize
    from pipeline.writers.references.csl_json import write_csl_json

    records = make_records(count)
    works = tuple(Work(one.id, one, (), "matched", one.citation_key) for one in records)
    (_, library), *_ = write_csl_json(Bibliography(works, (), ()))
    table = make_list(records)
    del records, works

    def work() -> str:
        claims = normalize(read_list(table.encode(), "list.md").rows).items
        known = read_references(library, "library.json").items
        matches = enrich(claims, [Library(("library.json", record) for record in known)]).items
        found = deduplicate(claims, matches)
        assign_keys(found.works, (), "auth.lower + year + shorttitle(1).lower")
        accepted = sum(match.verdict is Verdict.ACCEPT for match in matches)
        return f"{accepted:,} of {len(claims):,} rows matched, {len(found.works):,} works"

    return work


def ask_a_bad_service(count: int) -> Callable[[], str]:
    """A list of so many rows against a service of which every fifth answer is of no use, and some are huge."""
    from pipeline.config.schema import SourceConfig
    from pipeline.model.statuses import Verdict
    from pipeline.model.urls import hosts_of
    from pipeline.network.client import Client
    from pipeline.network.messages import Response
    from pipeline.network.mock import MockTransport, json_response
    from pipeline.readers import read_list
    from pipeline.sources.crossref import Crossref
    from pipeline.stages.enrich import enrich
    from pipeline.stages.normalize import normalize

    base_url, chance = "https://api.crossref.org", random.Random(19)
    titles = list(make_titles(count, seed=7))
    table = "| Title | Year |\n| --- | --- |\n" + "".join(f"| {title} | 2018 |\n" for title in titles)
    useless = [
        Response(503, {}, b"<h1>trouble</h1>"),
        Response(200, {}, b"<!doctype html><p>Log in"),
        Response(200, {}, b'{"message": {"items": ['),
        Response(200, {}, b'{"message": {"items": [' + b"[]," * 2_600_000 + b"1]}}"),
    ]

    def answer(_request: Any, _url: str, params: Any, _headers: Any) -> Response:
        if chance.random() < 0.2:
            return chance.choices(useless, (30, 30, 30, 1))[0]
        title = dict(params)["query.bibliographic"].removesuffix(" 2018")
        work = {"DOI": f"10.1234/{abs(hash(title))}", "type": "journal-article", "title": [title]}
        people = [{"given": "Ada", "family": family} for family in FAMILIES]
        hit = work | {"author": people, "issued": {"date-parts": [[2018]]}}
        return json_response({"message": {"items": [hit] * 8}})

    def work() -> str:
        claims = normalize(read_list(table.encode(), "list.md").rows).items
        hosts, transport = hosts_of([base_url]), MockTransport(answer)
        with Client(cache_path=None, hosts=hosts, transport=transport, sleep=lambda _: None) as client:
            source = Crossref(client, SourceConfig(base_url=base_url, per_second=1e6, concurrency=3))
            matches = enrich(claims, [source]).items
        accepted = sum(match.verdict is not Verdict.REJECT for match in matches)
        return f"{accepted:,} of {len(claims):,} rows found, {len(transport.requests):,} requests"

    return work


def bring_out_from_bad_services(count: int) -> Callable[[], str]:
    """A whole run over so many rows, four sources of which every fifth answer is of no use, up to the files."""
    from pipeline.config.schema import SourceConfig
    from pipeline.model.protocols import Bibliography
    from pipeline.model.urls import hosts_of
    from pipeline.network.client import Client
    from pipeline.network.messages import Response
    from pipeline.network.mock import MockTransport, json_response
    from pipeline.project.artefacts import Artefacts, to_files
    from pipeline.readers import read_list
    from pipeline.rules.citation_keys.ledger import assign_keys
    from pipeline.sources import open_source
    from pipeline.stages.deduplicate import deduplicate
    from pipeline.stages.emit import emit
    from pipeline.stages.enrich import enrich
    from pipeline.stages.normalize import normalize
    from pipeline.storage import store
    from pipeline.writers import all_writers

    chance, known = random.Random(23), list(make_titles(2 * count, seed=7))
    shorts = [short for short, _, _ in VENUES]
    lines = (f"| {title} | {shorts[at % 5]} | 2018 |\n" for at, title in enumerate(make_titles(count, seed=7)))
    table = "| Title | Venue | Year |\n| --- | --- | --- |\n" + "".join(lines)
    places = {"a": "crossref", "b": "openalex", "c": "semantic_scholar", "d": "datacite"}
    urls = {name: f"https://{letter}.example" for letter, name in places.items()}
    useless = [
        Response(503, {}, b"trouble"),
        Response(200, {}, b"<!doctype html>"),
        Response(200, {}, b'{"message": ['),
    ]

    def work_of(at: int) -> dict[str, Any]:
        people = [{"given": "Ada", "family": f"{family}{at}"} for family in FAMILIES]
        own = {"DOI": f"10.1234/{at}", "type": "journal-article", "title": [known[at]], "author": people}
        return own | {
            "issued": {"date-parts": [[2018]]},
            "container-title": [VENUES[at % 5][1]],
            "page": f"{at}-{at + 9}",
        }

    def answer(_request: Any, url: str, params: Any, _headers: Any) -> Response:
        if chance.random() < 0.2:
            return chance.choice(useless)
        if places[url[8]] != "crossref":  # the others know other papers only
            others = chance.sample(known, 8)
            works = [{"id": f"https://openalex.org/W{abs(hash(one))}", "title": one} for one in others]
            papers = [{"paperId": str(abs(hash(one))), "title": one} for one in others]
            return json_response({"results": works, "data": papers})
        asked = dict(params or ()).get("query.bibliographic", "").removesuffix(" 2018")
        hits = [work_of(chance.randrange(2 * count)) for _ in range(8)]
        if asked in at_of and at_of[asked] % 2:
            hits[3] = work_of(at_of[asked])
        return json_response({"message": {"items": hits}})

    at_of = {title: at for at, title in enumerate(known)}

    def work() -> str:
        rows = read_list(table.encode(), "list.md").rows
        claims, transport = normalize(rows).items, MockTransport(answer)
        hosts = hosts_of(urls.values())
        with Client(cache_path=None, hosts=hosts, transport=transport, sleep=lambda _: None) as client:
            configs = {name: SourceConfig(base_url=url, per_second=1e6, concurrency=3) for name, url in urls.items()}
            matches = enrich(claims, [open_source(name, client, one, "") for name, one in configs.items()]).items
        found = deduplicate(claims, matches)
        keyed = assign_keys(found.works, (), "auth.lower + year + shorttitle(1).lower")
        made = Artefacts(rows, claims, matches, keyed.works, found.conflicts, keys=keyed.ledger)
        files: Iterable[tuple[str, str | bytes]] = chain(
            to_files(made, ["rows", "records", "matches", "works", "conflicts", "keys"]),
            emit(Bibliography(keyed.works, rows, matches), all_writers(), "output"),
        )
        with tempfile.TemporaryDirectory() as folder:
            published = store.publish(Path(folder), files)
        return f"{len(keyed.works):,} works, {len(transport.requests):,} requests, {len(published.names)} files"

    return work


CASES: dict[str, Callable[[int], Callable[[], str]]] = {
    case.__name__: case
    for case in (
        write_bib,
        write_csl,
        read_bib,
        read_table_list,
        read_bullets,
        read_csv_list,
        bibtexparser_round_trip,
        pybtex_round_trip,
        match_list,
        ask_a_bad_service,
        bring_out_from_bad_services,
    )
}


def _bib(count: int) -> str:
    from pipeline.writers.references.bibtex import write_bibtex

    return dict(write_bibtex(make_bibliography(count)))["references.bib"]


def _size(texts: dict[str, str]) -> str:
    return f"{sum(len(text.encode()) for text in texts.values()) / 1e6:.1f} MB written"


# Measuring


def run_case(name: str, count: int) -> None:
    """In the child: prepare, then measure the work alone; what was found goes to the parent as JSON."""
    exec(NO_NETWORK, {})
    work = CASES[name](count)
    before = _own_seconds()
    remark = work()
    print(json.dumps({"seconds": _own_seconds() - before, "remark": remark}))


def _own_seconds() -> float:
    both = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


class Measured(NamedTuple):
    """CPU seconds (with the process's own children), peak memory in MB, and what was printed."""

    seconds: float
    peak: float
    said: str


def measure(command: list[str]) -> Measured:
    """A command of this Python, in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    with tempfile.TemporaryFile("w+") as out:
        child = subprocess.Popen([sys.executable, *command], stdout=out, env=environment, cwd=tempfile.gettempdir())
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        if child.returncode:
            raise SystemExit(f"bench: {' '.join(command[-4:])} ended with {child.returncode}")
        return Measured(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * KIB / 1024, out.read())


def copy_project(folder: Path) -> None:
    """The bundled list with its library and ledgers."""
    shutil.copy(ROOT / "pipeline.yaml", folder)
    shutil.copytree(ROOT / "data", folder / "data")


def clean(folder: Path) -> None:
    """Delete what a run makes again, as `make clean` does."""
    for name in ("output", ".cache"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for path in (folder / "data" / "enriched").glob("*"):
        if path.stem not in ("keys", "citations"):
            path.unlink()


def command_lines() -> Iterator[tuple[str, str]]:
    """The command line as people run it, whole processes; the best of a few runs."""
    yield _line("`bibmill --help`", min(measure(["-c", CLI, "--help"]) for _ in range(CLI_RUNS)))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_project(folder)
        bib = ["-c", CLI, "-C", name, "bib", "--sources", "library", "--json"]
        rebuilds = []
        for _ in range(CLI_RUNS):
            clean(folder)
            rebuilds.append(measure(bib))
        before = _bytes_of(folder)
        warm = min(measure(bib) for _ in range(CLI_RUNS))
        yield _line("`bib`, nothing new", warm, "no byte changed" if _bytes_of(folder) == before else "FILES CHANGED")
        rebuild = min(rebuilds)
        rows = json.loads(rebuild.said)["rows"]
        yield _line(
            f"`bib`, everything anew: the bundled {rows} rows", rebuild, f"{rows / rebuild.seconds:,.0f} rows/s"
        )


def made_up(small: int, middle: int, large: int) -> Iterator[tuple[str, str]]:
    """Writers, readers and matching on made-up records of a few sizes, and others' round trips beside ours."""
    plan = (
        ("write .bib", "write_bib", middle),
        ("write .bib", "write_bib", large),
        ("write CSL-JSON", "write_csl", middle),
        ("write CSL-JSON", "write_csl", large),
        ("read .bib", "read_bib", middle),
        ("a markdown table to claims", "read_table_list", large),
        ("markdown items to claims", "read_bullets", large),
        ("a CSV to claims", "read_csv_list", large),
        ("bibtexparser reads and writes .bib", "bibtexparser_round_trip", middle),
        ("bibtexparser reads and writes .bib", "bibtexparser_round_trip", large),
        ("pybtex reads and writes .bib", "pybtex_round_trip", middle),
        ("match a list with as large a library", "match_list", small),
        ("match a list with as large a library", "match_list", middle),
        ("ask a service that fails one time in five", "ask_a_bad_service", small),
        ("ask a service that fails one time in five", "ask_a_bad_service", middle // 2),
        ("a whole run, four such sources, to the files", "bring_out_from_bad_services", small),
        ("a whole run, four such sources, to the files", "bring_out_from_bad_services", middle // 2),
    )
    for does, case, count in plan:
        label = f"{does}: {count:,}"
        if case == "pybtex_round_trip" and not importlib.util.find_spec("pybtex"):
            yield label, "| | left out: pybtex is not installed"
            continue
        whole = measure([__file__, "--case", case, "--count", str(count)])
        found = json.loads(whole.said)
        work = Measured(found["seconds"], whole.peak, "")
        yield _line(label, work, f"{count / work.seconds:,.0f}/s; {found['remark']}")


def hostile() -> Iterator[tuple[str, str]]:
    """Inputs made to take the square of their length; of one mark over and over only the slowest."""
    for group in HOSTILE:
        found = json.loads(measure([__file__, "--hostile", group]).said)
        name, seconds = max(found.items(), key=lambda one: one[1])
        yield f"hostile {group}, {len(found)} of them: the slowest", f"{seconds:.2f} | | {name!r}"


def run_hostile(group: str) -> None:
    """In the child: the CPU seconds of each, as JSON."""
    from pipeline.model.errors import BibmillError
    from tests import hostile_inputs

    works = hostile_inputs.FILES.items() if group == "files" else hostile_inputs.repeated_marks()
    taken = {}
    for name, work in works:
        before = _own_seconds()
        with contextlib.suppress(BibmillError):
            work()
        taken[name] = _own_seconds() - before
    print(json.dumps(taken))


def _line(label: str, measured: Measured, remark: str = "") -> tuple[str, str]:
    return label, f"{measured.seconds:.2f} | {measured.peak:.0f} | {remark}"


def _bytes_of(folder: Path) -> dict[Path, bytes]:
    """All that a person would commit."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and ".cache" not in path.parts}


def main() -> None:
    """Print the table, or run one case for it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small sizes: does the bench itself work?")
    parser.add_argument("--case", choices=CASES, help=argparse.SUPPRESS)
    parser.add_argument("--hostile", choices=HOSTILE, help=argparse.SUPPRESS)
    parser.add_argument("--count", type=int, default=1_000, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.case:
        return run_case(options.case, options.count)
    if options.hostile:
        return run_hostile(options.hostile)
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores\n")
    print("| case | CPU seconds | peak MB | |\n| :-- | --: | --: | :-- |")
    sizes = (100, 200, 500) if options.quick else (1_000, 10_000, 100_000)
    for label, figures in chain(command_lines(), hostile(), made_up(*sizes)):
        print(f"| {label} | {figures} |", flush=True)
    return None


if __name__ == "__main__":
    main()
