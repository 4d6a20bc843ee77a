"""What an address or a label says about being a paper."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.model.identifiers import find_identifiers
from pipeline.model.records import Identifiers

_PAPER = re.compile(
    r"arxiv\.org/+(?:abs|pdf|html|format|e-print|ftp|papers|pdf/|ps|list/\S{2,9}/\d{4}\.|[a-z-]{2,12}/\d{7}"
    r"|\d{4}\.)|doi\.org/|dl\.acm\.org|acm\.org/(?:citation|doi)|ieeexplore|ieee\.org/\S{0,60}document"
    r"|computer\.org/csdl|sciencedirect\.com|elsevier\.com"
    r"|springer(?:link)?\.com|springeropen|nature\.com/(?!news)|wiley\.com|tandfonline|pubmed|ncbi\.nlm\.nih\.gov"
    r"|europepmc|biorxiv|medrxiv|chemrxiv|ssrn\.com|jstor\.org"
    r"|hal\.\w{2,20}\.?\w{0,20}/|hal\.science|semanticscholar\.org/\S{12}|openreview\.net/\S{0,10}\?|aclweb\.org"
    r"|aclanthology|(?:neurips|nips)\.cc/+paper|(?:neurips|nips)\.cc/+conferences\S{0,20}/poster"
    r"|(?:neurips|nips|icml|iclr|mlsys|eccv|thecvf)\.(?:cc|org|net|com)/+virtual/\S{0,20}(?:poster|oral|spotlight|paper)/"
    r"|mlr\.press|jmlr\.org|thecvf\.com/\S{0,9}content|openaccess\.thecvf|cv-foundation\.org/openaccess"
    r"|ecva\.net/papers|ijcai\.org/\S{0,20}(?:papers|proceedings|abstract)|aaai\.org/\S{0,40}(?:paper|article|view"
    r"|index)|usenix\.org/(?:conference|legacy|system|publications|event)|ndss-symposium|isca-speech|vldb\.org"
    r"|ceur-ws"
    r"|royalsocietypublishing|iop\.org|aps\.org/|aip\.org|pnas\.org|science\.org|sciencemag|cell\.com|frontiersin"
    r"|plos\w{0,8}\.org|mdpi\.com|hindawi|academic\.oup|oup\.com"
    r"|cambridge\.org/\S{0,40}(?:article|core)|direct\.mit|mitpressjournals|researchgate\.net/\S{0,9}publication"
    r"|academia\.edu|citeseer|core\.ac\.uk|dblp\.|scholar\.google\S{0,30}(?:citations?\?\S{0,99}view_citation|scholar\?)"
    r"|bmj\.com|thelancet|jamanetwork|acs\.org|rsc\.org|osti\.gov|eprint\.iacr|escholarship|projecteuclid"
    r"|epubs\.siam|worldscientific|sagepub|distill\.pub/\d|morganclaypool"
    r"|emerald\.com|emeraldinsight|igi-global|dagstuhl|annualreviews|ojs\.|proceedings\."
    r"|kdd\.org/kdd\S{0,40}(?:papers|accepted)|interspeech|asmedigitalcollection|arc\.aiaa|onepetro|philpapers"
    r"|cnki\.net|wanfangdata|ieee-security\.org/tc|inspirehep|adsabs|papers\.ssrn|repository\.\w|eric\.ed\.gov"
    r"|psycnet|tdx\.cat|proquest|diva-portal|researchsquare|techrxiv|osf\.io/preprints|paperswithcode\.com/paper"
    r"|huggingface\.co/papers|alphaxiv|deepmind\.com/\S{0,40}publication|research\.google/pubs"
    r"|research\.fb\.com/publications|amazon\.science/publications|research\.nvidia\.com/publication|microsoft\.com/\S{0,20}research/publication",
)
"""In lower case, as all patterns that are many words: so they are searched for several times as fast."""
_FILE = re.compile(r"\.(?:pdf|ps|ps\.gz|djvu)(?:$|[?#])|/pdf(?:/|$)|/pdf\?|\bpdf=|type=pdf|stamp\.jsp")
_IN_REPOSITORY = re.compile(r"github\.com/\S{1,80}/(?:blob|raw|master|main)/\S{1,1500}\.pdf$")
_OTHER = re.compile(
    r"github\.com|github\.io|gitlab\.|bitbucket|medium\.com|towardsdatascience|youtube\.com|youtu\.be|vimeo\.com"
    r"|wikipedia\.org|coursera|udacity|edx\.org|udemy|twitter\.com|x\.com/|linkedin|reddit\.com"
    r"|stackoverflow|quora\.com|kaggle\.com|slideshare|zhihu\.com|bilibili|jianshu|csdn\.net|mp\.weixin|blog"
    r"|amazon\.|pypi\.org|npmjs|docker\.com|colab\.|huggingface\.co|discord|slack\.com|meetup|wordpress|substack"
    r"|news\.|docs\.google|readthedocs|sourceforge|facebook\.com|oreilly\.com|packtpub|manning\.com|shields\.io"
    r"|travis-ci|gitter\.im|cran\.r-project|/(?:19|20)\d\d/(?:0[1-9]|1[0-2])/(?:[0-3]\d/)?[a-z][\w-]{7}",
)
_PAPER_LABEL = re.compile(
    r"\b(?:pdf|papers?|arxiv|doi|preprint|article|publication|journal|openreview|acm|ieee|springer|biorxiv"
    r"|full text|proceedings)\b|论文|原文",
    re.IGNORECASE,
)


@lru_cache(maxsize=65_536)
def is_paper_address(url: str) -> bool:
    """True for an address where papers are published, or of a PDF.

    >>> is_paper_address("https://arxiv.org/abs/1706.03762"), is_paper_address("https://github.com/a/b")
    (True, False)
    """
    url = url[:2000]
    lower = url.lower()
    if "arxiv.org/abs/" in lower or "arxiv.org/pdf/" in lower:  # as most are
        return True
    if _PAPER.search(lower) or (_FILE.search(lower) and ("github.com" not in lower or _IN_REPOSITORY.search(lower))):
        return True
    return find_identifiers(url) != Identifiers()


def is_other_address(url: str) -> bool:
    """True for an address where code, films, posts and courses are, and no papers."""
    return bool(_OTHER.search(url[:300].lower())) and not is_paper_address(url)


def says_paper(label: str) -> bool:
    """True for the label of a link to a paper.

    >>> says_paper("[PDF]"), says_paper("code")
    (True, False)
    """
    return len(label) <= 60 and bool(_PAPER_LABEL.search(label))
