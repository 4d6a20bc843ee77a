"""A project folder: its settings, and the files that people keep in it."""

from __future__ import annotations

import glob
import os
from argparse import Namespace
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

import msgspec

from pipeline import readers
from pipeline.config.decisions import read_decisions
from pipeline.config.schema import Config, SourceConfig, read_config
from pipeline.model.decisions import Decision
from pipeline.model.errors import InputError, UsageError
from pipeline.model.records import Outcome, Problem, Record, Struct
from pipeline.storage import store

SETTINGS = "pipeline.yaml"
DECISIONS = Path("data/decisions.yaml")


class Project(Struct, frozen=True, dict=True):
    """A project folder with its settings; names of files are relative to `root`.

    Attributes:
        settings: The file of the settings, for error messages.
        offline: Whether this run makes no request.
    """

    root: Path
    config: Config
    settings: Path
    offline: bool = False

    @property
    def raw_files(self) -> tuple[str, ...]:
        """The raw lists, in the order of the settings; raises `InputError` for one that is not there or cannot be
        named.
        """
        found = tuple(name for pattern in self.config.raw for name in _expand(self.root, pattern))
        if nameless := [name for name in found if not _is_utf8(name)]:
            raise InputError(f"{_shown(nameless[0])}: the name of this list is not UTF-8; rename the file, run again.")
        return found

    @property
    def library_files(self) -> tuple[str, ...]:
        """The reference files of the library; other files that a pattern matches, such as a README, are left out."""
        found = (name for pattern in self.config.library for name in _expand_glob(self.root, pattern))
        fitting = (name for name in found if name.lower().endswith(readers.REFERENCES))
        return tuple(dict.fromkeys(name for name in fitting if _is_utf8(name)))

    @property
    def nameless_files(self) -> tuple[str, ...]:
        """Files of the library that are passed over, since no artefact could hold their names."""
        found = {name for pattern in self.config.library for name in _expand_glob(self.root, pattern)}
        return tuple(sorted(name for name in found if not _is_utf8(name)))

    @property
    def enabled_sources(self) -> dict[str, SourceConfig]:
        """The sources that may be asked, by name, in the order in which they are asked."""
        return {name: source for name, source in self.config.sources.items() if source.enabled}

    @cached_property
    def library(self) -> tuple[tuple[tuple[str, Record], ...], tuple[Problem, ...]]:
        """Every record of the library with the name of its file, and what could not be read; read once a run.

        Raises:
            InputError: Nothing in one of the files could be read.
        """
        records: list[tuple[str, Record]] = []
        problems = [_tell_nameless(name) for name in self.nameless_files]
        for name, text in self.read_texts(self.library_files):
            outcome: Outcome[Record] = readers.read_references(text, name)
            if outcome.problems and not outcome.items:
                first = outcome.problems[0]
                raise InputError(f"{first.where}: nothing in this file could be read: {first.sentence}")
            records.extend((name, record) for record in outcome.items)
            problems.extend(outcome.problems)
        return tuple(records), tuple(problems)

    def read(self, name: str | Path) -> str:
        """The text of a file; raises `InputError` when it cannot be read."""
        return store.read_text(self.root / name, str(name))

    def read_texts(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Each name with the text of the file, read when it is needed; raises `InputError`."""
        return ((name, self.read(name)) for name in names)


def open_project(options: Namespace) -> Project:
    """The project that the command line names.

    Args:
        options: What the command line says: `directory`, `config`, `sources` and `offline`.

    Raises:
        UsageError: There are no settings, they are wrong, or `--sources` names no source.
    """
    root = Path(options.directory)
    settings = Path(options.config) if options.config else root / SETTINGS
    if not settings.is_file():
        raise UsageError(f"{settings}: there are no settings; `bibmill init` makes a project folder with them.")
    try:
        text = store.read_text(settings)
    except InputError as error:
        raise UsageError(str(error)) from None
    config = _choose_sources(read_config(text, str(settings)), options.sources)
    if not config.raw:
        raise UsageError(f"{settings}: `raw:` names no list; give at least one file.")
    return Project(root, config, settings, options.offline)


def read_project_decisions(project: Project) -> tuple[Decision, ...]:
    """A person's decisions; none when there is no such file. Raises `InputError` when it is wrong."""
    if not (project.root / DECISIONS).exists():
        return ()
    return read_decisions(project.read(DECISIONS), str(DECISIONS))


def _choose_sources(config: Config, chosen: str | None) -> Config:
    """The settings with only the sources that `--sources` names, in the order given there."""
    if chosen is None:
        return config
    names = [name.strip() for name in chosen.split(",") if name.strip()]
    for name in names:
        if name not in config.sources:
            raise UsageError(f"--sources: “{name}” is not a source; known are {', '.join(config.sources)}.")
    kept = {name: msgspec.structs.replace(config.sources[name], enabled=True) for name in names}
    return msgspec.structs.replace(config, sources=kept)


def _is_utf8(name: str) -> bool:
    """False for a name with bytes that are not UTF-8; Python spells them as surrogates."""
    return not any("\ud800" <= char <= "\udfff" for char in name)


def _tell_nameless(name: str) -> Problem:
    sentence = "the name of this file is not UTF-8, so it was not read; rename it."
    return Problem("library", "name_not_utf8", _shown(name), sentence)


def _shown(name: str) -> str:
    """The name with such bytes as `\\xe9`."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _expand(root: Path, pattern: str) -> list[str]:
    """The files of a pattern; a plain name must exist."""
    found = _expand_glob(root, pattern)
    if not found:
        raise InputError(f"{pattern}: there is no such list in {root.resolve()}; correct `raw:` in the settings.")
    return found


def _expand_glob(root: Path, pattern: str) -> list[str]:
    if os.path.isabs(pattern):
        return sorted(name for name in glob.glob(pattern) if os.path.isfile(name))
    return sorted(name for name in glob.glob(pattern, root_dir=root) if (root / name).is_file())
