"""Which paper a row means: evidence and vetoes are gathered, a table of rules decides, and a person decides a tie.

Read `titles.py` and `containers.py` (how two things compare), `evidence.py` (what is found for one candidate),
`verdict.py` (the table), then `judge.py` (which of several candidates, or none).

Shown to others: `judge_row`, `assess`, `decisions`, the comparisons that merging shares, and `RULES_VERSION`. Nothing
here asks a source: it is given candidates.
"""

from pipeline.rules.matching.judge import RULES_VERSION, judge_row
from pipeline.rules.matching.verdict import assess

__all__ = ["RULES_VERSION", "assess", "containers", "decisions", "evidence", "judge_row", "titles"]
