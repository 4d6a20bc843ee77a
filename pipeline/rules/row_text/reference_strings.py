"""A paper written out as a string: what of it is the title."""

from __future__ import annotations

import re

from pipeline.model.records import Struct

_QUOTED = re.compile(r"[\"“”„«「]([^\"“”„»」]{3,600})[\"“”»」]")
_TAIL_YEAR = re.compile(r"[\s,.]*[(\[]?\b((?:1[5-9]|20)\d\d)\b[)\]]?[.\s]*$")
_APA = re.compile(
    r"(?P<authors>[^()]{3,600}?)[\s.]*\((?P<year>(?:1[5-9]|20)\d\d)[a-d]?\)[.,]?\s+"
    r"(?P<title>[^.?!]{8,400}[.?!])\s*(?P<rest>.*)"
)


class Reference(Struct, frozen=True):
    """What a string says of a paper; `rest` is what it says besides."""

    title: str = ""
    authors: str = ""
    venue: str = ""
    year: int | None = None
    rest: str = ""


def read_reference(text: str) -> Reference:
    """The parts of a paper's reference in plain text."""
    tail = _TAIL_YEAR.search(text)
    year = int(tail[1]) if tail else None
    if quoted := _QUOTED.search(text):
        return Reference(quoted[1].strip(" .,"), text[: quoted.start()].strip(" .,"), "", year)
    if apa := _APA.fullmatch(text):
        return Reference(
            apa["title"].rstrip("."), apa["authors"].strip(), apa["rest"].split(",")[0].strip(" ."), int(apa["year"])
        )
    if tail and tail.start() > 8:
        return Reference(text[: tail.start()].strip(" ,.(["), year=year)
    return Reference(text.rstrip("."))
