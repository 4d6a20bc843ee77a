"""A row's venue beside a candidate's container."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.model.records import Identifiers, Record
from pipeline.rules.matching.containers import compare_containers

JOURNAL = {"type": "article-journal"}
PREPRINT = {"type": "article"}
CEUR = {"publisher": "CEUR-WS.org"}

ELSEWHERE = {"identifiers": Identifiers(doi="10.1000/182")}
ICCVW = {"identifiers": Identifiers(doi="10.1109/iccvw.2017.191")}


@pytest.mark.parametrize(
    ("venue", "container", "fields", "relation"),
    [
        # a preprint in the row
        ("arXiv", "", PREPRINT, "container_agrees"),
        ("arXiv", "Odd Gathering", {"identifiers": Identifiers(arxiv="1706.03762")}, "container_agrees"),
        ("arXiv", "Odd Gathering", {}, "published_version_of_a_preprint"),
        # nothing to compare
        ("", "Odd Gathering", {}, "the_row_names_no_venue"),
        ("", "", PREPRINT, "preprint_for_a_row_without_a_venue"),
        ("survey", "Odd Gathering", {}, "the_row_names_no_venue"),
        ("XYZW", "", {}, "container_not_recognised"),
        ("CVPR", "", {}, "the_row_names_a_venue_and_the_record_none"),
        (
            "CVPR",
            "",
            PREPRINT | {"identifiers": Identifiers(doi="10.48550/arxiv.1")},
            "preprint_of_a_paper_with_a_venue",
        ),
        (
            "CVPR",
            "",
            PREPRINT | {"identifiers": Identifiers(doi="10.17863/cam.1")},
            "the_row_names_a_venue_and_the_record_none",
        ),
        ("CVPR", "", PREPRINT, "preprint_of_a_paper_with_a_venue"),
        # by a serial number
        ("Nature", "", {"issn": "0028-0836"}, "container_agrees"),
        ("Nature", "", {"issn": "0000-0000"}, "the_row_names_a_venue_and_the_record_none"),
        # venues that the table knows on both sides
        ("ICCV", "International Conference on Computer Vision", {}, "container_agrees"),
        ("ICCV", "International Conference on Computer Vision Workshops", ELSEWHERE, "workshop_of_the_venue"),
        ("ICCV", "International Conference on Computer Vision Workshops", {}, "workshop_of_the_venue"),
        ("ICCV workshop", "International Conference on Computer Vision", {}, "container_of_the_same_family"),
        ("AAAI", "Odd Workshop at AAAI", ELSEWHERE, "workshop_of_the_venue"),
        ("ECCV", "Lecture Notes in Computer Science", {}, "container_of_the_same_family"),
        ("ICML", "Lecture Notes in Mathematics", {}, "container_not_recognised"),
        ("CVPR", "International Conference on Computer Vision", {}, "container_disagrees"),
        ("AAAI", "AAAI Conference on Human Computation and Crowdsourcing", {}, "container_of_the_same_family"),
        ("Nature", "Nature Machine Intelligence", JOURNAL, "container_disagrees"),
        # a container that the table does not know
        ("AAAI", "AAAI Odd Gathering", {}, "container_of_the_same_family"),
        ("HCOMP", "AAAI Odd Gathering", {}, "container_that_no_table_knows"),
        ("CEUR", "Odd Workshop", CEUR, "container_of_the_same_family"),
        ("CEUR", "Odd Workshop", {"publisher": "Elsewhere"}, "container_that_no_table_knows"),
        ("CVPR", "Odd Journal", JOURNAL, "container_disagrees"),
        ("IJCV", "Odd Gathering", {}, "container_disagrees"),
        ("IJCV", "Odd Journal", JOURNAL, "container_that_no_table_knows"),
        # a venue that the table does not know
        ("QXZ", "Quarterly of Xylophone Zoology", JOURNAL, "container_agrees"),
        ("Xylophone Quarterly", "Quarterly Xylophone", JOURNAL, "container_agrees"),
        ("XYZW", "The XYZW Gathering", {}, "container_agrees"),
        ("XYZW", "The ZZZ Gathering", {}, "container_not_recognised"),
    ],
)
def test_relations(venue: str, container: str, fields: dict[str, Any], relation: str):
    claim = Record("row", container_title_short=venue)
    candidate = Record("x", container_title=container, **({"type": "paper-conference"} | fields))
    assert compare_containers(claim, candidate).value == relation
