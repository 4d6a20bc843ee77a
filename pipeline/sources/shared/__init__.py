"""What all sources share: asking in batches, reading JSON of uncertain shape, counting, notices of retraction.

Shown to others: its modules, to the sources alone. None of it knows a particular source, but for the notices.
"""

__all__ = ["batching", "counting", "csl_types", "json_shapes", "notices", "people", "series", "titles"]
