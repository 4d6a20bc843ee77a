"""Identifiers in their canonical forms: one type and one maker each, and finding them in free text and links."""

from __future__ import annotations

import re
from typing import NewType
from urllib.parse import unquote

from pipeline.model.records import Identifiers
from pipeline.text.folding import clean_text

Doi = NewType("Doi", str)
"""A DOI, lower case, without scheme or resolver; made only by `parse_doi`."""

ArxivId = NewType("ArxivId", str)
"""An arXiv id without version, `1706.03762` or `cs/0112017`; made only by `parse_arxiv`."""

ARXIV_DOI_PREFIX = "10.48550/arxiv."

_CAP = 2000
"""No text that is an identifier is longer; what is longer is not looked at."""

_RESOLVER = re.compile(r"^(?:https?://)?(?:(?:dx|www)\.)?doi(?:\.acm)?\.org(?:/|%2f)([^?#]*).*$", re.IGNORECASE)
_DOI_LABEL = re.compile(r"^(?:info:|urn:)?doi[:/\s]\s*", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d{1,9}){0,4}/[^\s\"'{}|\\^`\x00-\x1f]{1,300}")
_DOI_IN_TEXT = re.compile(r"\b10\.\d{4,9}/[^\s\"'{}|\\^`<>?#&，。；）]{1,300}")
_FILE_TAIL = re.compile(
    r"(?:v\d{1,2})?\.full(?:\.pdf|-text)?$|\.(?:pdf|html?)$|/(?:full|pdf|epdf|abstract|meta|html)$|(?<=\d{6})v\d{1,2}$"
)
"""What publishers add to a DOI in a link: `….pdf`, `/full`, and the `v1` of a bioRxiv version."""
_NEW_ARXIV = r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}"
_OLD_ARXIV = r"(?:[a-z]{2,10}(?:-[a-z]{2,10})?|q-(?:alg|bio|fin))(?:\.[A-Za-z]{2})?/\d{7}"
_ARXIV = re.compile(rf"({_NEW_ARXIV}|{_OLD_ARXIV})(?:v\d{{1,3}})?", re.IGNORECASE)
_SUBJECT = re.compile(r"\.[a-z]{2}/")
"""The subject class in an old id, which arXiv's own canonical form leaves out: `cs.LG/0112017` is `cs/0112017`."""
_ARXIV_LABEL = re.compile(r"^arxiv\s{0,3}[:：.]?\s{0,3}", re.IGNORECASE)
_ARXIV_TAIL = re.compile(r"\.pdf$|\s{0,3}\[[a-zA-Z.-]{1,20}\]$")
"""What may follow an arXiv id: `1706.03762.pdf`, and arXiv's own form `arXiv:1706.03762 [cs.CL]`."""
_ARXIV_IN_TEXT = re.compile(rf"ar[xχ]iv\s{{0,3}}[:：]?\s{{0,3}}({_NEW_ARXIV}|{_OLD_ARXIV})(?!\d)", re.IGNORECASE)
_BRACKETS = {")": "(", "]": "[", ">": "<", "）": "（"}
_ARXIV_URL = re.compile(
    r"(?<![\w-])(?:arxiv\.org|alphaxiv\.org|ar5iv\.[a-z.]{2,30}|xxx\.lanl\.gov|huggingface\.co|arxiv-vanity\.com)"
    rf"/(?:abs|pdf|html|format|e-print|papers)?/?({_NEW_ARXIV}|{_OLD_ARXIV})(?!\d)",
    re.IGNORECASE,
)
_ACL_URL = re.compile(
    r"(?:aclanthology\.org|aclweb\.org/anthology|aclanthology\.info/papers|aclanthology\.coli\.uni-saarland\.de/papers)"
    r"/([A-Z]\d{2}-\d{4}|\d{4}\.[a-z0-9_]{1,30}-[a-z0-9]{1,20}\.\d{1,5})",
    re.IGNORECASE,
)
_ACL_DOI = re.compile(r"10\.(?:18653|3115)/v1/([a-z]\d{2}-\d{4}|\d{4}\.[a-z0-9_]{1,30}-[a-z0-9]{1,20}\.\d{1,5})")
_OLD_ACL = re.compile(r"[A-IK-PR-Z](\d{2})-\d{4}")
"""Ids until 2019: a letter for the venue (not those of CL and TACL, whose DOIs are MIT Press's), a year, a number."""
_OPENREVIEW_URL = re.compile(r"openreview\.net/(?:forum|pdf|attachment)\?(?:[^\s#]{0,100}&)?id=([A-Za-z0-9_-]{6,20})")
_NATURE_URL = re.compile(
    r"nature\.com/articles/([sd]\d{5}-\d{3}-\w{4,6}-\w|(?:nature|ncomms)\d{4,6}|\d{5,6}a0)\b", re.IGNORECASE
)
"""Articles whose name at nature.com is their DOI after `10.1038/`; of others (`eye201012`, `6602011`) it is not."""
_IJCAI_URL = re.compile(r"ijcai\.org/proceedings/(201[7-9]|202\d)/0*(\d{1,4})(?:\.pdf)?(?![\d-])", re.IGNORECASE)
"""IJCAI's papers since 2017, whose page names their DOI: `/proceedings/2019/0366` is `10.24963/ijcai.2019/366`."""
_DOI_URL = re.compile(
    r"(?:doi\.org|dl\.acm\.org/doi(?:/(?:abs|full|pdf|epdf))?|link\.springer\.com/(?:article|chapter|content/pdf)"
    r"|(?:onlinelibrary\.wiley\.com|tandfonline\.com|pubs\.acs\.org|science\.org)/doi(?:/(?:abs|full|pdf))?)"
    r"(?:/|%2F)(10\.\d{4,9}(?:/|%2F)[^\s?#，。；）、]{1,300})",
    re.IGNORECASE,
)


