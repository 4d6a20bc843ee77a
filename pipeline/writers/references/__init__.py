"""Reference files: one file a format, under the same citation keys.

Shown to others: the writers; they are chosen by `pipeline.writers`. A writer reads no file and invents no value.
"""

__all__ = ["biblatex", "bibtex", "csl_json", "ris"]
