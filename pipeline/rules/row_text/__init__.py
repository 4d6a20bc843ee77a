"""What the cells of a row contain beside its title: notes in brackets, the place that a link names, a count.

Shown to others: `counts`, `links` and `notes`. Nothing here reads a file; it is given cells.
"""

__all__ = ["counts", "links", "notes"]
