"""What lies between the stages in `data/enriched`, read and written as one set, and whether it is still fresh."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from pipeline import store
from pipeline.errors import InputError
from pipeline.model import CitationCount, Conflict, Match, Problem, Record, Row, Struct, Work
from pipeline.rules.citekeys import KeyLine
from pipeline.sightings import News

PACKAGE = Path(__file__).resolve().parent.parent


class Artefacts(Struct, frozen=True):
    """Everything that the stages hand on, and the three ledgers that cannot be rebuilt."""

    rows: tuple[Row, ...] = ()
    records: tuple[Record, ...] = ()
    matches: tuple[Match, ...] = ()
    works: tuple[Work, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    problems: tuple[Problem, ...] = ()
    keys: tuple[KeyLine, ...] = ()
    citations: tuple[CitationCount, ...] = ()
    news: tuple[News, ...] = ()


KINDS: dict[str, type] = {
    "rows": Row,
    "records": Record,
    "matches": Match,
    "works": Work,
    "conflicts": Conflict,
    "problems": Problem,
    "keys": KeyLine,
    "citations": CitationCount,
    "news": News,
}


class Manifest(Struct, frozen=True):
    """What the last complete run rested on and made; `summary` is what it told."""

    inputs: str
    made: str
    names: tuple[str, ...]
    is_complete: bool
    summary: dict[str, object]


def read_artefacts(root: Path, names: Iterable[str]) -> Artefacts:
    """The named artefacts; missing ones are empty. Raises `InputError` that names file and line."""
    folder = root / store.ENRICHED
    return Artefacts(**{name: store.read_lines(folder / f"{name}.jsonl", KINDS[name]) for name in names})


def read_memory(root: Path) -> tuple[Match, ...]:
    """The remembered matches; a file of another version or a damaged one is no memory, and is rebuilt."""
    try:
        return read_artefacts(root, ["matches"]).matches
    except InputError:
        return ()


def to_texts(artefacts: Artefacts, names: Iterable[str]) -> dict[str, str]:
    """File names below the project folder with the JSON lines of the named artefacts."""
    return {str(store.ENRICHED / f"{name}.jsonl"): store.to_lines(getattr(artefacts, name)) for name in names}


def read_manifest(root: Path) -> Manifest | None:
    """What the last run left; None when there is nothing of this version."""
    try:
        return msgspec.json.decode((root / store.MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError):
        return None


def write_manifest(root: Path, manifest: Manifest) -> None:
    """Last of all writes of a run: what is not told here is looked at again."""
    store.publish(root, {str(store.MANIFEST): msgspec.json.format(msgspec.json.encode(manifest)).decode() + "\n"})


def fingerprint_inputs(root: Path, files: Iterable[str | Path], said: Mapping[str, object]) -> str:
    """A hash over the files that people keep, the settings in force, and this program."""
    program = sorted(
        path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".json", ".j2", ".html", ".css", ".js")
    )
    settings = msgspec.json.encode(said, order="sorted").decode()
    return f"{store.fingerprint(root / name for name in files)}-{store.fingerprint(program)}-{settings}"


def fingerprint_made(root: Path, names: Iterable[str]) -> str:
    """A hash over what a run made."""
    return store.fingerprint(root / name for name in names)
