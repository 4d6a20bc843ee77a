"""What a link of a row leads to: the paper itself, its code, slides, a video …, by its label and its address."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from pipeline.text.folding import fold


class LinkKind(StrEnum):
    """What a link leads to."""

    PAPER = "paper"
    """A page of the paper or its text, by an address or a label that says so."""
    CODE = "code"
    PROJECT = "project"
    SLIDES = "slides"
    VIDEO = "video"
    POSTER = "poster"
    DATA = "data"
    """A dataset, or a model's weights."""
    SUPPLEMENT = "supplement"
    BLOG = "blog"
    """What somebody wrote about it: a post, notes, a review."""
    BADGE = "badge"
    """A picture."""
    OTHER = "other"
    """Neither label nor address tell."""


PAPER, CODE, PROJECT, SLIDES, VIDEO, POSTER = (
    LinkKind(name) for name in "paper code project slides video poster".split()
)

_LABELS: dict[LinkKind, str] = {
    LinkKind.SUPPLEMENT: r"supp\w*|appendix|补充材料|附录",
    SLIDES: r"slides?|ppts?|pptx|presentation|keynote|幻灯片|课件|folien|diapositivas|презентация",
    VIDEO: r"videos?|talk|youtube|bilibili|recording|视频|讲解视频|vidéo|vídeo|видео|動画",
    POSTER: r"posters?|海报",
    CODE: r"codes?|github|gitlab|source(?: code)?|implementations?|repo(?:sitory)?|pytorch|torch|tensorflow|tf|keras"
    r"|jax|mxnet|caffe|matlab|python|official|unofficial|colab|notebook|代码|源码|源代码|code de|código|コード|код",
    LinkKind.DATA: r"data|data ?sets?|models?|weights|checkpoints?|benchmark|corpus|数据|数据集|模型"
    r"|daten|données|datos",
    LinkKind.BLOG: r"blogs?|blog ?post|posts?|notes?|reading notes?|reviews?|summary|medium|tutorial|explained|news"
    r"|twitter|tweet|博客|解读|笔记|知乎|论文解读|中文解读|翻译|解説",
    PROJECT: r"projects?|project ?page|page|web ?page|web ?sites?|site|web|home ?page|homepage|demos?|app|项目|主页"
    r"|项目主页|演示|projekt|projet|proyecto",
    PAPER: r"papers?|pdfs?|full ?text|arxiv|abs|abstract|doi|html|links?|url|publication|preprint|article|openreview"
    r"|acm|ieee|springer|elsevier|nature|science|pubmed|acl|cvf|pmlr|neurips|nips|icml|iclr|cvpr"
    r"|proceedings|journal|manuscript"
    r"|论文|论文链接|链接|原文|文章|paper link|paper ?pdf|pdf link|here|论文地址|texte|artículo|статья",
}
"""What a link is called, folded, by kind; a label may have two such words: “official code”, “paper pdf”."""
_LABEL_OF = {kind: re.compile(rf"(?:{words})(?:\s(?:\d{{1,2}}|{words}))?") for kind, words in _LABELS.items()}
_OFFICIAL = re.compile(r"^(?:official|the|un ?official|author s?|our|original|full|new)\s+")

