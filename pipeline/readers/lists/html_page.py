"""A web page as a list."""

from __future__ import annotations

from pipeline.model.errors import InputError
from pipeline.readers.lists.html import parse_page
from pipeline.readers.lists.reading import ListReading, ListSettings
from pipeline.readers.lists.recognition import recognise

_NOTHING_SAID = ListSettings()
TAGS_CAP = 2_000_000
"""A list of a hundred thousand rows has fewer."""


def read_html(text: str, file: str, settings: ListSettings = _NOTHING_SAID) -> ListReading:
    """The papers of a page.

    Raises:
        InputError: There is no paper in it, or it has more tags than any list.
    """
    if text.count("<") > TAGS_CAP:
        raise InputError(f"{file}: the page has over {TAGS_CAP:,} tags; no list has so many.")
    return recognise(parse_page(text), file, "html", settings)
