"""`bibmill review OUT.unsure.csv`: the pairs that `dedupe FILE…` left to a person, as cards."""

from __future__ import annotations

import csv
import io
import shutil
import sys
from argparse import Namespace
from pathlib import Path

import msgspec

from pipeline.console.pair_cards import write_cards
from pipeline.model.errors import InputError
from pipeline.storage import store
from pipeline.text.folding import show
from pipeline.writers.tables.duplicates_csv import UNSURE

_ENDING = ".unsure.csv"


def review_pairs(options: Namespace) -> int:
    """Print the pairs of the tables that are named; returns 1 with `--strict` when there is one.

    Raises:
        InputError: A file cannot be read, or is no such table.
    """
    pairs = [pair for file in options.files for pair in read_pairs(file)]
    if options.json:
        sys.stdout.write(msgspec.json.encode(pairs).decode() + "\n")
    else:
        width = shutil.get_terminal_size((100, 24)).columns
        sys.stdout.writelines(f"{line}\n" for line in write_cards(pairs, width))
    return 1 if options.strict and pairs else 0


def read_pairs(file: str) -> list[dict[str, str]]:
    """The lines of a table of unsure pairs; the name of the list that it lies beside names it, too."""
    try:
        lines = list(csv.DictReader(io.StringIO(_read(file), newline="")))
    except csv.Error:
        lines = [{}]
    if any(set(UNSURE) - line.keys() or None in line.values() for line in lines):
        raise InputError(
            f"{show(file, 300)}: this is no table of unsure pairs; name the OUT of `bibmill dedupe FILE… -o OUT`,"
            f" or its OUT{_ENDING}."
        )
    return [{name: line[name] for name in UNSURE} for line in lines]


def _read(file: str) -> str:
    if not file.endswith(_ENDING):
        try:
            return store.read_given_text(Path(f"{file}{_ENDING}"))
        except InputError:
            pass  # no such table lies beside it, so it may be a table itself
    return store.read_given_text(Path(file))
