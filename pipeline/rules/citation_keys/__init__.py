"""Citation keys: given once, kept for ever, made by a pattern that people can choose.

Shown to others: `form`, which says what is a key; `ledger`, which gives keys to works. `patterns`, which makes new
ones, stays inside. Nothing here writes a file.
"""

__all__ = ["form", "ledger"]
