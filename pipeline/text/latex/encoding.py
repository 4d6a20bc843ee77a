"""LaTeX for characters that the encoding of a file cannot hold: a file in Latin-1 gets `{\\v{S}}` for “Š”."""

from __future__ import annotations

from functools import lru_cache

from pipeline.text.latex.escape import escape_name, escape_prose
from pipeline.text.latex.tables import macros

_COMMANDS = (
    "oe OE dh DH dj DJ th TH ng NG j ldots S P dag ddag pounds copyright textregistered texttrademark textdegree"
    " texteuro textsection textparagraph guillemotleft guillemotright textordfeminine textordmasculine"
).split()
"""What LaTeX knows without a package, or with the encoding T1; older TeX had other names for some of them."""
_SIGNS = {"–": "--", "—": "---"}


def fit_encoding(text: str, encoding: str) -> str | None:
    """Escaped text with LaTeX for each character that an encoding has not; None when there is none for one of them.

    >>> fit_encoding("Šimůnek und Müller", "latin-1"), fit_encoding("中", "latin-1")
    ('{\\\\v S}im{\\\\r u}nek und Müller', None)
    """
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        pass
    else:
        return text
    fitted = "".join(char if _has(encoding, char) else _to_macro(char) for char in text)
    return fitted if all(_has(encoding, char) for char in fitted) else None


@lru_cache(maxsize=4_096)
def _has(encoding: str, char: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=4_096)
def _to_macro(char: str) -> str:
    """A character as the writers put it into names, or by its command; itself where there is none."""
    if char in _SIGNS:
        return _SIGNS[char]
    for escape in (escape_name, escape_prose):
        if (escaped := escape(char)) and escaped.isascii():
            return escaped
    name = _names().get(char)
    return f"{{\\{name}}}" if name else char


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """The command of each character."""
    texts = macros().texts
    return {texts[name]: name for name in reversed(_COMMANDS) if name in texts}
