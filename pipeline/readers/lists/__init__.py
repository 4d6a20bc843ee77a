"""Lists that people keep, as rows.

A front end for each format makes a document of a file (`document`), a recogniser makes rows of it, and `reading` says
what became of every line. Shown to others: `reading`, for what a list gave; the readers are chosen by
`pipeline.readers`. A reader makes no request and corrects nothing.
"""

__all__ = [
    "delimited",
    "exports",
    "html_page",
    "markdown",
    "patterned",
    "reading",
    "references",
    "registry",
    "rst",
    "spreadsheet",
]
