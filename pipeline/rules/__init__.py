"""What the product knows, without any I/O: matching, merging, citation keys, venues, news, counts over time.

Shown to others: all its packages and modules. No rule reads a file (but the table of venues that
comes with the package), asks a network or knows a format; rules import only
`model` and `text`.
"""

__all__ = [
    "citation_keys",
    "completion",
    "count_history",
    "line_order",
    "matching",
    "merging",
    "news",
    "refresh_schedule",
    "row_adding",
    "row_text",
    "search_route",
    "table_editing",
    "venues",
    "verifying",
]
