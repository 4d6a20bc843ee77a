"""The types that the stages pass to each other, all frozen, and the errors that end a run. Read `records` first.

Then read `protocols` (what a reader, a source and a writer must offer) and `observations` (what a refresh learns).
Shown to others: all its modules. Canonical forms (names, DOIs, arXiv ids) have one maker each here. It imports only
`text`, and does no input or output but reading the table of sources that comes with the package.
"""

__all__ = [
    "addresses",
    "dates",
    "decisions",
    "errors",
    "identifiers",
    "name_case",
    "name_words",
    "names",
    "observations",
    "protocols",
    "records",
    "source_table",
    "statuses",
    "urls",
    "verification",
]
