"""Identifiers in their canonical forms: one type and one maker each, and finding them in free text and links."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NewType
from urllib.parse import unquote

from pipeline.model.addresses import (
    NEW_ARXIV,
    OLD_ARXIV,
    find_acl,
    find_arxiv_address,
    find_doi_address,
    find_openreview,
    find_pubmed,
    repair_address,
)
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
_PLAIN_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.\d{4,9}/[a-zA-Z0-9._/-]{0,200}[a-zA-Z0-9])")
"""A DOI as nearly all are written, at one go."""
_ARXIV = re.compile(rf"({NEW_ARXIV}|{OLD_ARXIV})(?:v\d{{1,3}})?", re.IGNORECASE)
_SUBJECT = re.compile(r"\.[a-z]{2,6}(?:-[a-z]{2,4})?/")
"""The subject class in an old id, which arXiv's own canonical form leaves out: `cs.LG/0112017` is `cs/0112017`."""
_ARXIV_LABEL = re.compile(r"^arxiv\s{0,3}[:：.]?\s{0,3}", re.IGNORECASE)
_ARXIV_TAIL = re.compile(r"\.pdf$|\s{0,3}\[[a-zA-Z.-]{1,20}\]$")
"""What may follow an arXiv id: `1706.03762.pdf`, and arXiv's own form `arXiv:1706.03762 [cs.CL]`."""
_ARXIV_IN_TEXT = re.compile(rf"ar[xχ]iv\s{{0,3}}[:：]?\s{{0,3}}({NEW_ARXIV}|{OLD_ARXIV})(?!\d)", re.IGNORECASE)
_NONE = Identifiers()
_DIGIT = re.compile(r"\d")
_BRACKETS = {")": "(", "]": "[", ">": "<", "）": "（"}
_ACL_DOI = re.compile(r"10\.(?:18653|3115)/v1/([a-z]\d{2}-\d{4}|\d{4}\.[a-z0-9_]{1,30}-[a-z0-9]{1,20}\.\d{1,5})")
_OLD_ACL = re.compile(r"[A-IK-PR-Z](\d{2})-\d{4}")
"""Ids until 2019: a letter for the venue (not those of CL and TACL, whose DOIs are MIT Press's), a year, a number."""


def parse_doi(text: str) -> Doi | None:
    """The DOI that a whole string is, or None. A trailing full stop or comma is not part of it.

    `10.5555/…` is a test prefix that ACM prints but never registers, so it is no DOI here.

    >>> parse_doi("https://doi.org/10.1109/ICCV.2017.74.")
    '10.1109/iccv.2017.74'
    >>> parse_doi("10.5555/3295222.3295230") is None
    True
    """
    if plain := _PLAIN_DOI.fullmatch(text):
        return None if plain[1].startswith("10.5555/") else Doi(plain[1].lower())
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
    elif address := find_arxiv_address(bare):
        bare = address
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


@lru_cache(maxsize=4_096)
def find_identifiers(text: str) -> Identifiers:
    """Every identifier that stands in a free text or a URL; the first of each kind.

    >>> find_identifiers("（同arxiv:1806.10758）").arxiv
    '1806.10758'
    """
    if not _DIGIT.search(text) and "openreview" not in text:
        return _NONE
    text = repair_address(text[:4000])
    arxiv = found[1] if (found := _ARXIV_IN_TEXT.search(text)) else find_arxiv_address(text)
    doi, arxiv_of_doi = sort_doi(find_doi_address(text))
    pmid, pmcid = find_pubmed(text)
    return Identifiers(
        doi=doi,
        arxiv=(parse_arxiv(arxiv) or "") if arxiv else arxiv_of_doi,
        acl=_canonical_acl(find_acl(text)),
        openreview=find_openreview(text),
        pmid=pmid,
        pmcid=pmcid,
    )


def join_identifiers(*known: Identifiers) -> Identifiers:
    """All together; where several know one of a scheme, the first one's stays."""
    known = tuple([one for one in known if one is not _NONE and one != _NONE])
    if len(known) < 2:
        return known[0] if known else _NONE
    fields = Identifiers.__struct_fields__
    return Identifiers(**{name: next((ids for one in known if (ids := getattr(one, name))), "") for name in fields})


def _canonical_acl(acl: str) -> str:
    """`P19-1001` and `2020.acl-main.5`: letters of the first kind are capitals, of the second small."""
    return acl.upper() if acl[:1].isalpha() else acl.lower()


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
