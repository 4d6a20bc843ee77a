"""References as the styles of other fields write them: Chicago, APA, Vancouver, IEEE, and what libraries add."""

from __future__ import annotations

import pytest

from pipeline.readers import read_list
from pipeline.readers.lists.reading import ListSettings


def read_rows(text: str, file: str) -> list[tuple[str, ...]]:
    rows = read_list(text.encode(), file, ListSettings()).rows
    return [tuple(row.cell(role) for role in ("title", "author", "venue", "year")) for row in rows]


@pytest.mark.parametrize(
    ("line", "title", "author", "venue", "year"),
    [
        (
            "Lee, Ann B., and Bo Wu. 2012. Maps Made Visible. Atlas Studies 6.",
            "Maps Made Visible",
            "Lee, Ann B., and Bo Wu",
            "",
            "2012",
        ),
        ("Klein, Wolf. 1994. Time in Maps. Brill.", "Time in Maps", "Klein, Wolf", "", "1994"),
        (
            "Baker, Mark C. 2003. Paths, Roads, and Rivers. Brill.",
            "Paths, Roads, and Rivers",
            "Baker, Mark C",
            "",
            "2003",
        ),
        (
            "Brdar, Mario, Bo Wu, and Cy Ode, eds. 2011. Space and Maps. Brill.",
            "Space and Maps",
            "Brdar, Mario, Bo Wu, and Cy Ode, eds",
            "",
            "2011",
        ),
        ("———. 2015. “Toward the Sea.” Folia Atlantica 52: 15–36.", "Toward the Sea", "", "Folia Atlantica", "2015"),
        ("———. 1987. Water, Fire, and Maps. What Rivers Show. Brill.", "Water, Fire, and Maps", "", "", "1987"),
        (
            "———. 2011. “Rivers by Night.” Atlas 49 (6). https://doi.org/10.1515/ling.2011.038.",
            "Rivers by Night",
            "",
            "",
            "2011",
        ),
        ("Boneh, Nora. n.d. “Rivers at Night.” Atlas 4: 12–15.", "Rivers at Night", "Boneh, Nora", "Atlas", ""),
        (
            "Bybee, Joan. 1998. “The Old Road.” In Papers on Roads, edited by M. Lee, 4–35. Brill.",
            "The Old Road",
            "Bybee, Joan",
            "Papers on Roads",
            "1998",
        ),
        (
            "Hines, M. (1984). Efficient folding of maps. Atlas, 15(1), 69-76.",
            "Efficient folding of maps",
            "Hines, M.",
            "Atlas",
            "1984",
        ),
        (
            "Hines M. (1989). A program for the folding of maps. Atlas, 24(1), 55-68.",
            "A program for the folding of maps",
            "Hines M",
            "Atlas",
            "1989",
        ),
        (
            "Lee A, Wu BC, Ode R. Utility of folded maps. Atlas Today. 2004;9:659-669.",
            "Utility of folded maps",
            "Lee A, Wu BC, Ode R",
            "Atlas Today",
            "2004",
        ),
        ("Lee A, Wu B. Deep maps. Nature. 2015 May 28;521(7553):436-44.", "Deep maps", "Lee A, Wu B", "Nature", "2015"),
        (
            "Fick A. Ueber Karten. Annalen der Karten. 1855;170(1):59-86.",
            "Ueber Karten",
            "Fick A",
            "Annalen der Karten",
            "1855",
        ),
        (
            "[7] C. J. C. H. Lee and P. Wu, “Map-folding,” Mach. Learn., vol. 8, pp. 279-292, 1992.",
            "Map-folding",
            "C. J. C. H. Lee and P. Wu",
            "Mach. Learn",
            "1992",
        ),
        (
            "Bo Wu and Ann T. Lee. 2020. MapSense: Asking maps. IEEE Trans. Vis. Comput. Graph. 26, 1 (2020), 1–11.",
            "MapSense: Asking maps",
            "Bo Wu and Ann T. Lee",
            "IEEE Trans. Vis. Comput. Graph",
            "2020",
        ),
    ],
)
def test_a_line_of_text(line: str, title: str, author: str, venue: str, year: str):
    assert read_rows(f"{line}\n", "l.txt") == [(title, author, venue, year)]


