"""What a person sees of a run: progress, the summary, the log, and what to decide.

Shown to others: `summary`, `completed`, `differences`, `lists`, `duplicates`, `pair_cards`, `log_format`, `streams`,
`decision_stubs`, `verified`, `told`, `arguments`; `progress`, `estimate` and `live_display` stay inside. It shows what
others decided, and makes no request.
"""

__all__ = [
    "arguments",
    "completed",
    "decision_stubs",
    "differences",
    "duplicates",
    "lists",
    "log_format",
    "pair_cards",
    "streams",
    "summary",
    "told",
    "verified",
]
