"""What the cells of a row contain beside its title: notes in brackets, the place that a link names, a count.

Shown to others: all its modules. Nothing here reads a file; it is given cells.
"""

__all__ = [
    "author_parts",
    "author_words",
    "authors",
    "counts",
    "entry_claims",
    "link_kinds",
    "links",
    "named_papers",
    "notes",
    "places",
    "reference_strings",
    "row_links",
    "titles",
]
