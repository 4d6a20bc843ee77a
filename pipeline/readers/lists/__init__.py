"""Lists that people keep, as rows: one file a format, `columns` for what their headers mean.

Shown to others: the readers; they are chosen by `pipeline.readers`. A reader never asks anybody and corrects nothing.
"""

__all__ = ["delimited", "markdown"]
