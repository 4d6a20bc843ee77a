"""Bytes of a file become text, whatever their encoding, and it is told what was taken for which.

A byte order mark decides; else what is valid UTF-8 is UTF-8. Of the others, the double-byte encodings of East Asia are
told by how many of their characters are common ones, and single-byte ones by how many of the letters are not ASCII.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

from pipeline.model.errors import InputError
from pipeline.model.records import Problem, Struct

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 200_000
"""Bytes by which an encoding is told; a whole file of 50 MB would teach no more."""
_LABELS = {
    "gb18030": "GB18030 (Chinese)",
    "big5": "Big5 (Chinese)",
    "cp932": "Shift-JIS (Japanese)",
    "euc_jp": "EUC-JP (Japanese)",
    "cp949": "EUC-KR (Korean)",
    "cp1252": "Windows-1252 (Latin-1)",
    "latin-1": "Latin-1",
}
_COMMON = {
    "cp949": re.compile("[\uac00-\ud7a3]"),
    "gb18030": re.compile("[\u3001-\u3011\uff01-\uff5e\u2014\u2018-\u201d\u2026\u00b7]"),
    "big5": re.compile("[\u3001-\u3011\uff01-\uff5e\u4e00-\u9fff]"),
    "cp932": re.compile("[\u3001-\u3011\u3040-\u30ff\uff01-\uff5e\u4e00-\u9fff]"),
    "euc_jp": re.compile("[\u3001-\u3011\u3040-\u30ff\uff01-\uff5e\u4e00-\u9fff]"),
}
"""Of those that explain a text equally well the first is taken: Korean letters are common in GB18030, too."""
_TYPICAL = {"cp932": re.compile("[\u3041-\u30fe]"), "euc_jp": re.compile("[\u3041-\u30fe]")}
"""Kana, without which no Japanese text is."""
_GB_COMMON = re.compile(rb"[\xb0-\xd7][\xa1-\xfe]")
_BIG5_COMMON = re.compile(rb"[\xa4-\xc6][\x40-\x7e\xa1-\xfe]")
_HIGH = re.compile(rb"[\x80-\xff]")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LETTERS = re.compile(rb"[A-Za-z\x80-\xff]")
_STATED = re.compile(
    rb"%[^\n]{0,40}?coding\s?[:=]\s?((?:iso|cp|windows|latin|mac|koi8|gb|big5|euc|shift)[\w-]{0,20})", re.IGNORECASE
)
_SHOWN_LINES = 5


class Decoded(Struct, frozen=True):
    """The text of a file without its byte order mark, its encoding, and what to tell of it."""

    text: str
    encoding: str
    problems: tuple[Problem, ...] = ()


def decode(data: bytes, file: str) -> Decoded:
    """The text of a file in any encoding.

    Args:
        data: Its bytes; what is plainly no text was refused before.
        file: Its name, for what is told.

    Returns:
        The text, and a Problem when the file is not UTF-8 (but for UTF-16 with its mark, which says what it is).

    Raises:
        InputError: No encoding explains the bytes.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding, file)
    if encoding := _find_utf16(data):
        return _tell(data, encoding, "UTF-16 without a byte order mark", file)
    try:
        return Decoded(data.decode(), "utf-8")
    except UnicodeDecodeError:
        pass
    sample = data[:_SAMPLE]
    if len(_CONTROLS.findall(sample)) * 200 > len(sample):
        raise InputError(f"{file}: these bytes are no text in any known encoding; save the list as UTF-8 text.")
    if mixed := _decode_mixed(data, file):
        return mixed
    encoding = _find_stated(data) or _find_double_byte(data) or _find_single_byte(data)
    return _tell(data, encoding, _LABELS.get(encoding, encoding), file)


def _find_stated(data: bytes) -> str:
    """The encoding that the file says it has, as JabRef writes it on top of a `.bib`, when that explains all bytes."""
    stated = _STATED.search(data[:400])
    name = stated[1].decode().replace("_", "-").lower() if stated else ""
    try:
        return codecs.lookup(name).name if name and data.decode(name) else ""
    except (LookupError, UnicodeError):
        return ""


