"""A web page as a list."""

from __future__ import annotations

from pipeline.model.errors import InputError
from pipeline.readers.lists.html import TAGS_CAP, parse_page
from pipeline.readers.lists.reading import NOTHING_SAID, ListReading, ListSettings
from pipeline.readers.lists.recognition import recognise


def read_html(text: str, file: str, settings: ListSettings = NOTHING_SAID) -> ListReading:
    """The papers of a page.

    Raises:
        InputError: There is no paper in it, or it has more tags than any list.
    """
    if text.count("<") > TAGS_CAP:
        raise InputError(f"{file}: the page has over {TAGS_CAP:,} tags; no list has so many.")
    return recognise(parse_page(text), file, "html", settings)
