"""The manifest: what the last complete run read, made and told, so that the next one knows whether anything changed.

It is the last file that a run writes: what a run did was not recorded if it was killed before, and is done again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from pipeline.console.summary import RunSummary
from pipeline.model.errors import RefusedPathError
from pipeline.model.records import Struct
from pipeline.project.folder import DECISIONS, Project
from pipeline.storage import files, store
from pipeline.storage.boundary import Home

PACKAGE = Path(__file__).resolve().parent.parent
PROGRAM_SUFFIXES = (".py", ".json", ".j2", ".html", ".css", ".js")
"""Files of the package that what a run makes depends on."""


class Manifest(Struct, frozen=True):
    """What the last complete run rested on and made.

    Attributes:
        inputs: A hash over what it read.
        made: A hash over the files that it made.
        names: Those files, below the project folder.
        is_complete: False when a row still waits for a source.
        summary: What it told, as JSON.
    """

    inputs: str
    made: str
    names: tuple[str, ...]
    is_complete: bool
    summary: dict[str, object]

    def is_intact(self, home: Home) -> bool:
        """True when every file that the run made is as it left it; a manifest may be a stranger's, and name any."""
        try:
            return self.made == store.fingerprint(home, self.names)
        except RefusedPathError:
            return False


def read_manifest(home: Home) -> Manifest | None:
    """The manifest of a project folder; None when there is none, or one of another version."""
    try:
        return msgspec.json.decode(files.read(home, store.MANIFEST), type=Manifest)
    except (OSError, msgspec.DecodeError):
        return None


def read_unchanged(project: Project) -> RunSummary | None:
    """What the last run told, when it was complete and nothing that it read or made is different now."""
    manifest = read_manifest(project.boundary)
    if manifest is None or not manifest.is_complete or manifest.inputs != _fingerprint_inputs(project):
        return None
    if not manifest.is_intact(project.boundary):
        return None
    try:
        return msgspec.convert({**manifest.summary, "changed": [], "sources": []}, RunSummary)
    except msgspec.ValidationError:
        return None


def record_run(project: Project, names: Iterable[str], summary: RunSummary) -> None:
    """Write the manifest of a run that published these files and tells this summary."""
    names = tuple(sorted(names))
    manifest = Manifest(
        inputs=_fingerprint_inputs(project),
        made=store.fingerprint(project.boundary, names),
        names=names,
        is_complete=summary.is_complete,
        summary=msgspec.to_builtins(summary),
    )
    _write(project.boundary, manifest)


def publish_part(home: Home, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Publish what a single stage or a refresh made; the names that changed.

    A manifest that was true before is brought up to date, so that `check` and the next `bib` still know the set; one
    that was not stays untrue.
    """
    manifest = read_manifest(home)
    was_intact = manifest is not None and manifest.is_intact(home)
    changed = store.publish(home, texts)
    if manifest and was_intact and changed:
        names = tuple(sorted({*manifest.names, *texts}))
        _write(home, msgspec.structs.replace(manifest, made=store.fingerprint(home, names), names=names))
    return changed


def _fingerprint_inputs(project: Project) -> str:
    """A hash over the files that people keep, the settings in force, and this program."""
    names = [*project.raw_files, *project.library_files, str(DECISIONS), str(store.ENRICHED / "news.jsonl")]
    program = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*") if path.suffix in PROGRAM_SUFFIXES)
    config = msgspec.structs.replace(project.config, contact="")  # whoever runs it, the outputs are the same
    settings = {"config": msgspec.to_builtins(config), "offline": project.offline}
    said = msgspec.json.encode(settings, order="sorted").decode()
    return f"{store.fingerprint(project.boundary, names)}-{store.fingerprint_program(PACKAGE, program)}-{said}"


def _write(home: Home, manifest: Manifest) -> None:
    text = msgspec.json.format(msgspec.json.encode(manifest)).decode() + "\n"
    store.publish(home, {str(store.MANIFEST): text})
