"""A title without what a list puts around it, and which words of links are labels and no titles."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

GAP = "\ue000"
"""Stands where something was taken out of a text: a label, a picture, a place in brackets. Nothing reaches over it."""

_LABEL_WORDS = frozenset(
    """
    pdf paper papers code codes arxiv link links url slides slide video videos website web site project page
    projects pages
    homepage home github gitlab git demo demos data dataset datasets bibtex bib cite supp supplement
    supplementary supplemental
    material materials appendix poster talk blog post html htm abs abstract doi ppt pptx official unofficial
    pytorch tensorflow keras tf
    torch caffe caffe2 jax mxnet matlab python cpp c++ c julia r java lua model models weights checkpoint colab
    notebook huggingface hf
    openreview acm ieee springer sciencedirect elsevier pubmed semantic scholar review reviews note notes
    summary here download
    preprint journal conference publication published version full text open access read more details info source impl
    implementation implementations repo repository proceedings article book chapter tutorial presentation
    youtube bilibili twitter tweet
    media news discussion comment comments media medium zhihu cvf thecvf neurips nips icml iclr pmlr mlr acl
    anthology aclweb
    ebook reference references author authors' by in the of and for to our online live try playground app tool
    api docs documentation
    documents leaderboard benchmark readme wiki issue thesis report pdf1 pdf2 code1 code2 ps ps.gz gz zip tar
    bibliography scihub
    arxiv.org mirror alternative alt short long extended ext old new v1 v2 v3 original main 1 2 3 4 5 google
    drive baidu onedrive
    biorxiv medrxiv hal ssrn jstor wiley nature science ijcai aaai cvpr iccv eccv project-page projectpage
    webpage web-page home-page paperswithcode
    sourcecode source-code googlecode results result interactive explanation explained lecture
    论文 代码 链接 项目 主页 数据 数据集 视频 解读 原文 下载 官网 地址 源码 幻灯片 博客 译文 中文 翻译
    笔记 论文链接 代码链接 项目主页 论文地址 官方
    """.split()
)
_LABEL_TRIM = " \t\n[](){}<>（）【】「」:：,，.。;；|/\\·•*_`'\"“”-–—!?~#→↗"
_IDENTIFIER_LABEL = re.compile(
    r"(?:arxiv\s{0,2}[:：]?\s{0,2})?\d{4}\.\d{4,5}(?:v\d)?|doi\s{0,2}[:：]?\s{0,2}10\.\S+|10\.\d{4,9}/\S+",
    re.IGNORECASE,
)
_BETWEEN_WORDS = re.compile(r"[\s/,;:&+()\[\]-]+")
_PLAIN = re.compile(r"[^\W\d_](?:[\w ,:;'’/&+.?!-]*[^\W_])?")
"""A title around which nothing stands; most are."""
_SHORTCODE = re.compile(r":[a-z0-9_+-]{2,30}:")
_LEAD_NUMBER = re.compile(
    r"^\s*(?:[(\[（【]\s{0,2}\d{1,4}\s{0,2}[)\]）】]\s{0,2}[.:]?|\d{1,4}\s{0,2}[).、:](?=\s|[^\d\s])"
    r"|#\d{1,4}[.:]?(?=\s)|№\s?\d{1,4})\s*"
)
_EMPTY = re.compile(r"[(（\[【{]\s*[|/,;:·-]?\s*[)）\]】}]")
_LABEL_TAIL = re.compile(
    r"\s*[\[(（【]\s*(?:pdf|paper|code|link|html|arxiv|slides?|video|website|project(?: page)?|homepage|bib|data"
    r"|github)\s*[\])）】]\s*$",
    re.IGNORECASE,
)
_TRANSLATION = re.compile(r"\s?[(（]([^()（）]{4,200})[)）]$")
_FIELD = re.compile(
    r"^\W{0,3}(?:(?:paper )?title|titel|titre|título|titolo|标题|題目|题目|タイトル|제목)\W{0,2}[:：]+\s*(?=\S)",
    re.IGNORECASE,
)
_PDF_TAIL = re.compile(r"(?<=\w)\s+(?:pdf|PDF|\.pdf)$")
_PAIRS = {'"': '"', "“": "”", "‘": "’", "«": "»", "《": "》", "「": "」", "『": "』", "`": "`", "„": "“", "``": "''"}
_SEPARATORS = " \t\n,;|/\\·•~_*>»，；、#→"


@lru_cache(maxsize=8_192)
def is_label(text: str) -> bool:
    """True for the words of a link that say what it leads to, and are no title.

    >>> [is_label(text) for text in ("pdf", "[Code]", "official PyTorch implementation", "论文", "arXiv:1706.03762")]
    [True, True, True, True, True]
    >>> is_label("Attention is all you need")
    False
    """
    bare = " ".join(strip_emoji(text).split()).strip(_LABEL_TRIM).lower()
    if not bare or (bare.isdigit() and len(bare) < 4) or _IDENTIFIER_LABEL.fullmatch(bare):
        return True
    if len(bare) > 60:
        return False
    words = [word for word in _BETWEEN_WORDS.split(bare) if word]
    if (
        len(words) == 2
        and words[0] in ("paper", "pdf", "preprint", "article")
        and re.fullmatch(r"(?:19|20)\d\d", words[1])
    ):
        return True
    return all(word in _LABEL_WORDS or (word.isdigit() and len(word) < 4) for word in words) or bare in _LABEL_WORDS


def strip_emoji(text: str) -> str:
    """A text without emoji and without their names between colons.

    >>> strip_emoji("🔥 Fast :star: R-CNN ⭐")
    'Fast R-CNN'
    """
    if text.isascii():
        return " ".join(_SHORTCODE.sub(" ", text).split()) if ":" in text else text
    if ":" in text:
        text = _SHORTCODE.sub(" ", text)
    if max(text, default="") >= "\u200d":  # before it there are letters and their like only
        text = "".join(" " if one >= "\u200d" and _is_emoji(one) else one for one in text)
    return " ".join(text.split())


def _is_emoji(one: str) -> bool:
    code = ord(one)
    if code < 0x2100:
        return code in (0x200D, 0x20E3)
    return (
        (code >= 0x1F000 and code < 0x20000)
        or code in (0xFE0F, 0x2B50, 0x2B55)
        or (0x2600 <= code <= 0x27BF and unicodedata.category(one) == "So")
        or 0xE0020 <= code <= 0xE007F
    )


def strip_number(text: str) -> str:
    """A text without the number that counts it in its list.

    >>> strip_number("[12] A title"), strip_number("3D shapes"), strip_number("1984: a year")
    ('A title', '3D shapes', '1984: a year')
    """
    found = _LEAD_NUMBER.match(text)
    if not found or (re.match(r"\s*(?:1[5-9]|20)\d\d", text) and not text.lstrip().startswith("[")):
        return text
    return text[found.end() :]


@lru_cache(maxsize=8_192)
def clean_title(text: str) -> str:
    """A title as its paper has it: without numbering, emoji, labels, quotes, and the mark that closes it in the list.

    >>> clean_title('  [3] "A title?" :star: '), clean_title("**A title.**"), clean_title("Learning to X , ")
    ('A title?', 'A title', 'Learning to X')
    >>> clean_title("On (un)certainty (part II)."), clean_title("《A title》")
    ('On (un)certainty (part II)', 'A title')
    """
    text = strip_emoji(" ".join(text.split()))
    if _PLAIN.fullmatch(text) and text[-3:].lower() != "pdf" and not _FIELD.match(text):
        return text
    while (shorter := _once(text)) != text:
        text = shorter
    return text


def _translated(text: str) -> str:
    """`A title of words(标题)`: without the translation that a list puts behind it."""
    found = _TRANSLATION.search(text)
    if not found or found.start() < 12:
        return text
    wide = sum("\u3040" <= one <= "\u9fff" for one in found[1])
    before = text[: found.start()]
    is_other_script = not any("\u3040" <= one <= "\u9fff" for one in before)
    return before.rstrip() if is_other_script and wide * 2 >= len(found[1]) and wide >= 4 else text


def _once(text: str) -> str:
    text = _EMPTY.sub(" ", text)
    text = _FIELD.sub("", text) if ":" in text[:12] or "：" in text[:12] else text
    text = _translated(text)
    text = _PDF_TAIL.sub("", _LABEL_TAIL.sub("", text))
    text = " ".join(strip_number(text).split()).strip(_SEPARATORS)
    text = text.lstrip(".:：。)）]】-–—+= ").rstrip(":：。([（【-–—= ")
    if text.endswith(".") and not text.endswith(("..", "etc.", " al.")):
        text = text[:-1].rstrip()
    for opening, closing in _PAIRS.items():
        if (
            len(text) > 2
            and text.startswith(opening)
            and text.endswith(closing)
            and closing not in text[len(opening) : -len(closing)]
        ):
            return text[len(opening) : -len(closing)].strip()
    for one in ('"', "“", "”"):
        if (
            text.count('"' if one == '"' else one) == 1
            and (text.startswith(one) or text.endswith(one))
            and not (one == "“" and "”" in text)
            and not (one == "”" and "“" in text)
        ):
            text = text.strip(one)
    if text[:1] == "[" and text[-1:] == "]" and text.count("[") == 1 and " " in text:
        return text[1:-1].strip()
    for opening, closing in ("()", "[]", "（）", "【】"):
        if text.endswith(closing) and text.count(closing) > text.count(opening):
            text = text[:-1].rstrip()
        if text.startswith(opening) and text.count(opening) > text.count(closing):
            text = text[1:].lstrip()
    return text
