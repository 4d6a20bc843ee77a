"""YAML as it is read here: plain values with their lines, and only as much of the language as settings need.

It stands alone because it is all that knows `yaml`; aliases and deep nesting are refused, since a few lines of either
make a billion values.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from pipeline.model.errors import InputError, UsageError
from pipeline.text.folding import show

SIZE_CAP = 1_000_000
DEPTH_CAP = 20


def load_yaml(text: str, file: str, error_type: type[UsageError] | type[InputError]) -> tuple[Any, Any, dict[Any, int]]:
    """Read a YAML text.

    Args:
        text: The text of the file.
        file: Its name, for messages.
        error_type: What to raise.

    Returns:
        The value with its types; the same with every scalar as the text that is written there; and the line of every
        name and list entry, by its path.
    """
    if len(text) > SIZE_CAP:
        raise error_type(f"{file}: the file is over 1 MB; settings and decisions are short, so this is some other.")
    try:
        refused = _find_refusal(text)
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


def _find_refusal(text: str) -> tuple[int, str] | None:
    """Why legal YAML is refused, with its line: aliases, of which a few make a billion values, and deep nesting."""
    depth = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            return _line(event.start_mark), "YAML aliases (`*name`) are not read here; write the value out"
        if depth > DEPTH_CAP:
            return _line(event.start_mark), "this is nested too deeply for settings or decisions"
    return None


def _index(node: yaml.Node | None) -> tuple[dict[Any, int], tuple[int, str] | None]:
    """The lines by path, and what is wrong when a mapping has a name twice, of which YAML would drop the first."""
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


def drop_empty(mapping: dict[Any, Any]) -> dict[Any, Any]:
    """Without the names that have no value (`contact:` and nothing behind it), so that their default holds."""
    return {name: value for name, value in mapping.items() if value is not None}
