"""The stages, each from what the one before it made: normalize, enrich, deduplicate, emit; refresh; verify; and what
`complete` asks besides, `published`.

Shown to others: all its modules. Stages are pure: they open no file, and never import a network, a reader, a source, a
writer, or each other; the sources that they ask are handed to them.
"""

__all__ = ["deduplicate", "emit", "enrich", "normalize", "published", "refresh", "verify"]
