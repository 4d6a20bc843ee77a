"""Text for TeX: which characters are escaped and how, and which capitals of a title a style must keep.

Shown to others: both modules. They import only `text.folding` and `text.dashes`.
"""

__all__ = ["capitals", "decode", "escape", "markup", "math", "tables"]
