"""What lies between the stages in `data/enriched`, read and written as one set, and whether it is still fresh."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from pipeline.model.errors import InputError, MachineError
from pipeline.model.observations import News
from pipeline.model.records import CitationCount, Conflict, Match, Problem, Record, Row, Struct, Work
from pipeline.rules.citation_keys.ledger import KeyLine
from pipeline.rules.matching import RULES_VERSION
from pipeline.storage import store

_RULES = re.compile(rb'"memory":"[0-9a-f]{16}-(\d{1,6})"')
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
    """The remembered matches; a file of an older version or a damaged one is no memory, and is rebuilt.

    Raises `MachineError` for one of a newer version, whose judgements would be lost.
    """
    _refuse_newer(root / store.ENRICHED / "matches.jsonl")
    try:
        return read_artefacts(root, ["matches"]).matches
    except InputError:
        return ()


def _refuse_newer(path: Path) -> None:
    versions = _RULES.findall(path.read_bytes()) if path.exists() else []
    if any(int(version) > int(RULES_VERSION) for version in versions):
        raise MachineError(f"{path}: these matches are of a newer bibmill; update bibmill, or move the file away.")


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


def publish(root: Path, files: Mapping[str, str]) -> tuple[str, ...]:
    """Publish what one command made; the manifest goes on to be true when it was so before. The names that changed."""
    manifest = read_manifest(root)
    was_whole = manifest is not None and manifest.made == fingerprint_made(root, manifest.names)
    changed = store.publish(root, files)
    if manifest and was_whole and changed:
        names = tuple(sorted({*manifest.names, *files}))
        write_manifest(root, msgspec.structs.replace(manifest, made=fingerprint_made(root, names), names=names))
    return changed


def fingerprint_inputs(root: Path, files: Iterable[str | Path], said: Mapping[str, object]) -> str:
    """A hash over the files that people keep, the settings in force, and this program."""
    program = sorted(
        path.relative_to(PACKAGE)
        for path in PACKAGE.rglob("*")
        if path.suffix in (".py", ".json", ".j2", ".html", ".css", ".js")
    )
    settings = msgspec.json.encode(said, order="sorted").decode()
    return f"{store.fingerprint(root, files)}-{store.fingerprint(PACKAGE, program)}-{settings}"


def fingerprint_made(root: Path, names: Iterable[str]) -> str:
    """A hash over what a run made."""
    return store.fingerprint(root, names)
