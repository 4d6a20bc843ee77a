"""Identifiers in the addresses of papers' pages: which part of an address is one, and which address tells a DOI surely.

An address in a list was copied, pasted and wrapped by people and programs; `repair_address` undoes what they do to it.
Where an address does not determine the DOI (ScienceDirect, IEEE Xplore, JSTOR, the AAAI's journals) nothing is made of
it: a wrong DOI is worse than none.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_INNER = re.compile(
    r"(?:(?<=[?&])(?:url|q|u|target|to|redirect\w{0,8}|dest\w{0,9}|goto|link)=|/web/\d{4,14}\w{0,4}/)(?=https?:/)"
)
"""Before the address that a redirect of Google or LinkedIn leads to, and that the Web Archive keeps."""
_AFTER = re.compile(r"&(?:sa|ved|usg|trk|urlhash|source|ei|oi|hl|ust)=\S*")
_TWICE = re.compile(r"https?:?/{0,2}(?=https?:/)", re.IGNORECASE)

NEW_ARXIV = r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}"
_OLD_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga"
    "|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg"
    "|q-bio|quant-ph|solv-int|stat|supr-con"
)
OLD_ARXIV = rf"(?:{_OLD_ARCHIVES})(?:\.[A-Za-z]{{2,6}}(?:-[a-z]{{2,4}})?)?/\d{{2}}(?:0[1-9]|1[0-2])\d{{3}}"
"""Ids until March 2007. arXiv answers a whole list with an error when the archive of one id never was."""
_ARXIV_HOSTS = (
    r"arxiv\.org|alphaxiv\.org|ar5iv\.[a-z.]{2,30}|xxx\.lanl\.gov|huggingface\.co|arxiv-vanity\.com|arxiv-sanity\.com"
    r"|scirate\.com|semanticscholar\.org|emergentmind\.com|papers\.cool|hf\.co|hjfy\.top"
)
_ARXIV = re.compile(
    rf"(?<![\w-])(?:{_ARXIV_HOSTS})/(?:(?!list/)[\w-]{{2,10}}/){{0,4}}?/?(?:arxiv[:.])?({NEW_ARXIV}|{OLD_ARXIV})(?!\d)",
    re.IGNORECASE,
)
_DBLP = re.compile(r"(?:journals|conf)/corr/abs-(\d{4})-(\d{4,5})(?!\d)", re.IGNORECASE)
_ACL = re.compile(
    r"(?:aclweb\.org|aclanthology\.|acl-anthology)[^\s?#]{0,100}?/"
    r"([A-Z]\d{2}-\d{4}|\d{4}\.[a-z0-9_]{1,30}-[a-z0-9]{1,20}\.\d{1,5})(?!\d)",
    re.IGNORECASE,
)
_OPENREVIEW = re.compile(
    r"openreview\.net/(?:forum|pdf|attachment)/?\?(?:[^\s#]{0,100}&)?id=([A-Za-z0-9_-]{6,20})(?![A-Za-z0-9_./-])"
)
_PUBMED = re.compile(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/|pubmed\.gov/|europepmc\.org/(?:article|abstract)/med/)"
    r"(\d{1,8})(?!\d)|\bPMID\s?[:：]?\s{0,2}(\d{4,8})(?!\d)",
    re.IGNORECASE,
)
_PMC = re.compile(
    r"(?:pmc\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pmc|europepmc\.org)/(?:articles?/)?(?:pmc/)?PMC(\d{3,9})(?!\d)"
    r"|\bPMCID\s?[:：]?\s{0,2}PMC(\d{3,9})(?!\d)",
    re.IGNORECASE,
)

_DOI_URL = re.compile(
    r"(?:doi\.org|dl\.acm\.org/doi(?:/(?:abs|full|pdf|epdf|fullhtml|suppl))?"
    r"|link\.springer\.com(?:/(?:article|chapter|content/pdf|book|epdf))?"
    r"|(?:onlinelibrary\.wiley\.com|tandfonline\.com|pubs\.acs\.org|science\.org)/doi(?:/(?:abs|full|pdf|epdf|pdfdirect))?)"
    r"/(10\.\d{4,9}/[^\s?#，。；）、]{1,300})",
    re.IGNORECASE,
)
_DOI_IN_TEXT = re.compile(r"\b10\.\d{4,9}/[^\s\"'{}|\\^`<>?#&，。；）]{1,300}")
_OF_OXFORD = re.compile(r"(10\.1093/[\w.-]{2,40}/[\w-]{4,20})/\d{4,9}")
"""Oxford's addresses have a number of their own behind the DOI: `…/10.1093/bioinformatics/btz123/5320551`."""
_TAIL = re.compile(
    r"(?:v\d{1,2})?\.(?:full|short|abstract)(?:\.pdf|-text)?$|\.(?:pdf|html?)$"
    r"|/(?:full|pdf|epdf|abstract|meta|html|ampdf|pdfplus|full-?text|full-?html|summary|references|citations?|cover|tables"
    r"|figures|metrics|download|asset|issuetoc|suppl_file/\S*)$"
    r"|(?<=\d{6})v\d{1,2}$|;jsessionid=.*|\]\(.*|(?<=\w)https?:.*|(?<=10\.1371/journal\.p\w{3}\.\d{7})\.[gts]\d{3}$",
    re.IGNORECASE,
)
"""What publishers add to a DOI in a link: `….pdf`, `/full`, and the `v1` of a bioRxiv version."""

