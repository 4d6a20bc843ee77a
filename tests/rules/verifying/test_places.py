"""Where and when an entry says that a paper appeared, against what records say: a table of pairs."""

from __future__ import annotations

import pytest

from pipeline.model.records import Record
from pipeline.rules.verifying import places
from pipeline.rules.verifying.places import agree_on_container, years_of
from tests.record_cells import to_record
from tests.rules.verifying.entry_cells import to_claim


def claim(container: str) -> Record:
    return to_claim(f" | | | {container} | article-journal")


PAIRS = [
    # written in the entry, written in the record, what that is
    ("Journal of Sorting", "Journal of Sorting", "agrees"),
    ("J. Sort.", "Journal of Sorting", "agrees"),
    ("Journal of Swaps and Names", "J Swaps Names", "agrees"),
    ("JSN", "Journal of Swaps and Names", "agrees"),
    ("CVPR", "2018 IEEE/CVF Conference on Computer Vision and Pattern Recognition", "agrees"),
    ("European Conference on Computer Vision", "Lecture Notes in Computer Science", "agrees"),
    ("AAAI", "Proceedings of the AAAI Conference on Human Computation and Crowdsourcing", "agrees"),
    ("", "Journal of Sorting", "open"),
    ("Springer", "Journal of Sorting", "open"),
    ("arXiv", "Journal of Sorting", "open"),
    ("Journal of Sorting", "", "open"),
    ("Journal of Sorting", "arXiv", "open"),
    ("Journal of Sorting", "Lecture Notes in Computer Science", "open"),
    ("Conference on Fruit and Pears", "Lecture Notes in Mathematics", "open"),
    ("Lecture Notes in Mathematics", "Conference on Fruit and Pears", "open"),
    ("Journal of Sorting", "Springer International", "open"),
    ("Zeitschrift für Obst", "Journal of Fruit Growing", "open"),
    ("Journal of Fruit Growing", "Revista de la Fruta", "open"),
    ("CVPR", "Revista de la Fruta", "contradicts"),
    ("EMNLP", "BlackboxNLP Workshop on Analyzing and Interpreting Neural Networks for NLP", "open"),
    ("Sorting Letters", "Sorting Quarterly Bulletin", "open"),
    ("Fruit Biology", "Journal of Biological Fruits", "open"),
    ("Sorting Letters", "Annals of Pear Growing", "contradicts"),
    ("Annals of Pear Growing", "Journal of Sorting", "contradicts"),
    ("Neoplasia", "Journal of Sorting", "contradicts"),
    ("Pears", "Journal of Sorting", "open"),
    ("QXZW", "Journal of Sorting", "open"),
    ("QXZWVUT", "Journal of Sorting", "open"),
    ("ICML", "Advances in Neural Information Processing Systems", "contradicts"),
    ("ICML", "Journal of Sorting", "contradicts"),
    ("Nature", "Nature Machine Intelligence", "contradicts"),
    ("Science", "Proceedings of the National Academy of Sciences", "contradicts"),
    ("Proceedings of the National Academy of Sciences", "Science", "contradicts"),
    (
        "International Conference on Artificial Intelligence and Law",
        "International Conference on Artificial Intelligence and Statistics",
        "contradicts",
    ),
    ("Phys. Rev.", "Physical Review A", "agrees"),
    (
        "Proc. NAACL HLT 2010 Fifth Workshop Innovative Use NLP Building Educ. Appl.",
        "Proceedings of the NAACL HLT 2010 Fifth Workshop on Innovative Use of NLP"
        " for Building Educational Applications",
        "agrees",
    ),
    ("Physical Review A", "Phys. Rev.", "agrees"),
    ("Physical Review B", "Physical Review A", "contradicts"),
    ("Physical Review Letters", "Physical Review A", "contradicts"),
    ("Eur. Pear J.", "The European Pear Journal A", "agrees"),
    ("Eur. Pear J. B", "The European Pear Journal A", "contradicts"),
    ("Biometrika", "Philosophical Transactions of the Royal Society of London B: Biological Sciences", "contradicts"),
    ("Obstbau", "Journal of Sorting", "contradicts"),
    ("OBSTBAU", "Journal of Sorting", "open"),
    ("Pearly", "Journal of Sorting", "open"),
    ("The Pears", "Journal of Sorting", "open"),
    ("Pears 2000", "Journal of Sorting", "open"),
    ("X Pears", "Journal of Sorting", "open"),
    ("12", "Journal of Sorting", "open"),
    ("Pear Growing", "12", "open"),
    ("Journal of Pear Growing", "Journal of Apple Growing", "contradicts"),
    ("Gardening Worlds", "Biogardening Xworlds", "open"),
    ("Fu Hortus", "Furniture Cats", "contradicts"),
    ("Furniture Cats", "Fu Hortus", "contradicts"),
    ("Fun Hortus", "Functional Cats", "open"),
    ("Functional Cats", "Fun Hortus", "open"),
    ("Functional Hortus", "Fun Cats Dogs", "open"),
    ("Alpha Beta Pears Apples Plums", "Alpha Beta Grapes Cherries Figs", "contradicts"),
    ("Ada B Pea", "Ada C Pea", "contradicts"),
    ("Swaps B", "Annals of Pear Growing", "open"),
    (
        "Conference on Empirical Methods in Natural Language Processing",
        "BlackboxNLP Workshop on Analyzing and Interpreting Neural Networks for NLP",
        "open",
    ),
    ("European Journal of Swaps", "The European Journal of Swaps C", "agrees"),
    ("Swaps B", "Swaps", "agrees"),
    ("Swaps and Names A", "Swaps and Names C", "open"),
]


