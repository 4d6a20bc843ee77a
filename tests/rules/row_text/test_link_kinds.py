"""What links lead to, by label and address."""

from __future__ import annotations

import pytest

from pipeline.model.records import Column, Link, Row
from pipeline.rules.row_text.links import LinkKind, classify_link
from pipeline.rules.row_text.row_links import read_links

PAPERS = """
https://arxiv.org/abs/1706.03762
https://arxiv.org/pdf/1706.03762v5.pdf
https://ar5iv.org/abs/1706.03762
https://huggingface.co/papers/1706.03762
https://doi.org/10.1109/ICCV.2017.74
https://aclanthology.org/P19-1001/
https://www.aclweb.org/anthology/P19-1001.pdf
https://openreview.net/forum?id=SJl3z659UH
https://proceedings.mlr.press/v80/pham18a.html
http://jmlr.org/papers/v21/20-074.html
https://papers.nips.cc/paper/8830-effective.pdf
https://proceedings.neurips.cc/paper_files/paper/2023/hash/abc-Abstract.html
https://openaccess.thecvf.com/content_CVPR_2020/html/Li_SGAS_CVPR_2020_paper.html
https://www.cv-foundation.org/openaccess/content_cvpr_2016/html/x.html
https://www.ecva.net/papers/eccv_2020/papers_ECCV/html/1_ECCV_2020_paper.php
https://ieeexplore.ieee.org/document/8237336
https://dl.acm.org/citation.cfm?id=2939672.2939778
https://www.semanticscholar.org/paper/Attention/204e3073
https://pdfs.semanticscholar.org/c8aa/8323.pdf
https://pubmed.ncbi.nlm.nih.gov/31452104/
https://www.ncbi.nlm.nih.gov/pmc/articles/PMC6697789/
https://papers.ssrn.com/sol3/papers.cfm?abstract_id=2477899
https://www.biorxiv.org/content/10.1101/123456v1
https://www.medrxiv.org/content/10.1101/2020.02.14.20023028v3
https://hal.science/hal-03626861/
https://hal.inria.fr/hal-03626861/
https://www.jstor.org/stable/2346178
https://link.springer.com/chapter/10.1007/978-3-319-10590-1_53
https://www.sciencedirect.com/science/article/pii/S0004370218305988
https://www.nature.com/articles/nature14539
https://www.science.org/doi/10.1126/science.aax2342
https://onlinelibrary.wiley.com/doi/10.1111/cgf.13424
https://www.tandfonline.com/doi/full/10.1080/01621459.2017.1285773
https://www.mdpi.com/2072-4292/11/5/512
https://www.frontiersin.org/articles/10.3389/fnins.2019.01346/full
https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0130140
https://www.usenix.org/conference/usenixsecurity24/presentation/solt
https://www.ndss-symposium.org/ndss-paper/x/
https://ojs.aaai.org/index.php/AAAI/article/view/11604
https://www.ijcai.org/proceedings/2019/0366.pdf
https://www.isca-speech.org/archive/Interspeech_2019/pdfs/2680.pdf
https://www.computer.org/csdl/proceedings-article/sp/2024/313000a142/1Ub23ZRRhRu
https://ceur-ws.org/Vol-2491/paper1.pdf
https://www.researchgate.net/publication/356980212_Survey
https://www.dropbox.com/s/abc/paper.pdf?dl=0
https://github.com/a/b/blob/main/paper.pdf
papers/local.pdf
""".split()


@pytest.mark.parametrize("url", PAPERS)
@pytest.mark.parametrize("label", ["", "Attention Is All You Need", "pdf"])
def test_homes_of_papers(url: str, label: str):
    assert classify_link(label, url) is LinkKind.PAPER


