"""Tables of what there is: settings, sources, findings, files, variables, exit codes; help and man page read them.

A table is rows of a name and what it means, both plain text.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from pipeline.config.json_schema import Setting, list_settings
from pipeline.console.arguments import EXIT_CODES
from pipeline.model.source_table import SourceDescriptor, source_table
from pipeline.rules.verifying.codes import finding_codes

Rows = Iterable[tuple[str, str]]

WIDTH = 78
_NAMES = 24
"""Characters of the column of names; a longer one has a line of its own."""

OWN_VARIABLES = {
    "BIBMILL_CONTACT": "your mail address, told to the APIs that ask for it; it wins over `contact` of the settings",
    "BIBMILL_HOSTS": "hosts that may be asked beside the sources' own, HOST[:PORT], parted by commas; see --allow-host",
    "BIBMILL_OUTSIDE": "folders beside the project that may be used, parted as in PATH; see --allow-outside",
    "BIBMILL_CACHE": "where `bib`, `verify` and `complete` on files keep what was answered; else your cache folder",
    "NO_COLOR": "anything in it: no colours",
}
"""The variables that are read, but for those that hold keys, which the settings name."""

FILES = {
    "pipeline.yaml": "the settings; yours",
    "pipeline.schema.json": "what may stand in the settings, for editors",
    "data/raw/": "your lists; written only by `add` and `update-list`",
    "data/library/": "your own references (.bib, CSL-JSON, .ris), searched before anybody is asked; never written",
    "data/decisions.yaml": "what you decided; never written",
    "data/enriched/keys.jsonl": "the citation key of each work, for good; cannot be rebuilt, commit it",
    "data/enriched/citations.jsonl": "dated citation counts; cannot be rebuilt, commit it",
    "data/enriched/news.jsonl": "what happened to the papers; cannot be rebuilt, commit it",
    "data/enriched/matches.jsonl": "which paper each row is, and why; remembers what was asked",
    "data/enriched/*.jsonl": "what each stage made, a line for each row or work",
    "output/references.bib": "for bibtex, and for Zotero with keywords as tags",
    "output/references.biblatex.bib": "for biber: Unicode as it is, full dates",
    "output/references.json": "CSL-JSON, for Zotero, pandoc and citation styles",
    "output/references.ris": "for EndNote, Mendeley and others that read neither",
    "output/aliases.csv": "keys that were given once, and the key under which the work is cited now",
    "output/matches.csv": "a line for each row of your list: status, key, identifiers, the reason",
    "output/table.md, table.csv": "your list again, with links and citation counts; of several lists, one each",
    "output/changes.md": "what the last refresh changed",
    "output/citations.csv": "the history of the counts",
    "output/report.html": "one page to look at, without a network",
    ".cache/": "answers of the APIs, and the trace of a bug; never commit it",
}
"""The files of a project, by their names below its folder."""


def tell_settings() -> Iterator[tuple[str, str]]:
    """Every key of `pipeline.yaml`."""
    return ((one.name, _tell_setting(one)) for one in list_settings())


def tell_sources() -> Iterator[tuple[str, str]]:
    """Every source, in the order in which they are asked when the settings say nothing."""
    return ((row.name, _tell_source(row)) for row in source_table().values())


def tell_findings() -> Iterator[tuple[str, str]]:
    """Every code of `verify`."""
    return ((name, f"{code.severity}: {code.help}") for name, code in finding_codes().items())


def tell_exit_codes() -> Iterator[tuple[str, str]]:
    """Every exit code."""
    return ((str(code), says) for code, says in EXIT_CODES.items())


def tell_variables() -> Iterator[tuple[str, str]]:
    """Every variable of the environment that is read."""
    yield from OWN_VARIABLES.items()
    for row in source_table().values():
        if row.key_env:
            yield row.key_env, f"your key for {row.label}; it {row.key_adds}"


def lay_out(rows: Rows) -> str:
    """A table as text: names on the left, meanings filled beside them."""
    return "\n".join(line for name, meaning in rows for line in _lay_out(name, meaning))


def _lay_out(name: str, meaning: str) -> Iterator[str]:
    lines = textwrap.wrap(meaning, WIDTH - _NAMES, break_long_words=False, break_on_hyphens=False)
    if len(name) + 2 < _NAMES - 2:
        yield f"  {name:<{_NAMES - 2}}{lines[0]}"
        del lines[0]
    else:
        yield f"  {name}"
    yield from (" " * _NAMES + line for line in lines)


def _tell_setting(setting: Setting) -> str:
    default = f" Default: {setting.default}." if setting.default and setting.default not in ('""', "[]") else ""
    choices = f" One of: {', '.join(setting.choices)}." if setting.choices and len(setting.choices) < 10 else ""
    return f"{setting.meaning}{choices}{default}"


def _tell_source(row: SourceDescriptor) -> str:
    if not row.base_url:
        return "your own reference files in data/library/; searched first, without a network"
    pace = _tell_pace(row.per_second)
    known = f"; {_tell_pace(row.with_contact.per_second)} for who gives a mail address" if row.with_contact else ""
    key = f". A key in {row.key_env} {row.key_adds}" if row.key_env else ""
    return f"{row.label}, at {row.base_url}: {pace}{known}{key}"


def _tell_pace(per_second: dict[str, float]) -> str:
    """“3 (list) and 10 (single) requests a second”, “1 request in 3 seconds”."""
    if (whole := per_second.get("all")) and whole < 1:
        return f"1 request in {1 / whole:.0f} seconds"
    paces = [f"{pace:g}{'' if kind == 'all' else f' ({kind})'}" for kind, pace in per_second.items()]
    return f"{' and '.join(paces)} {'request' if paces == ['1'] else 'requests'} a second"