@pytest.mark.parametrize(("ours", "theirs", "agreement"), PAIRS)
def test_two_containers(ours: str, theirs: str, agreement: str):
    record = to_record(f" | | | {theirs} | article-journal | | doi:10.1000/a")
    assert agree_on_container(claim(ours), record).value == agreement


CELLS = [
    # container, type and further fields of both, what that is
    ("arXiv | article", "Journal of Sorting | article-journal | | arxiv:1001.00001", "open"),
    ("Science", "Science of Pears | paper-conference", "agrees"),
    ("Annals of Pears | | | event_title:Sorting_2010", "Journal of Sorting | | | event_title:Sorting_2010", "agrees"),
    ("Annals of Pears", "Journal of Sorting | | | container_title_short:Ann._Pears", "agrees"),
    ("Annals of Pears", "Journal of Sorting | | | collection_title:Annals_of_Pears", "agrees"),
    ("Annals of Pears", "Journal of Sorting | | | collection_title:Lecture_Notes_in_Computer_Science", "contradicts"),
    ("Annals of Pears | | | collection_title:Lecture_Notes_in_Computer_Science", "Journal of Sorting", "contradicts"),
    ("Nature", "Lecture Notes in Computer Science | chapter", "open"),
    (
        "International Conference on Artificial Intelligence and Law",
        "International Conference on Artificial Intelligence and Statistics | | | event_title:Some_Pears",
        "contradicts",
    ),
    ("Pear Annals | | | collection_title:QXZ", "Journal of Sorting", "contradicts"),
    (" | | | container_title_short:arXiv", "Journal of Sorting | | | arxiv:1001.00001", "open"),
    ("Pear Annals | | | collection_title:Sorting_Letters", "Sorting Quarterly Bulletin", "open"),
]


@pytest.mark.parametrize(("ours", "theirs", "agreement"), CELLS)
def test_containers_with_other_fields(ours: str, theirs: str, agreement: str):
    assert agree_on_container(to_claim(f" | | | {ours}"), to_record(f" | | | {theirs}")).value == agreement


@pytest.mark.parametrize(
    "word", "de del los las en der die das und fur des et les du di della sur zur zum von da do dos em na".split()
)
def test_a_name_in_another_language_may_be_a_translation(word: str):
    assert agree_on_container(claim("Annals of Pears"), to_record(f" | | | Obst {word} Birnen")).value == "open"


@pytest.mark.parametrize("field", ["container_title_short", "event_title", "collection_title"])
def test_any_field_names_a_container(field: str):
    assert places.names_container(to_claim(f" | | | | | | {field}:Journal_of_Sorting"))
    assert places.names_container(to_claim(f" | | | Journal of Sorting | | | {field}:Springer"))


SAYINGS = [
    # written in the entry, what is said of it
    ("", set()),
    ("Journal of Sorting", {"names_container"}),
    ("Springer Berlin Heidelberg", set()),
    ("Springer Lectures on Pears", {"names_container"}),
    ("The MIT Press", set()),
    ("ACM", set()),
    ("USENIX Association", set()),
    ("Citeseer", set()),
    ("PMLR", {"is_known_venue"}),
    ("Curran Associates, Inc.", set()),
    ("JMLR.org", set()),
    ("Omnipress", set()),
    ("Morgan Kaufmann", set()),
    ("Pear University Press", set()),
    ("CEUR-WS.org", {"is_known_venue"}),
    ("OpenReview.net", set()),
    ("Technical Report 12", set()),
    ("Tech. Rep. 12", set()),
    ("Unpublished manuscript", set()),
    ("In press", set()),
    ("To appear in Journal of Sorting", set()),
    ("Forthcoming", set()),
    ("Submitted to Journal of Sorting", set()),
    ("Under review at Sorting", set()),
    ("Accepted at Sorting", set()),
    ("Manuscript in preparation", set()),
    ("Working paper", set()),
    ("Mimeo", set()),
    ("PhD thesis, Pear University", set()),
    ("https://pear.example/a", set()),
    ("www.pear.example", set()),
    ("Online; accessed 3 May 2020", set()),
    ("GitHub repository", set()),
    ("Zenodo", set()),
    ("ResearchGate", set()),
    ("Preprint", set()),
    ("N/A", set()),
    ("Book chapter", set()),
    ("SSRN", {"names_preprint_server", "cites_preprint", "is_known_venue"}),
    ("arXiv preprint arXiv:1001.00001", {"names_preprint_server", "cites_preprint", "is_known_venue"}),
    ("CoRR", {"names_preprint_server", "cites_preprint", "is_known_venue"}),
    ("bioRxiv", {"names_preprint_server", "cites_preprint", "is_known_venue"}),
    ("Nature", {"names_container", "is_known_venue"}),
    ("The New York Times", {"names_container", "names_press"}),
    ("Pear Magazine", {"names_container", "names_press"}),
    ("The Times of Pears", {"names_container", "names_press"}),
    ("Wikipedia", {"names_container", "names_press"}),
    ("Transactions on Times", {"names_container"}),
]
_CLAIMS = ("names_container", "names_preprint_server", "cites_preprint", "is_known_venue", "names_press")


