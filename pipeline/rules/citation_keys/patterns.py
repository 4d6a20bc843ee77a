"""The patterns of citation keys, in the two notations that people know: Better BibTeX's and JabRef's.

`auth.lower + year + shorttitle(1).lower` and `[auth:lower][year][veryshorttitle:lower]` say the same. What a term gives
is reduced to ASCII letters and digits, so a key is safe whatever the names are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from pipeline.model.errors import UsageError
from pipeline.model.records import Record
from pipeline.text.folding import fold, fold_title, show, significant_words

Part = Callable[[Record], str]

_PIECE = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z.]+(?:\([\d,\s]*\))?(?:\.[a-z]+(?:\([\d,\s]*\))?)*))\s*""")
_TERM = re.compile(r"([A-Za-z]+(?:\.etal|\.auth\.ea)?)(?:\(([\d,\s]*)\))?")
_MARKER = re.compile(r"\[([^\[\]]*)\]")
_CUT = re.compile(r"truncate(\d+)")
_NUMBERED = re.compile(r"(auth|authors)(\d+)(?:_(\d+))?")
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})
_LONGEST = 80


def parse_pattern(pattern: str) -> Part:
    """A function that makes the key of a record, not yet unique.

    Raises:
        UsageError: A term, a filter or a character is not allowed; the sentence names it.
    """
    if not isinstance(pattern, str) or not pattern.strip():
        raise UsageError("keys.pattern: it is empty; the default is “auth.lower + year + shorttitle(1).lower”.")
    parts = _jabref(pattern) if "[" in pattern else _better_bibtex(pattern)

    def make(record: Record) -> str:
        key = _UNSAFE.sub("", "".join(part(record) for part in parts))[:_LONGEST].lstrip("_-")
        return key if key[:1].isalpha() else f"x{key}"

    return make


def _better_bibtex(pattern: str) -> list[Part]:
    """Terms and texts in quotes, joined by `+`."""
    parts: list[Part] = []
    at = 0
    while at < len(pattern):
        found = _PIECE.match(pattern, at)
        if not found or pattern[found.end() : found.end() + 1] not in ("", "+"):
            raise _unknown(pattern[at:].partition("+")[0].strip())
        at = found.end() + 1
        text = found[1] if found[1] is not None else found[2]
        parts.append(_term(found[3]) if text is None else _text(text))
        if at == len(pattern):
            raise _unknown("")
    return parts


def _jabref(pattern: str) -> list[Part]:
    """Markers in brackets, their modifiers behind colons, with any text between them."""
    parts: list[Part] = []
    ends = [0, *(end for found in _MARKER.finditer(pattern) for end in found.span()), len(pattern)]
    for at, (start, end) in enumerate(pairwise(ends)):
        piece = pattern[start:end]
        if at % 2:
            name, *filters = _CUT.sub(r"truncate(\1)", piece[1:-1]).split(":")
            numbered = _NUMBERED.fullmatch(name)
            term = f"{numbered[1]}({numbered[2]},{numbered[3] or 1})" if numbered else name
            term = {"shorttitle": "shorttitle(3,3)", "veryshorttitle": "shorttitle(1,1)"}.get(term, term)
            parts.append(_term(".".join([term, *filters])))
        elif piece:
            if "[" in piece or "]" in piece:
                raise _unknown(piece)
            parts.append(_text(piece))
    return parts


def _text(text: str) -> Part:
    if _UNSAFE.search(text):
        raise UsageError(
            f"keys.pattern: “{show(text, 40)}” has a character that is not safe in keys; A-Z a-z 0-9 _ - are."
        )
    return lambda _record: text


def _term(term: str) -> Part:
    """A field with its numbers and the filters behind it."""
    found = _TERM.match(term)
    if not found or found[1] not in _FIELDS:
        raise _unknown(term)
    field, numbers = _FIELDS[found[1]], _numbers(found[2])
    filters = [_filter(name) for name in term[found.end() :].split(".") if name]

    def make(record: Record) -> str:
        text = field(record, numbers)
        for change in filters:
            text = change(text)
        return text

    return make


def _filter(name: str) -> Callable[[str], str]:
    found = _TERM.fullmatch(name)
    if not found or found[1] not in _FILTERS:
        raise UsageError(f"keys.pattern: “.{show(name, 40)}” is not known; filters are {', '.join(sorted(_FILTERS))}.")
    change, numbers = _FILTERS[found[1]], _numbers(found[2])
    return lambda text: change(text, numbers)