def _decode_marked(data: bytes, encoding: str, file: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding).removeprefix("\ufeff"), encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8" and (mixed := _decode_mixed(data, file)):
            return mixed
        raise InputError(
            f"{file}: its byte order mark says {encoding.upper()}, but byte {error.start:,} is not; save it as UTF-8."
        ) from None


def _find_utf16(data: bytes) -> str:
    """Which UTF-16 a file without a mark is: ASCII characters leave a NUL in every second place."""
    sample = data[: _SAMPLE & ~1]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 100 < len(sample) or min(even, odd) * 10 > max(even, odd):
        return ""
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return ""
    return encoding


def _decode_mixed(data: bytes, file: str) -> Decoded | None:
    """UTF-8 with a few other bytes in it, as pasting leaves them; None for what is another encoding altogether."""
    text = data.decode(errors="replace")
    bad = text.count("\ufffd")
    good = len(text) - bad - sum(map(len, re.findall(r"[\x00-\x7f]+", text)))
    if good < 3 * bad:
        return None
    lines = list(_bad_lines(data))
    shown = ", ".join(map(str, lines[:_SHOWN_LINES])) + (" …" if len(lines) > _SHOWN_LINES else "")
    sentence = (
        f"bytes that are not UTF-8 in {'line' if len(lines) == 1 else f'{len(lines):,} lines:'} {shown};"
        " each was read as “\ufffd”: correct them there."
    )
    problem = Problem("load", "not_utf8", f"{file}:{lines[0] if lines else 1}", sentence)
    return Decoded(text, "utf-8", (problem,))


def _bad_lines(data: bytes) -> Iterator[int]:
    for number, line in enumerate(data.split(b"\n"), start=1):
        try:
            line.decode()
        except UnicodeDecodeError:
            yield number


def _find_double_byte(data: bytes) -> str:
    """The East Asian encoding whose common characters the bytes are, if they are those of one."""
    sample = _whole_lines(data)
    found: dict[str, float] = {}
    for encoding, common in _COMMON.items():
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        wide = [char for char in text if char > "\x7f"]
        known = len(common.findall(text))
        if encoding == "gb18030":
            known += len(_GB_COMMON.findall(sample))
        elif encoding == "big5":
            known = min(known, len(_BIG5_COMMON.findall(sample)))
        share = known / max(len(wide), 1)
        if encoding in _TYPICAL and len(_TYPICAL[encoding].findall(text)) * 5 < len(wide):
            share = 0
        found[encoding] = share
    best = max(found, key=lambda one: found[one], default="")
    return best if best and found[best] >= 0.7 else ""


def _find_single_byte(data: bytes) -> str:
    """Windows-1252, or what the statistics of the letters say when most of them are not ASCII, as in Cyrillic."""
    sample = _whole_lines(data)
    if len(_HIGH.findall(sample)) * 4 > len(_LETTERS.findall(sample)):
        best = from_bytes(sample, cp_isolation=["cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "gb18030"]).best()
        if best is not None and _is_readable(data, best.encoding):
            return str(best.encoding)
    return "cp1252" if _is_readable(data, "cp1252") else "latin-1"


def _whole_lines(data: bytes) -> bytes:
    """Lines with something else than ASCII, until there is enough of them to tell."""
    if len(data) <= _SAMPLE:
        return data
    lines, size = [], 0
    for found in re.finditer(rb"[^\n]*\n?", data):
        line = found[0]
        if _HIGH.search(line):
            lines.append(line[:_SAMPLE])
            size += len(line)
        if size > _SAMPLE:
            break
    return b"".join(lines)


def _is_readable(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _tell(data: bytes, encoding: str, label: str, file: str) -> Decoded:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode(encoding, errors="replace")
    sentence = f"the file is not UTF-8 and was read as {label}; save it as UTF-8 if a title or name looks wrong."
    return Decoded(text.removeprefix("\ufeff"), encoding, (Problem("load", "not_utf8", f"{file}:1", sentence),))
