"""What the texts of a row mean, whatever the format of the list: titles, places, authors, links, notes, counts.

Nothing here reads a file; it is given texts.
"""

__all__ = [
    "bylines",
    "counts",
    "links",
    "notes",
    "paper_signs",
    "places",
    "reference_strings",
    "titles",
]
