"""Text and TeX, both ways: LaTeX as plain text, and which characters, formulas and capitals are written as what.

Shown to others: these modules. They import only `text.folding` and `text.dashes`.
"""

__all__ = ["capitals", "decode", "encoding", "escape", "math", "styles", "tables", "titles"]
