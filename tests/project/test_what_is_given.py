"""Files, folders and streams that a person gives, and that are not what they should be."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from pipeline.model.errors import InputError, MachineError, UsageError
from pipeline.project import verified_entries
from pipeline.project.exported_pairs import read_pairs
from pipeline.project.given_files import GIVEN, make_folder, read_given
from pipeline.project.known_keys import REFERENCES, read_known_keys
from pipeline.project.quick_run import copy_lists
from tests.systems import LINUX_ONLY


class Broken(io.RawIOBase):
    """What stands below a stdin that cannot be read."""

    def read(self, _size: int = -1) -> bytes:
        raise OSError("Input/output error")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (Broken(), r"^stdin: cannot be read \(Input/output error\); name a file\.$"),
        (io.BytesIO(bytes(33)), r"^stdin: it has more than 0 megabytes; name a file\.$"),
    ],
)
def test_stdin_that_gives_nothing_useful(raw: io.IOBase, words: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(verified_entries, "INPUT_BYTES", 32)
    monkeypatch.setattr("sys.stdin", type("Stdin", (), {"buffer": raw})())
    with pytest.raises(InputError, match=words):
        verified_entries.read_given("-")


def test_stdin_that_is_closed_is_empty(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", None)
    assert verified_entries.read_given("-") == b""


def test_a_file_in_the_place_of_the_cache(tmp_path: Path):
    (tmp_path / "cache").write_text("")
    with pytest.raises(MachineError, match=r"cache/x: cannot be made \(not a directory\); name another folder"):
        make_folder(tmp_path / "cache/x")


@pytest.mark.parametrize("raw", [b"{", b"[]", b'{"a": 1}', b"\xff"])
def test_what_was_written_last_is_not_known(tmp_path: Path, raw: bytes):
    (tmp_path / GIVEN).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / GIVEN).write_bytes(raw)
    assert read_given(tmp_path) == {}


@LINUX_ONLY
def test_a_list_whose_name_is_no_utf8(tmp_path: Path):
    name = tmp_path / "caf\udce9.md"
    name.write_text("x")
    with pytest.raises(InputError, match="the name of a list is not UTF-8; rename the file"):
        copy_lists(tmp_path / "made", [str(name)])
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("raw", "keys"),
    [
        (b"\xff", []),
        (b"{", []),
        (b'[{"id": "a2001", "type": "book", "title": "A map"}]', ["a2001"]),
        (b'[{"type": "book", "title": "A map"}]', []),
    ],
)
def test_keys_of_references_that_others_may_have_written(tmp_path: Path, raw: bytes, keys: list[str]):
    (tmp_path / REFERENCES).parent.mkdir(parents=True)
    (tmp_path / REFERENCES).write_bytes(raw)
    assert [one.key for one in read_known_keys(tmp_path)] == keys


@pytest.mark.parametrize("text", ["a,b\n1,2\n", 'a,"' + "x" * 200_000 + '"\n', "a\n1,2\n"])
def test_a_table_that_is_none_of_pairs(tmp_path: Path, text: str):
    (tmp_path / "pairs.csv").write_text(text)
    with pytest.raises((InputError, UsageError), match="no table of unsure pairs"):
        read_pairs(str(tmp_path / "pairs.csv"))