def parse_doi(text: str) -> Doi | None:
    """The DOI that a whole string is, or None. A trailing full stop or comma is not part of it.

    `10.5555/…` is a test prefix that ACM prints but never registers, so it is no DOI here.

    >>> parse_doi("https://doi.org/10.1109/ICCV.2017.74.")
    '10.1109/iccv.2017.74'
    >>> parse_doi("10.5555/3295222.3295230") is None
    True
    """
    bare = clean_text(text) if len(text) <= _CAP else ""
    while (tidied := _tidy_doi(bare)) != bare:
        bare = tidied
    if not _DOI.fullmatch(bare) or bare.startswith("10.5555/"):
        return None
    return Doi(bare.lower())


def parse_arxiv(text: str) -> ArxivId | None:
    """The arXiv id that a whole string is (a bare id, `arXiv:` form, URL or arXiv DOI), without its version.

    >>> parse_arxiv("arXiv:1706.03762v5")
    '1706.03762'
    """
    bare = clean_text(text) if len(text) <= _CAP else ""
    doi = parse_doi(bare)
    if doi and doi.startswith(ARXIV_DOI_PREFIX):
        bare = doi[len(ARXIV_DOI_PREFIX) :]
    elif found := _ARXIV_URL.search(bare):
        bare = found[1]
    found = _ARXIV.fullmatch(_ARXIV_TAIL.sub("", _ARXIV_LABEL.sub("", bare)))
    return ArxivId(_SUBJECT.sub("/", found[1].lower())) if found else None


def arxiv_doi(arxiv: str) -> str:
    """The DOI that arXiv registers at DataCite for every paper; for display where the preprint is cited."""
    return f"10.48550/arXiv.{arxiv}"


def arxiv_year(arxiv: str) -> int | None:
    """The year in which a preprint was first posted, read from its id.

    >>> arxiv_year("1606.03490"), arxiv_year("cs/9901001")
    (2016, 1999)
    """
    digits = arxiv.rpartition("/")[2][:2]
    if not digits.isdigit():
        return None
    return 1900 + int(digits) if int(digits) > 90 else 2000 + int(digits)


