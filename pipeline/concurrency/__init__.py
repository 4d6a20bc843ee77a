"""Threads: a pool of workers for any jobs, and a scheduler that takes rows from source to source.

Shown to others: `scheduler` and `worker_pool`. Neither knows papers or networks; they import only `model`.
"""

__all__ = ["scheduler", "worker_pool"]
