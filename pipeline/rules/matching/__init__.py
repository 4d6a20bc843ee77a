"""Which paper a row means: evidence and vetoes are gathered, a table of rules decides, and a person decides a tie.

Read `titles.py`, `containers.py`, `years.py` and `origins.py` (how two things compare), `evidence.py` (what is found
for one candidate), `tables.py` and `verdict.py` (what it leads to), `groups.py` (which candidates are one work),
`doubts.py` (what speaks against the best), then `judge.py` (which of several candidates, or none) and `relevance.py`
(which it can do without).

`row_judgement.py` puts a person’s word before the rules: what they decided (`decisions.py`), and what
their library has (`completing.py`).

Shown to others: `judge`, `relevance`, `verdict`, `decisions`, `memory` (what a stored match holds for), `reasons` (in
words), the comparisons that merging shares, and `RULES_VERSION`, which a run that judges nothing needs too.
Nothing here asks a source: it is given candidates.
"""

__all__ = [
    "RULES_VERSION",
    "completing",
    "containers",
    "decisions",
    "edits",
    "judge",
    "look_alikes",
    "memory",
    "named_papers",
    "origins",
    "reasons",
    "relations",
    "relevance",
    "remembering",
    "retractions",
    "row_judgement",
    "tables",
    "titles",
    "verdict",
    "vetoes",
    "years",
]

RULES_VERSION = "3"
"""Raised when a rule changes what it says of a row; remembered judgements of another version are made anew."""
