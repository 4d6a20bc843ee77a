"""The topics of `bibmill help TOPIC`: a text each, and the tables in them, made of what the program itself goes by.

Shown to others: `topics` and `tables`.
"""

__all__ = ["tables", "topics"]
