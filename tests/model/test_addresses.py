"""Identifiers in the addresses of papers: the shapes that lists really have, whole and damaged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.addresses import repair_address
from pipeline.model.identifiers import find_identifiers

ARXIV = """
http://arxiv.org/abs/1706.03762v1
https://arxiv.org/pdf/1706.03762v5.pdf
https://www.arxiv.org/pdf/1706.03762.pdf#page=3
https://arxiv.org/abs/1706.03762.pdf
https://arxiv.org/pdf/1706.03762).
https://arxiv.org/abs/arXiv:1706.03762
https://arxiv.org/abs//1706.03762
https://arxiv.org/html/1706.03762v7
https://arxiv.org/ftp/arxiv/papers/1706/1706.03762.pdf
https://arxiv.org/src/1706.03762
https://export.arxiv.org/abs/1706.03762
https://cn.arxiv.org/abs/1706.03762
https://browse.arxiv.org/pdf/1706.03762
https://www.alphaxiv.org/abs/1706.03762
https://www.alphaxiv.org/overview/1706.03762v2
https://ar5iv.labs.arxiv.org/html/1706.03762
https://ar5iv.org/abs/1706.03762
https://huggingface.co/papers/1706.03762
https://hf.co/papers/1706.03762
https://scirate.com/arxiv/1706.03762
http://www.arxiv-sanity.com/1706.03762v1
https://www.arxiv-vanity.com/papers/1706.03762/
https://api.semanticscholar.org/arXiv:1706.03762
https://www.semanticscholar.org/arxiv/1706.03762
https://papers.cool/arxiv/1706.03762
https://dblp.org/rec/journals/corr/abs-1706-03762.html
https://doi.org/10.48550/arXiv.1706.03762
http://dx.doi.org/10.48550/ARXIV.1706.03762
https%3A%2F%2Farxiv.org%2Fabs%2F1706.03762
https://https://arxiv.org/abs/1706.03762
https:https://arxiv.org/abs/1706.03762
http://https://arxiv.org/abs/1706.03762
https://arxiv.org/abs/1706.03762%20(https://github.com/a/b)
https://web.archive.org/web/20200101000000/https://arxiv.org/abs/1706.03762
https://web.archive.org/web/2020id_/http://arxiv.org/abs/1706.03762
https://www.google.com/url?sa=t&url=https%3A%2F%2Farxiv.org%2Fpdf%2F1706.03762&usg=AOvVaw
https://www.google.com/url?q=https://arxiv.org/abs/1706.03762&sa=D
https://www.linkedin.com/redir/redirect?url=https%3A%2F%2Farxiv%2Eorg%2Fabs%2F1706%2E03762&urlhash=x
https://scholar.google.com/scholar_url?url=https://arxiv.org/pdf/1706.03762&hl=en
https://sci-hub.se/https://arxiv.org/abs/1706.03762
""".split()


@pytest.mark.parametrize("url", ARXIV)
def test_addresses_of_one_preprint(url: str):
    assert find_identifiers(url).labels() == ("arxiv:1706.03762",)


@pytest.mark.parametrize(
    ("url", "labels"),
    [
        ("https://arxiv.org/abs/cs.LG/0112017", "arxiv:cs/0112017"),
        ("https://arxiv.org/pdf/cond-mat/0207270v1.pdf", "arxiv:cond-mat/0207270"),
        ("https://arxiv.org/list/cs.LG/1706", ""),
        ("https://arxiv.org/a/lecun_y_1", ""),
        ("https://paperswithcode.com/paper/attention-is-all-you-need", ""),
        ("https://aclanthology.org/P19-1001/", "acl:P19-1001"),
        ("https://aclanthology.org/2020.acl-main.5", "acl:2020.acl-main.5"),
        ("https://aclanthology.org/2020.acl-main.5.pdf", "acl:2020.acl-main.5"),
        ("https://www.aclweb.org/anthology/2020.acl-main.5v2.pdf", "acl:2020.acl-main.5"),
        ("https://www.aclweb.org/anthology/P/P17/P17-1001.pdf", "acl:P17-1001"),
        ("https://aclweb.org/anthology-new/W/W04/W04-0101.pdf", "acl:W04-0101"),
        ("http://anthology.aclweb.org/D/D14/D14-1162.pdf", "acl:D14-1162"),
        ("https://aclanthology.info/papers/N18-1202/n18-1202", "acl:N18-1202"),
        ("https://aclanthology.org/attachments/P19-1001.Supplementary.pdf", "acl:P19-1001"),
        ("https://aclanthology.org/volumes/P19-1/", ""),
        ("https://openreview.net/forum?id=SJl3z659UH&noteId=abcdefg", "openreview:SJl3z659UH"),
        ("https://openreview.net/forum?noteId=abcdefg&amp;id=SJl3z659UH", "openreview:SJl3z659UH"),
        ("https://openreview.net/pdf?id=SJl3z659UH)", "openreview:SJl3z659UH"),
        ("https://openreview.net/attachment?id=SJl3z659UH&name=supplementary_material", "openreview:SJl3z659UH"),
        ("https://openreview.net/references/pdf?id=SJl3z659UH", ""),
        ("https://openreview.net/group?id=ICLR.cc/2019/Conference", ""),
        ("https://pubmed.ncbi.nlm.nih.gov/31452104/", "pmid:31452104"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/31452104?dopt=Abstract", "pmid:31452104"),
        ("https://www.ncbi.nlm.nih.gov/m/pubmed/31452104/", "pmid:31452104"),
        ("https://europepmc.org/article/MED/31452104", "pmid:31452104"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC6697789/pdf/x.pdf", "pmcid:PMC6697789"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC6697789/", "pmcid:PMC6697789"),
        ("https://europepmc.org/articles/PMC6697789", "pmcid:PMC6697789"),
        ("https://www.ncbi.nlm.nih.gov/books/NBK123", ""),
    ],
)
def test_registers(url: str, labels: str):
    assert " ".join(find_identifiers(url).labels()) == labels


@pytest.mark.parametrize(
    ("url", "doi"),
    [
        ("https://dl.acm.org/doi/fullHtml/10.1145/3442188.3445922", "10.1145/3442188.3445922"),
        ("https://dl.acm.org/doi/suppl/10.1145/3442188.3445922/suppl_file/x.zip", "10.1145/3442188.3445922"),
        ("https://dl.acm.org/citation.cfm?id=2939672.2939778", ""),
        ("https://dl.acm.org/doi/10.5555/3295222.3295230", ""),
        ("http://doi.acm.org/10.1145/2939672.2939778", "10.1145/2939672.2939778"),
        ("https://link.springer.com/10.1007/s11263-019-01228-7", "10.1007/s11263-019-01228-7"),
        (
            "https://link.springer.com/content/pdf/10.1007%2F978-3-319-10590-1_53.pdf",
            "10.1007/978-3-319-10590-1_53",
        ),
        ("https://link.springer.com/article/10.1007/s10994-006-6226-1/fulltext.html", "10.1007/s10994-006-6226-1"),
        (
            "https://cybersecurity.springeropen.com/track/pdf/10.1186/s42400-022-00123-y.pdf",
            "10.1186/s42400-022-00123-y",
        ),
        ("https://onlinelibrary.wiley.com/doi/pdfdirect/10.1002/stvr.1869", "10.1002/stvr.1869"),
        ("https://onlinelibrary.wiley.com/doi/10.1111/cgf.13424/abstract;jsessionid=AB.f01", "10.1111/cgf.13424"),
        (
            "https://www.tandfonline.com/doi/full/10.1080/01621459.2017.1285773?needAccess=true",
            "10.1080/01621459.2017.1285773",
        ),
        ("https://www.mdpi.com/2072-4292/11/5/512/htm", "10.3390/rs11050512"),
        ("https://www.mdpi.com/1424-8220/12/2/1437", ""),
        ("https://www.mdpi.com/9999-9999/12/2/1437", ""),
        ("https://dx.plos.org/10.1371/journal.pone.0130140", "10.1371/journal.pone.0130140"),
        ("http://www.plosone.org/article/info%3Adoi%2F10.1371%2Fjournal.pone.0130140", "10.1371/journal.pone.0130140"),
        (
            "https://journals.plos.org/plosone/article/figure?id=10.1371/journal.pone.0130140.g001",
            "10.1371/journal.pone.0130140",
        ),
        ("https://www.nature.com/articles/nmeth.4077", "10.1038/nmeth.4077"),
        ("https://www.nature.com/articles/srep26094", "10.1038/srep26094"),
        ("https://www.nature.com/nature/journal/v521/n7553/full/nature14539.html", "10.1038/nature14539"),
        ("https://www.nature.com/articles/sdata201635", ""),
        ("https://www.biorxiv.org/content/10.1101/123456v1.full-text", "10.1101/123456"),
        ("https://www.biorxiv.org/content/biorxiv/early/2018/01/02/123456.full.pdf", "10.1101/123456"),
        ("https://www.medrxiv.org/content/10.1101/2020.02.14.20023028v3", "10.1101/2020.02.14.20023028"),
        ("https://papers.ssrn.com/sol3/papers.cfm?abstract_id=2477899", "10.2139/ssrn.2477899"),
        ("https://ssrn.com/abstract=2477899", "10.2139/ssrn.2477899"),
        ("https://www.frontiersin.org/journals/x/articles/10.3389/fnins.2019.01346/full", "10.3389/fnins.2019.01346"),
        ("https://science.sciencemag.org/cgi/doi/10.1126/science.aax2342", "10.1126/science.aax2342"),
        ("https://www.science.org/doi/abs/10.1126/science.aax2342", "10.1126/science.aax2342"),
        ("https://www.pnas.org/content/116/44/22071", ""),
        ("https://journals.aps.org/prl/abstract/10.1103/PhysRevLett.120.145301", "10.1103/physrevlett.120.145301"),
        ("https://iopscience.iop.org/article/10.1088/1367-2630/aab328/meta", "10.1088/1367-2630/aab328"),
        ("https://pubs.rsc.org/en/content/articlelanding/2018/sc/c7sc02664a", "10.1039/c7sc02664a"),
        ("https://zenodo.org/records/5146681#.YTYyFogzYuU", "10.5281/zenodo.5146681"),
        ("https://elifesciences.org/articles/27342", "10.7554/elife.27342"),
        ("https://peerj.com/articles/cs-103/", "10.7717/peerj-cs.103"),
        ("https://peerj.com/articles/453.pdf", "10.7717/peerj.453"),
        ("https://www.hindawi.com/journals/cin/2018/7068349/", "10.1155/2018/7068349"),
        (
            "https://academic.oup.com/bioinformatics/article/doi/10.1093/bioinformatics/btz123/5320551",
            "10.1093/bioinformatics/btz123",
        ),
        ("https://www.isca-speech.org/archive/Interspeech_2019/pdfs/2680.pdf", "10.21437/interspeech.2019-2680"),
        ("https://www.isca-archive.org/interspeech_2022/radford22_interspeech.html", ""),
        ("https://psyarxiv.com/gb6ch/", "10.31234/osf.io/gb6ch"),
        ("https://www.researchsquare.com/article/rs-123456/v1", "10.21203/rs.3.rs-123456/v1"),
        ("https://www.preprints.org/manuscript/201801.0001/v1", "10.20944/preprints201801.0001.v1"),
        ("https://www.sciencedirect.com/science/article/pii/000437029090060D", "10.1016/0004-3702(90)90060-d"),
        ("https://www.sciencedirect.com/science/article/pii/S0004370218305988", ""),
        ("https://ojs.aaai.org/index.php/AAAI/article/view/11604", ""),
        ("https://www.jstor.org/stable/2346178", ""),
        ("https://www.jmir.org/2019/1/e12345/", ""),
        ("https://f1000research.com/articles/5-1234/v1", ""),
        ("https://ieeexplore.ieee.org/document/8237336", ""),
        ("https://sci-hub.tw/10.1109/ICCV.2017.74", "10.1109/iccv.2017.74"),
        ("https://sci-hub.se/https://doi.org/10.1109/ICCV.2017.74", "10.1109/iccv.2017.74"),
        ("https://ieeexplore-ieee-org.ezproxy.uni.edu/abstract/10.1109/ICCV.2017.74", "10.1109/iccv.2017.74"),
        ("https://doi.org/10.1109/ICCV.2017.74https://github.com/a/b", "10.1109/iccv.2017.74"),
        ("https://doi.org/10.1109/ICCV.2017.74](https://x.org", "10.1109/iccv.2017.74"),
        ("https://doi.org/10.1109/ICCV.2017.74)%20and", "10.1109/iccv.2017.74"),
        ("https://doi.org/10.1016/S0031-3203(96)00142-2", "10.1016/s0031-3203(96)00142-2"),
        ("https://doi.org/10.1016/S0031-3203(96)", "10.1016/s0031-3203(96)"),
        ("https://web.archive.org/web/2019/https://doi.org/10.1109/ICCV.2017.74", "10.1109/iccv.2017.74"),
    ],
)
def test_dois(url: str, doi: str):
    assert find_identifiers(url).doi == doi


@pytest.mark.parametrize(
    "noise",
    [
        "%",
        "&url=" * 800,
        "https://" * 500,
        "%2525" * 800,
        "/web/2020/" * 400,
        "arxiv.org/" * 400,
        "acl-anthology/a" * 270,
    ],
)
def test_noise_has_no_identifiers(noise: str):
    assert find_identifiers(noise).labels() == ()


@given(
    st.lists(
        st.sampled_from("https:// %2F %25 url= & ? doi.org/ 10.1234/ab arxiv.org/abs/ 1706.03762 /web/2020/".split())
    )
)
def test_repairing_is_final(pieces: list[str]):
    once = repair_address("".join(pieces))
    assert find_identifiers(once) is not None
    assert len(once) <= len("".join(pieces))
