"""LaTeX as people and programs write it, as plain text: nothing is dropped, and what no table knows is told.

Formulas that TeX can be given stay formulas, `$\\sqrt{s}$`, but for those of digits and signs alone: `$^{13}$C` is ¹³C.
A command that is not known leaves its text, or its name when it has none, and is named in `unknown`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.text.folding import FIELD_CAP, clean_text
from pipeline.text.latex.arguments import Source, set_accent
from pipeline.text.latex.math import FORMULA, is_prose, read_formula
from pipeline.text.latex.primitives import find_ending, read_primitive
from pipeline.text.latex.styles import ARGUMENT, CLOSE, OPEN, clean_entities, drop_marks, to_markup
from pipeline.text.latex.tables import macros, math, rare_symbol

_HARD = re.compile(r"[\\{}$~&<`]")
_TOKEN = re.compile(r"\\[a-zA-Z]+\*?|\\.|\\$|[{}$~]|---?|``|''|`|[!?]`", re.DOTALL)
_TIES = {"~": " ", "--": "–", "---": "—", "``": "“", "''": "”", "`": "‘", "!`": "¡", "?`": "¿"}
_FORMULA = re.compile(r"\$\$((?:[^$\\]|\\.){1,2000})\$\$|\$((?:[^$\\]|\\.){1,2000})\$", re.DOTALL)
_IF_MATH = re.compile(r"\\ifmmode(?:[^\\]|\\(?!else\b|fi\b)){0,300}(?:\\else\s?((?:[^\\]|\\(?!fi\b)){0,300}))?\\fi\s?")
_ANGLED = re.compile(r"\$\s*\\langle\s*\$(/?[a-zA-Z]{1,6})\$\s*\\rangle\s*\$")
"""A tag of a publisher whose program took its brackets for math."""
_GERMAN = re.compile('"`([^"`]{0,500})"\'')
_MONEY = re.compile(r"^(?=.*(?:[A-Za-z]{2,}\s|\s[A-Za-z]{2,}))[^\\^_]*$", re.DOTALL)
"""“$5 and $10”: words stand between the dollars, and no command."""
_SINGLE_QUOTES = re.compile(r"‘([^‘’'`]{0,200}(?:'\w[^‘’'`]{0,200})*)'(?!\w)")
_SETTLED = re.compile("[\\d !#%&'()*+,./:;<=>?@|\\[\\]\\\\_°±·×→←↔−–…′″†‡§¶©£€µ½¼¾⅓⅔⁰¹²³⁴-⁹⁺⁻₀-₉₊₋~-]*")
"""What a formula may read as and be text from then on: the writers know every one of these characters as text."""
_ESCAPED = re.compile(r"\\([%#&_$~^{}])")
_RAISED = {mark: set("0123456789+-−") for mark in ("sup", "sub")}
_DEEPEST = 12


class Decoded(NamedTuple):
    """A value as plain text.

    Attributes:
        text: The text.
        markup: The same with CSL's tags for italics and the like, and for braces; empty when it has none.
        unknown: The commands that are not understood.
    """

    text: str
    markup: str = ""
    unknown: tuple[str, ...] = ()


def is_plain(value: str) -> bool:
    """True for a value without anything that means more to TeX than it shows, as most values are."""
    return _HARD.search(value) is None and "--" not in value and "''" not in value


@lru_cache(maxsize=65_536)
def decode_latex(value: str) -> Decoded:
    """The plain text of a value, by all that is known of LaTeX.

    >>> decode_latex("{\\\\'E}tude of {GRAD}").text, decode_latex("\\\\emph{E. coli}").markup
    ('Étude of GRAD', '<i>E. coli</i>')
    """
    if is_plain(value):
        return Decoded(clean_text(value))
    value = value[:FIELD_CAP]
    if "\\ifmmode" in value:
        value = _IF_MATH.sub(lambda found: f"{found[1] or ''}{{}}", value)
    if "\\langle" in value:
        value = _ANGLED.sub(r"<\1>", value)
    if '"`' in value:
        value = _GERMAN.sub(r"„\1“", value)
    decoder = _Decoder(clean_text(value), [])
    marked = clean_entities(decoder.run(0, len(decoder.source.text)))
    if "`" in value:
        marked = _SINGLE_QUOTES.sub(r"‘\1’", marked)
    text = clean_text(drop_marks(marked))
    return Decoded(text, to_markup(marked, text), tuple(dict.fromkeys(decoder.unknown)))


class _Groups:
    """The groups that are open, and what closes each; whether any is marked is counted, as thousands may be open."""

    def __init__(self) -> None:
        self._closers: list[str] = []
        self._marked = 0

    @property
    def are_marked(self) -> bool:
        return self._marked > 0

    def begin(self, closer: str) -> None:
        self._closers.append(closer)
        self._marked += bool(closer)

    def end(self) -> str:
        """What closes the innermost group, if one is open."""
        closer = self._closers.pop() if self._closers else ""
        self._marked -= bool(closer)
        return closer

    def close_later(self, closer: str) -> None:
        """Something more closes with the innermost group, or with the value."""
        self.begin(closer + self.end())

    def close_all(self) -> list[str]:
        return [self.end() for _ in range(len(self._closers))]


class _Decoder:
    """A value on its way; styles and braces become marks, which `styles` turns into tags or drops."""

    def __init__(self, text: str, unknown: list[str], depth: int = 0) -> None:
        self.source = Source(text)
        self.unknown = unknown
        self.depth = depth
        self.pieces: list[str] = []
        self.groups = _Groups()
        self.argument_at = -1

    def run(self, at: int, end: int) -> str:
        text = self.source.text
        while found := _TOKEN.search(text, at, end):
            self.pieces.append(text[at : found.start()])
            at = self._take(found[0], found.start(), found.end())
        self.pieces.append(text[at:end])
        self.pieces += self.groups.close_all()
        return "".join(self.pieces)

    def _take(self, mark: str, start: int, at: int) -> int:
        """Put in what a mark of TeX is, and say where the next one may be."""
        if mark == "{":
            self._open("braces" if self._is_protecting(at) else "")
        elif mark == "}":
            self.pieces.append(self.groups.end())
        elif mark == "$":
            return self._formula(start, at)
        elif mark in _TIES:
            self.pieces.append(self._tie(mark, at))
        elif mark == "\\":
            self.pieces.append("\\")
        else:
            return self._command(mark[1:], at)
        return at

    def _tie(self, mark: str, at: int) -> str:
        """What stands for a character that no keyboard has; a lone backtick opens a quotation only before a word."""
        if mark == "`" and not self.source.text[at : at + 1].isalnum():
            return "`"
        return _TIES[mark]

    def _is_protecting(self, at: int) -> bool:
        """Whether a brace holds a word as it is written: not one around a command, a formula, or within another."""
        if self.groups.are_marked or at - 1 == self.argument_at:
            return False
        return self.source.text[at : at + 1] not in ("\\", "$", "}", "")

    def _open(self, style: str) -> None:
        self.pieces.append(OPEN[style] if style else "")
        self.groups.begin(CLOSE[style] if style else "")

    def _formula(self, start: int, at: int) -> int:
        found = _FORMULA.match(self.source.text, start)
        if not found or _MONEY.search(found[1] or found[2]):
            self.pieces.append("$")
            return at
        self.pieces.append(self._math(found[1] or found[2] or "", found.end()))
        return found.end()

    def _math(self, tex: str, end: int) -> str:
        """A formula as it goes into the text: characters where those say it all, else TeX."""
        tex = " ".join(tex.split())
        if ending := find_ending(tex):
            return f"{ending[0]}{OPEN['sup']}{ending[1]}{CLOSE['sup']}"
        formula = read_formula(tex)
        if formula.plain is not None and _SETTLED.fullmatch(formula.plain):
            return formula.plain
        if not formula.is_safe and formula.plain is None:
            self.unknown += formula.unknown or ("$",)
        kept = f"${tex}$"
        if (FORMULA.match(kept + self.source.text[end : end + 1]) and not is_prose(tex)) or formula.plain is None:
            return kept
        return formula.plain

    def _command(self, name: str, at: int) -> int:
        table, source = macros(), self.source
        if name[0].isalpha():
            at = source.pass_space(at)
        if name in table.accents:
            return self._accent(name, at)
        if (found := read_primitive(name, source, at)) is not None:
            self.pieces.append(found[0])
            return found[1]
        if name in table.texts:
            self.pieces.append(table.texts[name])
            return at
        if name in table.switches:
            if style := table.switches[name]:
                self.pieces.append(OPEN[style])
                self.groups.close_later(CLOSE[style])
            return at
        if name in table.styles:
            return self._styled(table.styles[name], at)
        if name in ("(", "[", "ensuremath"):
            return self._delimited(name, at)
        if name in ("url", "nolinkurl", "path"):
            argument, end = self.source.argument(at)
            self.pieces.append(_ESCAPED.sub(r"\1", argument))
            return end
        return self._with_arguments(name, at)

    def _accent(self, name: str, at: int) -> int:
        argument, end = self.source.argument(at)
        base = self._decode(argument) if len(argument) < 80 else argument
        accented = set_accent(base, macros().accents[name]) or macros().bare_accents.get(name, "")
        if not accented:
            self.unknown.append(f"\\{name}")
        self.pieces.append(accented)
        return end

    def _styled(self, style: str, at: int) -> int:
        """A command whose argument goes on as text; a group is read on where it stands, so that none is too deep."""
        if style in _RAISED:
            argument, end = self.source.argument(at)
            text = self._decode(argument)
            if text and set(text) <= _RAISED[style]:
                table = math().scripts["^" if style == "sup" else "_"]
                self.pieces.append("".join(table[char] for char in text))
            else:
                self.pieces.append(OPEN[style] + text + CLOSE[style])
            return end
        if self.source.text[at : at + 1] == "{":
            self._open(style)
            if not style and not self.groups.are_marked:
                self.groups.close_later(ARGUMENT)  # an argument: no brace of the person's is outermost in it
            return at + 1
        argument, end = self.source.argument(at)
        self.pieces.append(self._decode(argument))
        return end

    def _delimited(self, name: str, at: int) -> int:
        if name == "ensuremath":
            argument, end = self.source.argument(at)
            self.pieces.append(self._math(argument, end))
            return end
        end = self.source.text.find("\\)" if name == "(" else "\\]", at)
        if end < 0:
            self.pieces.append(name)
            return at
        self.pieces.append(self._math(self.source.text[at:end], end + 2))
        return end + 2

    def _with_arguments(self, name: str, at: int) -> int:
        table, source = macros(), self.source
        if name in table.frames:
            argument, at = source.argument(source.pass_option(at))
            before, behind = table.frames[name]
            self.pieces.append(f"{before}{self._decode(argument)}{behind}")
            return at
        if name in table.arguments:
            count, made = table.arguments[name]
            at = source.pass_option(at)
            for number in range(1, count + 1):
                argument, at = source.argument(at)
                made = made.replace(f"#{number}", self._decode(argument) if f"#{number}" in made else "")
            self.pieces.append(made)
            return at
        symbol = math().symbols.get(name.removeprefix("text")) or rare_symbol(name)
        if symbol is not None:
            self.pieces.append(symbol)
        else:
            self.unknown.append(f"\\{name}")
            is_named = source.text[at : at + 1] not in ("{", "[") or not name.isalpha()
            self.pieces.append(name + " " * source.text[at - 1 : at].isspace() if is_named else "")
            self.argument_at = at
        return at

    def _decode(self, argument: str) -> str:
        """An argument, which is read by itself."""
        if self.depth > _DEEPEST:
            return re.sub(r"\\[a-zA-Z]+|[\\{}]", "", argument)
        return _Decoder(argument, self.unknown, self.depth + 1).run(0, len(argument))
