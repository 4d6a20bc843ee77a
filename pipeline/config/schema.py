"""`pipeline.yaml` and `decisions.yaml`: read safely, checked whole, every problem told at once with its line."""

from __future__ import annotations

import difflib
import math
import os
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec
import yaml

from pipeline.model.decisions import SETTABLE, Decision
from pipeline.model.errors import InputError, UsageError
from pipeline.model.records import Struct
from pipeline.text.folding import show

SIZE_CAP = 1_000_000
DEPTH_CAP = 20
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class SourceConfig(Struct, frozen=True):
    """One place that knows papers. `per_second` and `concurrency`, when given, are ceilings; a key is only named."""

    enabled: bool = True
    base_url: str = ""
    per_second: float | None = None
    concurrency: int | None = None
    key_env: str = ""

    def key(self, environ: Mapping[str, str] = os.environ) -> str:
        """The API key, read from the environment at the moment of use; empty when there is none."""
        return environ.get(self.key_env, "").strip() if self.key_env else ""


class KeysConfig(Struct, frozen=True):
    """How citation keys are made."""

    pattern: str = "auth.lower + year + shorttitle(1).lower"


class CountsConfig(Struct, frozen=True):
    """Whose citation counts are shown, in this order, and whether `references.json` has them for Zotero's Extra."""

    show: tuple[str, ...] = ("openalex", "crossref")
    in_extra: bool = False


DEFAULT_SOURCES: dict[str, SourceConfig] = {
    "library": SourceConfig(),
    "crossref": SourceConfig(base_url="https://api.crossref.org"),
    "semantic_scholar": SourceConfig(base_url="https://api.semanticscholar.org/graph/v1", key_env="S2_API_KEY"),
    "openalex": SourceConfig(base_url="https://api.openalex.org", key_env="OPENALEX_API_KEY"),
    "arxiv": SourceConfig(base_url="https://export.arxiv.org/api"),
    "datacite": SourceConfig(base_url="https://api.datacite.org"),
}


class Config(Struct, frozen=True):
    """A project's settings; `sources` are asked in this order, and versions of record may be taken over unasked."""

    raw: tuple[str, ...] = ()
    library: tuple[str, ...] = ("data/library/*",)
    contact: str = ""
    keys: KeysConfig = KeysConfig()
    counts: CountsConfig = CountsConfig()
    adopt_published: bool = False
    sources: dict[str, SourceConfig] = {}


def read_config(text: str, file: str, environ: Mapping[str, str] = os.environ) -> Config:
    """The settings in a YAML text, merged over the defaults.

    Raises `UsageError` that names every unknown key (with the nearest known one) and every wrong value.
    """
    given, _, lines = _load_yaml(text, file, UsageError)
    if not isinstance(given, dict | None):
        raise UsageError(f"{file}:1: the settings are not a mapping of names to values; see `bibmill init`.")
    settings = _drop_empty(given or {})
    problems = [f"{file}:{lines.get(path, 1)}: {sentence}" for path, sentence in _check(settings)]
    if problems:
        raise UsageError("\n".join(problems))
    sections = {name: _drop_empty(value) if isinstance(value, dict) else value for name, value in settings.items()}
    config = msgspec.convert({**sections, "sources": {}}, Config)
    return msgspec.structs.replace(
        config,
        sources=_merge_sources(settings.get("sources", {})),
        contact=environ.get("BIBMILL_CONTACT", "").strip() or config.contact,
    )


def read_decisions(text: str, file: str) -> tuple[Decision, ...]:
    """A person's decisions; raises `InputError` with every problem in them.

    Every value is the text that stands there: a paper may be called `no` or `1984`, an arXiv id end in a zero.
    """
    _, entries, lines = _load_yaml(text, file, InputError)
    if not isinstance(entries, list | None):
        raise InputError(f"{file}:1: decisions are a list of `- row: …` entries; see the README.")
    decisions, problems = [], []
    for at, entry in enumerate(entries or ()):
        try:
            decisions.append(_convert_decision(entry))
        except (msgspec.ValidationError, ValueError) as error:
            problems.append(f"{file}:{lines.get((at,), 1)}: decision {at + 1}: {error}.")
    if problems:
        raise InputError("\n".join(problems))
    return tuple(decisions)


