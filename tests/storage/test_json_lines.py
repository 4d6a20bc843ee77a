"""Files of JSON lines: what can be read of a damaged one, and where it is damaged."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.errors import InputError
from pipeline.model.records import CitationCount, Problem
from pipeline.storage.json_lines import Damage, read_lines, to_lines

WHOLE = to_lines([CitationCount("w", "s", 1, "")])


@given(st.text(max_size=30))
def test_lines_come_back_whatever_they_hold(tmp_path_factory: pytest.TempPathFactory, text: str):
    """U+2028 and U+0085 end a line for Python, but not in a file of JSON lines."""
    path = tmp_path_factory.mktemp("store") / "problems.jsonl"
    problems = (Problem("load", "x", "f:1", text + "\u2028\x85\n"), Problem("load", "y", "f:2", text))
    path.write_bytes(to_lines(problems))
    assert read_lines(path.parent, Path(path.name), Problem).items == problems


@pytest.mark.parametrize("raw", [b"", b"\n  \n", b"\xef\xbb\xbf\r\n"])
def test_lines_of_a_missing_or_empty_file(tmp_path: Path, raw: bytes):
    assert read_lines(tmp_path, Path("no.jsonl"), Problem) == read_lines(tmp_path, Path("none.jsonl"), Problem)
    (tmp_path / "no.jsonl").write_bytes(raw)
    assert read_lines(tmp_path, Path("no.jsonl"), Problem).items == ()


@pytest.mark.parametrize(
    ("broken", "damage", "why"),
    [
        (b'{"work": "w"}\n', Damage.BROKEN, "missing required field"),
        (b'{"work": 1}\n', Damage.BROKEN, "Expected `str`"),
        (b'{"work":"w","source":"s","count":1,"as_of":"","x":1}\n', Damage.BROKEN, "unknown field `x`"),
        (b'{"work":"w","source":"s","count":-1,"as_of":""}\n', Damage.BROKEN, "Expected `int` >= 0"),
        (b'{"work":"w","source":"s","count":1' + b"0" * 30 + b',"as_of":""}\n', Damage.BROKEN, "Expected `int` <= "),
        (b'{"work":"w","source":"s","count":1' + b"0" * 5000 + b',"as_of":""}\n', Damage.BROKEN, "out of range"),
        (b'{"work":"\xff","source":"s","count":1,"as_of":""}\n', Damage.BROKEN, "not UTF-8"),
        (b'{"work":"\\ud800","source":"s","count":1,"as_of":""}\n', Damage.BROKEN, "surrogate"),
        (b"[" * 100_000 + b"\n", Damage.BROKEN, "Expected `object`"),
        (b"\0" * 10 + b"\n", Damage.BROKEN, "invalid character"),
        (b'{"work":"w","sou', Damage.CUT, "truncated"),
        (b"<<<<<<< HEAD\n", Damage.MARK, ""),
        (b"||||||| 4f1a\r\n", Damage.MARK, ""),
        (b"=======\n", Damage.MARK, ""),
        (b">>>>>>> the other", Damage.MARK, ""),
    ],
    ids=range(15),
)
def test_a_damaged_line_is_named_and_the_rest_read(tmp_path: Path, broken: bytes, damage: Damage, why: str):
    path = tmp_path / "citations.jsonl"
    path.write_bytes(WHOLE + broken)
    found = read_lines(tmp_path, Path(path.name), CitationCount)
    assert [one.line for one in found.found] == [1]
    [line] = found.damaged
    assert (line.line, line.damage) == (2, damage)
    assert why in line.why


def test_a_check_refuses_what_is_of_the_type(tmp_path: Path):
    (tmp_path / "x.jsonl").write_bytes(WHOLE)
    [line] = read_lines(tmp_path, Path("x.jsonl"), CitationCount, lambda item: f"no {item.work}").damaged
    assert line.why == "no w"


def test_a_folder_in_its_place_is_a_sentence(tmp_path: Path):
    (tmp_path / "x.jsonl").mkdir()
    with pytest.raises(InputError, match=r"x.jsonl: cannot be read \(is a directory\)"):
        read_lines(tmp_path, Path("x.jsonl"), Problem)
