"""What a person sees of a run: progress, the summary, the log, and what to decide.

Shown to others: `summary`, `lists`, `log_format`, `streams` and `decision_stubs`; `progress` stays inside. It shows
what others decided, and makes no request.
"""

__all__ = ["decision_stubs", "lists", "log_format", "streams", "summary"]