def _convert_decision(entry: Any) -> Decision:
    if not isinstance(entry, dict):
        raise ValueError("it is not a mapping with `row:` in it")
    known = Decision.__struct_encode_fields__
    if unknown := [name for name in entry if name not in known]:
        raise ValueError("; ".join(_unknown(str(name), known) for name in unknown))
    entry = _drop_empty(entry)
    if isinstance(entry.get("reject"), str):
        entry["reject"] = [entry["reject"]]
    _check_year("", entry.get("year", "1"))
    return msgspec.convert({**entry, "set": _convert_set(entry.get("set", {}))}, Decision, strict=False)


def _convert_set(given: Any) -> dict[str, str]:
    if not isinstance(given, dict):
        raise ValueError("set: it is not a mapping of fields to values")
    values = {str(name).replace("-", "_"): value for name, value in _drop_empty(given).items()}
    if wrong := [name for name in values if name not in SETTABLE]:
        raise ValueError("set: " + "; ".join(_unknown(name, sorted(SETTABLE)) for name in wrong))
    if nested := [name for name, value in values.items() if not isinstance(value, str)]:
        raise ValueError(f"set: {nested[0]} is one text, not a list or a mapping")
    _check_year("set: ", values.get("year", "1"))
    return values


def _check_year(where: str, value: Any) -> None:
    if not (isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 4):
        raise ValueError(f"{where}the year “{show(str(value), 20)}” is not a number")


def _drop_empty(mapping: dict[Any, Any]) -> dict[Any, Any]:
    """Without the names that have no value (`contact:` and nothing behind it), so that their default holds."""
    return {name: value for name, value in mapping.items() if value is not None}


