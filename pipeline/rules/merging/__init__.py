"""Several descriptions of one work become one record, and two descriptions are compared.

Shown to others: `merge` and `versions`. Both import `matching`, whose comparisons they share, and never the reverse.
"""

__all__ = ["merge", "versions"]
