"""What happens to papers after they were matched: retractions, corrections, published versions.

Shown to others: `ledger` (which news hold, and how they are told) and `publications` (is it that preprint?). Nothing
here asks a source; it judges what sources said.
"""

__all__ = ["ledger", "publications"]
