"""The vocabulary: what flows through the line, frozen, and the errors that end it. Read `records` first.

Shown to others: all its modules; canonical forms (names, DOIs, arXiv ids) have one maker each here. It imports only
`text`, and does no input or output but reading the table of sources that comes with the package.
"""

__all__ = ["decisions", "errors", "identifiers", "names", "observations", "protocols", "records", "source_table"]