@pytest.mark.parametrize(
    ("line", "title", "author", "venue", "year"),
    [
        (
            "Lee AB, Wu BC. (2000). The folding of maps. *Map folding*, 12(5), 995-1007. [a](https://doi.org/10.1162/8)",
            "The folding of maps",
            "Lee AB, Wu BC",
            "Map folding",
            "",
        ),
        (
            "Lee, A., Ode, K. & Wu, T. _The folding of large maps_. **IEEE Transactions on Maps**, Vol. 22, 1992.",
            "The folding of large maps",
            "Lee, A., Ode, K. & Wu, T",
            "IEEE Transactions on Maps",
            "1992",
        ),
        (
            "Lee, Ann, et Bo Wu. _Rivers, Roads and Large Maps._ Journal of Maps, 2007.",
            "Rivers, Roads and Large Maps",
            "Lee, Ann, et Bo Wu",
            "Journal of Maps",
            "2007",
        ),
        (
            "Geha, Susan. « Le pliage des cartes ». Revue des cartes 27 (1987): 931‑40.",
            "Le pliage des cartes",
            "Geha, Susan",
            "Revue des cartes",
            "1987",
        ),
        (
            "Heazle, Bo. « Les cartes et la mer ». Marine Policy 28, no 5 (septembre 2004): 361‑74.",
            "Les cartes et la mer",
            "Heazle, Bo",
            "Marine Policy",
            "2004",
        ),
        (
            "Black, Bo J. et al. « Sous la peau des cartes ». Nature 2010. Consulté le 3 mai 2017.",
            "Sous la peau des cartes",
            "Black, Bo J. et al.",
            "Nature",
            "2010",
        ),
        ('A. Lee, B. Wu, "KAZE Maps", ECCV 2012', "KAZE Maps", "A. Lee, B. Wu", "ECCV", "2012"),
    ],
)
def test_an_item(line: str, title: str, author: str, venue: str, year: str):
    found = read_rows(f"# Maps\n\n- {line}\n", "l.md")
    assert [(*row[:3], row[3] if year else "") for row in found] == [(title, author, venue, year)]


def test_paragraphs_by_one_author_are_read():
    entries = "".join(
        f"<p>[W{title[0]}]</p><p>Bo Wu. {title}. <em>Acta Chartica</em>, 4(1):1881–1892, 1884.</p>"
        for title in ("Cartes des rivières", "De la mer et des cartes")
    )
    entries += "<p>Cy Ode. La carte de la terre. <em>Nature</em>, 4(1):1599–1634, 1884.</p>"
    *found, last = read_rows(f"<h1>Maps</h1>{entries}", "l.html")
    assert last == ("La carte de la terre", "Cy Ode", "Nature", "1884")
    assert found == [
        ("Cartes des rivières", "Bo Wu", "Acta Chartica", "1884"),
        ("De la mer et des cartes", "Bo Wu", "Acta Chartica", "1884"),
    ]


def test_a_day_of_a_visit_is_no_date():
    [row] = read_rows("- Ann B. Lee. “Large maps.” Accessed 3 May 2017. https://doi.org/10.1162/8\n", "l.md")
    assert (row[0], row[2], row[3]) == ("Large maps", "", "")


def test_one_word_of_a_name_makes_no_reference():
    text = "# Maps\n\n- [Folding of large maps](https://arxiv.org/abs/2001.00001)\n- Grand Canyon. Bring water\n"
    assert [row[0] for row in read_rows(text, "l.md")] == ["Folding of large maps"]


def test_a_reference_below_a_tool_has_the_title():
    text = (
        "- [Foldmap](https://github.com/a/b) - folding of maps with few cuts <details>\n    <summary>Paper</summary>\n"
        '    Lee, Ann, Bo C. Wu, and Cy Ode. "How Maps Are Folded" https://doi.org/10.1186/s1 Atlas (June 2019)\n'
        "</details>\n"
    )
    assert read_rows(text, "l.md")[0][:2] == ("How Maps Are Folded", "Lee, Ann, Bo C. Wu, and Cy Ode")
