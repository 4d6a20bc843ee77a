"""The manifest: what the last complete run read, made and told, so that the next one knows whether anything changed.

It is the last file that a run writes: what a run did was not recorded if it was killed before, and is done again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from pipeline.console.summary import RunSummary
from pipeline.model.errors import InputError, RefusedPathError
from pipeline.model.records import Natural, Struct
from pipeline.project.artefacts import LEDGERS, path_of
from pipeline.project.folder import DECISIONS, Project
from pipeline.storage import store
from pipeline.storage.boundary import Home, look

PACKAGE = Path(__file__).resolve().parent.parent
PROGRAM_SUFFIXES = (".py", ".json", ".j2", ".html", ".css", ".js")
"""Files of the package that what a run makes depends on."""


Content = tuple[str, str | bytes]
"""The name of a file below the project folder, and what it shall hold."""


class Manifest(Struct, frozen=True):
    """What the last complete run rested on and made.

    Attributes:
        inputs: A hash over what it read.
        made: A hash of each file that it made, by its name below the project folder.
        ledgers: How many lines it left in each ledger.
        is_complete: False when a row still waits for a source.
        summary: What it told, as JSON.
    """

    inputs: str
    made: dict[str, str]
    ledgers: dict[str, Natural]
    is_complete: bool
    summary: dict[str, object]

    def is_intact(self, home: Home) -> bool:
        """True when every file that the run made is as it left it; a manifest may be a stranger's, and name any."""
        try:
            return self.made == _hash_each(home, self.made)
        except (RefusedPathError, InputError):
            return False

    def is_touched(self, home: Home, name: str) -> bool:
        """True when a file is there, and not as the run left it."""
        if name not in self.made or not look(home, name):
            return False
        return self.made[name] != store.fingerprint(home, [name])


def read_manifest(home: Home) -> Manifest | None:
    """The manifest of a project folder; None when there is none, or one that is damaged or of another version.

    Raises:
        InputError: It cannot be read. What it knows of the ledgers is not given up for that.
    """
    raw = store.read_bytes(home, store.MANIFEST, missing=b"")
    try:
        return msgspec.json.decode(raw, type=Manifest)
    except (ValueError, RecursionError):
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
    manifest = Manifest(
        inputs=_fingerprint_inputs(project),
        made=_hash_each(project.boundary, sorted(names)),
        ledgers=_count_lines(project.boundary),
        is_complete=summary.is_complete,
        summary=msgspec.to_builtins(summary),
    )
    _write(project.boundary, manifest)


def publish_part(home: Home, contents: Iterable[Content]) -> tuple[str, ...]:
    """Publish what a single stage or a refresh made; the names that changed.

    The manifest is brought up to date for these files, so that `check` and the next `bib` still know the set; what it
    says of other files stays as it was, true or not.
    """
    manifest = read_manifest(home)
    ledgers = _count_lines(home)  # before: a ledger that cannot be read ends the run with nothing changed
    published = store.publish(home, _counted(contents, ledgers))
    if manifest and published.changed:
        made = {**manifest.made, **_hash_each(home, published.names)}
        _write(home, msgspec.structs.replace(manifest, made=dict(sorted(made.items())), ledgers=ledgers))
    return published.changed


def _hash_each(home: Home, names: Iterable[str]) -> dict[str, str]:
    return {name: store.fingerprint(home, [name]) for name in names}


def _count_lines(home: Home) -> dict[str, int]:
    """How many lines each ledger has."""
    there = [name for name in LEDGERS if look(home, path_of(name))]
    return {name: store.read_bytes(home, path_of(name)).count(b"\n") for name in there}


def _counted(contents: Iterable[Content], ledgers: dict[str, int]) -> Iterator[Content]:
    """The same contents; the lines of each ledger among them are counted as it passes."""
    names = {str(path_of(name)): name for name in LEDGERS}
    for name, content in contents:
        if name in names:
            ledgers[names[name]] = (content.encode() if isinstance(content, str) else content).count(b"\n")
        yield name, content
        del content  # else it is held while the next one is made


def _fingerprint_inputs(project: Project) -> str:
    """A hash over the files that people keep, the settings in force, and this program."""
    people = (*project.raw_files, *project.library_files, *project.nameless_files, str(DECISIONS))
    names = [*people, str(path_of("news"))]
    program = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*") if path.suffix in PROGRAM_SUFFIXES)
    config = msgspec.structs.replace(project.config, contact="")  # whoever runs it, the outputs are the same
    settings = {"config": msgspec.to_builtins(config), "offline": project.offline}
    said = msgspec.json.encode(settings, order="sorted").decode()
    return f"{store.fingerprint(project.boundary, names)}-{store.fingerprint_program(PACKAGE, program)}-{said}"


def _write(home: Home, manifest: Manifest) -> None:
    text = msgspec.json.format(msgspec.json.encode(manifest)).decode() + "\n"
    store.publish(home, [(str(store.MANIFEST), text)])
