"""`pipeline.yaml`: a project's settings, checked whole, every problem told at once with its line."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from pipeline.config.lists import ListConfig, TaughtVenue, check_lists, check_venues, to_lists
from pipeline.config.yaml import check_names, drop_empty, list_problems, load_yaml, say_wrong_type
from pipeline.model.errors import UsageError
from pipeline.model.records import Struct
from pipeline.model.source_table import source_table
from pipeline.model.urls import read_address
from pipeline.rules.verifying.codes import finding_codes
from pipeline.text.suggestions import name_unknown

OUTPUTS = ("bib", "biblatex", "csl", "ris", "table", "matches", "report")
"""The files of `output/` that may be chosen; those that tell what changed are always written."""
OWN_VARIABLE = re.compile(r"BIBMILL_[A-Z0-9][A-Z0-9_]*")
NO_KEYS = frozenset(f"BIBMILL_{name}" for name in ("CACHE", "CONTACT", "HOSTS", "INDEX", "OUTSIDE", "ZOTERO_LIBRARY"))
"""Variables that set bibmill up: no service is sent what is in them as a key."""


class SourceConfig(Struct, frozen=True):
    """The settings of one source.

    Attributes:
        enabled: Whether it is asked.
        base_url: The address of its API, if it is another one; its host must be allowed outside this file, too
            (--allow-host, BIBMILL_HOSTS).
        per_second: A ceiling of requests a second, under the documented rate.
        concurrency: A ceiling of requests at once, under the documented number.
        key_env: The environment variable that holds the API key, its own or one that begins with BIBMILL_; the key
            itself is never in this file.
    """

    enabled: bool = True
    base_url: str = ""
    per_second: float | None = None
    concurrency: int | None = None
    key_env: str = ""

    def key(self, environ: Mapping[str, str] = os.environ) -> str:
        """The API key, read from the environment at the moment of use; empty when there is none."""
        return environ.get(self.key_env, "").strip() if self.key_env else ""


class KeysConfig(Struct, frozen=True):
    """How citation keys are made.

    Attributes:
        pattern: In the notation of Better BibTeX, or of JabRef as in `[auth:lower][year]`.
    """

    pattern: str = "auth.lower + year + shorttitle(1).lower"


class CountsConfig(Struct, frozen=True):
    """Citation counts.

    Attributes:
        show: Whose count is shown: the first of these that has one.
        in_extra: Whether `references.json` has the count for Zotero's field Extra.
    """

    show: tuple[str, ...] = ("openalex", "crossref")
    in_extra: bool = False


class VerifyConfig(Struct, frozen=True):
    """What `verify` leaves out.

    Attributes:
        ignore: Codes of findings that are right as they stand, in all entries.
    """

    ignore: tuple[str, ...] = ()


class Config(Struct, frozen=True):
    """A project's settings, as `pipeline.yaml` and the environment give them.

    Attributes:
        raw: The lists: names of files, patterns, or mappings of what a list needs to be understood.
        library: A person's own reference files, or patterns; their citation keys are kept.
        contact: The mail address that services are told; BIBMILL_CONTACT overrides it.
        keys: How citation keys are made.
        counts: Citation counts.
        outputs: Which files are written to output/; those that tell what changed always are.
        venues: What abbreviations of venues mean that no table knows.
        verify: What `verify` leaves out.
        adopt_published: Whether the version of record of a preprint is cited without a person's decision.
        sources: Who is asked, those named here first and in this order; all others come behind them as they are.
    """

    raw: tuple[ListConfig, ...] = ()
    library: tuple[str, ...] = ("data/library/*",)
    contact: str = ""
    keys: KeysConfig = KeysConfig()
    counts: CountsConfig = CountsConfig()
    outputs: tuple[str, ...] = OUTPUTS
    venues: dict[str, TaughtVenue] = {}
    verify: VerifyConfig = VerifyConfig()
    adopt_published: bool = False
    sources: dict[str, SourceConfig] = {}


def default_sources() -> dict[str, SourceConfig]:
    """Every source of the table as it is set up when nobody says otherwise."""
    return {row.name: SourceConfig(base_url=row.base_url, key_env=row.key_env) for row in source_table().values()}


def read_config(text: str, file: str, environ: Mapping[str, str] = os.environ) -> Config:
    """The settings in a YAML text, merged over the defaults.

    Args:
        text: The text of the file.
        file: Its name, for messages.
        environ: Where `BIBMILL_CONTACT` is looked up, which overrides `contact`.

    Raises:
        UsageError: It names every unknown key (with the nearest known one) and every wrong value, each with its line.
    """
    given, _, lines = load_yaml(text, file, UsageError)
    if not isinstance(given, dict | None):
        raise UsageError(f"{file}:1: the settings are not a mapping of names to values; see `bibmill init`.")
    settings = drop_empty(given or {})
    problems = [f"{file}:{lines.get(path, 1)}: {sentence}" for path, sentence in _check(settings)]
    if problems:
        raise UsageError(list_problems(problems))
    sections = {name: drop_empty(value) if isinstance(value, dict) else value for name, value in settings.items()}
    sections["venues"] = {name: drop_empty(venue) for name, venue in settings.get("venues", {}).items()}
    config = msgspec.convert({**sections, "sources": {}, "raw": ()}, Config)
    return msgspec.structs.replace(
        config,
        raw=to_lists(settings.get("raw", ())),
        sources=_merge_sources(settings.get("sources", {})),
        contact=environ.get("BIBMILL_CONTACT", "").strip() or config.contact,
    )


def _check(settings: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every problem of the settings as (path, sentence)."""
    for name, value in settings.items():
        if name not in Config.__struct_fields__:
            yield (str(name),), name_unknown(str(name), Config.__struct_fields__) + "."
        elif check := {"sources": _check_sources, "raw": check_lists, "venues": check_venues}.get(name):
            yield from check(value)
        else:
            yield from _check_section(str(name), value)


