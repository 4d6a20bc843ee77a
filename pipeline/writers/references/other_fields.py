"""CSL variables that only a person's library has, such as a translator, as fields of BibTeX and BibLaTeX.

CSL-JSON takes all of them as they are; a `.bib` takes those that have a field there, where the entry type allows it.
"""

from __future__ import annotations

from functools import lru_cache

from pipeline.formats.bibtex import DialectName, Variable, bibtex_format, role_keys, string_key
from pipeline.model.dates import to_edtf
from pipeline.model.records import Record
from pipeline.text.latex.capitals import protect_capitals
from pipeline.writers.references.entries import Dialect, format_names, protect_list
from pipeline.writers.references.shared_fields import other_text

_IN_VOLUMES = {
    "book": "",
    "collection": "",
    **dict.fromkeys(("inbook", "incollection", "inproceedings", "inreference"), "book"),
}
"""The entry types that have a `maintitle`, and what their own field for the title of the volume begins with."""
_WITH_EDITORA = frozenset({"article", "book", "collection", "inbook", "incollection", "inreference"})
"""The entry types that have `editora` in biblatex's data model; bibtex asks nothing."""
_NEVER_EDITED = frozenset({"thesis", "report", "patent", "unpublished"})
_LISTS = frozenset({"organization", "origpublisher", "origlocation"})


def other_fields(entry_type: str, record: Record, dialect: Dialect) -> dict[str, str]:
    """The fields of an entry, escaped, for the variables that are no part of a record; most records have none."""
    if not (record.other_texts or record.other_names or record.other_dates):
        return {}
    names, dates = dict(record.other_names), dict(record.other_dates)
    fields: dict[str, str] = {}
    text_fields, name_fields, date_fields = _written_fields(entry_type, dialect.name)
    for variable, field in text_fields if record.other_texts else ():
        escaped = dialect.prose(other_text(record, variable))
        fields[field] = protect_list(escaped) if field in _LISTS else escaped
    for variable, field in name_fields if names else ():
        fields[field] = format_names(names.get(variable, ()), dialect)
    fields |= _role_fields(entry_type, record, fields, dialect)
    for variable, field in date_fields if dates else ():
        fields[field] = to_edtf(dates.get(variable))
    if not fields.get("volumes", "0").isdigit():
        del fields["volumes"]  # the data model of biblatex wants a number there
    if fields.get("pubstate"):
        fields["pubstate"] = string_key("pubstate", fields["pubstate"]) or fields["pubstate"]
    if record.identifiers.arxiv:
        fields |= {"eprint": "", "eprinttype": ""}  # one eprint an entry: the writers have arXiv's
    return {name: value for name, value in fields.items() if value}


def _role_fields(entry_type: str, record: Record, fields: dict[str, str], dialect: Dialect) -> dict[str, str]:
    """People for whose role there is no field: `editora` with `editoratype`, or else `editor` with `editortype`."""
    if entry_type in _WITH_EDITORA or dialect.name == "bibtex":
        free = [name for name in ("editora", "editorb", "editorc") if not fields.get(name)]
    else:
        free = ["editor"] if not record.editor and entry_type not in _NEVER_EDITED else []
    keys = role_keys()
    people = ((keys[name], format_names(names, dialect)) for name, names in record.other_names if name in keys)
    found: dict[str, str] = {}
    for field, (role, names) in zip(free, people, strict=False):
        found |= {field: names, f"{field}type": role}
    return found


def set_volume_title(entry_type: str, record: Record, values: dict[str, str], dialect: Dialect) -> dict[str, str]:
    """The fields of a volume with a title of its own: CSL's title is that of the whole work, which is `maintitle` here.

    The styles of bibtex, which know no such field, print it as the series.
    """
    own, addon = (other_text(record, name) for name in ("volume-title", "volume-titleaddon"))
    if not own or entry_type not in _IN_VOLUMES:
        return values
    prefix = _IN_VOLUMES[entry_type]
    main = {name: values.get(f"{prefix}{name}", "") for name in ("title", "titleaddon")}
    values = values | {f"main{name}": text for name, text in main.items()}
    values |= {f"{prefix}title": protect_capitals(dialect.prose(own)), f"{prefix}titleaddon": dialect.prose(addon)}
    return {**values, "series": values.get("series") or (main["title"] if dialect.name == "bibtex" else "")}


@lru_cache(maxsize=256)
def _written_fields(entry_type: str, dialect: DialectName) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Variables that are texts, names and dates, with the field that an entry type has for each of them."""
    known = bibtex_format().variables
    kinds: tuple[dict[str, Variable], ...] = (
        {**known.texts, **known.own},
        {**known.names, **known.own_names},
        known.dates,
    )
    return tuple(
        tuple(
            (name, variable.written[dialect])
            for name, variable in kind.items()
            if dialect in variable.written and (not variable.types or entry_type in variable.types)
        )
        for kind in kinds
    )
