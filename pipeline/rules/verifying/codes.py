"""What may be found on an entry, by `codes.json`, the worst first: how a code is told, and how bad it is."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import msgspec

from pipeline.model.records import Struct
from pipeline.model.verification import Severity


class FindingCode(Struct, frozen=True):
    """One code of the contract.

    Attributes:
        label: What it is, in a few words that may stand before “:”.
        severity: Whether it makes an entry suspicious.
        level: How code hosts show it: `error`, `warning` or `note`.
        help: What it means, and what a person can do.
    """

    label: str
    severity: Severity
    level: str
    help: str


@lru_cache(maxsize=1)
def finding_codes() -> dict[str, FindingCode]:
    """The codes in the order of the table, read once."""
    text = files("pipeline.rules.verifying").joinpath("codes.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, FindingCode])


def severity_of(code: str) -> Severity:
    """How bad a code is; raises `KeyError` for one that the table does not have."""
    return finding_codes()[code].severity
