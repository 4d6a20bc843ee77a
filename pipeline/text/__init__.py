"""Text in, text out: folding for comparison, cleaning, dashes, LaTeX, serial numbers, suggestions for mistyped names.

Shown to others: all its modules. It imports nothing of the house, so that every other wing may use it.
"""

__all__ = ["dashes", "folding", "latex", "serial_numbers", "suggestions"]
