"""Tables: the matches, the list again, counts and aliases, as CSV and Markdown.

Shown to others: the writers (those of `duplicates_csv` and `completed_csv` take no bibliography), and what else is told
of rows and counts (`judged_rows`, `counts`, `cells`, `table.link_title`). A writer reads no file and writes none: it
gives names and texts.
"""

__all__ = [
    "aliases_csv",
    "cells",
    "citations_csv",
    "completed_csv",
    "counts",
    "duplicates_csv",
    "judged_rows",
    "matches_csv",
    "table",
]
