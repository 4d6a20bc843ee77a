"""Which paper a row means: evidence and vetoes are gathered, a table of rules decides, and a person decides a tie.

Read `titles.py` and `containers.py` (how two things compare), `evidence.py` (what is found for one candidate),
`verdict.py` (the table), then `judge.py` (which of several candidates, or none) and `relevance.py` (which it can do
without).

`row_judgement.py` puts a person’s word before the rules: what they decided (`decisions.py`), and what
their library has (`completing.py`).

Shown to others: `judge`, `relevance`, `verdict`, `decisions`, `memory` (what a stored match holds for), the comparisons
that merging shares, and `RULES_VERSION`, which a run that judges nothing needs too. Nothing here asks a source: it is
given candidates.
"""

__all__ = [
    "RULES_VERSION",
    "asking",
    "completing",
    "containers",
    "decisions",
    "evidence",
    "judge",
    "memory",
    "named_papers",
    "relevance",
    "remembering",
    "retractions",
    "row_judgement",
    "titles",
    "verdict",
]

RULES_VERSION = "3"
"""Raised when a rule changes what it says of a row; remembered judgements of another version are made anew."""
