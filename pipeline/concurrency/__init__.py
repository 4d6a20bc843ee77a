"""Threads: a pool of workers for any jobs, and a scheduler that takes rows from source to source.

Shown to others: `scheduler`, `steps` and `worker_pool`. The pool knows nothing of papers;
the scheduler knows queries and sources, and judges nothing. They import only `model`.
"""

__all__ = ["scheduler", "steps", "worker_pool"]
