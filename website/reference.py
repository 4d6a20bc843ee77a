"""Tables of the site that are made from the code: what it takes, what it says, and what it writes.

A page says `<!-- made: NAME -->` where a table goes, so that no page repeats what the code knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from pipeline.config.json_schema import list_settings
from pipeline.config.schema import OUTPUTS
from pipeline.console.arguments import COMMANDS, EXAMPLES, OWN_ARGUMENTS, SHARED_FLAGS
from pipeline.formats.bibtex import bibtex_format
from pipeline.formats.csl import csl_format
from pipeline.formats.ris import ris_format
from pipeline.model.records import COLUMN_ROLES
from pipeline.model.source_table import source_table
from pipeline.project.artefacts import KINDS, LEDGERS, path_of
from pipeline.rules.matching import doubts, tables
from pipeline.rules.matching.reasons import label_of_reason, sentence_of_reason
from pipeline.rules.merging.twin_rules import Joining, twin_rules
from pipeline.rules.verifying.codes import finding_codes
from pipeline.writers.tables import aliases_csv, citations_csv, completed_csv, duplicates_csv, matches_csv

_MARK = re.compile(r"(?m)^<!-- made: ([\w-]+) -->$")
_JOINING = {Joining.JOIN: "one work", Joining.APART: "two works", Joining.UNSURE: "a person decides"}


def fill(markdown: str) -> str:
    """The page with every table that it asks for in the place of its mark.

    Raises:
        KeyError: There is no table of this name.
    """
    return _MARK.sub(lambda mark: MADE[mark[1]](), markdown)


def make_commands() -> str:
    """Every command with what it does, its own arguments and an example."""
    return "\n".join(map(_command, COMMANDS))


def _command(name: str) -> str:
    own = _arguments(OWN_ARGUMENTS.get(name, {}))
    does = COMMANDS[name]
    lines = [f"## `bibmill {name}`", "", f"{does[0].upper()}{does[1:]}.", "", "```sh", EXAMPLES[name], "```", ""]
    return "\n".join([*lines, own, ""] if own else lines)


def make_flags() -> str:
    """The flags of all commands."""
    return _arguments(SHARED_FLAGS)


def _arguments(arguments: Mapping[str, Mapping[str, object]]) -> str:
    rows = [(_spell(names, given), _say_end(str(given["help"]))) for names, given in arguments.items()]
    return _table(("argument", "is"), rows) if rows else ""


def _spell(names: str, given: Mapping[str, object]) -> str:
    """An argument as it is typed: `-o OUT`, `--output OUT`; one without a dash by what stands in its place."""
    value = str(given.get("metavar", ""))
    if not names.startswith("-"):
        return f"`{value}`"
    return ", ".join(f"`{name} {value}`" if value else f"`{name}`" for name in names.split())


def make_settings() -> str:
    """The settings of a project, those of a section behind its name."""
    return _settings(lambda name: not any(part.endswith("[]") or part.isupper() for part in name.split(".")))


def make_lists() -> str:
    """What may be said of one list."""
    return _settings(lambda name: name.startswith("raw[]."))


def make_venues() -> str:
    """What may be said of a venue."""
    return _settings(lambda name: name.startswith("venues."))


def make_source_settings() -> str:
    """What may be said of one source."""
    return _settings(lambda name: name.startswith("sources."))


def _settings(is_told: Callable[[str], bool]) -> str:
    told = [one for one in list_settings() if is_told(one.name)]
    rows = [(f"`{_own_name(one.name)}`", f"`{one.default}`" * bool(one.default), _say_end(one.meaning)) for one in told]
    return _table(("setting", "default", "is"), rows)


def _own_name(name: str) -> str:
    """Without what stands for a name of the person's."""
    return re.sub(r"^(?:raw\[\]|[a-z]+\.[A-Z]+)\.", "", name)


def make_sources() -> str:
    """The names of the sources in the settings, their addresses and keys, in the order in which they are asked."""
    rows = [(f"`{row.name}`", row.label, row.base_url, f"`{row.key_env}`" * bool(row.key_env)) for row in _sources()]
    return _table(("name", "is", "`base_url`", "`key_env`"), rows)


def make_key_variables() -> str:
    """The environment variables that hold the keys of sources."""
    rows = [(f"`{row.key_env}`", f"{row.label}: a key {row.key_adds}") for row in _sources() if row.key_env]
    return _table(("variable", "is the key of"), rows)


def _sources() -> Iterable[Any]:
    return source_table().values()


def make_column_roles() -> str:
    """What a column of a list may mean."""
    return ", ".join(f"`{role}`" for role in COLUMN_ROLES)


def make_outputs() -> str:
    """The names that `outputs:` takes."""
    return ", ".join(f"`{name}`" for name in OUTPUTS)


def make_artefacts() -> str:
    """The files of `data/enriched`, with the fields of a line."""
    rows = []
    for name, kind in KINDS.items():
        fields = ", ".join(f"`{one.encode_name}`" for one in msgspec.structs.fields(kind))
        kept = "no: it is a ledger" if name in LEDGERS else "yes"
        rows.append((f"`{path_of(name)}`", _first_sentence(kind), kept, fields))
    return _table(("file", "a line is", "made again", "fields"), rows)


