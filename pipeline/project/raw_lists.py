"""The raw lists of a project, each read as its settings say."""

from __future__ import annotations

from pipeline import readers
from pipeline.config.lists import ListConfig
from pipeline.project.folder import INPUT_BYTES, Project
from pipeline.readers.lists.reading import ListReading, ListSettings
from pipeline.rules.venues import Venue, teach
from pipeline.storage import store


def read_lists(project: Project, only: str = "") -> dict[str, ListReading]:
    """What each list gave, by its name, in the order of the settings; with `only`, that list alone is read.

    Raises:
        InputError: A list cannot be read.
    """
    with teach(taught_venues(project)):
        return {
            name: readers.read_list(
                store.read_bytes(project.boundary, name, most=INPUT_BYTES), name, to_settings(config)
            )
            for name, config in project.raw_lists.items()
            if only in ("", name)
        }


def to_settings(config: ListConfig) -> ListSettings:
    """What a person says about a list, as its reader takes it."""
    return ListSettings(
        reader=config.reader,
        columns=config.columns,
        venue=config.venue,
        year=config.year,
        take=config.sections.take,
        skip=config.sections.skip,
        pattern=config.pattern,
    )


def taught_venues(project: Project) -> tuple[Venue, ...]:
    """The venues that the settings teach."""
    return tuple(
        Venue(
            name=taught.title, abbreviations=(short,), kind=taught.kind, doi="" if taught.doi == "all" else taught.doi
        )
        for short, taught in project.config.venues.items()
    )
