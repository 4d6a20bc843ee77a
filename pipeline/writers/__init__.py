"""Output formats: each writer turns a bibliography into the names and texts of its files.

Shown to others: `all_writers`, `verification` (what `verify` writes), `tables`, from which commands print too, and
`references`, for what changes a `.bib`. A writer reads no file of a project and writes none (`storage` does); it
imports only `formats`, `rules`, `model` and `text`.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from pipeline.model.protocols import Writer

__all__ = ["all_writers", "references", "tables", "verification"]


def all_writers(chosen: Collection[str] | None = None) -> tuple[Writer, ...]:
    """The writers of `output/`, in the order in which their files are made.

    They are imported in the call, so that a run that writes nothing does not pay for their libraries.

    Args:
        chosen: Which files; None for all: `bib`, `biblatex`, `csl`, `ris`, `table`, `matches`, `report`. Those that
            tell what changed (`aliases.csv`, `citations.csv`, `changes.md`) are made in any case, and `zotero`, a table
            in Zotero's columns, only where it is named.
    """
    from pipeline.writers.references.biblatex import write_biblatex
    from pipeline.writers.references.bibtex import write_bibtex
    from pipeline.writers.references.csl_json import write_csl_json
    from pipeline.writers.references.ris import write_ris
    from pipeline.writers.references.zotero_csv import write_zotero_csv
    from pipeline.writers.report.changes import write_changes
    from pipeline.writers.report.earlier_files import EarlierFiles
    from pipeline.writers.report.report import write_report
    from pipeline.writers.tables.aliases_csv import write_aliases
    from pipeline.writers.tables.citations_csv import write_citations_csv
    from pipeline.writers.tables.matches_csv import write_matches_csv
    from pipeline.writers.tables.table import write_table

    earlier = EarlierFiles()
    writers: tuple[tuple[str, Writer], ...] = (
        ("bib", write_bibtex),
        ("biblatex", write_biblatex),
        ("csl", write_csl_json),
        ("ris", write_ris),
        ("zotero", write_zotero_csv),
        ("matches", write_matches_csv),
        ("", write_aliases),
        ("table", write_table),
        ("", write_citations_csv),
        ("", write_changes),
    )
    wanted = {"report", *(name for name, _ in writers)} - {"zotero"} if chosen is None else {"", *chosen}
    made = tuple(earlier.note(writer) for name, writer in writers if name in wanted)
    return (*made, partial(write_report, earlier=earlier)) if "report" in wanted else made
