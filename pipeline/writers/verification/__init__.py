"""What `verify` writes: a page to look at, and SARIF, by which code hosts show findings at their lines.

Shown to others: `page` and `sarif`. All that comes from files or sources is hostile: it is escaped by its kind.
"""

__all__ = ["page", "sarif"]
