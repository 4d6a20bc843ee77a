"""YAML as it is read here: plain values with their lines, and only as much of the language as settings need.

It stands alone because it is all that knows `yaml`; aliases and deep nesting are refused, since a few lines of either
make a billion values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from pipeline.model.errors import InputError, UsageError
from pipeline.text.characters import keep_text
from pipeline.text.folding import show
from pipeline.text.suggestions import name_unknown

SIZE_CAP = 1_000_000
DEPTH_CAP = 20
PROBLEMS_SHOWN = 50
"""Somebody who has more of them gave a file that is something else."""


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
        loader = _Loader(text)
        node = loader.get_single_node()
        value = loader.construct_document(node) if node else None
        lines, refused = _index(node)
        if not refused:
            return value, _texts(node), lines
    except _Refused as error:
        refused = error.line, error.sentence
    except yaml.MarkedYAMLError as error:
        refused = _line(error.problem_mark), f"this is not valid YAML: {show(str(error.problem or error.context))}"
    except (yaml.YAMLError, ValueError) as error:
        refused = 1, f"this is not valid YAML: {show(str(error).splitlines()[0])}"
    raise error_type(f"{file}:{refused[0]}: {refused[1]}.")


def list_problems(sentences: Sequence[str]) -> str:
    """Problems as a text of a line each; of very many, the first and how many there are more."""
    more = len(sentences) - PROBLEMS_SHOWN
    if more <= 0:
        return "\n".join(sentences)
    file = sentences[0].partition(":")[0]
    return "\n".join([*sentences[:PROBLEMS_SHOWN], f"{file}: there are {more:,} more problems; mend these first."])


class _Refused(Exception):  # noqa: N818 - it is no error of YAML
    """Why legal YAML is not read here, and the line."""

    def __init__(self, mark: Any, sentence: str) -> None:
        super().__init__(sentence)
        self.line, self.sentence = _line(mark), sentence


class _Loader(yaml.SafeLoader):
    """Reads a text once, and ends at what is refused: aliases, of which a few make a billion values, and depth.

    A scalar may name a character by its number (`"\\ud800"`), so it may hold what is no text.
    """

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """A node with all below it."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise _Refused(mark, "YAML aliases (`*name`) are not read here; write the value out")
        self._depth += 1
        if self._depth > DEPTH_CAP + 1:
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise _Refused(mark, "this is nested too deeply for settings or decisions")
        node = super().compose_node(parent, index)
        self._depth -= 1
        if isinstance(node, yaml.ScalarNode):
            node.value = keep_text(node.value)
        return node


def _index(node: yaml.Node | None) -> tuple[dict[Any, int], tuple[int, str] | None]:
    """The lines by path, and what is wrong when a mapping has a name twice, of which YAML would drop the first."""
    lines: dict[Any, int] = {}
    for path, line in _lines(node, ()):
        if path in lines:
            return lines, (line, f"“{show(str(path[-1]), 80)}” stands twice in one mapping; keep one")
        lines[path] = line
    return lines, None


_EXPECTED = re.compile(r"Expected `(\w+)(?: \| null)?`(?:, got `(\w+)`)?(?: - at `([^`]*)`)?$")
_MISSING = re.compile(r"missing required field `(\w+)`")
_TYPES = {
    "int": "a whole number",
    "float": "a number",
    "str": "a text",
    "bool": "true or false",
    "array": "a list",
    "object": "a mapping of keys to values",
    "null": "nothing",
}


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


def check_names(
    path: tuple[Any, ...], label: str, given: Mapping[Any, Any], known: tuple[str, ...]
) -> Iterator[tuple[tuple[Any, ...], str]]:
    """A problem as (path, sentence) for each name in a mapping that is none of the known ones.

    Args:
        path: Where the mapping is.
        label: What the sentence calls it.
        given: The mapping.
        known: The names that it may have.
    """
    for name in given:
        if name not in known:
            yield (*path, str(name)), name_unknown(f"{label}.{name}", known) + "."


def drop_empty(mapping: dict[Any, Any]) -> dict[Any, Any]:
    """Without the names that have no value (`contact:` and nothing behind it), so that their default holds."""
    return {name: value for name, value in mapping.items() if value is not None}


def say_wrong_type(error: Exception, label: str) -> str:
    """In our own words, what is wrong with a value, and where it stands.

    Args:
        error: As msgspec says it: “Expected `int | null`, got `str` - at `$.year`”.
        label: The key under which the value was looked at.
    """
    said = str(error)
    if missing := _MISSING.search(said):
        return f"{label}: the key “{missing[1]}” is missing."
    if not (found := _EXPECTED.match(said)) or found[1] not in _TYPES:
        return f"{label}: {said}."
    inner = (found[3] or "").replace("$", "").replace("[...]", "")
    got = f", not {_TYPES[found[2]]}" if found[2] in _TYPES else ""
    return f"{label}{inner}: it must be {_TYPES[found[1]]}{got}."
