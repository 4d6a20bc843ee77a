"""Lists that people keep, as rows: one file a format, `columns` for what their headers mean.

Shown to others: a reader for each format, chosen by `pipeline.readers`. A reader makes no request and corrects nothing.
"""

__all__ = ["delimited", "markdown"]
