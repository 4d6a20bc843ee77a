"""A person's reference files, as records: one file a format.

Shown to others: the readers; they are chosen by `pipeline.readers`. A broken entry is a Problem, never an exception.
"""

__all__ = ["bibtex", "csl_json", "ris"]