def sort_doi(text: str) -> tuple[str, str]:
    """A DOI in its place: `(doi, "")` for a published one, `("", arxiv id)` for arXiv's own, else two empties."""
    doi = parse_doi(text)
    if doi and doi.startswith(ARXIV_DOI_PREFIX):
        return "", parse_arxiv(doi) or ""
    return doi or "", ""


def acl_doi(acl: str) -> str:
    """The DOI under which the ACL registers a paper of its Anthology; empty for ids that tell none (before 2014, TACL).

    >>> acl_doi("P19-1001"), acl_doi("P15-1002"), acl_doi("2020.acl-main.5")
    ('10.18653/v1/p19-1001', '10.3115/v1/p15-1002', '10.18653/v1/2020.acl-main.5')
    """
    old = _OLD_ACL.fullmatch(acl)
    if not old:
        is_new = acl[:1].isdigit() and ".tacl-" not in acl and ".cl-" not in acl
        return f"10.18653/v1/{acl}" if is_new else ""
    registrant = "10.18653" if 16 <= int(old[1]) < 60 else "10.3115" if int(old[1]) in (14, 15) else ""
    return f"{registrant}/v1/{acl.lower()}" if registrant else ""


def acl_of_doi(doi: str) -> str:
    """The Anthology's id in a DOI of the ACL; empty for any other DOI.

    >>> acl_of_doi("10.18653/v1/n19-1357"), acl_of_doi("10.1109/cvpr.2016.90")
    ('N19-1357', '')
    """
    found = _ACL_DOI.fullmatch(doi)
    return _canonical_acl(found[1]) if found else ""


def find_identifiers(text: str) -> Identifiers:
    """Every identifier that stands in a free text or a URL; the first of each kind.

    >>> find_identifiers("（同arxiv:1806.10758）").arxiv
    '1806.10758'
    """
    text = text[:4000]
    arxiv = _ARXIV_IN_TEXT.search(text) or _ARXIV_URL.search(text)
    doi, arxiv_of_doi = sort_doi(_find_doi(text))
    acl = _ACL_URL.search(text)
    openreview = _OPENREVIEW_URL.search(text)
    return Identifiers(
        doi=doi,
        arxiv=(parse_arxiv(arxiv[1]) or "") if arxiv else arxiv_of_doi,
        acl=_canonical_acl(acl[1]) if acl else "",
        openreview=openreview[1] if openreview else "",
    )


def join_identifiers(*known: Identifiers) -> Identifiers:
    """All together; where several know one of a scheme, the first one's stays."""
    fields = Identifiers.__struct_fields__
    return Identifiers(**{name: next((ids for one in known if (ids := getattr(one, name))), "") for name in fields})


def _find_doi(text: str) -> str:
    """The first DOI of a text as it stands there, one in a publisher's link before others."""
    if found := _DOI_URL.search(text):
        return _FILE_TAIL.sub("", found[1])
    if found := _NATURE_URL.search(text):
        return f"10.1038/{found[1]}"
    if found := _IJCAI_URL.search(text):
        return f"10.24963/ijcai.{found[1]}/{found[2]}"
    found = _DOI_IN_TEXT.search(text)
    return _FILE_TAIL.sub("", found[0]) if found else ""


def _canonical_acl(acl: str) -> str:
    """`P19-1001` and `2020.acl-main.5`: letters of the first kind are capitals, of the second small."""
    return acl.upper() if acl[0].isalpha() else acl.lower()


def _tidy_doi(text: str) -> str:
    """A DOI nearer to its bare form by one layer of resolver, label, brackets, percent signs and punctuation."""
    text = _DOI_LABEL.sub("", _RESOLVER.sub(r"\1", text.lstrip("(<[\"'“ ")))
    return _close_brackets(unquote(text).rstrip(".,;:/\"'”。，；、 "))


def _close_brackets(doi: str) -> str:
    """Drop a closing bracket that was the sentence's: `(doi:10.1/x)`, but keep `10.1016/0004-3702(90)90060-d`."""
    while doi.endswith(tuple(_BRACKETS)):
        if doi.count(_BRACKETS[doi[-1]]) >= doi.count(doi[-1]):
            break
        doi = doi[:-1]
    return doi
