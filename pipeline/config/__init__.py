"""What people set up: `pipeline.yaml` and `data/decisions.yaml`; every problem in them is told at once, with its line.

Shown to others: `schema`, `lists` and `decisions`; `yaml` stays inside. It reads texts, never files, and imports only
`model` and `text`.
"""

__all__ = ["decisions", "lists", "schema"]
