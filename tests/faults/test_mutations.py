"""Artefacts and cache files, damaged at random: a sentence, never a trace, and no line of a ledger lost in silence.

`BIBMILL_MUTATIONS=1000` tries so many; each is the same in every run.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from pipeline import cli
from pipeline.model.observations import News, NewsKind
from pipeline.model.records import CitationCount
from pipeline.project.artefacts import KINDS, LEDGERS
from pipeline.rules.citation_keys.ledger import KeyLine
from pipeline.storage.json_lines import read_lines, to_lines
from tests.faults.fake_server import FakeServer, make_project

MUTATIONS = int(os.environ.get("BIBMILL_MUTATIONS", "60"))
COMMANDS = (
    ("bib --offline",),
    ("check", "bib --offline"),
    ("review", "explain 3", "bib --offline --accept-ledger"),
    ("dedupe", "emit", "bib --offline"),
    ("normalize", "enrich --offline", "dedupe", "emit"),
    ("refresh --offline", "bib --offline"),
)
VALUES = (
    "null",
    "-1",
    "1e400",
    "1" + "0" * 30,
    "1" + "0" * 5_000,
    '"9999-99-99"',
    '""',
    "[]",
    "{}",
    "true",
    '"\\ud800"',
    '"\\u0000"',
    '"\ufffe\u202e"',
    "[" * 100_000,
    '{"a":' * 100_000,
    '"' + "x" * 3_000_000 + '"',
)
Mutation = Callable[[bytes, random.Random], bytes]


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _empty(_data: bytes, chance: random.Random) -> bytes:
    return chance.choice((b"", b"\n", b"\0" * 100, b"{}", b"[]", b"null"))


def _flip(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + bytes(byte ^ (1 << chance.randrange(8)) for byte in data[at : at + 1]) + data[at + 1 :]


def _insert(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice((b"\0", b"\xff\xfe", b"\n", b"}", b'"', b"\xed\xa0\x80", b"\r\n")) + data[at:]


def _change_lines(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    way = chance.choice(("double", "drop", "shuffle", "reverse", "first", "blank"))
    at = chance.randrange(len(lines)) if lines else 0
    if way == "double":
        lines += lines[at : at + 2]
    elif way == "drop":
        del lines[at : at + 2]
    elif way == "shuffle":
        chance.shuffle(lines)
    elif way == "reverse":
        lines.reverse()
    elif way == "first":
        lines = lines[:1]
    else:
        lines.insert(at, b"   \n")
    return b"".join(lines)


def _merge(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    at = chance.randrange(len(lines) + 1)
    ours = lines[at : at + 2]
    theirs = [one.replace(b"8", b"7") for one in ours]
    marked = [b"<<<<<<< HEAD\n", *ours, b"=======\n", *theirs, b">>>>>>> other branch\n"]
    return b"".join([*lines[:at], *marked, *lines[at + 2 :]])


def _change_value(data: bytes, chance: random.Random) -> bytes:
    """Put another value where one is, after some `:` of the text."""
    places = [at for at, byte in enumerate(data) if byte == ord(":") and data[at - 1 : at] == b'"']
    if not places:
        return data
    at = chance.choice(places) + 1
    end = next((end for end in range(at, len(data)) if data[end] in b",}\n"), len(data))
    return data[:at] + chance.choice(VALUES).encode("utf-8", "surrogatepass") + data[end:]


def _change_key(data: bytes, chance: random.Random) -> bytes:
    names = (b'"key":', b'"work":', b'"record_id":', b'"id":', b'"count":', b'"rows":', b'"source":', b'"standing":')
    return data.replace(chance.choice(names), chance.choice((b'"x":', *names)), 1)


WAYS: tuple[Mutation, ...] = (
    _cut,
    _empty,
    _flip,
    _insert,
    _change_lines,
    _merge,
    _change_value,
    _change_value,
    _change_key,
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project with matches of a source that is gone, counts and news of several days, and all files of the cache."""
    server = FakeServer()
    project = make_project(tmp_path_factory.mktemp("template"), server.url, 6)
    host = server.url.removeprefix("http://")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BIBMILL_HOSTS", host)
        assert cli.run(["-C", str(project), "bib", "--quiet"]) == 0
        server.close()
        works = [line.work for line in read_lines(project, Path("data/enriched/keys.jsonl"), KeyLine).items]
        counts = [CitationCount(work, "crossref", 10 + day, f"2026-01-0{day}") for day in (1, 2, 3) for work in works]
        news = [News(work, NewsKind.TITLE, "crossref", "Another title", "2026-01-02") for work in works[:2]]
        (project / "data/enriched/citations.jsonl").write_bytes(to_lines(counts))
        (project / "data/enriched/news.jsonl").write_bytes(to_lines(news))
        assert cli.run(["-C", str(project), "bib", "--quiet", "--offline"]) == 0
        (project / ".cache/asked.json").write_text('{"crossref":{"doi:10.1234/orchard.1":"2026-01-03"}}')
        (project / ".cache/refresh.jsonl").write_text('{"source":"crossref","day":"2026-01-04","found":[]}\n')
        (project / ".cache/publishing.json").write_text('[{"temporary":"a","target":"b","old":"","new":""}]')
        yield project


