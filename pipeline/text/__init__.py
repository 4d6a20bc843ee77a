"""Text in, text out: folding for comparison, cleaning, dashes, LaTeX, serial numbers, suggestions for mistyped names.

Shown to others: all its modules. It imports nothing else of the project, so that every other package may use it.
"""

__all__ = ["characters", "dashes", "folding", "latex", "serial_numbers", "suggestions"]
