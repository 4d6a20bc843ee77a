"""`aliases.csv`: where a key went."""

from __future__ import annotations

from pipeline.model.protocols import Bibliography
from pipeline.writers.tables.aliases_csv import write_aliases


def test_aliases_are_sorted_under_a_header():
    aliases = (("b2019", "a2020"), ("=cmd", "a2020"))
    assert list(write_aliases(Bibliography((), (), (), aliases=aliases))) == [
        ("aliases.csv", "old_key,kept_key\n'=cmd,a2020\nb2019,a2020\n")
    ]


def test_without_merged_works_there_is_the_header():
    assert list(write_aliases(Bibliography((), (), ()))) == [("aliases.csv", "old_key,kept_key\n")]