_BADGES = re.compile(
    r"^(?:img\.shields\.io|badge\w*\.|awesome\.re|colab\.research\.google\.com/assets"
    r"|camo\.githubusercontent|\w+\.shields\.io)"
    r"|\.(?:png|jpe?g|gif|svg|webp|bmp)(?:[?#].*)?$",
    re.IGNORECASE,
)
_FILES = (
    (
        SLIDES,
        re.compile(
            r"\.(?:pptx?|key|odp)(?:[?#].*)?$|[/_.-](?:slides?|talk|presentation)(?:[_-]\w{1,40})?\.pdf",
            re.IGNORECASE,
        ),
    ),
    (POSTER, re.compile(r"[/_.-]posters?\.(?:pdf|jpe?g|png)|/posters?/[^/]{1,200}\.pdf", re.IGNORECASE)),
    (
        LinkKind.SUPPLEMENT,
        re.compile(
            r"[/_.-](?:supp|supplement\w*|appendix|supplementary_material)\w{0,20}\.(?:pdf|zip)|name=supp",
            re.IGNORECASE,
        ),
    ),
    (VIDEO, re.compile(r"\.(?:mp4|mov|webm|avi)(?:[?#].*)?$", re.IGNORECASE)),
    (CODE, re.compile(r"\.(?:ipynb|py|zip|tar\.gz|tgz)(?:[?#].*)?$", re.IGNORECASE)),
)
_PAPERS = re.compile(
    r"^(?:[\w-]{1,40}\.){0,3}(?:"
    r"arxiv\.org/(?:abs|pdf|html|ps|format|e-print)|ar5iv\.|alphaxiv\.org/|arxiv-vanity\.com/papers|xxx\.lanl\.gov/|scirate\.com/arxiv"
    r"|huggingface\.co/papers/|paperswithcode\.com/paper|doi\.org/10\.|aclanthology\.\w"
    r"|aclweb\.org/(?:anthology|portal)"
    r"|openreview\.net/(?:forum|pdf|references|attachment)|proceedings\.mlr\.press/v|jmlr\.(?:org"
    r"|csail\.mit\.edu)/(?:papers|proc)"
    r"|(?:papers|proceedings|books|papers\w)\.(?:nips|neurips)\.cc|nips\.cc/paper|thecvf\.com/content"
    r"|cv-foundation\.org/openaccess"
    r"|ecva\.net/papers|ieeexplore\.ieee\.org/|ieeecomputersociety\.org/10|computer\.org/(?:csdl|web/csdl|portal)"
    r"|(?:dl|portal|doi|delivery)\.acm\.org/|semanticscholar\.org/(?:paper|reader|[0-9a-f]{4}/)"
    r"|pubmed\.ncbi|ncbi\.nlm\.nih\.gov/(?:pubmed|pmc)"
    r"|pmc\.ncbi|europepmc\.org/|ssrn\.com/|(?:bio|med|chem|eng|psy|soc|eart?h)\w{0,3}rxiv\.org/|osf\.io/preprints"
    r"|hal\.science/|hal\.archives-ouvertes\.fr/|hal\.\w+\.fr/|archives-ouvertes\.fr/|jstor\.org/stable"
    r"|link\.springer\.com/|springerlink\.com/|springeropen\.com/|biomedcentral\.com/"
    r"|sciencedirect\.com/science|elsevier\.com/"
    r"|nature\.com/articles|science\.org/doi|sciencemag\.org/content|wiley\.com/doi"
    r"|tandfonline\.com/doi|mdpi\.com/\d|frontiersin\.org/"
    r"|plos\.org/|plos\w+\.org/article|usenix\.org/(?:conference|system/files|legacy|publications)"
    r"|ndss-symposium\.org/(?:ndss-paper|wp-content)"
    r"|aaai\.org/(?:index\.php/\w+/article|ojs|ocs|papers|Papers|Library)|ijcai\.org/|isca-(?:speech"
    r"|archive)\.org/|ceur-ws\.org/Vol"
    r"|researchgate\.net/(?:publication|profile/[^?#]*/publication)|academia\.edu/\d"
    r"|citeseerx?\.ist\.psu\.edu/|citeseer\.\w+"
    r"|pnas\.org/|royalsocietypublishing\.org/|aps\.org/|iopscience\.iop\.org/|rsc\.org/|acs\.org/doi"
    r"|oup\.com/|oxfordjournals\.org/"
    r"|cambridge\.org/core|sagepub\.com/|siam\.org/doi|direct\.mit\.edu/|mitpressjournals\.org/"
    r"|worldscientific\.com/doi|degruyter\.com/"
    r"|annualreviews\.org/|jamanetwork\.com/|thelancet\.com/|bmj\.com/|nejm\.org/doi|cell\.com/"
    r"|elifesciences\.org/articles"
    r"|f1000research\.com/|jmir\.org/\d|peerj\.com/(?:articles|preprints)|hindawi\.com/"
    r"|projecteuclid\.org/|vldb\.org/(?:pvldb|conf)"
    r"|bmva\.org/|bmva-archive\.org\.uk/|roboticsproceedings\.org/|drops\.dagstuhl\.de/"
    r"|eprint\.iacr\.org/\d|hdl\.handle\.net/|core\.ac\.uk/"
    r"|sci-hub\.\w+/|spiedigitallibrary\.org/|osapublishing\.org/|opg\.optica\.org/"
    r"|asmedigitalcollection|ascelibrary\.org/|arc\.aiaa\.org/"
    r"|ojs\.\w|jair\.org/index|dblp\.\w+(?:\.\w+)?/rec|researchsquare\.com/article|techrxiv\.org/"
    r"|preprints\.org/manuscript"
    r"|researchr\.org/details|openaccess\.\w|repository\.\w|eprints\.\w|ink\.library)"
    r"|/details/[\w-]{3,60}/\d{1,4}/|/doi/(?:\w{2,8}/)?10\.\d{4}"
    r"|\.pdf(?:[?#].*)?$|/pdf(?:/|\?|$)|\.ps(?:\.gz)?$",
    re.IGNORECASE,
)
_HOSTS = (
    (
        CODE,
        re.compile(
            r"^(?:github\.com|gitlab\.|bitbucket\.|gist\.github|sourceforge\.|colab\.research\.google"
            r"|codeocean\.|gitee\.com|pypi\.org|cran\.|code\.google)"
        ),
    ),
    (
        VIDEO,
        re.compile(
            r"^(?:(?:m|player)\.)?(?:youtube(?:-nocookie)?\.com|youtu\.be|vimeo\.com|bilibili\.com|b23\.tv"
            r"|v\.qq\.com|videolectures\.|slideslive\.com|drive\.google\.com/.*video)"
        ),
    ),
    (SLIDES, re.compile(r"^(?:slideshare\.|speakerdeck\.|docs\.google\.com/presentation)")),
    (
        LinkKind.DATA,
        re.compile(
            r"^(?:huggingface\.co/(?!papers|blog|spaces|docs)\S|kaggle\.com|zenodo\.org"
            r"|(?:\w+\.)?figshare\.com|physionet\.org|archive\.ics\.uci|data\.|datadryad|dataverse)"
        ),
    ),
    (
        LinkKind.BLOG,
        re.compile(
            r"^(?:[\w-]+\.)?(?:medium\.com|towardsdatascience\.com|zhihu\.com|mp\.weixin\.qq\.com"
            r"|weixin\.qq\.com|csdn\.net|jianshu\.com|juejin\.\w+|wordpress\.com"
            r"|blogspot\.\w+|substack\.com|twitter\.com|x\.com|reddit\.com|linkedin\.com|yuque\.com"
            r"|notion\.site|youdao\.com|distill\.pub|wikipedia\.org|huggingface\.co/blog|tistory\.com"
            r"|qiita\.com|cnblogs\.com)"
            r"|^blogs?\.|/blogs?/|/posts?/"
        ),
    ),
    (
        PROJECT,
        re.compile(
            r"^[\w-]+\.github\.io|^sites\.google\.com|^huggingface\.co/spaces|^[\w-]+\.(?:vercel|netlify)\.app"
            r"|^projects?\."
        ),
    ),
)
_OF_A_FILE = re.compile(
    r"slide|talk|presentation|poster|supp|appendix|\.(?:pptx?|key|odp|mp4|mov|webm|avi|ipynb|py|zip|tar\.gz|tgz)\b",
    re.IGNORECASE,
)
"""What any of them has."""
_SCHEME = re.compile(r"^(?:(?:https?:)?//)?(?:www\d?\.)?", re.IGNORECASE)
_CAP = 2_000
_LONGEST_LABEL = 40