def _check(settings: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every problem of the settings as (path, sentence)."""
    for name, value in settings.items():
        if name not in Config.__struct_fields__:
            yield (str(name),), _unknown(str(name), Config.__struct_fields__) + "."
        elif name == "sources":
            yield from _check_sources(value)
        else:
            yield from _check_section(str(name), value)


def _check_section(name: str, value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    section = {"keys": KeysConfig, "counts": CountsConfig}.get(name)
    if section and isinstance(value, dict):
        yield from _check_names((name,), value, section.__struct_fields__)
        value = {key: given for key, given in _drop_empty(value).items() if key in section.__struct_fields__}
    try:
        msgspec.convert({name: value}, Config)
    except msgspec.ValidationError as error:
        yield (name,), f"{name}: {error}."
        return
    if name == "counts":
        for source in value.get("show", ()):
            if source not in DEFAULT_SOURCES:
                yield (name,), _unknown(f"counts.show: {source}", DEFAULT_SOURCES) + "."


def _check_names(path: tuple[str, ...], given: dict[str, Any], known: tuple[str, ...]) -> Iterator[tuple[Any, str]]:
    for name in given:
        if name not in known:
            yield (*path, str(name)), _unknown(".".join([*path, str(name)]), known) + "."


def _check_sources(sources: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    if not isinstance(sources, dict):
        yield ("sources",), "sources: it is not a mapping of source names to settings."
        return
    for name, given in sources.items():
        if name not in DEFAULT_SOURCES:
            yield ("sources", str(name)), _unknown(f"sources.{name}", DEFAULT_SOURCES) + "."
        elif not isinstance(given, dict | None):
            yield ("sources", name), f"sources.{name}: it is not a mapping; to switch it off, write {{enabled: false}}."
        else:
            yield from _check_names(("sources", name), given or {}, SourceConfig.__struct_fields__)
            yield from _check_source(name, given or {})


def _check_source(name: str, given: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    known = {inner: value for inner, value in _drop_empty(given).items() if inner in SourceConfig.__struct_fields__}
    try:
        source = msgspec.convert(known, SourceConfig)
    except msgspec.ValidationError as error:
        yield ("sources", name), f"sources.{name}: {error}."
        return
    if source.base_url and not _is_allowed(source.base_url):
        yield ("sources", name, "base_url"), f"sources.{name}.base_url: only https (or http on this machine) is asked."
    for limit in ("per_second", "concurrency"):
        value = getattr(source, limit)
        if value is not None and not (value > 0 and math.isfinite(value)):
            yield ("sources", name, limit), f"sources.{name}.{limit}: it must be a number above zero."


def _is_allowed(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))


def _merge_sources(given: dict[str, Any]) -> dict[str, SourceConfig]:
    """The given sources in their order first, over the defaults; sources that were not named come after."""
    merged = {}
    for name in [*given, *(name for name in DEFAULT_SOURCES if name not in given)]:
        default = msgspec.to_builtins(DEFAULT_SOURCES[name])
        merged[name] = msgspec.convert({**default, **_drop_empty(given.get(name) or {})}, SourceConfig)
    return merged


def _unknown(name: str, known: Any) -> str:
    name = show(name, 80)
    last = name.rpartition(".")[2].rpartition(": ")[2]
    near = difflib.get_close_matches(last, [str(k) for k in known], n=1, cutoff=0.5)
    hint = f"the nearest known one is “{near[0]}”" if near else f"known are {', '.join(map(str, known))}"
    return f"unknown key “{name}”; {hint}"


def _load_yaml(
    text: str, file: str, error_type: type[UsageError] | type[InputError]
) -> tuple[Any, Any, dict[Any, int]]:
    """Typed values, the same as the texts that stand there, and lines by path; only as much YAML as is needed."""
    if len(text) > SIZE_CAP:
        raise error_type(f"{file}: the file is over 1 MB; settings and decisions are short, so this is some other.")
    try:
        refused = _refused(text)
        if not refused:
            value, node = yaml.safe_load(text), yaml.compose(text, yaml.SafeLoader)
            lines, refused = _index(node)
        if not refused:
            return value, _texts(node), lines
    except yaml.MarkedYAMLError as error:
        refused = _line(error.problem_mark), f"this is not valid YAML: {show(str(error.problem or error.context))}"
    except (yaml.YAMLError, ValueError) as error:
        refused = 1, f"this is not valid YAML: {show(str(error).splitlines()[0])}"
    raise error_type(f"{file}:{refused[0]}: {refused[1]}.")


def _refused(text: str) -> tuple[int, str] | None:
    """What is legal YAML but not read: aliases, a few lines of which make a billion values, and deep nesting."""
    depth = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            return _line(event.start_mark), "YAML aliases (`*name`) are not read here; write the value out"
        if depth > DEPTH_CAP:
            return _line(event.start_mark), "this is nested too deeply for settings or decisions"
    return None


def _index(node: yaml.Node | None) -> tuple[dict[Any, int], tuple[int, str] | None]:
    """The lines by path, and what is wrong when a name stands twice in one mapping: YAML would drop the first."""
    lines: dict[Any, int] = {}
    for path, line in _lines(node, ()):
        if path in lines:
            return lines, (line, f"“{show(str(path[-1]), 80)}” stands twice in one mapping; keep one")
        lines[path] = line
    return lines, None


def _texts(node: yaml.Node | None) -> Any:
    """The node with every scalar as it is written; None where nothing is."""
    if isinstance(node, yaml.MappingNode):
        return {_texts(key): _texts(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_texts(value) for value in node.value]
    return None if node is None or node.tag == "tag:yaml.org,2002:null" else node.value


def _lines(node: yaml.Node | None, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], int]]:
    """The line of every name in a mapping and of every entry in a list, by its path."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, key.value), _line(key.start_mark)
            yield from _lines(value, (*path, key.value))
    for at, value in enumerate(node.value if isinstance(node, yaml.SequenceNode) else ()):
        yield (*path, at), _line(value.start_mark)
        yield from _lines(value, (*path, at))


def _line(mark: Any) -> int:
    return int(mark.line) + 1 if mark else 1
