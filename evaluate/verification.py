"""How well `bibmill verify` tells sound references from spoilt ones, beside simple rules and other checkers."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

from evaluate.baselines import SEARCHED
from evaluate.bench import BIBMILL, PATHS, open_double
from evaluate.corpora import read_corpus, write_corpus
from evaluate.doubles import CORPUS, PORT, serve
from evaluate.errors import MeasureError
from evaluate.keyless import keyless_environment, to_sources
from evaluate.rival_checkers import Checker, find_installed, list_checkers, run_checker
from evaluate.rival_rules import REGISTRIES, apply_rules, collect_answers
from evaluate.scores import to_table
from evaluate.verification_scores import Label, Told, read_labels, show_checkers, show_disagreements, show_kinds
from pipeline import readers
from pipeline.model.records import Record, Struct
from pipeline.model.urls import hosts_of
from pipeline.model.verification import EntryStatus, Severity
from pipeline.network.client import Client

VERIFIED = "Somebody's references"
BIB, LABELS, WORKS = "refs.bib", "labels.jsonl", "works.jsonl.gz"


class VerifySettings(Struct, frozen=True):
    """What is measured on what.

    Attributes:
        bench: The folder with the references, their labels, and further records for the double.
        corpus: The rest of what the double serves; may be empty.
        serve: The command that serves a corpus.
        checkers: Folders with the commands of other checkers, parted as in PATH.
    """

    bench: str = ""
    corpus: str = ""
    serve: str = ""
    checkers: str = ""


class BibmillSays(Struct, frozen=True):
    """What `bibmill verify --json` says: the status of each entry, why, and the requests by source."""

    told: dict[str, EntryStatus]
    why: dict[str, str]
    requests: dict[str, int]


def find_lacking_bench(settings: VerifySettings) -> str:
    """A sentence on what is missing to measure references with; empty when nothing is."""
    if not settings.bench:
        return "name a folder of labelled references (--labelled-references or BIBMILL_LABELLED_REFERENCES)."
    for name in (BIB, LABELS):
        if not Path(settings.bench, name).is_file():
            return f"{settings.bench} holds no {name}."
    if not all(mark in settings.serve for mark in (CORPUS, PORT)):
        return f"name the command that serves a corpus (--serve or BIBMILL_SERVE), with {CORPUS} and {PORT} in it."
    if settings.corpus and not Path(settings.corpus).is_file():
        return f"{settings.corpus} is no file."
    return ""


def measure_verification(settings: VerifySettings) -> str:
    """Measure bibmill and its rivals on the bench; the section of the report."""
    bench = Path(settings.bench)
    labels = read_labels(bench / LABELS)
    with tempfile.TemporaryDirectory(prefix="bibmill-") as name:
        folder = Path(name)
        records = [one for path in _list_corpora(settings) for one in read_corpus(path)]
        write_corpus(folder / "corpus.jsonl.gz", records)
        with serve(settings.serve, folder / "corpus.jsonl.gz", folder / "double.log") as url:
            _tell("references: bibmill")
            ours = run_bibmill(bench / BIB, url, folder / "bibmill")
            by_checker: dict[str, Told] = {BIBMILL: ours.told}
            _tell("references: rules")
            by_checker.update(run_rules(bench / BIB, url))
            for checker, script in find_installed(settings.checkers):
                _tell(f"references: {checker.name}")
                by_checker[checker.name] = run_checker(checker, script, bench / BIB, url, folder / checker.name)
    return show_verification(labels, by_checker, ours)


def _list_corpora(settings: VerifySettings) -> list[Path]:
    works = Path(settings.bench, WORKS)
    return [*([Path(settings.corpus)] if settings.corpus else []), *([works] if works.is_file() else [])]


def run_bibmill(bib: Path, url: str, folder: Path) -> BibmillSays:
    """The command as a person without keys runs it, with an empty cache; raises `MeasureError` where it fails."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"raw": [], "library": [], "sources": to_sources(url)}
    (folder / "pipeline.yaml").write_text(json.dumps(settings), encoding="utf-8")  # JSON is YAML
    command = [sys.executable, "-m", "pipeline", "-C", str(folder), "--json", "verify", str(bib.absolute())]
    environment = {**keyless_environment(url), "BIBMILL_CACHE": str(folder / "cache")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 (our own)
    if done.returncode:
        raise MeasureError(f"`verify` ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    return read_said(json.loads(done.stdout))


def read_said(said: Mapping[str, Any]) -> BibmillSays:
    """What the JSON of `verify` says."""
    entries = said["entries"]
    return BibmillSays(
        {one["key"]: EntryStatus(one["status"]) for one in entries},
        {one["key"]: _tell_errors(one["findings"]) for one in entries},
        dict(said["summary"].get("requests", {})),
    )


def _tell_errors(findings: Sequence[Mapping[str, Any]]) -> str:
    """What speaks against an entry; notes, which may name its file, are left out."""
    return " ".join(f"{one['code']}: {one['sentence']}" for one in findings if one["severity"] == Severity.ERROR)


def read_claims(bib: Path) -> dict[str, Record]:
    """The entries of the references by their keys, as `verify` reads them."""
    found = readers.find_entries(bib.read_bytes(), bib.name)
    return {one.record.citation_key or one.record.id: one.record for one in found.items} if found else {}


def run_rules(bib: Path, url: str) -> dict[str, Told]:
    """What the simple rules say of every entry."""
    claims = read_claims(bib)
    with Client(cache_path=None, hosts=hosts_of([url])) as client:
        registries, searched = (open_double(client, url, names) for names in (REGISTRIES, SEARCHED))
        answers = collect_answers(list(claims.values()), registries, searched)
    return dict(apply_rules(claims, answers))


def show_verification(labels: Sequence[Label], by_checker: Mapping[str, Told], ours: BibmillSays) -> str:
    """The section: all checkers on all entries, by kind, what bibmill asked, and where the labels and it disagree."""
    parts = (
        f"## {VERIFIED}\n\n{_introduce(labels)}\n\n{show_checkers(labels, by_checker)}",
        f"{_explain(by_checker)}\n",
        f"### How many of each kind are accused\n\n{show_kinds(labels, by_checker)}",
        f"### Requests of `verify`\n\n{_show_requests(ours.requests, len(labels))}",
        f"### Where bibmill and a label disagree\n\n{show_disagreements(labels, ours.told, ours.why)}",
    )
    return "\n".join(parts)


def _introduce(labels: Sequence[Label]) -> str:
    sound = sum(one.is_sound for one in labels)
    return fill(
        f"{len(labels)} labelled entries: {sound} sound ones and {len(labels) - sound} that are invented or spoilt. An "
        "entry is accused when it is suspicious or not found. **detection**: the share of the spoilt entries that are "
        "accused; **false alarms**: that of the sound ones; **precision**: the share of the accused that are spoilt. "
        "Untold are entries of which a checker cannot tell; of spoilt ones that is a miss. Labels are not beyond "
        "doubt; what disagrees is listed. bibmill was developed with such entries in view: others may fare worse.",
        120,
    )


def _explain(by_checker: Mapping[str, Told]) -> str:
    rules = fill(
        f"All see what the same double answers. DOI resolves: {' or '.join(REGISTRIES)} knows the DOI, or that of the "
        f"arXiv id. Best title: {', '.join(SEARCHED)} offer one that is similar enough (edit ratio of folded titles). "
        "Title and first author: one of these has the same first author.",
        120,
    )
    lines = [_explain_checker(one, is_there=one.name in by_checker) for one in list_checkers()]
    return "\n".join((rules, "", *lines))


def _explain_checker(checker: Checker, *, is_there: bool) -> str:
    left_out = f"left out, since no folder of --checkers (BIBMILL_CHECKERS) has its command `{checker.script}`"
    return f"- {checker.name}: {checker.note if is_there else left_out}."


def _show_requests(requests: Mapping[str, int], entries: int) -> str:
    line = (*(str(requests.get(name, 0)) for name in PATHS), f"{sum(requests.values()) / (entries or 1):.2f}")
    return to_table((*PATHS, "per entry"), [line])


def _tell(what: str) -> None:
    print(f"{what} …", file=sys.stderr, flush=True)
