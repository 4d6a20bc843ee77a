"""The only place that writes the files of a project (but for the cache of replies): whole or not at all, as one set.

Shown to others: `store` (read, publish, lock), `json_lines` (files of JSON lines, with what is damaged in them),
`checkpoint` (what a refresh has learned and not published) and `trace` (the trace of a bug). `files` (the operations on
disk) and `journal` stay inside. It knows no format of an output and imports only `model`.
"""

__all__ = ["checkpoint", "json_lines", "store", "trace"]
