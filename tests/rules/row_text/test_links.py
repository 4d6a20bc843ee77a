"""What addresses of papers tell of venue and year."""

from __future__ import annotations

import pytest

from pipeline.rules.row_text.links import Place, find_place

THECVF = "https://openaccess.thecvf.com"


@pytest.mark.parametrize(
    ("url", "venue", "year"),
    [
        (f"{THECVF}/content_CVPR_2020/papers/Li_SGAS_Greedy_CVPR_2020_paper.pdf", "CVPR", 2020),
        (f"{THECVF}/content/ICCV2021/html/Doe_Looking_Twice_ICCV_2021_paper.html", "ICCV", 2021),
        (f"{THECVF}/content_CVPRW_2020/papers/w40/Doe_Small_Nets_CVPRW_2020_paper.pdf", "CVPR Workshops", 2020),
        ("https://www.ecva.net/papers/eccv_2020/papers_ECCV/papers/123490766.pdf", "ECCV", 2020),
        ("https://papers.nips.cc/paper/8830-effective-end-to-end.pdf", "NeurIPS", None),
        ("https://papers.nips.cc/paper/by-source-2019-2252", "NeurIPS", 2019),
        ("https://proceedings.neurips.cc/paper_files/paper/2023/hash/abc-Abstract.html", "NeurIPS", 2023),
        ("http://proceedings.mlr.press/v80/bender18a/bender18a.pdf", "", 2018),
        ("https://proceedings.mlr.press/v235/li24bi.html", "", 2024),
        ("http://www.jmlr.org/proceedings/papers/v28/sutskever13.pdf", "", 2013),
        ("https://jmlr.org/papers/v21/20-074.html", "JMLR", 2020),
        ("https://www.jmlr.org/papers/volume3/blockeel02a/blockeel02a.pdf", "JMLR", 2002),
        ("https://www.ijcai.org/proceedings/2019/0366.pdf", "IJCAI", 2019),
        ("https://www.usenix.org/conference/usenixsecurity24/presentation/solt", "USENIX Security", 2024),
        ("https://www.usenix.org/system/files/sec22-zhao-bodong.pdf", "USENIX Security", 2022),
        ("https://www.usenix.org/system/files/osdi21-zhang.pdf", "OSDI", 2021),
        ("https://www.ndss-symposium.org/wp-content/uploads/2023/02/ndss2023_f103_paper.pdf", "NDSS", 2023),
        ("https://www.aclweb.org/anthology/P19-1185.pdf", "ACL", 2019),
        ("https://www.aclweb.org/anthology/W96-0102/", "", 1996),
        ("https://aclanthology.org/2020.emnlp-main.5/", "EMNLP", 2020),
        ("https://aclanthology.org/2024.lrec-main.940", "", 2024),
        ("https://nips.cc/", "", None),
        ("https://github.com/openaccess/thecvf", "", None),
    ],
)
def test_places(url: str, venue: str, year: int | None):
    assert find_place(["https://github.com/a/b", url]) == Place(venue, year)
