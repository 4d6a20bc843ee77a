"""Bytes of lists in the encodings that people's programs write."""

from __future__ import annotations

import random

import pytest

from pipeline.model.errors import InputError
from pipeline.readers import find_entries, read_library, read_list
from pipeline.readers.decoding import decode

CHINESE = "标题,年份,作者\n基于深度学习的图像识别研究综述,2019,张三\n"
JAPANESE = "タイトル,年\n深層学習による画像認識の研究について,2019\n"
GERMAN = "Titel,Jahr\nÜber Bäume und große Wälder,2019\n"
RUSSIAN = "Название,Год\nГлубокое обучение для распознавания,2019\n"


@pytest.mark.parametrize(
    ("text", "encoding", "told"),
    [
        (CHINESE, "utf-8", ""),
        (CHINESE, "utf-8-sig", ""),
        (CHINESE, "utf-16", ""),
        (CHINESE, "utf-32", ""),
        (CHINESE, "utf-16-le", "UTF-16 without a byte order mark"),
        (CHINESE, "utf-16-be", "UTF-16 without a byte order mark"),
        (CHINESE, "gb18030", "GB18030 (Chinese)"),
        ("標題,年份\n深度學習於影像辨識之研究,2019\n", "big5", "Big5 (Chinese)"),
        (JAPANESE, "cp932", "Shift-JIS (Japanese)"),
        (JAPANESE, "euc_jp", "EUC-JP (Japanese)"),
        ("제목,연도\n딥러닝을 이용한 영상 인식 연구,2019\n", "cp949", "EUC-KR (Korean)"),
        (GERMAN, "latin-1", "Windows-1252 (Latin-1)"),
        (GERMAN, "utf-16-le", "UTF-16 without a byte order mark"),
        ("Title,Authors\nA paper in plain English,José\n", "cp1252", "Windows-1252 (Latin-1)"),
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "koi8_r", "koi8_r"),
    ],
)
def test_every_encoding_is_read_and_told(text: str, encoding: str, told: str):
    found = decode(text.encode(encoding), "l.csv")
    assert found.text == text
    assert [one.where for one in found.problems] == ["l.csv:1"] * bool(told)
    assert all(told in one.sentence for one in found.problems)


def test_a_few_other_bytes_are_told_with_their_lines():
    data = "Título,Año\nÁéíóú ñandú,2001\n".encode() + b"Jos\xe9 wrote,2002\n"
    found = decode(data, "l.csv")
    assert found.text.endswith("Jos\ufffd wrote,2002\n")
    assert [one.where for one in found.problems] == ["l.csv:3"]


@pytest.mark.parametrize("data", [random.Random(1).randbytes(5_000), b"\xff\xfe\x00\xd8", b"\xef\xbb\xbf\xff\x00\x01"])
def test_bytes_that_no_encoding_explains(data: bytes):
    with pytest.raises(InputError, match=r"^l\.csv: .*save "):
        decode(data, "l.csv")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7\n", "this is a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"PK\x03\x04word/", "a zip archive"),
        (b"{\\rtf1", "an RTF document"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, words: str):
    with pytest.raises(InputError, match=f"list.md: this is {words}|list.md: this is {words.removeprefix('this is ')}"):
        read_list(data, "list.md")


@pytest.mark.parametrize(
    ("head", "encoding", "label"),
    [
        ("% Encoding: ISO8859_2\n", "iso8859-2", "iso8859-2"),
        ("% Encoding: Cp1250\n", "cp1250", "cp1250"),
        ("%% -*- coding: windows-1251 -*-\n", "cp1251", "cp1251"),
        ("% Encoding: UTF8\n", "cp1252", "Windows-1252 (Latin-1)"),
        ("% Encoding: no-such\n", "cp1252", "Windows-1252 (Latin-1)"),
    ],
)
def test_an_encoding_that_is_stated_is_believed(head: str, encoding: str, label: str):
    word = {"cp1251": "Глубокое", "cp1252": "Über Flüsse"}.get(encoding, "Příliš žluťoučký")
    found = read_library(f"{head}@book{{k, title={{{word}}}}}".encode(encoding), "own.bib")
    assert [record.title for record in found.items] == [word]
    assert [(one.stage, one.code) for one in found.problems] == [("library", "not_utf8")]
    assert f"was read as {label}" in found.problems[0].sentence


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_a_library_is_read_in_any_encoding(encoding: str):
    (record,) = read_library("\n@book{k, title={Über Flüsse in Österreich}}".encode(encoding), "own.bib").items
    assert record.title == "Über Flüsse in Österreich"


UMLAUTS = "Über Bäume und große Wälder\n"
PINYIN = "基于深度学习的图像识别研究综述\n"
CYRILLIC = "Глубокое обучение для распознавания\n"


@pytest.mark.parametrize(
    ("data", "encoding", "ending"),
    [
        (b"plain words in a line\n" * 10_000 + UMLAUTS.encode("cp1252"), "cp1252", UMLAUTS),
        (UMLAUTS.encode("cp1252") * 8_000, "cp1252", UMLAUTS),
        (PINYIN.encode("gb18030") * 7_000, "gb18030", PINYIN),
        (PINYIN.encode("gb18030") * 7_000 + b"\xff\xff\n", "gb18030", f"{PINYIN}\ufffd\ufffd\n"),
        (CYRILLIC.encode("cp1251") * 20 + b"\x98\n", "cp1252", "\u02dc\n"),
        (b"Jos\x81 wrote\n", "latin-1", "Jos\x81 wrote\n"),
        (b"% Encoding: cp1251\n\xdcber\x98\n", "cp1252", "Über\u02dc\n"),
        (b"% Encoding: iso-none\n\xdcber\n", "cp1252", "Über\n"),
        (b"\xef\xbb\xbf" + "Título, Año: ñandú\n".encode() + b"Jos\xe9\n", "utf-8", "Jos\ufffd\n"),
    ],
)
def test_long_files_and_stray_bytes(data: bytes, encoding: str, ending: str):
    found = decode(data, "l.csv")
    assert (found.encoding, found.text[-len(ending) :]) == (encoding, ending)
    assert [one.code for one in found.problems] == ["not_utf8"]


def test_many_lines_with_stray_bytes_are_told_in_short():
    (told,) = decode("ñandú\n".encode() * 50 + b"Jos\xe9\n" * 7, "l.csv").problems
    assert "in 7 lines: 51, 52, 53, 54, 55 …; each was read as" in told.sentence


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"Title,Year\nA map,2019\n"])
def test_no_entries_are_found_in_what_is_no_reference_file(data: bytes):
    assert find_entries(data, "list.csv") is None