@lru_cache(maxsize=4_000)
def classify_link(text: str, url: str) -> LinkKind:
    """What a link leads to.

    An address that surely is a paper's, a repository's or a video's goes before the label, but for what is filed beside
    a paper (its slides, its supplement); a label goes before what is only likely.

    >>> classify_link("pdf", "https://example.org/x") is LinkKind.PAPER
    True
    >>> classify_link("Paper", "https://github.com/a/b") is LinkKind.CODE
    True
    """
    address = _SCHEME.sub("", url[:_CAP].strip())
    if not address or address.startswith(("#", "mailto:")):
        return LinkKind.OTHER
    if _BADGES.search(address):
        return LinkKind.BADGE
    label = _read_label(text)
    if label in (SLIDES, VIDEO, POSTER, LinkKind.SUPPLEMENT):
        return label
    for kind, pattern in _FILES if _OF_A_FILE.search(address) else ():
        if pattern.search(address) and not (kind is CODE and label):
            return kind
    if _PAPERS.search(address):
        return label if label in (CODE, LinkKind.DATA) and ".pdf" in address.lower() else PAPER
    host = address.lower() if "/" not in address else address.split("/", 1)[0].lower() + "/" + address.split("/", 1)[1]
    by_host = next((kind for kind, pattern in _HOSTS if pattern.search(host)), None)
    if by_host in (CODE, VIDEO):
        return by_host
    return label or by_host or LinkKind.OTHER


@lru_cache(maxsize=4_000)
def _read_label(text: str) -> LinkKind | None:
    """The kind that a label of a few words names; a title names none."""
    if len(text) > _LONGEST_LABEL:
        return None
    folded = fold(text)
    folded = _OFFICIAL.sub("", folded) or folded
    return next((kind for kind, pattern in _LABEL_OF.items() if pattern.fullmatch(folded)), None)
