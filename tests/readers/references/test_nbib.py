"""PubMed's own format: articles, books and chapters."""

from __future__ import annotations

import pytest

from pipeline.model.records import Date, Record
from pipeline.readers import read_references


def record(*lines: str) -> Record:
    (found,) = read_references("\n".join(["PMID- 7", *lines, ""]), "refs.nbib").items
    return found


@pytest.mark.parametrize(
    ("lines", "part", "value"),
    [
        (["TI  - T", "JT  - Pomology", "PL  - England"], "publisher_place", ""),
        (["TI  - T", "JT  - Pomology"], "container_title", "Pomology"),
        (["TI  - T", "PT  - Journal Article"], "type", "article-journal"),
        (["TI  - T", "PT  - Journal Article", "PT  - Preprint"], "type", "article"),
        (["TI  - T", "PT  - Technical Report"], "type", "report"),
        (["TI  - T", "BTI - Fruit", "PL  - Ghent"], "type", "chapter"),
        (["TI  - T", "BTI - Fruit", "PL  - Ghent"], "container_title", "Fruit"),
        (["TI  - T", "BTI - Fruit", "PL  - Ghent"], "publisher_place", "Ghent"),
        (["BTI - Fruit", "CTI - Studies", "EN  - 2nd"], "type", "book"),
        (["BTI - Fruit", "CTI - Studies", "EN  - 2nd"], "title", "Fruit"),
        (["BTI - Fruit", "CTI - Studies", "EN  - 2nd"], "container_title", ""),
        (["BTI - Fruit", "CTI - Studies", "EN  - 2nd"], "collection_title", "Studies"),
        (["BTI - Fruit", "CTI - Studies", "EN  - 2nd"], "edition", "2nd"),
        (["TI  - T", "VTI - Winter"], "other_texts", (("volume-title", "Winter"),)),
        (["TI  - T", "DP  - 2019 Jul-Aug"], "issued", Date(2019, 7, end=Date(2019, 8))),
        (["TI  - T", "DP  - 2019 Winter"], "issued", Date(2019, season=4)),
        (["TI  - T", "DEP - 20190703"], "issued", Date(2019, 7, 3)),
        (["TI  - T", "PG  - 818-33"], "page", "818-33"),
    ],
)
def test_what_tags_say(lines: list[str], part: str, value: object):
    assert getattr(record(*lines), part) == value
