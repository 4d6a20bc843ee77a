"""The manifest: what the last complete run read, made and told, so that the next one knows whether anything changed.

It is the last file that a run writes: what a run did was not recorded if it was killed before, and is done again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from pipeline.console.summary import RunSummary
from pipeline.model.errors import InputError, RefusedPathError
from pipeline.model.records import Natural, Struct
from pipeline.project.artefacts import LEDGERS, path_of
from pipeline.project.folder import DECISIONS, SETTINGS, Project
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
        read: A hash of each file that people keep and it read, by its name; of an older version, none.
    """

    inputs: str
    made: dict[str, str]
    ledgers: dict[str, Natural]
    is_complete: bool
    summary: dict[str, object]
    read: dict[str, str] = {}

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


def find_edited(project: Project, manifest: Manifest) -> Iterator[str]:
    """The files that people keep and that are not as the last run read them: edited since, new or gone; sorted.

    The settings are among them only when they say something else: a comment changes nothing.
    """
    now, then = _hash_kept(project), manifest.read
    if _read_settings(manifest.inputs.split("-", 2)[-1]) == _read_settings(_say_settings(project)):
        now[SETTINGS] = then.get(SETTINGS, "")
    if then:  # else an older version wrote the manifest
        yield from sorted(name for name in {*now, *then} if now.get(name) != then.get(name))


def record_run(project: Project, names: Iterable[str], summary: RunSummary) -> None:
    """Write the manifest of a run that published these files and tells this summary."""
    manifest = Manifest(
        inputs=_fingerprint_inputs(project),
        made=_hash_each(project.boundary, sorted(names)),
        ledgers=_count_lines(project.boundary),
        is_complete=summary.is_complete,
        summary=msgspec.to_builtins(summary),
        read=_hash_kept(project),
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


def _hash_kept(project: Project) -> dict[str, str]:
    """A hash of each file that people keep: lists, library, decisions and settings, as far as they are there."""
    names = (*_list_kept(project), str(DECISIONS), SETTINGS)
    return _hash_each(project.boundary, (name for name in names if look(project.boundary, name)))


def _list_kept(project: Project) -> tuple[str, ...]:
    return (*project.raw_files, *project.library_files)


def _fingerprint_inputs(project: Project) -> str:
    """A hash over the files that people keep, the settings in force, and this program."""
    names = [*_list_kept(project), *project.nameless_files, str(DECISIONS), str(path_of("news"))]
    program_hash = store.fingerprint_program(PACKAGE, _list_program())
    return f"{store.fingerprint(project.boundary, names)}-{program_hash}-{_say_settings(project)}"


def _list_program() -> list[str]:
    """The files of the package that what a run makes depends on; as names, of which a run has hundreds to compare."""
    found = (os.path.join(folder, name) for folder, _, names in os.walk(PACKAGE) for name in names)
    return sorted(name.removeprefix(f"{PACKAGE}{os.sep}") for name in found if name.endswith(PROGRAM_SUFFIXES))


def _say_settings(project: Project) -> str:
    config = msgspec.structs.replace(project.config, contact="")  # whoever runs it, the outputs are the same
    settings = {"config": msgspec.to_builtins(config), "offline": project.offline}
    return msgspec.json.encode(settings, order="sorted").decode()


def _read_settings(said: str) -> object:
    """The settings in force, of what a manifest says of them; None where a stranger's says something else."""
    try:
        return msgspec.json.decode(said)["config"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _write(home: Home, manifest: Manifest) -> None:
    text = msgspec.json.format(msgspec.json.encode(manifest)).decode() + "\n"
    store.publish(home, [(str(store.MANIFEST), text)])
