"""A web page as a list."""

from __future__ import annotations

from pipeline.readers.lists.html import parse_page
from pipeline.readers.lists.reading import ListReading, ListSettings
from pipeline.readers.lists.recognition import recognise

_NOTHING_SAID = ListSettings()


def read_html(text: str, file: str, settings: ListSettings = _NOTHING_SAID) -> ListReading:
    """The papers of a page.

    Raises:
        InputError: There is no paper in it.
    """
    return recognise(parse_page(text), file, "html", settings)
