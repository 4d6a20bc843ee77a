"""Citation keys: each assigned once and kept for ever; new ones are made by a pattern that people can choose.

Shown to others: `form`, which says what is a key; `ledger`, which assigns keys; `union` and `restoring`, which mend a
ledger that was merged or cut; and `ledger_names`, which names works without identifiers. `patterns`,
which makes new keys, stays inside. Nothing here writes a file.
"""

__all__ = ["form", "ledger", "ledger_names", "own_keys", "restoring", "union"]
