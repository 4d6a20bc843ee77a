"""The report: what was measured on what, and the tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from textwrap import fill

from evaluate.baselines import SEARCHED, THRESHOLDS
from evaluate.bench import BIBMILL, EXACT, FIRST, PATHS, SIMILAR
from evaluate.rows import ABSENT, CLEAN
from evaluate.scores import Scores, show_absent, show_details, show_kinds, show_systems, show_wrong, to_table
from evaluate.verification import VerifySettings
from pipeline.model.records import Struct

TITLE = "# How good the matching is\n"
DOUBLE = "a local double of the APIs"


class Settings(Struct, frozen=True):
    """What is measured on what."""

    lists: str
    double: str
    absent_double: str = ""
    described: str = DOUBLE
    count: int = 0
    seed: int = 1
    corpus: str = ""
    serve: str = ""
    each: int = 10
    pairs: int = 80
    keyless: str = ""
    keyless_rows: int = 200
    references: VerifySettings = VerifySettings()


class Variant(Struct, frozen=True):
    """One variant, scored: each system's scores, and what bibmill asked of which service."""

    scores: dict[str, Scores]
    requests: dict[str, int] = {}
    open_rows: int = 0


def to_report(settings: Settings, variants: Mapping[str, Variant], threshold: float) -> str:
    """What was measured on what, and the tables."""
    clean = variants[CLEAN]
    ours = {name: variant.scores[BIBMILL] for name, variant in variants.items()}
    sections = [
        _introduction(settings, clean, threshold),
        *(_section(name, variant, settings) for name, variant in variants.items()),
        f"## bibmill by the kind of venue that the row names ({CLEAN})\n\n{show_kinds(clean.scores[BIBMILL])}",
        f"## Of the right matches ({CLEAN})\n\n{show_details(clean.scores)}",
        f"## Requests with an empty cache\n\n{_show_requests(variants)}",
        f"## Every wrong match of bibmill\n{WRONG_NOTE}\n{show_wrong(ours)}",
    ]
    return "\n".join(sections)


def renew_sections(report: str, renewed: str) -> str:
    """A report with other sections in place of those with the same headings; new ones come last.

    >>> renew_sections("# R\\n\\n## A\\n\\n1\\n\\n## B\\n\\n2\\n", "## A\\n\\n3\\n")
    '# R\\n\\n## A\\n\\n3\\n\\n## B\\n\\n2\\n'
    """
    sections = {**_split_sections(report), **_split_sections(renewed)}
    return "\n\n".join(text.strip("\n") for text in sections.values()) + "\n"


def _split_sections(report: str) -> dict[str, str]:
    parts = re.split(r"(?m)^(?=## )", report)
    return {text.partition("\n")[0] if text.startswith("## ") else "": text for text in parts if text.strip()}


def _introduction(settings: Settings, clean: Variant, threshold: float) -> str:
    names = ", ".join(sorted(path.stem for path in Path(settings.lists).glob("*.jsonl")))
    rows = len(clean.scores[BIBMILL])
    measured = fill(
        f"Made by `make evaluate` (`python -m evaluate`). Measured on {rows} rows of real lists ({names}), chosen with "
        f"seed {settings.seed}, each with a paper that was checked to be the one the row means; against "
        f"{settings.described}. A row gives a title, and a venue and a year where its list has them: no links, no "
        "authors. The rows of a variant are those that have what is taken away; intervals in brackets are Wilson's, of "
        "95 %. The rules were developed with these lists in view, and only papers that somebody found have an answer: "
        "other lists may fare worse.",
        120,
    )
    return f"""{TITLE}
{measured}

- **right**: the DOI of a published version or the arXiv id of the paper; where one side has no DOI, its title and first
  author. A DOI of another work is **wrong** even beside the right title. **review**: left to a person.
- **precision** is right of matched, **recall** right of all rows.

The rivals choose from everything that {", ".join(SEARCHED)} offer for the row's title, in
this order; bibmill asks one after the other, and only until the evidence is enough.

- **{FIRST}**: the first candidate of the first source that offers one.
- **{SIMILAR}**: the most similar title (edit ratio of folded titles, and 0.05 more for an equal year), if it reaches
  {threshold:.2f}, which of {", ".join(f"{one:.2f}" for one in THRESHOLDS)} does best (F1) on the clean rows.
- **{EXACT}**: the folded title and the year are equal; a row without a year goes by its title alone.
"""


WRONG_NOTE = """
All that the grading calls wrong, for a reader to judge: an answer may know one version of a paper only, and the match
be its other version under another title.
"""
ABSENT_NOTE = """
Here no source offers the paper: every candidate with its title, its DOIs or its arXiv id was taken out of the answers
before anybody saw them. A source that offers one candidate only then offers none, and a rule that wants the equal title
has nearly nothing left to err with. Any match is wrong.
"""
ABSENT_DOUBLE_NOTE = """
Here a double is asked that hides the papers. Any match is wrong, unless it has the very title of the paper: then the
double did not hide it, and the row is counted apart.
"""


def _section(name: str, variant: Variant, settings: Settings) -> str:
    trouble = f"\nIn {variant.open_rows} open rows a source gave bibmill no answer.\n" if variant.open_rows else ""
    if name != ABSENT:
        return f"## {name.capitalize()}\n\n{show_systems(variant.scores)}{trouble}"
    note = ABSENT_DOUBLE_NOTE if settings.absent_double else ABSENT_NOTE
    return f"## {name.capitalize()}\n{note}\n{show_absent(variant.scores)}{trouble}"


def _show_requests(variants: Mapping[str, Variant]) -> str:
    """Requests of bibmill for each row of each variant."""
    lines = []
    for name, variant in variants.items():
        rows = len(variant.scores[BIBMILL]) or 1
        each = (variant.requests.get(service, 0) for service in PATHS)
        lines.append((name, *(f"{one / rows:.2f}" for one in each), f"{sum(variant.requests.values()) / rows:.2f}"))
    return to_table(("requests per row", *PATHS, "together"), lines)
