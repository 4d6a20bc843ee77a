"""Reference files: one file a format, under the same citation keys.

Shown to others: a writer for each format, which `pipeline.writers` lists, `single_entries` for the report, and what
changes fields of a person's own `.bib` file (`bib_style`, `bib_values`, `bib_editing`). No writer invents a value.
"""

__all__ = ["bib_editing", "bib_values", "biblatex", "bibtex", "csl_json", "ris", "single_entries", "zotero_csv"]
