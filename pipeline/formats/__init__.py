"""Tables that the reader and the writer of a format both read: types and their fields. Data, with a few lines of code.

Shown to others: `types`. It imports nothing of the house but `model`.
"""

__all__ = ["types"]