_DETERMINED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), doi)
    for pattern, doi in (
        # Articles whose name at nature.com is their DOI after the slash; of others (`eye201012`, `6602011`) it is not.
        (
            r"nature\.com/(?:articles|[a-z]{2,20}/journal/v\d{1,4}/n[\w-]{1,8}/(?:full|abs|pdf))/"
            r"([sd]\d{5}-\d{3}-\w{4,6}-\w|(?:nature|ncomms|srep|nphys|nmat|nrg|nrn|nrc|nrd|nrm|nri|nrmicro|ngeo|nchem)\d{3,6}"
            r"|n[a-z]{1,10}\.\d{4}(?:\.\d{1,4})?|\d{5,6}a0)(?!\w)",
            r"10.1038/\1",
        ),
        # IJCAI's papers since 2017, whose page names their DOI: `/proceedings/2019/0366` is `10.24963/ijcai.2019/366`.
        (r"ijcai\.org/proceedings/(201[7-9]|202\d)/0*(\d{1,4})(?:\.pdf)?(?![\d-])", r"10.24963/ijcai.\1/\2"),
        (r"ssrn\.com/(?:sol3/\w{4,9}\.cfm\?(?:[^\s#]{0,80}&)?abstract_?id=|abstract=)(\d{4,8})\b", r"10.2139/ssrn.\1"),
        (r"zenodo\.org/records?/(\d{3,9})(?!\d)", r"10.5281/zenodo.\1"),
        (
            r"(?:bio|med)rxiv\.org/content/(?:\w{6,8}/)?early/\d{4}/\d\d/\d\d/(\d{6}|\d{4}\.\d\d\.\d\d\.\d{6,8})(?!\d)",
            r"10.1101/\1",
        ),
        (r"elifesciences\.org/(?:articles/|content/\d{1,2}/e|lookup/doi/)0*(\d{5,6})(?!\d)", r"10.7554/elife.\1"),
        (r"peerj\.com/articles/(\d{1,6})(?![\w-])", r"10.7717/peerj.\1"),
        (r"peerj\.com/articles/cs-(\d{1,6})(?!\d)", r"10.7717/peerj-cs.\1"),
        (r"hindawi\.com/journals/\w{2,12}/(\d{4})/(\d{5,8})(?!\d)", r"10.1155/\1/\2"),
        (r"pubs\.rsc\.org/\w\w/content/article\w{0,12}/\d{4}/\w{2,3}/([bc]\d[a-z]{2}\d{5}[a-z])(?!\w)", r"10.1039/\1"),
        (
            r"isca-(?:speech|archive)\.org/archive/interspeech_(201[6-9]|2020)/(?:pdfs|abstracts)/(\d{4})\.",
            r"10.21437/interspeech.\1-\2",
        ),
        # Elsevier's ids until the nineties have the ISSN and the year in them; later ones (`S0004…`) tell no DOI.
        (
            r"(?:sciencedirect\.com/science/article/(?:abs/)?|elsevier\.com/retrieve/)pii/"
            r"(\d{4})(\d{3}[\dx])([4-9]\d)(\d{5})([\da-z])(?!\w)",
            r"10.1016/\1-\2(\3)\4-\5",
        ),
        (r"psyarxiv\.com/([a-z0-9]{5})(?!\w)|osf\.io/preprints/psyarxiv/([a-z0-9]{5})(?!\w)", r"10.31234/osf.io/\1\2"),
        (r"osf\.io/preprints/socarxiv/([a-z0-9]{5})(?!\w)", r"10.31235/osf.io/\1"),
        (r"researchsquare\.com/article/(rs-\d{4,9}/v\d{1,2})(?!\d)", r"10.21203/rs.3.\1"),
        (r"preprints\.org/manuscript/(\d{6}\.\d{4})/(v\d{1,2})(?!\d)", r"10.20944/preprints\1.\2"),
    )
)
"""Addresses that say a DOI in other words, and the DOI they say."""

