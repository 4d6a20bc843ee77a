"""The only place that writes the files of a project: whole or not at all, and as one set.

Shown to others: `store` (read, publish, lock) and `checkpoint` (what a refresh has learned and not published);
`journal` stays inside. It knows no format of an output and imports only `model`.
"""

__all__ = ["checkpoint", "store"]
