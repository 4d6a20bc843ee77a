"""What pages have in common: their look, the escaping of all that they show, and which script may run in them.

No text of a file or a source becomes markup or runs: every value passes through `plain` and jinja's escaping, and the
content security policy admits the page's own script and no other.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.text.folding import clean_text

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
LOOK = TEMPLATES / "report.css"
"""The look of all pages."""
SHOWN_WIDTH = 400
"""A longer value is cut where it is shown; the artefacts have it whole."""


class Verbatim(str):
    """Text made here, whose spaces and line ends count: it is escaped, but its white space is not cleaned."""

    __slots__ = ()


@cache  # a template takes longer to compile than a page of a hundred rows to fill in
def make_environment(templates: Path) -> Environment:
    """Where a page is made from its template, and the head of all pages; an unknown name is a bug that is told.

    One for each folder of templates, so that each is compiled once in a process.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader([templates, TEMPLATES]),
        autoescape=True,
        finalize=plain,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["plain"] = plain
    return environment


def read_frame(script: Path, *styles: Path) -> dict[str, str]:
    """The page's own style and script: the only text that is not escaped, and none of it is data."""
    from markupsafe import Markup

    style, code = (Markup("".join(path.read_text("utf-8") for path in paths)) for paths in (styles, (script,)))  # noqa: S704
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode("ascii")
    return {"style": style, "script": code, "script_hash": f"sha256-{digest}"}


def plain(value: object) -> object:
    """What a template prints: text without hidden characters and not endless; everything else as it is."""
    if type(value) is not str:
        return value
    if not (value.isascii() and value.isprintable()):
        value = clean_text(value)
    return value if len(value) <= SHOWN_WIDTH else value[: SHOWN_WIDTH - 1] + "…"
