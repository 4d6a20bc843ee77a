"""What is wrong with an entry of somebody's references, and how it is told.

Shown to others: `codes` (the table of what may be found).
"""

__all__ = ["codes"]
