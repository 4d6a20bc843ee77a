"""The table of what looks like a paper and is not: by a mark in its title, by its container, by who registered its DOI.

It is `look_alikes.json`; its patterns are regular expressions, in small and capital letters alike.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from itertools import chain

import msgspec

from pipeline.model.records import Struct


class LookAlikes(Struct, frozen=True):
    """The table.

    Attributes:
        before: How titles of such things begin, by kind: “Correction to: …”, “Poster: …”.
        behind: How titles of other versions and of sequels end: “… (Extended Abstract)”, “…, Part II”.
        containers: Side events and companion volumes; not “ICLR (Poster)”, which is what DBLP calls the conference.
        subtitles: Subtitles, folded, of another work than the one without: “X: A Survey” beside “X”.
        reposts: DOI prefixes of servers where papers are posted again, or first: never the DOI of a paper with a venue.
        preprint_servers: DOI prefixes of servers that people cite preprints from; all else is a copy in a repository.
        components: How DOIs of figures, tables and supplements of a paper end.
        not_of_publishers: DOI prefixes that tell no venue: arXiv's, and those made for examples and tests.
        other_publishers: DOI prefixes of further publishers of papers.
        publishers: The DOI prefixes of publishers, by the names that the table of venues has for them.
    """

    before: dict[str, tuple[str, ...]]
    behind: dict[str, tuple[str, ...]]
    containers: dict[str, tuple[str, ...]]
    subtitles: tuple[str, ...]
    reposts: tuple[str, ...]
    preprint_servers: tuple[str, ...]
    components: str
    not_of_publishers: tuple[str, ...]
    other_publishers: tuple[str, ...]
    publishers: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def look_alikes() -> LookAlikes:
    """The table, read once."""
    text = files("pipeline.rules.matching").joinpath("look_alikes.json").read_bytes()
    return msgspec.json.decode(text, type=LookAlikes)


@lru_cache(maxsize=1)
def opening_marks() -> re.Pattern[str]:
    """A pattern of how titles of such things begin; the name of the group that is found is the kind."""
    return _join(look_alikes().before, r"^\W{0,3}(?:%s)")


@lru_cache(maxsize=1)
def closing_marks() -> re.Pattern[str]:
    """A pattern of how titles of such things end."""
    return _join(look_alikes().behind, r"(?:%s)\s*$")


@lru_cache(maxsize=1)
def side_containers() -> re.Pattern[str]:
    """A pattern of what containers of such things hold."""
    return _join(look_alikes().containers, r"\b(?:%s)\b")


@lru_cache(maxsize=1)
def publishers() -> tuple[str, ...]:
    """The DOI prefixes of all publishers that the table knows."""
    return (*look_alikes().other_publishers, *chain.from_iterable(look_alikes().publishers.values()))


@lru_cache(maxsize=1)
def component_doi() -> re.Pattern[str]:
    """A pattern of the DOI of a figure, a table or a supplement."""
    return re.compile(look_alikes().components)


@lru_cache(maxsize=1)
def other_subtitle() -> re.Pattern[str]:
    """A pattern for the whole of a subtitle, folded."""
    return re.compile("|".join(look_alikes().subtitles))


def _join(kinds: dict[str, tuple[str, ...]], frame: str) -> re.Pattern[str]:
    groups = (f"(?P<{kind}>{'|'.join(patterns)})" for kind, patterns in kinds.items())
    return re.compile(frame % "|".join(groups), re.IGNORECASE)
