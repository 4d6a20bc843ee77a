"""A line of plain text about one paper: the identifiers in it as links, and what the rest of it says."""

from __future__ import annotations

import re

from pipeline.model.identifiers import parse_arxiv, parse_doi
from pipeline.model.records import Struct

_URL = re.compile(r"<?https?://[^\s<>\"]{1,2000}>?")
_DOI = re.compile(r"(?:\bdoi\s{0,3}[:=]?\s{0,3}|(?<![\w/.-]))(10\.\d{4,9}/[^\s\"<>|]{1,300})", re.IGNORECASE)
_ARXIV = re.compile(
    r"\[?\bar[xχ]iv\s{0,3}[:：.]?\s{0,3}((?:\d{4}\.\d{4,5}|[a-z-]{2,12}(?:\.[A-Z]{2})?/\d{7})(?:v\d{1,3})?)\]?"
    r"(?:\s{0,3}\[[a-zA-Z.-]{1,20}\])?",
    re.IGNORECASE,
)
_PMID = re.compile(r"\bPMID\s{0,3}[:：]?\s{0,3}(\d{1,8})\b", re.IGNORECASE)
_PMCID = re.compile(r"\b(?:PMCID\s{0,3}[:：]?\s{0,3})?(PMC\d{1,9})\b", re.IGNORECASE)
_EMPTY = re.compile(r"[(\[]\s*(?:pdf|doi|url|link|arxiv|paper|html|www)?\s*[:：]?\s*[)\]]", re.IGNORECASE)
_LABEL = re.compile(
    r"\s*(?:[,;:|–—-]\s*)?\b(?:available (?:at|from|online)(?: at)?|retrieved from|url|link|pdf|doi|arxiv|paper)"
    r"\s*[:：]\s*(?=$|[,;.])",
    re.IGNORECASE,
)
_ENDS = ".,;:!?'*_）】。，；"
_CAP = 8_000


class NamedPaper(Struct, frozen=True):
    """What a line says: links (of identifiers, their canonical pages), the text without them, and what that says."""

    links: tuple[str, ...]
    text: str


def find_papers(text: str) -> NamedPaper:
    """The identifiers and addresses of a line, and the rest of it.

    >>> find_papers("Attention is all you need, arXiv:1706.03762v5")
    NamedPaper(links=('https://arxiv.org/abs/1706.03762',), text='Attention is all you need')
    >>> find_papers("10.1109/ICCV.2017.74").links, find_papers("PMID: 1234").links
    (('https://doi.org/10.1109/iccv.2017.74',), ('https://pubmed.ncbi.nlm.nih.gov/1234/',))
    """
    rest = text[:_CAP].strip()
    if len(rest.split()) == 1 and (arxiv := parse_arxiv(rest)):
        return NamedPaper((f"https://arxiv.org/abs/{arxiv}",), "")
    links: list[str] = []

    def take(url: str) -> str:
        if url and url not in links:
            links.append(url)
        return " "

    rest = _URL.sub(lambda found: take(_tidy_url(found[0])), rest)
    rest, pages = cut_identifiers(rest, " ")
    for page in pages:
        take(page)
    rest = _ARXIV.sub(
        lambda found: take(f"https://arxiv.org/abs/{one}") if (one := parse_arxiv(found[1])) else found[0], rest
    )
    if links:
        rest = _LABEL.sub("", _EMPTY.sub(" ", rest)).rstrip(" ,;:|–—-").lstrip(" ,;:|")
    rest = " ".join(rest.split())
    return NamedPaper(tuple(links), rest if re.search(r"[^\W_]", rest) else "")


def cut_identifiers(text: str, gap: str) -> tuple[str, tuple[str, ...]]:
    """A text with the gap in place of each character of its DOIs and PubMed ids, and their pages.

    >>> cut_identifiers("In Nature. doi:10.1038/nature14539", "_")
    ('In Nature. _______________________', ('https://doi.org/10.1038/nature14539',))
    """
    links: list[str] = []

    def take(found: re.Match[str], page: str) -> str:
        links.append(page)
        return gap * len(found[0])

    if "10." in text:
        text = _DOI.sub(
            lambda found: take(found, f"https://doi.org/{doi}") if (doi := parse_doi(found[1])) else found[0], text
        )
    if "PM" in text:
        text = _PMID.sub(lambda found: take(found, f"https://pubmed.ncbi.nlm.nih.gov/{found[1]}/"), text)
        text = _PMCID.sub(lambda found: take(found, f"https://pmc.ncbi.nlm.nih.gov/articles/{found[1].upper()}/"), text)
    return text, tuple(links)


def _tidy_url(url: str) -> str:
    """An address without the punctuation of its sentence; a closing bracket stays when it was opened in it."""
    url = url.strip("<>").rstrip(_ENDS)
    while url.endswith((")", "]")) and url.count("(") + url.count("[") < url.count(")") + url.count("]"):
        url = url[:-1].rstrip(_ENDS)
    return url