def mutate(project: Path, number: int) -> str:
    """Damage one file, now and then two; what was done, in words."""
    chance = random.Random(number)
    said = []
    for _ in range(chance.choice((1, 1, 1, 2))):
        files = sorted(path for folder in ("data/enriched", ".cache") for path in (project / folder).iterdir())
        path = chance.choice([path for path in files if path.is_file() and path.name != "lock"])
        if chance.random() < 0.05:
            path.unlink()
            said.append(f"{path.name} deleted")
            continue
        way = chance.choice(WAYS)
        path.write_bytes(way(path.read_bytes(), chance))
        said.append(f"{path.name} {way.__name__}")
    return f"{number}: {', '.join(said)}"


def read_ledgers(project: Path) -> dict[str, list[bytes]]:
    """The lines of each ledger that can be read."""
    folder = project / "data/enriched"
    return {name: list(map(msgspec.json.encode, _read(folder / f"{name}.jsonl", KINDS[name]))) for name in LEDGERS}


def _read(path: Path, kind: type) -> tuple[object, ...]:
    return read_lines(path.parent, Path(path.name), kind).items


def test_a_damaged_file_is_a_sentence(template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    failed = []
    for number in range(MUTATIONS):
        project = tmp_path / "project"
        shutil.copytree(template, project)
        what = mutate(project, number)
        whole = read_ledgers(template)
        for command in COMMANDS[number % len(COMMANDS)]:
            before = read_ledgers(project)
            code = cli.run(["-C", str(project), *command.split()])
            said = capsys.readouterr().err
            what += f"\n  {command}: {code} {said}"
            failed += [f"{what}  → {fault}" for fault in find_faults(code, said, command)]
            after = read_ledgers(project)
            failed += [f"{what}  → {fault}" for fault in find_losses(whole, before, after, said)]
            is_told = code == 0 and command.startswith(("bib", "dedupe", "refresh"))
            whole = after if is_told else before if command in ("normalize", "emit") else whole
        shutil.rmtree(project)
    assert failed == [], "\n".join(failed)


def find_faults(code: int, said: str, command: str) -> Iterator[str]:
    """What no command may do, whatever the files hold."""
    if code not in (0, 3) and not command.startswith("explain"):
        yield "an exit code that means something else"
    if code and not said:
        yield "nothing was said"
    yield from (word for word in ("Traceback", "this is a bug", "the trace is in") if word in said)


def find_losses(
    whole: dict[str, list[bytes]], before: dict[str, list[bytes]], after: dict[str, list[bytes]], said: str
) -> Iterator[str]:
    """Ledgers of which a line went without a word: by the damage, when a run goes on with it, or by the run."""
    for name in LEDGERS:
        is_told = f"{name}.jsonl" in said
        if set(before[name]) - set(after[name]) and not is_told and name != "keys":
            yield f"{name} lost a line by the run"
        if before != after and len(set(before[name])) < len(set(whole[name])) and not is_told:
            yield f"{name} lost a line by the damage"
    if {_pair(line) for line in before["keys"]} - {_pair(line) for line in after["keys"]} and "keys.jsonl" not in said:
        yield "a key was changed"


def _pair(line: bytes) -> tuple[str, str]:
    found = msgspec.json.decode(line)
    return found["key"], found["work"]
