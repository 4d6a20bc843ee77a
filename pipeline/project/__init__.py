"""A project folder and what wires it: settings, artefacts, stages with their files, sources with their client.

Shown to others: all its modules but `decided`, `found_works`, `known_keys`, `remembered`, and what runs without a
project share inside (`given_files`, `export_reading`, `joined_works`, `verified_entries`, `verified_outputs`). It is
the only place that knows files, sources, stages and writers at once; it never imports a command.
"""

__all__ = [
    "adding",
    "agreement",
    "artefacts",
    "cache_notes",
    "checks",
    "completing",
    "correcting",
    "deduplication",
    "exported_pairs",
    "folder",
    "ledgers",
    "list_update",
    "manifest",
    "named_rows",
    "opened_sources",
    "quick_run",
    "raw_lists",
    "refresh_run",
    "single_stage",
    "templates",
    "touched",
    "understood",
    "unsure",
    "verification",
    "whole_run",
    "wiring",
]
