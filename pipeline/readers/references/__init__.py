"""A person's reference files, as records: one file a format.

Shown to others: a reader for each format, chosen by `pipeline.readers`. A broken entry is a `Problem`, no exception.
"""

__all__ = ["bibtex", "bibtex_comments", "bibtex_places", "csl_json", "dates", "entries", "extra_lines", "nbib", "ris"]
