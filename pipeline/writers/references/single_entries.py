"""Each work's BibTeX by itself, to be copied, just as `references.bib` has it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model.records import Work
from pipeline.rules.citation_keys.form import safe_key
from pipeline.text.latex.math import used_fallbacks
from pipeline.writers.references.bibtex import make_entry
from pipeline.writers.references.entries import define_fallbacks, write_entries
from pipeline.writers.references.shared_fields import join_pieces

_ENTRY = re.compile(r"^(?=@)", re.MULTILINE)


def single_entries(works: Sequence[Work], written: str = "") -> list[str]:
    """The entry of each work, with what defines its commands where a document may not have them.

    Args:
        works: The works.
        written: The text of `references.bib`, so that nothing is made twice; without it, the entries are made.

    Returns:
        An entry a work; an empty text where the file has another entry in its place.
    """
    text = written or join_pieces(write_entries(map(make_entry, works)))
    entries = [entry.rstrip("\n") for entry in _ENTRY.split(text) if entry.startswith("@")]
    return [_take(entry, work) for entry, work in zip(entries, works, strict=False)]


def _take(entry: str, work: Work) -> str:
    if not entry.partition("{")[2].startswith(f"{safe_key(work.key)},"):
        return ""
    used = used_fallbacks(entry)
    return f"{entry}\n\n{define_fallbacks(used)}" if used else entry
