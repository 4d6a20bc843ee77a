"""Text in, text out: folding, cleaning, which characters are text, LaTeX, serial numbers, plurals, suggestions.

Shown to others: all its modules. It imports nothing else of the project, so that every other package may use it.
"""

__all__ = [
    "characters",
    "dashes",
    "differing_words",
    "folding",
    "latex",
    "markup",
    "mathml",
    "plurals",
    "serial_numbers",
    "suggestions",
]
