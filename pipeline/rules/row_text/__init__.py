"""What the text of a row says beside its title: notes in brackets, the place that a link names, a count.

Shown to others: `counts`, `links` and `notes`. Nothing here reads a list; it is given cells.
"""

__all__ = ["counts", "links", "notes"]