@pytest.mark.parametrize(
    ("label", "url", "kind"),
    [
        ("paper", "https://example.org/x", "paper"),
        ("[PDF]", "https://example.org/x", "paper"),
        ("论文", "https://example.org/x", "paper"),
        ("code", "https://example.org/x", "code"),
        ("Official Code", "https://example.org/x", "code"),
        ("代码", "https://example.org/x", "code"),
        ("pytorch code", "https://example.org/x", "code"),
        ("Paper", "https://github.com/a/b", "code"),
        ("A Title of a Paper", "https://github.com/a/b", "code"),
        ("", "https://gitlab.com/a/b", "code"),
        ("code", "https://zenodo.org/record/5146681", "code"),
        ("", "https://zenodo.org/record/5146681", "data"),
        ("Dataset", "https://example.org/x", "data"),
        ("", "https://huggingface.co/datasets/a/b", "data"),
        ("Slides", "https://www.usenix.org/system/files/atc21_slides_wang.pdf", "slides"),
        ("", "https://example.org/talks/x-slides.pdf", "slides"),
        ("", "https://www.slideshare.net/a/b", "slides"),
        ("", "https://docs.google.com/presentation/d/1", "slides"),
        ("video", "https://www.usenix.org/conference/usenixsecurity20/presentation/chen", "video"),
        ("Paper", "https://youtu.be/x3KQjjlteL8", "video"),
        ("视频", "https://www.bilibili.com/video/BV1", "video"),
        ("poster", "https://example.org/x.pdf", "poster"),
        ("supp", "https://openaccess.thecvf.com/content/CVPR2021/supplemental/x_supplemental.pdf", "supplement"),
        ("", "https://openaccess.thecvf.com/content/CVPR2021/supplemental/x_supplemental.pdf", "supplement"),
        ("Project Page", "https://example.org/x", "project"),
        ("", "https://someone.github.io/work/", "project"),
        ("blog", "https://example.org/x", "blog"),
        ("", "https://medium.com/a/b", "blog"),
        ("Reading Note 1", "https://example.org/x", "blog"),
        ("知乎", "https://zhuanlan.zhihu.com/p/1", "blog"),
        ("stars", "https://img.shields.io/github/stars/a/b.svg", "badge"),
        ("", "figures/model.png", "badge"),
        ("What is this", "https://example.org/x", "other"),
        ("top", "#contents", "other"),
        ("", "", "other"),
        ("me", "mailto:a@b.org", "other"),
    ],
)
def test_kinds(label: str, url: str, kind: str):
    assert classify_link(label, url) == kind


@pytest.mark.parametrize("piece", ["a.", "/", "pdf", "-slides", "supp", "https://", "?", "x/details/"])
def test_long_addresses_take_no_square_of_time(piece: str):
    classify_link(piece * 10_000, f"https://{piece * 20_000}")


def row(*links: Link, bare: str = "") -> Row:
    columns = (Column("Title", "title"), Column("Link", "link"))
    return Row("r", "list.md", 3, columns, ("A Paper", bare), links=links)


@pytest.mark.parametrize(
    ("links", "bare", "paper", "others"),
    [
        ([], "", "", []),
        ([("code", "https://github.com/a/b")], "", "https://github.com/a/b", []),
        (
            [("code", "https://github.com/a/b"), ("pdf", "https://x.org/p")],
            "",
            "https://x.org/p",
            [("code", "https://github.com/a/b")],
        ),
        ([("", "https://img.shields.io/x.svg"), ("A Paper", "https://x.org/p")], "", "https://x.org/p", []),
        ([("slides", "https://x.org/s")], "https://x.org/p", "https://x.org/p", [("slides", "https://x.org/s")]),
        ([("pdf", "https://x.org/p"), ("pdf", "https://x.org/p")], "", "https://x.org/p", []),
        ([("pdf", "javascript:alert(1)")], "", "", []),
        ([("pdf", "papers/a.pdf")], "10.1145/1.2", "", []),
    ],
)
def test_the_links_of_a_row(links: list[tuple[str, str]], bare: str, paper: str, others: list[tuple[str, str]]):
    found = read_links(row(*(Link(text, url) for text, url in links), bare=bare))
    assert (found.paper, list(found.others)) == (paper, others)
