"""A paper written out as a string, in the styles of the journals, as a line of text and as an item of a list."""

from __future__ import annotations

import pytest

from pipeline.readers import read_list
from pipeline.rules.row_text.leading_names import leading_names
from pipeline.rules.row_text.named_papers import cut_identifiers, find_papers
from pipeline.rules.row_text.reference_strings import read_reference
from pipeline.stages.normalize import to_claim

MAPS = "Learning to fold maps"
STYLES = [
    # APA, and APA as Google Scholar cuts it
    f"Lee, A. B., & Wu, B. (2017). {MAPS}. Nature, 30(2), 1-9.",
    f"Lee, A. B., Diaz, C., ... & Wu, B. (2017). {MAPS}. Nature, 30.",
    # Harvard, Nature, Springer, Elsevier, Vancouver, NLM
    f"Lee, A.B., Diaz, C. and Wu, B., 2017. {MAPS}. Nature, 30.",
    f"Lee, A. B., Diaz, C. & Wu, B. {MAPS}. Nature 521, 436–444 (2017).",
    f"Lee, A.B., Wu, B.: {MAPS}. Nature 3, 7–8 (2017)",
    f"A. B. Lee, B. Wu, {MAPS}, Nature 3 (2017) 7-8.",
    f"Lee AB, Wu B. {MAPS}. Nature. 2017;30:5998-6008.",
    f"Lee AB, Wu B, et al. {MAPS}. Nature. 2017 Apr 25;171(4356):737-8. PMID: 13054692.",
    # IEEE, MLA, Chicago, ACM, LaTeX's plain, ISO 690
    f'A. B. Lee, C. Diaz, and B. Wu, "{MAPS}," in Nature, 2017, pp. 5–8.',
    f'Lee, Ann, et al. "{MAPS}." Nature 30 (2017).',
    f'Lee, Ann. "{MAPS}." Nature 30, no. 2 (2017): 1-9.',
    f'Ann Lee & Bo Wu, 2017. "{MAPS}," Nature.',
    f"Lee, Ann, Carla Diaz, and Bo Wu. 2017. “{MAPS}.” Nature 521 (7553): 436–44.",
    f"Ann Lee, Carla Diaz, and Bo Wu. 2017. {MAPS}. Nature. 770–778.",
    f"Ann Lee, Carla Diaz, and Bo Wu. {MAPS}. Nature, pages 770–778, 2017.",
    f"LEE, Ann; WU, Bo. {MAPS}. Nature. 2017. p. 5-8.",
]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("shape", ["{}\n", "1. {}\n", "[1] {}\n"])
def test_a_style_as_a_line_of_text(style: str, shape: str):
    (row,) = read_list(shape.format(style).encode(), "list.txt").rows
    claim = to_claim(row)
    assert (claim.title, claim.container_title_short, claim.year) == (MAPS, "Nature", 2017)
    assert claim.author[0].family in ("Lee", "LEE")


@pytest.mark.parametrize("style", STYLES)
def test_a_style_as_an_item(style: str):
    rows = read_list(f"# Reading\n\n- {style}\n- {style.replace('maps', 'charts')}\n".encode(), "list.md").rows
    assert [to_claim(row).title for row in rows] == [MAPS, "Learning to fold charts"]
    assert {(to_claim(row).container_title_short, to_claim(row).year) for row in rows} == {("Nature", 2017)}


def test_a_reference_in_a_cell_for_titles():
    text = f'|Method|Paper|\n|--|--|\n|Fold|[Lee, Ann. "{MAPS}." Nature (2017).](https://arxiv.org/abs/2001.00001)|\n'
    (row,) = read_list(text.encode(), "list.md").rows
    claim = to_claim(row)
    assert (claim.title, claim.author[0].family, claim.year) == (MAPS, "Lee", 2017)


def test_one_name_alone_when_others_have_it_so():
    text = f"Ann Lee. {MAPS}. Nature, 2017.\nAnn Lee, Bo Wu. On rivers that find the sea. Nature, 2018.\n"
    rows = read_list(
        (text + text.replace("Bo", "Di").replace("Ann Lee.", "Ann Lee, Ed Fox.")).encode(), "list.txt"
    ).rows
    assert [row.cell("author") for row in rows][:2] == ["Ann Lee", "Ann Lee, Bo Wu"]


def test_a_year_or_dash_inside_is_no_number():
    (row,) = read_list(b"Lee, A. (2017). From paper - folded - to maps. Nature.\n", "list.txt").rows
    assert (row.cell("title"), row.cell("year")) == ("From paper - folded - to maps", "2017")


def test_a_short_title_behind_authors_is_one():
    rows = read_list(b"- Lee, A. (2001). Random maps. Nature, 45(1), 5-32. doi:10.1023/A:101.\n", "list.md").rows
    assert [(row.cell("title"), to_claim(row).identifiers.doi) for row in rows] == [("Random maps", "10.1023/a:101")]


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee, A Tour of Folded Maps: a view",
        "Xinlei Chen, C. Lawrence Zitnick, Learning a map",
        "Folding in Robotics, A Survey. Nature",
        "RL Squeezes, SFT Expands: A Comparative Study",
        "Latent Map Allocation. J. Machine Learning Research",
        "N Wang, DY Yeung, Learning a map. NIPS",
    ],
)
def test_names_without_initials_behind_them(text: str):
    assert leading_names(text) is None


def test_identifiers_in_a_text_leave_gaps():
    text, pages = cut_identifiers("Nature. PMID: 123, PMC4512345", "_")
    assert text == "Nature. _________, __________"
    assert pages == ("https://pubmed.ncbi.nlm.nih.gov/123/", "https://pmc.ncbi.nlm.nih.gov/articles/PMC4512345/")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"CVPR 2015 - {MAPS}", (MAPS, "", "CVPR", 2015)),
        (f"Ann Lee, Bo Wu - {MAPS}", (MAPS, "Ann Lee, Bo Wu", "", None)),
        (f"{MAPS} - Ann Lee, Bo Wu - CVPR 2015", (MAPS, "Ann Lee, Bo Wu", "CVPR", 2015)),
        (f"Lee, Webs, Smith et al, {MAPS}", (MAPS, "Lee, Webs, Smith et al", "", None)),
        (f"{MAPS}. Lee, 2015. ICML", (MAPS, "", "Lee", 2015)),
        ("X, CVPR 2015", ("X, CVPR 2015", "", "", None)),
    ],
)
def test_parts_in_any_order(text: str, expected: tuple[str, str, str, int | None]):
    found = read_reference(text)
    assert (found.title, found.authors, found.venue, found.year) == expected


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("[https://e.org/c]", ("https://e.org/c",)),
        ("(https://e.org/a_(b)) https://e.org/a_(b)", ("https://e.org/a_(b)",)),
        ("https://e.org/c)],", ("https://e.org/c",)),
    ],
)
def test_brackets_around_an_address_are_not_of_it(text: str, links: tuple[str, ...]):
    assert find_papers(text).links == links
