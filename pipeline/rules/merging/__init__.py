"""Several descriptions of one work become one record, and two descriptions are compared.

Shown to others: `listed`, `merge` and `versions`, and for records of which none is of a better source `decided_joins`,
`differences`, `duplicates`, `exported` and `joining`. They import `matching`, whose comparisons they share, and never
the reverse.
"""

__all__ = ["decided_joins", "differences", "duplicates", "exported", "joining", "listed", "merge", "versions"]
