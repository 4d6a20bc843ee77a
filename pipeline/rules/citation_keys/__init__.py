"""Citation keys: given once, kept for ever, made by a pattern that people can choose.

Shown to others: `ledger`, which gives them; `patterns`, which makes new ones, stays inside. Nothing here writes a file.
"""

__all__ = ["ledger"]
