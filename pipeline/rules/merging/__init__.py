"""Several descriptions of one work become one record, and two descriptions are compared.

Shown to others: `listed`, `merge` and `versions`. They import `matching`, whose comparisons they
share, and never the reverse.
"""

__all__ = ["listed", "merge", "versions"]
