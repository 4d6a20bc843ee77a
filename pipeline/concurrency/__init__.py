"""Threads: work side by side in queues, and rows that go from source to source.

Shown to others: `scheduler` and `worker_pool`. Neither knows papers or networks; they import only `model`.
"""

__all__ = ["scheduler", "worker_pool"]
