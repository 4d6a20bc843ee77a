"""What happens to papers after they were matched: retractions, corrections, published versions.

Shown to others: `ledger` (which news are current, and how they are worded) and `publications` (is it that preprint?).
Nothing here asks a source; it judges what sources said.
"""

__all__ = ["ledger", "publications"]
