"""Reference files: one file a format, under the same citation keys.

Shown to others: a writer for each format; `pipeline.writers` lists them. No writer invents a value.
"""

__all__ = ["biblatex", "bibtex", "csl_json", "ris", "zotero_csv"]
