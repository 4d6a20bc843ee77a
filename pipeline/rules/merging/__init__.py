"""Several descriptions of one work become one record, and it is found which records of a list describe one work.

For the latter read `fingerprints.py` (what of a record is compared), `twin_titles.py` and `twin_places.py` (how two
records relate), `twin_rules.json` (what it leads to), `pairs.py`, `blocks.py` (which pairs are compared), `clusters.py`
and `duplicates.py`. Shown to others: `duplicates`, `fingerprints` (what else is known of a record), `decided_works`,
`listed`, `merge`, `versions` and `work_names`, and for records of which none is of a better source `decided_joins`,
`differences`, `exported` and `joining`. `verifying` compares an entry with what it cites by `twin_places` and
`twin_marks`. They import `matching`, whose comparisons they share, and never the reverse.
"""

__all__ = [
    *("decided_joins", "decided_works", "differences", "duplicates", "exported", "fingerprints", "joining"),
    *("listed", "merge", "twin_marks", "twin_places", "versions", "work_names"),
]
