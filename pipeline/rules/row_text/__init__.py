"""What the cells of a row contain beside its title: notes in brackets, the place that a link names, a count.

Shown to others: its modules. Nothing here reads a file; it is given cells.
"""

__all__ = ["counts", "entry_claims", "links", "named_papers", "notes", "reference_strings"]
