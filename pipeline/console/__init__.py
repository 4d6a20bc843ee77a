"""What a person sees of a run: progress, the summary, the log, what to decide, and help.

Shown to others: `summary`, `completed`, `completion`, `differences`, `lists`, `duplicates`, `pair_cards`, `log_format`,
`streams`, `decision_stubs`, `verified`, `told`, `arguments`, `command_line`, `help_topics`; `progress`, `estimate` and
`live_display` stay inside. It shows what others decided, and makes no request.
"""

__all__ = [
    "arguments",
    "command_line",
    "completed",
    "completion",
    "decision_stubs",
    "differences",
    "duplicates",
    "help_topics",
    "lists",
    "log_format",
    "pair_cards",
    "streams",
    "summary",
    "told",
    "verified",
]