def _check_section(name: str, value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    section = {"keys": KeysConfig, "counts": CountsConfig, "verify": VerifyConfig}.get(name)
    if section and isinstance(value, dict):
        yield from check_names((name,), name, value, section.__struct_fields__)
        value = {key: given for key, given in drop_empty(value).items() if key in section.__struct_fields__}
    try:
        msgspec.convert({name: value}, Config)
    except msgspec.ValidationError as error:
        yield (name,), say_wrong_type(error, "").removeprefix(".")
        return
    yield from _check_choice(name, value)


def _check_choice(name: str, value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """What a section chooses of a known set and is not in that set."""
    inner, known = {
        "outputs": ("", OUTPUTS),
        "counts": ("show", tuple(source_table())),
        "verify": ("ignore", tuple(finding_codes())),
    }.get(name, ("", ()))
    chosen = (value.get(inner, ()) if inner else value) if known else ()
    label = f"{name}.{inner}" if inner else name
    for one in chosen:
        if one not in known:
            yield (name,), name_unknown(f"{label}: {one}", known) + "."


def _check_sources(sources: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    if not isinstance(sources, dict):
        yield ("sources",), "sources: it is not a mapping of source names to settings."
        return
    for name, given in sources.items():
        if name not in source_table():
            yield ("sources", str(name)), name_unknown(f"sources.{name}", source_table()) + "."
        elif not isinstance(given, dict | None):
            yield ("sources", name), f"sources.{name}: it is not a mapping; to switch it off, write {{enabled: false}}."
        else:
            yield from check_names(("sources", name), f"sources.{name}", given or {}, SourceConfig.__struct_fields__)
            yield from _check_source(name, given or {})


def _check_source(name: str, given: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    known = {inner: value for inner, value in drop_empty(given).items() if inner in SourceConfig.__struct_fields__}
    try:
        source = msgspec.convert(known, SourceConfig)
    except msgspec.ValidationError as error:
        yield ("sources", name), say_wrong_type(error, f"sources.{name}")
        return
    if source.base_url:
        try:
            read_address(source.base_url)
        except ValueError as error:
            yield ("sources", name, "base_url"), f"sources.{name}.base_url: {error}."
    if source.key_env and not _may_hold_key(name, source.key_env):
        yield ("sources", name, "key_env"), f"sources.{name}.key_env: {_refuse_variable(name, source.key_env)}"
    for limit in ("per_second", "concurrency"):
        value = getattr(source, limit)
        if value is not None and not (value > 0 and math.isfinite(value)):
            yield ("sources", name, limit), f"sources.{name}.{limit}: it must be a number above zero."


def _may_hold_key(source: str, variable: str) -> bool:
    """True for the source's own variable and for those of bibmill: a stranger's settings may have no other variable of
    this machine sent away, such as the key of another service.
    """
    is_own = variable == source_table()[source].key_env
    return is_own or (bool(OWN_VARIABLE.fullmatch(variable)) and variable not in NO_KEYS)


def _refuse_variable(source: str, variable: str) -> str:
    """The sentence about a variable that is not sent; what looks like a key and not like a name is not repeated."""
    shown = f"“{variable}”" if re.fullmatch(r"[A-Z][A-Z0-9_]{0,80}", variable) else "this"
    own = source_table()[source].key_env
    allowed = f"{own}, or a variable" if own else "a variable"
    return f"{shown} is no variable whose value may be sent there; name {allowed} that begins with BIBMILL_."


def _merge_sources(given: dict[str, Any]) -> dict[str, SourceConfig]:
    """The given sources in their order first, over the defaults; sources that were not named come after."""
    merged = {}
    defaults = default_sources()
    for name in [*given, *(name for name in defaults if name not in given)]:
        default = msgspec.to_builtins(defaults[name])
        merged[name] = msgspec.convert({**default, **drop_empty(given.get(name) or {})}, SourceConfig)
    return merged