def make_columns() -> str:
    """The columns of every table that is written, by file."""
    files = {
        "`matches.csv`": matches_csv.COLUMNS,
        "`citations.csv`": citations_csv.COLUMNS,
        "`aliases.csv`, `OUT.aliases.csv`": aliases_csv.COLUMNS,
        "`OUT.clusters.csv` of `dedupe`": duplicates_csv.CLUSTERS,
        "`OUT.unsure.csv` of `dedupe`": duplicates_csv.UNSURE,
        "`OUT.relations.csv` of `dedupe`": duplicates_csv.RELATIONS,
        "`OUT.provenance.csv` of `dedupe`": duplicates_csv.PROVENANCE,
        "`OUT.provenance.csv` of `complete`": completed_csv.COLUMNS,
    }
    return _table(("file", "columns"), [(name, ", ".join(f"`{one}`" for one in files[name])) for name in files])


def make_finding_codes() -> str:
    """Every finding of `verify`, with what helps."""
    rows = [
        (f"`{code}`", one.label, "yes" if one.severity == "error" else "no", f"`{one.level}`", one.help)
        for code, one in finding_codes().items()
    ]
    return _table(("code", "says", "makes an entry suspicious", "SARIF level", "what helps"), rows)


def make_accepting_reasons() -> str:
    """The reasons for which a row is matched by the table of rules, with what must agree."""
    needs: dict[str, list[str]] = {}
    for rule in tables.ACCEPT:
        needs.setdefault(rule.reason, []).append(_needs(rule))
    rows = [(f"`{reason}`", "<br>".join(dict.fromkeys(every))) for reason, every in needs.items()]
    return _table(("reason", "what agrees"), rows)


def _needs(rule: tables.Rule) -> str:
    """What a rule asks for, in the words of its findings."""
    parts = [_words(found) for found in (rule.title, rule.year, rule.container)]
    parts += [f"at least {rule.words} telling words"] * (rule.words > 1)
    parts += ["the same authors"] * rule.authors + ["a second source"] * rule.seconded
    parts += ["no other source has a paper that fits better"] * rule.second_look
    parts += [f"in {_words(rule.sources)}"] * bool(rule.sources)
    return "; ".join(parts)


def _words(values: Iterable[str]) -> str:
    return " or ".join(str(value).replace("_", " ") for value in values)


def make_open_reasons() -> str:
    """The reasons for which a row waits for a person."""
    codes = [one.reason for one in (*tables.BEFORE, *tables.OPEN) if one.verdict.row_status == "review"]
    codes += [one.reason for one in doubts.DOUBTS]
    rows = [(f"`{code}`", label_of_reason(code), _say_end(sentence_of_reason(code))) for code in dict.fromkeys(codes)]
    return _table(("reason", "in the report", "says"), rows)


def make_duplicate_reasons() -> str:
    """The codes with which `dedupe` and works of a project say why two records are one work, or may be."""
    said: dict[str, list[str]] = {}
    for rule in twin_rules():
        said.setdefault(rule.code, []).append(_JOINING[rule.joining])
    rows = [(f"`{code}`", " or ".join(dict.fromkeys(every))) for code, every in said.items()]
    return _table(("code", "the two are"), rows)


def make_entry_types() -> str:
    """The type of an entry in each file, by CSL type."""
    written, ris = bibtex_format().types.written, ris_format().types.written
    rows = [
        (
            f"`{kind}`",
            _codes(f"@{one}" for one in written["bibtex"].get(kind, ("misc",))),
            _codes(f"@{one}" for one in written["biblatex"].get(kind, ("misc",))),
            _codes([ris[kind]] if kind in ris else []),
        )
        for kind in sorted(csl_format().types)
    ]
    return _table(("CSL type", "`references.bib`", "`references.biblatex.bib`", "`references.ris`"), rows)


def make_fields() -> str:
    """The fields of the commonest types, by CSL name."""
    bibtex, ris = bibtex_format().fields.written, ris_format().fields.written
    kinds = (("article", "JOUR"), ("inproceedings", "CONF"), ("book", "BOOK"), ("incollection", "CHAP"))
    rows = []
    for variable, part in csl_format().fields.items():
        cells = [
            _codes(
                [
                    *dict.fromkeys(bibtex[dialect][kind].fields.get(part, "") for dialect in ("bibtex", "biblatex")),
                    ris.get(tag, ris[""]).get(part, ""),
                ]
            )
            for kind, tag in kinds
        ]
        if any(cells):
            rows.append((f"`{variable}`", *cells))
    return _table(("CSL", *(f"`@{kind}`, `{tag}`" for kind, tag in kinds)), rows)


def _codes(values: Iterable[str]) -> str:
    return ", ".join(f"`{value}`" for value in values if value)


def _first_sentence(kind: type) -> str:
    """The first sentence of what a type is for."""
    return _say_end(" ".join((kind.__doc__ or "").split("\n\n")[0].split()))


def _say_end(text: str) -> str:
    """Text as a sentence of a table."""
    text = text.strip()
    return text if not text or text.endswith((".", "?")) else f"{text}."


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown; a pipe in a cell is escaped."""
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


MADE: dict[str, Callable[[], str]] = {
    name.removeprefix("make_").replace("_", "-"): function
    for name, function in list(globals().items())
    if name.startswith("make_")
}
"""Every table by the name that a page gives it."""
