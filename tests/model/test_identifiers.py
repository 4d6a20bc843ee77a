"""Identifiers: many spellings, one form; and where they hide in texts and links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.identifiers import (
    acl_doi,
    arxiv_doi,
    arxiv_year,
    find_identifiers,
    join_identifiers,
    parse_arxiv,
    parse_doi,
    sort_doi,
)
from pipeline.model.records import Identifiers

SICI = "10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2"


@pytest.mark.parametrize(
    "spelling",
    [
        "10.1109/iccv.2017.74",
        "10.1109/ICCV.2017.74",
        "doi:10.1109/ICCV.2017.74",
        "DOI: 10.1109/ICCV.2017.74",
        "DOI 10.1109/ICCV.2017.74",
        "info:doi/10.1109/ICCV.2017.74",
        "urn:doi:10.1109/ICCV.2017.74",
        "doi.org/10.1109/ICCV.2017.74",
        "https://doi.org/10.1109/ICCV.2017.74",
        "http://dx.doi.org/10.1109/ICCV.2017.74",
        "https://www.doi.org/10.1109/ICCV.2017.74",
        "http://doi.acm.org/10.1109/ICCV.2017.74",
        "https://doi.org/https://doi.org/10.1109/ICCV.2017.74",
        "https://doi.org/10.1109%2FICCV.2017.74",
        "https://doi.org/10.1109/ICCV.2017.74?ref=x#top",
        "https://doi.org/10.1109/ICCV.2017.74/",
        "<https://doi.org/10.1109/ICCV.2017.74>",
        "(10.1109/ICCV.2017.74).",
        "[10.1109/ICCV.2017.74],",
        "“10.1109/ICCV.2017.74”",
        " 10.1109/ICCV.2017.74;\n",
        "10.1109/\u200bICCV.2017.74",
    ],
)
def test_spellings_of_one_doi(spelling: str):
    assert parse_doi(spelling) == "10.1109/iccv.2017.74"


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        (SICI.upper(), SICI),
        ("https://doi.org/" + SICI.replace("<", "%3C").replace(">", "%3E"), SICI),
        ("10.1016/0004-3702(90)90060-d", "10.1016/0004-3702(90)90060-d"),
        ("10.1016/0004-3702(90)90060-d)", "10.1016/0004-3702(90)90060-d"),
        ("10.1000.10/123456", "10.1000.10/123456"),
        ("10.1234/a%2525b", "10.1234/a%b"),
        ("10.1234/a.)", "10.1234/a"),
        ("10.5555/3295222.3295230", None),
        ("https://dl.acm.org/doi/10.5555/3295222.3295230", None),
        ("10.5555%2F123", None),
        ("10.1234/", None),
        ("10.1/x", None),
        ("10.1234", None),
        ("10.1234/a b", None),
        ("10.1234/a'b", None),
        ("10.1234/a\\b", None),
        ("10.1234/" + "a" * 301, None),
        (")" * 1_000_000, None),
        ("../../.ssh/x", None),
        ("", None),
    ],
    ids=lambda value: str(value)[:40],
)
def test_parse_doi(text: str, doi: str | None):
    assert parse_doi(text) == doi


@pytest.mark.parametrize(
    ("text", "arxiv"),
    [
        ("1706.03762", "1706.03762"),
        ("1706.03762v5", "1706.03762"),
        ("0704.0001", "0704.0001"),
        ("arXiv:1706.03762v5", "1706.03762"),
        ("arxiv：1706.03762", "1706.03762"),
        ("arXiv.1706.03762", "1706.03762"),
        ("arXiv 1706.03762", "1706.03762"),
        ("arXiv:1706.03762 [cs.CL]", "1706.03762"),
        ("1706.03762.pdf", "1706.03762"),
        ("https://arxiv.org/abs/1706.03762v1", "1706.03762"),
        ("http://arxiv.org/pdf/1706.03762v2.pdf", "1706.03762"),
        ("https://arxiv.org/html/1706.03762v7", "1706.03762"),
        ("https://arxiv.org/abs/1706.03762?context=cs#x", "1706.03762"),
        ("https://export.arxiv.org/abs/1706.03762", "1706.03762"),
        ("https://browse.arxiv.org/pdf/1706.03762", "1706.03762"),
        ("https://www.alphaxiv.org/abs/1706.03762", "1706.03762"),
        ("https://ar5iv.org/abs/1706.03762", "1706.03762"),
        ("https://ar5iv.labs.arxiv.org/html/1706.03762", "1706.03762"),
        ("https://huggingface.co/papers/1706.03762", "1706.03762"),
        ("https://www.arxiv-vanity.com/papers/1706.03762/", "1706.03762"),
        ("http://xxx.lanl.gov/abs/hep-th/9901001", "hep-th/9901001"),
        ("10.48550/arXiv.1706.03762", "1706.03762"),
        ("https://doi.org/10.48550/arXiv.1706.03762v2", "1706.03762"),
        ("10.48550/arXiv.cs/0112017", "cs/0112017"),
        ("cs/0112017", "cs/0112017"),
        ("CS/0112017", "cs/0112017"),
        ("cs.LG/0112017v2", "cs/0112017"),
        ("arXiv:math.GT/0309136", "math/0309136"),
        ("https://arxiv.org/abs/cond-mat/0207270", "cond-mat/0207270"),
        ("1799.12345", None),
        ("1706.037621", None),
        ("https://arxiv.org/abs/1706.037621", None),
        ("170.03762", None),
        ("https://arxiv.org/list/cs.LG/1706", None),
        ("https://notarxiv.org/abs/1706.03762", None),
        ("../../etc/0112017", None),
        ("10.1234/1706.03762", None),
        ("(" * 1_000_000, None),
        ("", None),
    ],
    ids=lambda value: str(value)[:40],
)
def test_parse_arxiv(text: str, arxiv: str | None):
    assert parse_arxiv(text) == arxiv


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("（同arxiv:1806.10758）", "arxiv:1806.10758"),
        ("同 arXiv：1806.10758v2。", "arxiv:1806.10758"),
        ("CoRR abs/1806.10758, arXiv 1806.10758", "arxiv:1806.10758"),
        ("https://aclanthology.org/P19-1001/", "acl:P19-1001"),
        ("https://www.aclweb.org/anthology/N18-1202.pdf", "acl:N18-1202"),
        ("http://aclweb.org/anthology/d18-1001", "acl:D18-1001"),
        ("https://aclanthology.coli.uni-saarland.de/papers/P18-1001/p18-1001", "acl:P18-1001"),
        ("https://aclanthology.org/2020.acl-main.5.pdf", "acl:2020.acl-main.5"),
        ("https://aclanthology.org/2021.naacl-main.1v2.pdf", "acl:2021.naacl-main.1"),
        ("https://openreview.net/forum?id=SJl3z659UH", "openreview:SJl3z659UH"),
        ("https://openreview.net/pdf?id=SJl3z659UH&x=1", "openreview:SJl3z659UH"),
        ("https://openreview.net/forum?noteId=abc&id=SJl3z659UH", "openreview:SJl3z659UH"),
        ("https://openreview.net/attachment?id=SJl3z659UH&name=pdf", "openreview:SJl3z659UH"),
        ("https://dl.acm.org/doi/10.1145/2939672.2939778", "doi:10.1145/2939672.2939778"),
        ("https://dl.acm.org/doi/pdf/10.1145/2939672.2939778", "doi:10.1145/2939672.2939778"),
        ("https://dl.acm.org/doi/abs/10.5555/3295222.3295230", ""),
        ("https://link.springer.com/chapter/10.1007/978-3-319-10590-1_53", "doi:10.1007/978-3-319-10590-1_53"),
        ("https://link.springer.com/article/10.1007/s11263-019-01228-7#Abs1", "doi:10.1007/s11263-019-01228-7"),
        ("https://link.springer.com/content/pdf/10.1007/s11263-019-01228-7.pdf", "doi:10.1007/s11263-019-01228-7"),
        ("https://www.nature.com/articles/s42256-019-0048-x", "doi:10.1038/s42256-019-0048-x"),
        ("https://www.nature.com/articles/s41467-020-12345-6.pdf#citeas", "doi:10.1038/s41467-020-12345-6"),
        ("https://www.nature.com/articles/nature14539", "doi:10.1038/nature14539"),
        ("https://www.nature.com/articles/323533a0", "doi:10.1038/323533a0"),
        ("https://www.nature.com/articles/6602011", ""),
        ("https://www.nature.com/articles/eye201012", ""),
        ("https://www.sciencedirect.com/science/article/pii/S0004370218305988", ""),
        ("https://ieeexplore.ieee.org/document/8237336", ""),
        ("https://onlinelibrary.wiley.com/doi/full/10.1111/cgf.13424", "doi:10.1111/cgf.13424"),
        ("https://www.pnas.org/doi/10.1073/pnas.1900654116", "doi:10.1073/pnas.1900654116"),
        (
            "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0130140&type=printable",
            "doi:10.1371/journal.pone.0130140",
        ),
        ("https://www.frontiersin.org/articles/10.3389/fnins.2019.01346/full", "doi:10.3389/fnins.2019.01346"),
        ("https://www.biorxiv.org/content/10.1101/2020.01.01.123456v1", "doi:10.1101/2020.01.01.123456"),
        ("https://www.biorxiv.org/content/10.1101/2020.01.01.123456v2.full.pdf", "doi:10.1101/2020.01.01.123456"),
        ("https://doi.org/10.1109%2FICCV.2017.74", "doi:10.1109/iccv.2017.74"),
        (f"https://doi.org/{SICI}", f"doi:{SICI}"),
        ("see (https://doi.org/10.1016/0004-3702(90)90060-d).", "doi:10.1016/0004-3702(90)90060-d"),
        ("见（https://doi.org/10.1234/ab）。后", "doi:10.1234/ab"),
        ("doi 10.1145/2939672.2939778）后", "doi:10.1145/2939672.2939778"),
        ("https://doi.org/10.48550/arXiv.1706.03762", "arxiv:1706.03762"),
        ("doi:10.1234/ab, also arXiv:1706.03762", "doi:10.1234/ab arxiv:1706.03762"),
        ("http://arxiv.org/abs/q-bio/0611036", "arxiv:q-bio/0611036"),
        ("https://arxiv.org/pdf/q-alg/9503021v2.pdf", "arxiv:q-alg/9503021"),
        ("https://arxiv.org/abs/hep-th/9901001", "arxiv:hep-th/9901001"),
        ("no identifier at all, version 10.12", ""),
    ],
)
def test_find_identifiers(text: str, labels: str):
    assert " ".join(find_identifiers(text).labels()) == labels


@pytest.mark.parametrize(
    ("arxiv", "year"), [("1606.03490", 2016), ("cs/9901001", 1999), ("hep-th/0101001", 2001), ("", None), ("x", None)]
)
def test_arxiv_year(arxiv: str, year: int | None):
    assert arxiv_year(arxiv) == year


def test_sort_doi():
    assert sort_doi("https://doi.org/10.1234/AB") == ("10.1234/ab", "")
    assert sort_doi(arxiv_doi("1706.03762")) == ("", "1706.03762")
    assert sort_doi("10.48550/arXiv.garbage") == ("", "")
    assert sort_doi("nothing") == ("", "")


def test_join_identifiers():
    first, second = Identifiers(doi="10.1234/a"), Identifiers(doi="10.1234/b", arxiv="1706.03762")
    joined = join_identifiers(first, second)
    assert joined == Identifiers(doi="10.1234/a", arxiv="1706.03762")
    assert join_identifiers(Identifiers(), first, second) == joined
    assert join_identifiers() == Identifiers()


PARTS = st.lists(
    st.one_of(
        st.sampled_from(
            "10.1234/ 10.48550/arXiv. 1706.03762 v2 doi: https://doi.org/ arXiv: cs.LG/0112017 %25 %2F".split()
        ),
        st.sampled_from("( ) [ ] < > . , ; : / % İ K … ）".split()),
        st.text(max_size=4),
    ),
    max_size=8,
).map("".join)


@pytest.mark.slow
@given(PARTS)
def test_parsing_is_final(text: str):
    if doi := parse_doi(text):
        assert parse_doi(doi) == doi
        assert find_identifiers(f"https://doi.org/{text}") is not None
    if arxiv := parse_arxiv(text):
        assert parse_arxiv(arxiv) == arxiv
        assert parse_arxiv(arxiv_doi(arxiv)) == arxiv


@pytest.mark.parametrize(
    ("url", "doi"),
    [
        ("https://www.ijcai.org/proceedings/2019/0366.pdf", "10.24963/ijcai.2019/366"),
        ("https://www.ijcai.org/proceedings/2017/360", "10.24963/ijcai.2017/360"),
        ("https://www.ijcai.org/Proceedings/16/Papers/200.pdf", ""),
        ("https://www.ijcai.org/proceedings/2016/0360.pdf", ""),
    ],
)
def test_an_ijcai_address_tells_the_doi(url: str, doi: str):
    assert find_identifiers(url).doi == doi


@pytest.mark.parametrize("acl", ["Q19-1001", "J17-3001", "P12-1001", "W04-0101", ""])
def test_acl_ids_without_a_doi(acl: str):
    assert acl_doi(acl) == ""
