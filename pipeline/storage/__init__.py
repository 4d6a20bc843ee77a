"""The only place that writes the files of a project (but for the cache of replies): whole or not at all, as one set.

Shown to others: `store` (read, publish, lock), `json_lines` (files of JSON lines, with what is damaged in them),
`checkpoint` (what a refresh has learned and not published), `trace` (the trace of a bug), `boundary` (which paths are
allowed) and `files` (the operations on them). `journal` and `failures` stay inside. It knows no format of an output and
imports only `model` and `text`.
"""

__all__ = ["boundary", "checkpoint", "files", "json_lines", "store", "trace"]
