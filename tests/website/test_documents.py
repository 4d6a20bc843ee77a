"""What the documents print can be typed: commands and targets exist, settings and decisions are read, links lead on."""

from __future__ import annotations

import re
import shlex
from itertools import groupby, takewhile
from pathlib import Path

import pytest
import yaml

from pipeline.config.decisions import read_decisions
from pipeline.config.joins import read_joins
from pipeline.config.schema import read_config
from pipeline.console.arguments import COMMANDS, OWN_ARGUMENTS, SHARED_FLAGS
from pipeline.console.command_line import Options, build_parser
from tests import ROOT
from tests.website.documents import DOCUMENTS, Block, anchors, blocks, code_spans, links, target_of

TARGETS = {
    name
    for line in (ROOT / "Makefile").read_text("utf-8").splitlines()
    if (found := re.match(r"([a-z -]+):.*##", line))
    for name in found[1].split()
}


def commands_of(text: str) -> list[list[str]]:
    """The commands of a block for the shell, as words: without comments, variables and what is before the program."""
    found = []
    for line in text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        for is_mark, group in groupby(words, lambda word: word in ("&&", "||", "|", ";")):
            command = [word for word in takewhile(lambda word: word != ">", group) if not re.match(r"[A-Z_]+=", word)]
            if command and not is_mark:
                found.append(command[3:] if command[:3] == ["uvx", "--from", "."] else command)
    return found


def read_command(words: list[str]) -> None:
    """Read the arguments of a command by the parser of the program; what it cannot read ends the test."""
    try:
        build_parser().parse_args(words, Options())
    except SystemExit as ended:
        if ended.code:
            pytest.fail(f"bibmill {shlex.join(words)}: {ended.code}")


SHELL = [
    (block.where, command)
    for block in blocks("sh", "")
    for command in commands_of(block.text if block.language else "")
    or [line.split("#")[0].split() for line in block.text.splitlines() if re.match(r"(bibmill|make) ", line)]
]
CALLS = [(where, command) for where, command in SHELL if Path(command[0]).name == "bibmill"]
MADE = [(where, command) for where, command in SHELL if command[0] == "make"]


@pytest.mark.parametrize(("where", "command"), CALLS, ids=[f"{where} {' '.join(words[1:4])}" for where, words in CALLS])
def test_a_command_can_be_typed(where: str, command: list[str]):
    read_command(command[1:])


def test_the_tutorial_and_each_how_to_have_commands():
    with_commands = {where.partition(":")[0] for where, _ in CALLS}
    pages = {one for one in DOCUMENTS if one.startswith(("docs/how-to/", "docs/tutorial", "README"))}
    assert pages - with_commands <= {"docs/how-to/venues.md", "docs/how-to/zotero.md", "docs/how-to/latex.md"}


@pytest.mark.parametrize(("where", "command"), MADE, ids=[f"{where} {words[1]}" for where, words in MADE])
def test_a_target_exists(where: str, command: list[str]):
    assert {word for word in command[1:] if "=" not in word} <= TARGETS


@pytest.mark.parametrize("document", DOCUMENTS)
def test_code_within_a_line_names_what_exists(document: str):
    for code in code_spans(document):
        if code.startswith("make ") and re.match(r"[a-z]", code[5:]):
            assert {word for word in shlex.split(code)[1:] if "=" not in word} <= TARGETS, code
        elif code.startswith("bibmill "):
            words = re.sub(r" -C \S+", "", code).split()[1:]
            named = next((word for word in words if re.fullmatch(r"[a-z][a-z-]+", word)), "")
            assert named in {"", *COMMANDS}, code
            arguments = (*SHARED_FLAGS, *OWN_ARGUMENTS.get(named, {}), "--help", "--version")
            known = {flag for names in arguments for flag in names.split()}
            assert {word.strip("[]").partition("=")[0] for word in words if word.startswith(("-", "[-"))} - {
                "-"
            } <= known


@pytest.mark.parametrize(
    "block", [one for one in blocks() if one.title in ("crontab", "bibmill.service")], ids=lambda block: block.title
)
def test_a_schedule_calls_what_exists(block: Block):
    [call] = re.findall(r"\S*/bibmill (.*)", block.text)
    read_command(shlex.split(call))


@pytest.mark.parametrize("block", blocks("yaml"), ids=lambda block: block.where)
def test_a_block_of_yaml_is_read_without_a_complaint(block: Block):
    if block.title == "pipeline.yaml":
        read_config(block.text, block.where, {})
    elif block.title in ("data/decisions.yaml", "decisions.yaml"):
        decisions = read_decisions(block.text, block.where)
        joins = read_joins(block.text, block.where, is_of_a_project=True)
        assert decisions or joins
        assert not [one.faults for one in decisions if one.faults]
    else:
        assert block.title, "a block of YAML names the file that it is of"
        assert yaml.safe_load(block.text)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_to_files_and_anchors(document: str):
    for link in links(document):
        path, anchor = target_of(document, link)
        assert path.exists(), f"{document}: {link}"
        if anchor and path.suffix == ".md":
            assert anchor in anchors(path.resolve().relative_to(ROOT).as_posix()), f"{document}: {link}"


def test_the_example_of_the_readme_is_what_is_written():
    row, entry = (block for block in blocks("", "bibtex") if block.document == "README.md")
    assert row.text in (ROOT / "data/raw/interpretability.md").read_text("utf-8")
    assert entry.text in (ROOT / "output/references.bib").read_text("utf-8")


def test_the_readme_is_for_a_visitor():
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 130
