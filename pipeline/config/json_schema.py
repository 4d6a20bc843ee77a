"""The settings as a JSON schema, for editors and for help: made of the structs of `schema` and `lists`.

What a key is for stands in the docstring of its struct, and nowhere else. What a schema cannot say (a regular
expression that is none, an address with a query) is told by `read_config` alone; nothing that it reads is refused here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from inspect import cleandoc
from typing import Any

import msgspec

from pipeline.config.lists import PATTERN_CAP, YEARS
from pipeline.config.schema import NO_KEYS, OUTPUTS, OWN_VARIABLE, Config
from pipeline.model.records import COLUMN_ROLES, Struct
from pipeline.model.source_table import source_table
from pipeline.rules.verifying.codes import finding_codes

Schema = dict[str, Any]
SCHEMA_FILE = "pipeline.schema.json"
"""Its name beside `pipeline.yaml`, whose first line names it for editors."""

_ATTRIBUTE = re.compile(r"^ {4}(\w+): (.+(?:\n {8}.+)*)", re.MULTILINE)
_REFERENCE = "$ref"


class Setting(Struct, frozen=True):
    """One key of the settings, as a person is told of it.

    Attributes:
        name: With the names around it: `counts.show`, `raw[].file`, `sources.NAME.enabled`.
        default: As YAML; empty where there is none.
        meaning: What it is for, in a sentence or two.
        choices: The values that it may have, where these are known.
    """

    name: str
    default: str
    meaning: str
    choices: tuple[str, ...] = ()


def settings_schema() -> Schema:
    """The schema, which stands by itself: no address in it is fetched."""
    found = msgspec.json.schema(Config)
    schema = _inline(found[_REFERENCE], found["$defs"])
    _narrow(schema["properties"])
    _allow_empty(schema)
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": "Settings of bibmill", **schema}


def write_schema() -> str:
    """The schema as the text of a file."""
    return msgspec.json.format(msgspec.json.encode(settings_schema()), indent=1).decode() + "\n"


def list_settings() -> tuple[Setting, ...]:
    """Every key of the settings with its default and what it is for, the outer ones before those in them."""
    return tuple(_list_settings(settings_schema(), ""))


def _inline(reference: str, definitions: dict[str, Schema]) -> Schema:
    """A struct with those in it, and what their docstrings say of each key."""
    schema = definitions[reference.rpartition("/")[2]]
    about, _, attributes = cleandoc(schema["description"]).partition("\n\nAttributes:\n")
    meanings = {name: " ".join(text.split()) for name, text in _ATTRIBUTE.findall(attributes)}
    properties = {
        name: {"description": meanings[name], **_inline_inner(inner, definitions)}
        for name, inner in schema["properties"].items()
    }
    required = {"required": schema["required"]} if schema["required"] else {}
    return {"description": about, "type": "object", "properties": properties, **required, "additionalProperties": False}


def _inline_inner(schema: Schema, definitions: dict[str, Schema]) -> Schema:
    """What is allowed at a key; the docstring of a struct in it is less than what the key says."""
    schema = {
        name: value for name, value in schema.items() if (name, value) not in [("default", {}), ("default", None)]
    }
    for inner in ("items", "additionalProperties"):
        if _REFERENCE in schema.get(inner, ()):
            schema[inner] = _inline(schema[inner][_REFERENCE], definitions)
    if reference := schema.pop(_REFERENCE, ""):
        schema |= _inline(reference, definitions)
        del schema["description"]
    return schema


def _narrow(settings: dict[str, Schema]) -> None:
    """What the types do not say: which names are known, and a list that is only the name of a file."""
    entry = settings["raw"]["items"]
    settings["raw"]["items"] = {"anyOf": [{"type": "string"}, entry]}
    inner = entry["properties"]
    inner["year"] |= {"minimum": YEARS[0], "maximum": YEARS[1]}
    inner["pattern"]["maxLength"] = PATTERN_CAP
    inner["columns"] = _with_names(
        inner["columns"], dict.fromkeys(COLUMN_ROLES, inner["columns"]["additionalProperties"])
    )
    for chosen in inner["sections"]["properties"].values():
        chosen["items"] = {"type": ["string", "integer"]}  # YAML takes the heading `2018` for a number
    settings["outputs"]["items"] = {"enum": list(OUTPUTS)}
    settings["counts"]["properties"]["show"]["items"] = {"enum": list(source_table())}
    settings["verify"]["properties"]["ignore"]["items"] = {"enum": list(finding_codes())}
    source = settings["sources"]["additionalProperties"]
    settings["sources"] = _with_names(settings["sources"], {name: _of_source(source, name) for name in source_table()})


def _with_names(schema: Schema, named: dict[str, Schema]) -> Schema:
    return {**schema, "properties": {name: {**inner} for name, inner in named.items()}, "additionalProperties": False}


def _of_source(schema: Schema, name: str) -> Schema:
    row = source_table()[name]
    given = {inner: {**value} for inner, value in schema["properties"].items()}
    given["per_second"] |= {"exclusiveMinimum": 0}
    given["concurrency"] |= {"minimum": 1}
    given["base_url"] |= {"pattern": "^([Hh][Tt][Tt][Pp][Ss]?://.+)?$", "default": row.base_url}
    own = f"{row.key_env}|" if row.key_env else ""
    forbidden = "|".join(sorted(NO_KEYS))
    given["key_env"] |= {
        "pattern": f"^({own}(?!({forbidden})$){OWN_VARIABLE.pattern})?$",
        "default": row.key_env,
    }
    return {**schema, "description": row.label, "properties": given}


def _allow_empty(schema: Schema) -> None:
    """A key with nothing behind it has its default, but for one that must be there."""
    for name, inner in schema.get("properties", {}).items():
        _allow_empty(inner)
        if name in schema.get("required", ()):
            continue
        if isinstance(inner.get("type"), str):
            inner["type"] = [inner["type"], "null"]
        elif "enum" in inner:
            inner["enum"] = [*inner["enum"], None]
        elif {"type": "null"} not in inner["anyOf"]:
            inner["anyOf"] = [*inner["anyOf"], {"type": "null"}]
    for inner in _below(schema):
        _allow_empty(inner)


def _below(schema: Schema) -> Iterator[Schema]:
    """The schemas of the values in a list, or in a mapping whose names a person chooses."""
    for place in ("items", "additionalProperties"):
        inner = schema.get(place)
        if isinstance(inner, dict):
            yield from inner.get("anyOf", [inner])


def _list_settings(schema: Schema, around: str) -> Iterator[Setting]:
    properties = schema.get("properties", {})
    if set(properties) == set(source_table()):  # one stands for all, and says no default of its own
        one = next(iter(properties.values()))
        yield from (
            Setting(each.name, "" if each.name.endswith(("base_url", "key_env")) else each.default, each.meaning)
            for each in _list_settings(one, f"{around}NAME.")
        )
        return
    for name, inner in properties.items():
        if "description" in inner:
            default = msgspec.json.encode(inner["default"]).decode() if "default" in inner else ""
            yield Setting(f"{around}{name}", default, inner["description"], tuple(_choices(inner)))
        yield from _list_settings(inner, f"{around}{name}.")
        for below in _below(inner):
            place = "[]." if "items" in inner else ".ABBREVIATION."
            yield from _list_settings(below, f"{around}{name}{place}")


def _choices(schema: Schema) -> Iterable[str]:
    known = schema.get("enum") or schema.get("items", {}).get("enum", ())
    return (str(one) for one in known if one is not None)
