"""What the texts of a row mean, whatever the format of the list: titles, places, authors, links, notes, counts.

Shown to others: all its modules. Nothing here reads a file; it is given texts.
"""

__all__ = [
    "author_parts",
    "author_words",
    "authors",
    "bylines",
    "counts",
    "entry_claims",
    "leading_names",
    "link_kinds",
    "links",
    "named_papers",
    "notes",
    "organisations",
    "paper_signs",
    "places",
    "reference_strings",
    "row_links",
    "sentences",
    "titles",
]