PUBLISHERS = """
IEEE; IEEE Press; IEEE Computer Society; ACM Press; The ACM; Springer; Springer Verlag; Springer Nature;
Springer Science; Springer International Publishing; Springer Berlin; Springer US; Springer Cham; Springer New
York; Springer Heidelberg; Springer Singapore; Springer London; Elsevier; Elsevier BV; Elsevier B.V.; Elsevier
Science; Elsevier Ltd; Elsevier Inc.; Elsevier Press; Wiley; John Wiley & Sons; John Wiley and Sons, Inc.;
Wiley-Blackwell; Wiley Inc; Wiley Periodicals; SSRN paper 12; Thesis; ACM
"""
PRESS = """
The New York Times; The Times of Pears; The Washington Post; The Guardian; The Wall Street Journal; Pear
Newspaper; Pear Magazine; Wired; The Economist; Bloomberg; Reuters; BBC News; CNN; Forbes; TechCrunch; Pear
Blog; Medium; Pear Herald; Pear Tribune; Pear Gazette; Pear Daily; Pear Newsletter; The Verge; The Atlantic;
Financial Times; Le Monde; Der Spiegel; Wikipedia; The New Yorker; Quanta
"""


@pytest.mark.parametrize("written", [" ".join(one.split()) for one in PUBLISHERS.split(";")])
def test_a_publisher_is_no_container(written: str):
    assert not places.names_container(claim(written))


@pytest.mark.parametrize("written", [" ".join(one.split()) for one in PRESS.split(";")])
def test_the_press_is_told(written: str):
    assert places.names_press(claim(written))


@pytest.mark.parametrize(("written", "said"), SAYINGS)
def test_what_an_entry_names(written: str, said: set[str]):
    assert {name for name in _CLAIMS if getattr(places, name)(claim(written))} == said


@pytest.mark.parametrize(
    ("container", "ids", "is_one"),
    [
        ("", "arxiv:1001.00001", True),
        ("", "doi:10.1000/a", False),
        ("Springer", "arxiv:1001.00001", True),
        ("Journal of Sorting", "arxiv:1001.00001", False),
        ("arXiv", "doi:10.1000/a", True),
    ],
)
def test_a_preprint_is_cited(container: str, ids: str, is_one: bool):
    assert places.cites_preprint(to_claim(f" | | | {container} | article | | {ids}")) is is_one


@pytest.mark.parametrize(
    ("written", "is_one"),
    [
        ("J Pears", True),
        ("Ann. Pears", True),
        ("Dev Pears", False),
        ("Annals of Pears", False),
        ("A. Pears", False),
        ("Pears 2.", False),
    ],
)
def test_a_name_is_cut_short(written: str, is_one: bool):
    assert places.is_abbreviated(written) is is_one


@pytest.mark.parametrize(
    ("cell", "is_one"),
    [
        ("A | | | bioRxiv | article-journal | | doi:10.1000/a", True),
        ("A | | | | article | | arxiv:1001.00001", True),
        ("A | | | Journal of Sorting | article-journal | | arxiv:1001.00001", False),
        ("A | | | | article-journal | | doi:10.1000/a", False),
    ],
)
def test_a_record_of_a_server(cell: str, is_one: bool):
    assert places.is_of_server(to_record(cell)) is is_one


@pytest.mark.parametrize(
    ("cell", "years"),
    [
        ("A | | 2012 | | | | arxiv:1001.00001", {2010, 2012}),
        ("A | | 2012", {2012}),
        ("A | | | | | | arxiv:1001.00001", {2010}),
        ("A", set()),
    ],
)
def test_the_years_of_a_record(cell: str, years: set[int]):
    assert years_of(to_record(cell)) == years
