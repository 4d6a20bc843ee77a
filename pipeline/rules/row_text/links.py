"""What a link leads to, and the venue and year that the address of a paper's page names, for rows that state neither.

No API looks these addresses up, but proceedings are filed by venue and year. It is the row's claim all the same: the
paper that is found must still agree with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.model.records import Struct
from pipeline.rules.row_text.link_kinds import LinkKind, classify_link

__all__ = ["LinkKind", "Place", "classify_link", "find_place"]


class Place(Struct, frozen=True):
    """Where a paper appeared, as far as an address tells: a venue as lists abbreviate it, and a year."""

    venue: str = ""
    year: int | None = None


_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"openaccess\.thecvf\.com/\S{0,300}_(?P<venue>CVPR|ICCV|WACV|ECCV|ACCV)(?P<workshop>W?)_(?P<year>20\d\d)\w?_paper",
        r"openaccess\.thecvf\.com/content_(?P<venue>cvpr|iccv|wacv|eccv|accv)_(?P<year>20\d\d)(?P<workshop>_workshops)?/",
        r"ecva\.net/papers/(?P<venue>eccv)_(?P<year>20\d\d)/",
        r"(?P<venue>neurips|nips)\.cc/{1,2}paper(?:_files/paper)?/(?:by-source-)?(?:(?P<year>(?:19|20)\d\d)[/-]|\d{1,5}-)",
        r"(?:proceedings\.mlr\.press|jmlr\.org/proceedings/papers)/v\d{1,3}/[a-z_-]{2,40}(?P<short>\d\d)[a-z]{0,2}(?:/|\.|$)",
        r"jmlr\.org/papers/v(?:olume)?(?P<jmlr>\d{1,2})/",
        r"(?P<venue>ijcai)\.org/proceedings/(?P<year>20\d\d)/\d",
        r"usenix\.org/(?:conference|system/files)/(?P<usenix>usenixsecurity|sec|osdi|nsdi|fast|atc|woot)(?P<short>\d\d)(?!\d)",
        r"(?P<venue>ndss)-symposium\.org/wp-content/uploads/(?:\d{4}/\d\d/)?(?:ndss)?(?P<year>20\d\d)[-_]",
        r"(?:aclanthology|aclweb)\.\w{2,4}/(?:anthology/)?(?P<anthology>[A-Z])(?P<short>\d\d)-\d{4}",
        r"aclanthology\.org/(?P<year>20\d\d)\.(?:(?P<venue>acl|emnlp|naacl|eacl|tacl|coling|conll|findings)-)?",
    )
)
_USENIX = {"usenixsecurity": "USENIX Security", "sec": "USENIX Security", "atc": "USENIX ATC"}
_ANTHOLOGY = {"P": "ACL", "D": "EMNLP", "N": "NAACL", "E": "EACL", "Q": "TACL", "C": "COLING", "J": "CL", "K": "CoNLL"}
"""What the letters of old Anthology ids stand for; `W` is any workshop, so it is left out."""


def find_place(urls: Iterable[str]) -> Place:
    """The place that the first address with a known pattern names; an empty one when none has.

    >>> find_place(["https://github.com/a/b", "http://proceedings.mlr.press/v80/pham18a.html"]).year
    2018
    >>> find_place(["https://openaccess.thecvf.com/content_CVPR_2020/papers/Li_SGAS_CVPR_2020_paper.pdf"])
    Place(venue='CVPR', year=2020)
    """
    for url in urls:
        for pattern in _PATTERNS:
            if found := pattern.search(url[:2000]):
                groups = {name: value for name, value in found.groupdict().items() if value}
                return Place(_read_venue(groups), _read_year(groups))
    return Place()


def _read_venue(groups: dict[str, str]) -> str:
    if "jmlr" in groups:
        return "JMLR"
    if "anthology" in groups:
        return _ANTHOLOGY.get(groups["anthology"].upper(), "")
    if "usenix" in groups:
        return _USENIX.get(groups["usenix"].lower(), groups["usenix"].upper())
    venue = {"NEURIPS": "NeurIPS", "NIPS": "NeurIPS"}.get(
        groups.get("venue", "").upper(), groups.get("venue", "").upper()
    )
    return f"{venue} Workshops" if "workshop" in groups else venue


def _read_year(groups: dict[str, str]) -> int | None:
    """JMLR's volume 20 is of 2019; two digits are of this century up to 79."""
    if "jmlr" in groups:
        return 1999 + int(groups["jmlr"])
    if "short" in groups:
        return int(groups["short"]) + (1900 if int(groups["short"]) > 79 else 2000)
    return int(groups["year"]) if "year" in groups else None
