"""The readers of lists by name, and which of them a file is for: by what it holds, its name being a hint only."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath

from pipeline.model.errors import UsageError
from pipeline.readers.lists.reading import ListReading, ListSettings
from pipeline.text.suggestions import name_unknown

TextReader = Callable[[str, str, ListSettings], ListReading]
"""A reader is given the text of a file, its name and what the person says about it."""

READERS: dict[str, tuple[str, str]] = {
    "markdown": ("markdown", "read_markdown"),
    "html": ("html_page", "read_html"),
    "rst": ("rst", "read_rst"),
    "csv": ("delimited", "read_delimited"),
    "text": ("plain_text", "read_plain_text"),
    "bibtex": ("references", "read_bibtex_list"),
    "ris": ("references", "read_ris_list"),
    "csl-json": ("references", "read_csl_json_list"),
    "nbib": ("references", "read_nbib_list"),
}
"""The module and the function of each reader; only the one that is needed is loaded."""
SPREADSHEET = "spreadsheet"
"""The reader that is given bytes, as there is no text in them."""
ALIASES = {
    alias: name
    for name, aliases in {
        "markdown": "bullets md",
        "html": "htm",
        "rst": "restructuredtext",
        "csv": "tsv",
        "text": "txt",
        "bibtex": "bib biblatex",
        "csl-json": "json csl jsonl",
        "nbib": "pubmed",
        SPREADSHEET: "xlsx xls ods",
    }.items()
    for alias in aliases.split()
}
"""Other names that a person may give a reader in the settings."""
BY_SUFFIX = {
    f".{suffix}": name
    for name, suffixes in {
        "markdown": "md markdown mdown",
        "html": "html htm xhtml",
        "rst": "rst rest",
        "csv": "csv tsv tab",
        "text": "txt",
        "bibtex": "bib",
        "ris": "ris",
        "csl-json": "json jsonl ndjson",
        "nbib": "nbib",
    }.items()
    for suffix in suffixes.split()
}

_HEAD = 20_000
"""Characters of a file by which it is told apart."""
_JSON = re.compile(r"\s*(?:\[\s*[{\]]|\{\s*[\"}])")
_BIBTEX = re.compile(r"^[ \t]*@[a-zA-Z]{3,20}[ \t]*[{(]", re.MULTILINE)
_RIS = re.compile(r"^TY {1,3}- ?\w", re.MULTILINE)
_NBIB = re.compile(r"^(?:PMID {0,3}- \d|OWN {0,3}- ERIC$)", re.MULTILINE)
_MARKDOWN_TABLE = re.compile(r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?[ \t]*$", re.MULTILINE)
_MARKDOWN_LINK = re.compile(r"\[[^\[\]\n]{1,300}\]\(https?://")


def find_reader(name: str, file: str) -> str:
    """The reader that a person named in the settings.

    Raises:
        UsageError: There is no such reader; the nearest one is named.
    """
    folded = name.strip().lower()
    known = ALIASES.get(folded, folded)
    if known not in READERS and known != SPREADSHEET:
        sentence = name_unknown(f"{file}: reader: {name}", [*READERS, SPREADSHEET])
        raise UsageError(f"{sentence}.")
    return known


def load_reader(name: str) -> TextReader:
    """The function of a reader of text."""
    module, function = READERS[name]
    found: TextReader = getattr(import_module(f"pipeline.readers.lists.{module}"), function)
    return found


def choose_reader(text: str, file: str) -> str:
    """The name of the reader for a text.

    A format that cannot be mistaken wins over the file's name; between the others (a table with commas, markdown, plain
    lines) the name decides, and without one that says anything, the looks.
    """
    head = text[:_HEAD]
    named = BY_SUFFIX.get(PurePath(file).suffix.lower(), "")
    if certain := _find_certain(head):
        return certain
    if named and named != "text":
        return named
    from pipeline.readers.lists.delimited import looks_delimited

    if looks_delimited(head):
        return "csv"
    lines = max(head.count("\n"), 1)
    if _MARKDOWN_TABLE.search(head) or len(_MARKDOWN_LINK.findall(head)) * 5 > lines:
        return "markdown"
    return "text"


def _find_certain(head: str) -> str:
    """The format that the beginning of a text is without doubt; empty for none."""
    start = head.lstrip()
    if _NBIB.match(start):
        return "nbib"
    if _RIS.match(start):
        return "ris"
    if _JSON.match(start) and not _MARKDOWN_LINK.match(start):
        return "csl-json"
    first = next((line for line in start.split("\n") if line.strip() and not line.lstrip().startswith("%")), "")
    return "bibtex" if _BIBTEX.match(first) else ""
