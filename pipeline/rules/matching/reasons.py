"""Why a row was matched, waits or was found nowhere, in words: `reasons.json` has every reason code of a match."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import msgspec

from pipeline.model.records import Struct


class Reason(Struct, frozen=True):
    """How a reason code is told.

    Attributes:
        label: A few words, for a table, and to count rows by.
        sentence: What speaks against a choice, as the explanation of a match begins; empty where the evidence, or who
            judged, says more.
    """

    label: str
    sentence: str = ""


@lru_cache(maxsize=1)
def known_reasons() -> dict[str, Reason]:
    """The reasons by their codes, read once."""
    text = files("pipeline.rules.matching").joinpath("reasons.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, Reason])


def label_of_reason(code: str) -> str:
    """A reason code in a few words; one of a newer version as its own words.

    >>> label_of_reason("title_year"), label_of_reason("made_up")
    ('title and year agree', 'made up')
    """
    known = known_reasons().get(code)
    return known.label if known else code.replace("_", " ")


def sentence_of_reason(code: str) -> str:
    """What a reason code says against a choice, without a full stop; empty where it has no sentence of its own."""
    known = known_reasons().get(code)
    return known.sentence if known else ""
