"""The entries of a `.bib` file, read as BibTeX and biber read it, and what is wrong with each of them.

A parser of our own: bibtexparser passes over `@article` before a line break, glues a field to the one before it where
a comma is missing, and gives up on an entry with two commas in a row; and it takes ten times as long.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.formats.bibtex import bibtex_format
from pipeline.readers.references.bibtex_values import BrokenValueError, Flaws, Value, read_value

_HEAD = re.compile(r"(?<!\\)@[ \t\r\n]{0,20}([a-zA-Z][\w:+*-]{0,40})\s{0,20}([{(])")
_COMMENTED = re.compile(r"[ \t]*%+[ \t]*@[ \t]*[a-zA-Z]+[ \t]*[{(]")
_HELD = re.compile(r"\n[ \t]*@[ \t]*(?!comment|string|preamble)[a-zA-Z]+[ \t]*[{(]", re.IGNORECASE)
_BLANK = re.compile(r"\s*(?:%[^\n]*(?:\n\s*|$))*")
_BEFORE_KEY = re.compile(r"[ \t\r]*(?:\n\s*(?:%[^\n]*\n\s*)*)?")
_KEY = re.compile(r"[^,={}\"\n]*")
_BRACED_KEY = re.compile(r"\{\s*([^\s,={}\"]{1,200})\s*\}(?=\s*,)")
_KEY_AND_NAME = re.compile(r"(\S{1,200})\s+[a-zA-Z][\w-]{0,40}\s*")
_AFTER = re.compile(r"\s*(?:@|%|$)")
"""What may stand behind an entry that is closed."""
_NAME = re.compile(r"([^\s,{}()=\"#%@'\\]{1,60})\s*=\s*")
USUAL = re.compile(r"\s*([a-zA-Z][\w-]{0,40})\s*=\s*(?:\{([^{}@]*(?:\{[^{}@]*\}[^{}@]*)*)\}|(\d+))\s*(,|(?=\}))")
"""A field as nearly all are, at one go."""
_NEXT_NAME = re.compile(r"(?:[,}\"]|\n)\s*(?=[a-zA-Z][\w-]{0,40}\s*=\s*[{\"\w])")
_ONGOING = re.compile(r"\s*,\s*(?=[a-zA-Z][\w-]{0,40}\s*=\s*[{\"\w])")
_ENDLESS = re.compile(r"[,\n]\s*[a-zA-Z]{3,20}\s*=\s*[{\"\w]")
"""What is the next field rather than the end of a value."""
_BRACES = re.compile(r"[{}]")
_JOINED = {"keywords": ", ", "keyword": ", ", "note": "; ", "annote": "; ", "annotation": "; ", "file": ";"}
"""Fields of which two are more than one: how they are joined."""
_CLOSER = {"{": "}", "(": ")"}


class Entry(NamedTuple):
    """An entry of a file, or the place where one could not be read.

    Attributes:
        kind: Its type, lower case.
        key: As it is written; empty without one.
        fields: By name, lower case: the values as LaTeX, macros of the file put in and pieces joined.
        first, last: Its first and last line, from 1.
        flaws: What is wrong with it, as sentences.
        is_broken: True when it is not read to its end.
        repeated: Of which fields there are two, as sentences.
    """

    kind: str
    key: str
    fields: dict[str, str]
    first: int
    last: int
    flaws: tuple[str, ...] = ()
    is_broken: bool = False
    repeated: tuple[str, ...] = ()


def read_entries(text: str) -> Iterator[Entry]:
    """Every entry of a file in its order; `@string`s are put into the values, `@comment` and `@preamble` passed over.

    >>> [entry.fields["title"] for entry in read_entries('@string{a = {A}} @misc{k, title = a # " {B}"}')]
    ['A {B}']
    """
    return Parser(text).read()


class Parser:
    """A file on its way through the parser; `bibtex_places` has one that notes where things stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.macros = {month: month for month in bibtex_format().months}
        self.starts = array("Q", [0])
        self.starts.extend(found.end() for found in re.finditer("\n", text))

    def line_at(self, at: int) -> int:
        """The line of a place, from 1."""
        return bisect_right(self.starts, at)

    def read(self) -> Iterator[Entry]:
        """Every entry in the order of the file."""
        at = 0
        while head := _HEAD.search(self.text, at):
            kind, closer = head[1].lower(), _CLOSER[head[2]]
            line = self.text.rfind("\n", 0, head.start()) + 1
            if _COMMENTED.match(self.text, line) and not self.text[line : head.start()].strip(" \t%"):
                at = head.end()
                yield self._unread(head, "it stands behind a “%”, which makes it a comment")
            elif kind == "comment":
                at = self._skip(head)
                if held := len(_HELD.findall(self.text, head.end(), at)):
                    yield self._unread(head, f"it is a comment that holds {held} {'entries' if held > 1 else 'entry'}")
            elif kind in ("string", "preamble"):
                at = self._read_macro(head, closer, is_string=kind == "string")
            else:
                entry, at = self.read_entry(head, closer)
                yield entry

    def _unread(self, head: re.Match[str], flaw: str) -> Entry:
        line = self.line_at(head.start())
        return Entry(head[1].lower(), "", {}, line, line, (flaw,), is_broken=True)

    def _skip(self, head: re.Match[str]) -> int:
        """Where a comment ends: at its last brace, or, when it has none, with its line."""
        depth = 0
        for brace in _BRACES.finditer(self.text, head.end() - 1) if head[2] == "{" else ():
            depth += 1 if brace[0] == "{" else -1
            if depth == 0:
                return brace.end()
        return head.end()

    def _read_macro(self, head: re.Match[str], closer: str, *, is_string: bool) -> int:
        at = _BLANK.match(self.text, head.end()).end()  # type: ignore[union-attr]
        name = _NAME.match(self.text, at) if is_string else None
        try:
            value = read_value(self.text, name.end() if name else at, closer, self.macros, [])
        except BrokenValueError:
            return head.end()
        if name:
            self.macros[name[1].lower()] = value.text
        return value.end

    def read_entry(self, head: re.Match[str], closer: str) -> tuple[Entry, int]:
        """An entry, and where what follows begins."""
        flaws: Flaws = []
        repeated: Flaws = []
        key, at = self.read_key(head.end(), flaws)
        fields: dict[str, str] = {}
        try:
            at, is_broken = self._read_fields(at, closer, fields, flaws, repeated)
        except BrokenValueError as error:
            at, is_broken = error.end, True
        end = len(self.text[head.start() : at].rstrip())
        first, last = self.line_at(head.start()), self.line_at(head.start() + end - 1)
        told = tuple(dict.fromkeys(flaws)), is_broken, tuple(dict.fromkeys(repeated))
        return Entry(head[1].lower(), key, fields, first, last, *told), at

    def read_key(self, at: int, flaws: Flaws) -> tuple[str, int]:
        """The key, and where the fields begin; an entry may have none."""
        start = _BEFORE_KEY.match(self.text, at).end()  # type: ignore[union-attr]
        if _HEAD.match(self.text, start):
            return "", start
        found = _KEY.match(self.text, start)
        end = found.end() if found else at
        following = self.text[end : end + 1]
        key = found[0].strip() if found else ""
        if following == "=" and (joined := _KEY_AND_NAME.fullmatch(key)):
            flaws.append("there is no comma behind its key")
            return joined[1], start + len(joined[1])
        if following == "{" and (braced := _BRACED_KEY.match(self.text, end)):
            flaws.append("its key stands in braces")
            return braced[1], braced.end()
        if following == "=":
            flaws.append("it has no key")
            return "", at
        if following == "\n" and _NAME.match(self.text, _BLANK.match(self.text, end).end()):  # type: ignore[union-attr]
            flaws.append("there is no comma behind its key")
        return key, end

    def _read_fields(
        self, at: int, closer: str, fields: dict[str, str], flaws: Flaws, repeated: Flaws
    ) -> tuple[int, bool]:
        """The end of the entry, and whether its end is missing; the fields are put into `fields`."""
        text, commas = self.text, 0
        while True:
            if commas == 1:
                at, commas = self.read_usual(at, fields, repeated)
            at = _BLANK.match(text, at).end()  # type: ignore[union-attr]
            char = text[at : at + 1]
            if char == ",":
                commas += 1
                at += 1
                if commas == 2:
                    flaws.append("it has two commas in a row")
                continue
            if char == closer and (ongoing := _ONGOING.match(text, at + 1)):
                flaws.append("a closing brace too many stands between its fields")
                at, commas = ongoing.end(), 1
                continue
            if end := self._find_end(at, closer, flaws):
                return end
            if not char or (char == "@" and _HEAD.match(text, at)):
                endless = _tell_endless(fields)
                flaws += [*endless, f"its closing “{closer}” is missing"]
                return at, bool(endless) or not (fields and (commas or self._is_closed(at)))
            name = _NAME.match(text, at)
            if not name:
                at = self._pass_over(at, closer, flaws)
                continue
            if not commas and fields:
                flaws.append(f"a comma is missing after the field “{[*fields][-1]}”")
            value = self.read_field(name, closer, flaws)
            add_field(fields, name[1].lower(), value.text, repeated)
            at, commas = value.end, 0

    def _find_end(self, at: int, closer: str, flaws: Flaws) -> tuple[int, bool] | None:
        """The end of the entry when a brace closes it here, be it the wrong one; None when none does."""
        char = self.text[at : at + 1]
        if char == closer:
            return at + 1, False
        if char and char in "})" and _AFTER.match(self.text, at + 1):
            flaws.append(f"“{char}” closes it and not “{closer}”")
            return at + 1, False
        return None

    def _is_closed(self, at: int) -> bool:
        """Whether the value before the end of an entry cannot have been cut: a number at the end of a file may be."""
        return self.text[at - 1 : at] in tuple('}" \n') or at < len(self.text)

    def read_field(self, name: re.Match[str], closer: str, flaws: Flaws) -> Value:
        """The value of a field behind its name and “=”."""
        try:
            return read_value(self.text, name.end(), closer, self.macros, flaws)
        except BrokenValueError as error:
            flaws.append(f"“{name[1]}” {error}")
            raise

    def read_usual(self, at: int, fields: dict[str, str], repeated: Flaws) -> tuple[int, int]:
        """Fields as nearly all are, one after the other: where they end, and how many commas stand behind them."""
        while usual := USUAL.match(self.text, at):
            add_field(fields, usual[1].lower(), usual[2] or usual[3] or "", repeated)
            at = usual.end()
            if not usual[4]:
                return at, 0
        return at, 1

    def _pass_over(self, at: int, closer: str, flaws: Flaws) -> int:
        """Where a field, the end of the entry or another entry comes next; what stands before it is told."""
        text = self.text
        head = _HEAD.search(text, at)
        end = head.start() if head else len(text)
        if field := _NEXT_NAME.search(text, at, end):
            end = field.end()
        closed = text.find(closer, at, end)
        end = max(closed if closed >= 0 else end, at + 1)
        told = " ".join(text[at:end].strip(" ,\n\t").split())[:60]
        if told:
            flaws.append(f"“{told}” in it is no field")
        return end


def _tell_endless(fields: dict[str, str]) -> Flaws:
    """Which fields of an entry without an end may have taken it."""
    return [f"“{name}” seems to lack a closing brace" for name, value in fields.items() if _ENDLESS.search(value)]


def add_field(fields: dict[str, str], name: str, value: str, repeated: Flaws) -> None:
    """One more field; of one that is there already with another value, keywords and notes are joined."""
    known = fields.get(name)
    if known is None or not known.strip():
        fields[name] = value
    elif known.strip() == value.strip():
        return
    elif joint := _JOINED.get(name):
        fields[name] = f"{known}{joint}{value}"
        repeated.append(f"“{name}” twice; both are read")
    else:
        repeated.append(f"“{name}” twice; the first one is read, and “{' '.join(value.split())[:60]}” is not used")
