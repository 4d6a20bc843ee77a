"""Output formats: each writer turns a bibliography into the names and texts of its files.

Shown to others: `all_writers`, and `tables`, from which commands print too. A writer reads no file of a project and
writes none (`storage` does); it imports only `formats`, `rules`, `model` and `text`.
"""

from __future__ import annotations

from pipeline.model.protocols import Writer

__all__ = ["all_writers", "tables"]


def all_writers() -> tuple[Writer, ...]:
    """Every writer of `output/`, in the order in which their files are made.

    They are imported in the call, so that a run that writes nothing does not pay for their libraries.
    """
    from pipeline.writers.references.biblatex import write_biblatex
    from pipeline.writers.references.bibtex import write_bibtex
    from pipeline.writers.references.csl_json import write_csl_json
    from pipeline.writers.references.ris import write_ris
    from pipeline.writers.report.changes import write_changes
    from pipeline.writers.report.report import write_report
    from pipeline.writers.tables.aliases_csv import write_aliases
    from pipeline.writers.tables.citations_csv import write_citations_csv
    from pipeline.writers.tables.matches_csv import write_matches_csv
    from pipeline.writers.tables.table import write_table

    return (
        write_bibtex,
        write_biblatex,
        write_csl_json,
        write_ris,
        write_matches_csv,
        write_aliases,
        write_table,
        write_citations_csv,
        write_changes,
        write_report,
    )
