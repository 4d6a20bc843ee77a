"""What people set up: `pipeline.yaml` and files of decisions; every problem in them is told at once, with its line.

Shown to others: `schema`, `json_schema`, `lists`, `decisions` and `joins`; `yaml` stays inside. It reads texts, never
files, and imports only `model` and `text`, and of `rules` the codes of what `verify` finds.
"""

__all__ = ["decisions", "joins", "json_schema", "lists", "schema"]