_TELLING_HOST = re.compile(
    r"(?:nature|ssrn|peerj|hindawi|psyarxiv|researchsquare|mdpi|sciencedirect|elsevier)\.com|(?:ijcai|zenodo|[od]rxiv|elifesciences"
    r"|rsc|archive|speech|preprints)\.org|osf\.io",
    re.IGNORECASE,
)
"""The hosts of all of them, since few addresses have one; `[od]rxiv` is bioRxiv and medRxiv, not arXiv."""
_MDPI_URL = re.compile(r"mdpi\.com/(\d{4}-\d{3}[\dx])/(\d{1,2})/(\d{1,2})/(\d{1,5})(?!\d)", re.IGNORECASE)
_MDPI = {
    "2072-4292": ("rs", 8),
    "1424-8220": ("s", 16),
    "2076-3417": ("app", 6),
    "2073-8994": ("sym", 8),
    "1099-4300": ("e", 18),
    "2227-7390": ("math", 4),
    "2079-9292": ("electronics", 5),
    "2078-2489": ("info", 7),
    "1999-4893": ("a", 9),
    "2313-433x": ("jimaging", 2),
    "2504-4990": ("make", 1),
    "2071-1050": ("su", 8),
    "1996-1073": ("en", 9),
    "1660-4601": ("ijerph", 13),
    "1422-0067": ("ijms", 17),
    "2072-6694": ("cancers", 8),
    "2075-4418": ("diagnostics", 6),
    "2077-0383": ("jcm", 5),
    "2076-3425": ("brainsci", 6),
}
"""By ISSN, the letters of the journal in its DOIs, and the volume since which articles are numbered, not paged."""


def repair_address(text: str) -> str:
    """A text with the addresses in it as they were before they were quoted, wrapped, doubled and redirected.

    >>> repair_address("https://www.google.com/url?q=https%3A%2F%2Fdoi.org%2F10.1145%2F1.2&sa=D")
    'https://doi.org/10.1145/1.2'
    >>> repair_address("https://https://arxiv.org/abs/1706.03762")
    'https://arxiv.org/abs/1706.03762'
    """
    if "/" not in text and "%" not in text:
        return text
    text = text.replace("&amp;", "&")
    for _ in range(3):
        if "http" in text[1:] and (inner := _INNER.search(text)):
            text = _AFTER.sub("", text[inner.end() :])
        text = unquote(text) if "%" in text and _PERCENT.search(text) else text
    return _TWICE.sub("", text) if text.count("http") > 1 else text


def find_arxiv_address(text: str) -> str:
    """The arXiv id in the address of a preprint's page, at arXiv or at one of its mirrors."""
    if found := _ARXIV.search(text):
        return found[1]
    found = _DBLP.search(text) if "abs-" in text else None
    return f"{found[1]}.{found[2]}" if found else ""


def find_acl(text: str) -> str:
    """The ACL Anthology's id in an address, at its present and its former hosts."""
    found = _ACL.search(text) if "acl" in text.lower() else None
    return found[1] if found else ""


def find_openreview(text: str) -> str:
    """OpenReview's id of a paper."""
    found = _OPENREVIEW.search(text) if "openreview" in text else None
    return found[1] if found else ""


def find_pubmed(text: str) -> tuple[str, str]:
    """The ids of PubMed and PubMed Central: `("31452104", "PMC1234567")`."""
    lower = text.lower()
    if "pub" not in lower and "pm" not in lower:
        return "", ""
    pmid, pmcid = _PUBMED.search(text), _PMC.search(text)
    return (pmid[1] or pmid[2]) if pmid else "", f"PMC{pmcid[1] or pmcid[2]}" if pmcid else ""


def find_doi_address(text: str) -> str:
    """The first DOI of a text as it stands there or as its address determines it, one in a publisher's link first."""
    has_doi = "10." in text
    if has_doi and (found := _DOI_URL.search(text)):
        return _cut_tail(found[1])
    if _TELLING_HOST.search(text):
        for pattern, doi in _DETERMINED:
            if found := pattern.search(text):
                return found.expand(doi)
        if found := _MDPI_URL.search(text):
            return _read_mdpi(*found.groups())
    found = _DOI_IN_TEXT.search(text) if has_doi else None
    return _cut_tail(found[0]) if found else ""


def _cut_tail(doi: str) -> str:
    if found := _OF_OXFORD.match(doi):
        return found[1]
    while (bare := _TAIL.sub("", _drop_stops(doi))) != doi:
        doi = bare
    return doi


def _drop_stops(doi: str) -> str:
    """Without the punctuation of the sentence; a bracket that the DOI itself opens stays."""
    doi = doi.rstrip(".,;:/*")
    for opening, closing in ("()", "[]"):
        if doi.endswith(closing) and doi.count(closing) > doi.count(opening):
            return doi[:-1]
    return doi


def _read_mdpi(issn: str, volume: str, issue: str, number: str) -> str:
    letters, since = _MDPI.get(issn.lower(), ("", 0))
    return f"10.3390/{letters}{volume}{int(issue):02}{int(number):04}" if letters and int(volume) >= since else ""
