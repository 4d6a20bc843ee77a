"""What people look at: the report page with its charts and history, and `changes.md`.

Shown to others: `report`, `changes`, `earlier_files`, to which the page links, and `frame`, which other pages share.
The page loads nothing from a network, and no text of a source becomes markup.
"""

__all__ = ["changes", "earlier_files", "frame", "report"]
