"""Output formats, in the order in which their files are made."""

from __future__ import annotations

from pipeline.doors import Writer


def all_writers() -> tuple[Writer, ...]:
    """Every writer of `output/`; imported only when something is written."""
    from pipeline.writers.bibtex import write_bibtex
    from pipeline.writers.changes import write_changes
    from pipeline.writers.citations_csv import write_citations_csv
    from pipeline.writers.csl_json import write_csl_json
    from pipeline.writers.matches_csv import write_matches_csv
    from pipeline.writers.report import write_report
    from pipeline.writers.table import write_table

    return (
        write_bibtex,
        write_csl_json,
        write_matches_csv,
        write_table,
        write_citations_csv,
        write_changes,
        write_report,
    )
