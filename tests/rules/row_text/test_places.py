"""Venue and year as people write them."""

from __future__ import annotations

import pytest

from pipeline.rules.row_text.bylines import byline_strength
from pipeline.rules.row_text.links import Place
from pipeline.rules.row_text.places import heading_place, is_known, read_place


@pytest.mark.parametrize(
    ("text", "venue", "year"),
    [
        ("CVPR'18", "CVPR", 2018),
        ("[CVPR' 18]", "CVPR", 2018),
        ("NIPS-W 2017", "NIPS-W", 2017),
        ("ICML 2019 (oral)", "ICML", 2019),
        ("TPAMI 42(3)", "TPAMI", None),
        ("arXiv preprint arXiv:1409.1556 (2014)", "arXiv preprint arXiv:1409.1556", 2014),
        ("Nature 521.7553 (2015): 436-444", "Nature", 2015),
        ("In Proceedings of Things, 1998", "Proceedings of Things", 1998),
        ("CVPR52729", "CVPR", None),
        ("2019.05", "", 2019),
        ("Journal of Decision Support, March 2010", "Journal of Decision Support", 2010),
        ("Journal des cartes, 13 février 2017", "Journal des cartes", 2017),
        ("Journal of Maps, n°220, 2015", "Journal of Maps", 2015),
        ("1887", "", 1887),
        ("会议：ACL 2020", "ACL", 2020),
        ("论文来源: EMNLP", "EMNLP", None),
        ("Stanford 2017", "", 2017),
        ("Google Research 2015", "Google Research", 2015),
        ("OpenAI Technical Report", "OpenAI Technical Report", None),
        ("MIT Technical Report", "MIT Technical Report", None),
    ],
)
def test_a_place(text: str, venue: str, year: int | None):
    assert read_place(text) == Place(venue, year)


@pytest.mark.parametrize(
    "text",
    [
        "TCAV",
        "part II",
        "we use CVPR 2018 data",
        "Fast R-CNN",
        "pp. 12-19",
        "“ICML 2019”",
        "",
        "会议：",
        "Owl-3 Technical Report",
    ],
)
def test_no_place(text: str):
    assert read_place(text) is None


@pytest.mark.parametrize(
    ("text", "venue", "year"),
    [
        ("NeurIPS 2023", "NeurIPS", 2023),
        ("Accepted papers of CVPR 2020", "CVPR", 2020),
        ("Others 2024", "", 2024),
        ("Machine learning", "", None),
        ("Before 2015", "", None),
        ("2015-2018", "", None),
    ],
)
def test_a_heading(text: str, venue: str, year: int | None):
    assert heading_place(text) == Place(venue, year)


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("Ann B. Lee, Bo Wu", 2),
        ("Lee, A. B., & Wu, B.", 2),
        ("Zeiler MD, Fergus R", 2),
        ("Ann Lee et al.", 2),
        ("张三, 李四", 2),
        ("Ann Lee and Bo Wu and Di Xu", 2),
        ("图像, 地图", 0),
        ("屏蔽连续，而不是随机", 0),
        ("Google, UCB", 0),
        ("Ant Group", 0),
        ("Synergistic Tensor and Pipeline Parallelism", 0),
        ("Nesting and Flying and Owls", 0),
        ("Ann Lee", 1),
        ("Deep towers, a survey", 0),
        ("Learning to fold", 0),
        ("", 0),
    ],
)
def test_a_line_of_authors(text: str, strength: int):
    assert byline_strength(text) == strength


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("my cvpr2020 notes about maps", Place("cvpr", 2020)),
        ("notes_iclr19_mine and others of us all", Place("iclr", 2019)),
        ("my deep2020 notes about maps", Place()),
    ],
)
def test_a_venue_and_its_year_inside_a_name(text: str, place: Place):
    assert heading_place(text) == place


@pytest.mark.parametrize(
    ("venue", "known"),
    [
        ("ACM Trans. Graph.", False),
        ("Nature Machine Intelligence", True),
        ("Environments for pattern recognition", False),
        ("Neural Information Processing Systems", True),
        ("Large maps in nature", False),
    ],
)
def test_a_known_venue_is_named_and_nothing_else(venue: str, known: bool):
    assert is_known(venue) == known
