"""What is wrong with an entry of somebody's references, and how it is told.

Read `people.py` and `places.py` (how two things compare), `papers.py` (which candidates are the paper that an entry
cites), `case.py` and the `…_checks.py` (what contradicts), `coverage.py` (who would know it), then `judgement.py`.

Shown to others: `codes` (the table of what may be found), `doubled` (entries of one work), `ignoring` (what a person
has accepted), `judgement`, `route` (whom to ask). Nothing here asks a source: it is given candidates.
"""

__all__ = ["codes", "doubled", "ignoring", "judgement", "route"]
