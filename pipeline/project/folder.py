"""A project folder: its settings, and the files that people keep in it."""

from __future__ import annotations

import fnmatch
import os
import re
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import msgspec

from pipeline import readers
from pipeline.config.lists import ListConfig
from pipeline.config.schema import Config, SourceConfig, read_config
from pipeline.model.errors import InputError, UsageError
from pipeline.model.records import Problem, Record, Struct
from pipeline.model.source_table import source_table
from pipeline.model.urls import HostRules, parse_host
from pipeline.storage import files, store
from pipeline.storage.boundary import Boundary, find_real_folders, inspect, inspect_kinds, is_file, list_folder
from pipeline.text.folding import show, show_whole

SETTINGS = "pipeline.yaml"
DECISIONS = Path("data/decisions.yaml")
SETTINGS_BYTES = 4_000_000
"""Much more than any settings or decisions have; `config/yaml.py` has the exact cap."""
INPUT_BYTES = 64_000_000
"""A list or library of 100,000 papers has less; a larger file is some other, such as a disk image."""


_UNTOLD_CHARS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028-\u202e\u2066-\u2069]")
_UNTOLD = "is not UTF-8, or has characters that do not print"


class Project(Struct, frozen=True, dict=True, gc=True):
    """A project folder with its settings; names of files are relative to `root`.

    Attributes:
        settings: The file of the settings, for error messages.
        offline: Whether this run makes no request.
        hosts: Where each source may be asked, whatever the settings say.
        outside: Folders outside this one that the user allowed, as real paths.
    """

    root: Path
    config: Config
    settings: Path
    offline: bool = False
    outside: tuple[str, ...] = ()
    hosts: HostRules = HostRules()

    @property
    def boundary(self) -> Boundary:
        """Where this run may read and write."""
        return Boundary(self.root, self.outside)

    @property
    def raw_files(self) -> tuple[str, ...]:
        """The names of the raw lists; raises as `raw_lists`."""
        return tuple(self.raw_lists)

    @cached_property
    def raw_lists(self) -> dict[str, ListConfig]:
        """The raw lists with what the settings say of each, in their order; what is named twice is as first named.

        Raises:
            InputError: One is not there, or cannot be named.
        """
        found: dict[str, ListConfig] = {}
        for config in self.config.raw:
            for name in _expand(self.boundary, config.file):
                found.setdefault(name, config)
        if nameless := [name for name in found if not _can_be_told(name)]:
            raise InputError(f"{_shown(nameless[0])}: the name of this list {_UNTOLD}; rename the file, run again.")
        return found

    @property
    def library_files(self) -> tuple[str, ...]:
        """The reference files of the library; other files that a pattern matches, such as a README, are left out."""
        return tuple(name for name in self._library_names if _can_be_told(name))

    @property
    def nameless_files(self) -> tuple[str, ...]:
        """Reference files of the library that are passed over, since no artefact and no line could hold their names."""
        return tuple(sorted(name for name in self._library_names if not _can_be_told(name)))

    @property
    def _library_names(self) -> tuple[str, ...]:
        patterns = self.config.library
        found = (name for one in patterns for name in _expand_glob(self.boundary, one, readers.REFERENCES))
        return tuple(dict.fromkeys(found))

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
        for name in self.library_files:
            outcome = readers.read_library(store.read_bytes(self.boundary, name, most=INPUT_BYTES), name)
            if outcome.problems and not outcome.items:
                first = outcome.problems[0]
                raise InputError(f"{first.where}: nothing in this file could be read: {first.sentence}")
            records.extend((name, record) for record in outcome.items)
            problems.extend(outcome.problems if outcome.items else [_tell_empty(name)])
        return tuple(records), tuple(problems)

    def read(self, name: str | Path) -> str:
        """The text of a file; raises `InputError` when it cannot be read."""
        return store.read_text(self.boundary, name, INPUT_BYTES)

    def read_texts(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Each name with the text of the file, read when it is needed; raises `InputError`."""
        return ((name, self.read(name)) for name in names)


def open_project(options: Namespace, raw: Sequence[ListConfig] = (), *, needs_lists: bool = True) -> Project:
    """The project that the command line names.

    Args:
        options: What the command line says: `directory`, `config`, `sources`, `offline` and `allow_outside`.
        raw: The lists, whatever the settings say; without any, those that the settings name.
        needs_lists: Refuse settings that name no list.

    Raises:
        UsageError: There are no settings, they are wrong, or `--sources` names no source.
        RefusedPathError: A file that the house keeps in the project is a link, or no plain file.
    """
    root = Path(options.directory)
    home = make_boundary(root, options)
    inspect_kinds(home, [] if options.config else [SETTINGS])
    settings = Path(options.config) if options.config else root / SETTINGS
    shown = show_whole(str(settings))
    if not (settings.is_file() if options.config else is_file(home, SETTINGS)):
        raise UsageError(f"{shown}: there are no settings; `bibmill init` makes a project folder with them.")
    inspect(home, _kept_files(home))
    inspect_kinds(home, _own_files(), (DECISIONS.parent, store.ENRICHED, store.CACHE, store.OUTPUT))
    try:
        text = store.read_given_text(settings) if options.config else store.read_text(home, SETTINGS, SETTINGS_BYTES)
    except store.UndecodableError as error:
        raise UsageError(str(error)) from None
    config = choose_sources(read_config(text, shown), options.sources)
    config = msgspec.structs.replace(config, raw=tuple(raw)) if raw else config
    if needs_lists and not config.raw:
        raise UsageError(f"{shown}: `raw:` names no list; give at least one file.")
    return Project(root, config, settings, options.offline, home.outside, read_host_rules(options.allow_host))


def read_host_rules(flags: Sequence[str], environ: Mapping[str, str] = os.environ) -> HostRules:
    """Where each source may be asked: at its own default host, and where the user says so outside the project.

    Args:
        flags: The values of `--allow-host`, each a host or several with commas between them.
        environ: Where `BIBMILL_HOSTS` is looked up, which is written alike.

    Raises:
        UsageError: One of them is no host.
    """
    given = [*(("--allow-host", flag) for flag in flags), ("BIBMILL_HOSTS", environ.get("BIBMILL_HOSTS", ""))]
    allowed = []
    for place, names in given:
        for name in filter(None, map(str.strip, names.split(","))):
            try:
                allowed.append(parse_host(name))
            except ValueError as error:
                raise UsageError(f"{place}: “{show(name)}”: {error}.") from None
    return HostRules({row.name: row.base_url for row in source_table().values() if row.base_url}, tuple(allowed))


def make_boundary(root: Path, options: Namespace) -> Boundary:
    """Where a run may read and write: the project, and what the user allowed by `--allow-outside` or the environment.

    Raises:
        UsageError: `--allow-outside` names no folder.
    """
    for folder in options.allow_outside:
        if not os.path.isdir(folder):
            raise UsageError(f"--allow-outside: “{show(folder)}” is no folder; name one that is there.")
    named = filter(None, os.environ.get("BIBMILL_OUTSIDE", "").split(os.pathsep))
    return Boundary(root, find_real_folders([*options.allow_outside, *named]))


def _kept_files(home: Boundary) -> Iterator[Path]:
    """Files that commands read and write beside the lists, but for leftovers, which are only removed."""
    yield from (DECISIONS, store.OUTPUT, store.ENRICHED, store.CACHE)
    for folder in (store.ENRICHED, store.CACHE):
        yield from (folder / name for name in list_folder(home, folder) if not name.endswith(files.PART))


def _own_files() -> tuple[Path, ...]:
    """The files of fixed names, which no folder may be in the place of."""
    enriched = (store.ENRICHED / f"{name}.jsonl" for name in (*store.REBUILT, *store.LEDGERS))
    return (DECISIONS, *store.CACHED, *enriched)


def choose_sources(config: Config, chosen: str | None) -> Config:
    """The settings with only the sources that `--sources` names, in the order given there."""
    if chosen is None:
        return config
    names = [name.strip() for name in chosen.split(",") if name.strip()]
    for name in names:
        if name not in config.sources:
            raise UsageError(f"--sources: “{show(name)}” is not a source; known are {', '.join(config.sources)}.")
    kept = {name: msgspec.structs.replace(config.sources[name], enabled=True) for name in names}
    return msgspec.structs.replace(config, sources=kept)


def _can_be_told(name: str) -> bool:
    """False for a name with bytes that are not UTF-8 (Python spells them as surrogates), or that would break or turn
    the lines in which it is told: the stub of `review` is pasted into a file.
    """
    return not _UNTOLD_CHARS.search(name)


def _tell_nameless(name: str) -> Problem:
    sentence = f"the name of this file {_UNTOLD}, so it was not read; rename it."
    return Problem("library", "name_not_utf8", _shown(name), sentence)


def _tell_empty(name: str) -> Problem:
    sentence = "there is no reference in this file; if it was emptied by mistake, export or restore it, and run again."
    return Problem("library", "no_reference", name, sentence)


def _shown(name: str) -> str:
    """The name with such bytes as `\\xe9`."""
    return show_whole(os.fsencode(name).decode("utf-8", "backslashreplace"))


def _expand(home: Boundary, pattern: str) -> list[str]:
    """The files of a pattern; a plain name must exist."""
    found = _expand_glob(home, pattern)
    if not found:
        root = show_whole(os.path.realpath(home.root))
        raise InputError(f"{show(pattern)}: there is no such list in {root}; correct `raw:` in the settings.")
    return found


def _expand_glob(home: Boundary, pattern: str, endings: str | tuple[str, ...] = "") -> list[str]:
    """The files that a pattern names, sorted; links are not followed on the way, so `glob` of Python cannot do it.

    Args:
        home: Where to look.
        pattern: The pattern, `*`, `?` and `[…]` in any part of it.
        endings: Take only names that end so; other files are not even looked at.

    Raises:
        RefusedPathError: A part of it leads out of the project.
    """
    *folders, last = pattern.replace(os.sep, "/").split("/")
    prefixes = [""]
    for folder in folders:
        prefixes = [f"{prefix}{name}/" for prefix in prefixes for name in _match(home, prefix, folder)]
    if not any(map(_has_wildcard, folders)):
        inspect_kinds(home, (), [prefix[:-1] or prefix for prefix in prefixes if prefix])
    names = [prefix + name for prefix in prefixes for name in _match(home, prefix, last)]
    chosen = sorted(name for name in names if name.lower().endswith(endings))
    if endings or pattern in chosen:  # such names are those of files, and what a glob finds besides may be anything
        inspect_kinds(home, chosen)
    return [name for name in chosen if is_file(home, name)]


def _match(home: Boundary, folder: str, part: str) -> list[str]:
    """The names in a folder that one part of a pattern fits; a plain part is its own name."""
    if not _has_wildcard(part):
        return [part]
    names = list_folder(home, folder)
    return [name for name in fnmatch.filter(names, part) if not name.startswith(".") or part.startswith(".")]


def _has_wildcard(part: str) -> bool:
    return any(char in part for char in "*?[")