def _numbers(text: str | None) -> tuple[int, ...]:
    return tuple(min(int(number), 1_000) for number in (text or "").split(",") if number.strip())


def _unknown(term: str) -> UsageError:
    known = ", ".join(sorted(_FIELDS))
    return UsageError(f"keys.pattern: “{show(term, 40)}” is not known; terms are {known}, joined by “+”.")


def _ascii(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text.translate(_LETTERS)))


def _families(record: Record) -> list[str]:
    """Family names of the authors, else of the editors, in ASCII and lower case with their first capital."""
    names = (_ascii(name.family or name.literal) for name in record.author or record.editor)
    return [name for name in names if name]


def _auth(record: Record, numbers: Sequence[int]) -> str:
    """`auth(n,m)`: the first n letters (0: all) of the m-th author's family name; “anon” without authors."""
    length, which = (*numbers, *(0, 1)[len(numbers) :])[:2]
    names = _families(record)
    if not names:
        return "anon"
    return names[which - 1][: length or None] if 0 < which <= len(names) else ""


def _authors(record: Record, numbers: Sequence[int]) -> str:
    """`authors(n)`: the family names of up to n authors, then EtAl."""
    names = [name.capitalize() for name in _families(record)]
    limit = numbers[0] if numbers and numbers[0] else len(names)
    return "".join(names[:limit]) + "EtAl" * (len(names) > limit) or "anon"


def _auth_et_al(record: Record, _numbers: Sequence[int]) -> str:
    """One or two family names, or the first and EtAl."""
    return _authors(record, (2 if len(_families(record)) <= 2 else 1,))


def _authors_alpha(record: Record, _numbers: Sequence[int]) -> str:
    """As in the style alpha, but without its plus sign: three letters of one name, or the initials of up to four."""
    names = [name.capitalize() for name in _families(record)]
    if len(names) == 1:
        return names[0][:3]
    return "".join(name[0] for name in (names if len(names) <= 4 else names[:3])) or "anon"


def _year(record: Record, _numbers: Sequence[int]) -> str:
    return str(record.year or "nd")


def _shorttitle(record: Record, numbers: Sequence[int]) -> str:
    """`shorttitle(n,m)`: the first n (3) significant words, the first m (0) of them capitalized."""
    count, caps = (*numbers, *(3, 0)[len(numbers) :])[:2]
    words = [word for word in map(_ascii, significant_words(fold_title(record.title))) if word][: count or 3]
    return "".join(word.capitalize() if at < caps else word for at, word in enumerate(words))


def _title(record: Record, _numbers: Sequence[int]) -> str:
    return _shorttitle(record, (99, 99))


def _camel(record: Record, _numbers: Sequence[int]) -> str:
    """Every word of the title, the small ones too."""
    return "".join(_ascii(word).capitalize() for word in fold_title(record.title).split())


def _journal(record: Record, _numbers: Sequence[int]) -> str:
    return "".join(_ascii(word).capitalize() for word in fold(record.container_title).split())


def _firstpage(record: Record, _numbers: Sequence[int]) -> str:
    found = re.search(r"\d+", record.page)
    return found[0] if found else ""


_FIELDS: dict[str, Callable[[Record, Sequence[int]], str]] = {
    "auth": _auth,
    "authors": _authors,
    "authEtAl": _auth_et_al,
    "authEtal": _auth_et_al,
    "authorsAlpha": _authors_alpha,
    "year": _year,
    "shortyear": lambda record, _numbers: str(record.year or "nd")[-2:],
    "shorttitle": _shorttitle,
    "veryshorttitle": lambda record, numbers: _shorttitle(record, (numbers or (1,))),
    "title": _title,
    "camel": _camel,
    "journal": _journal,
    "firstpage": _firstpage,
}

_FILTERS: dict[str, Callable[[str, Sequence[int]], str]] = {
    "lower": lambda text, _numbers: text.lower(),
    "upper": lambda text, _numbers: text.upper(),
    "capitalize": lambda text, _numbers: text.capitalize(),
    "abbr": lambda text, _numbers: "".join(re.findall(r"(?:^|(?<=[a-z0-9]))[A-Z]|^[a-z0-9]", text)),
    "substring": lambda text, numbers: text[(numbers or (1,))[0] - 1 :][: numbers[1] if len(numbers) > 1 else None],
    "truncate": lambda text, numbers: text[: numbers[0] if numbers else None],
}
