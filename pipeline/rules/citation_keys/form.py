"""The form of a citation key: which keys of a person's own are kept, and which characters are ever written.

It is said here once, for the readers that find keys, the ledger that gives them and the writers. Keys that are made
here have a narrower form, `[a-z][a-z0-9_-]*` by the default pattern; see `patterns.py`.
"""

from __future__ import annotations

import re

LONGEST = 80
"""Characters of a key; what is longer is cut where it is written."""

# Measured with bibtex, biber, pandoc and Zotero: all of them take these. The slash is in the keys of DBLP
# (`DBLP:conf/nips/VaswaniSPUJGKP17`) and ACM (`10.1145/3292500.3330701`). Latin letters may have accents, as people of
# that name write them; other scripts are refused, for a Cyrillic “аbc” cannot be told from a Latin one.
_CHARS = "A-Za-z0-9:._+/À-ÖØ-öø-ɏ-"
# The first is a letter or digit: pandoc cites no `@.x`, and whoever names files by keys shall get no `../x`.
_OWN = re.compile(rf"(?![:._+/-])[{_CHARS}]{{1,{LONGEST}}}")
_SAFE = re.compile(rf"[{_CHARS}]{{1,{LONGEST}}}")
_NOT_SAFE = re.compile(rf"[^{_CHARS}]")
_OF_A_PROGRAM = re.compile(
    r"(?:item|ref|id|entry|citation|source)?[-_:]?\d*|(?:doi|arxiv|pmid|pmcid|acl|openreview|isbn|https?):.*",
    re.IGNORECASE,
)
"""As an id: what a program counted (`ITEM-1`, `12`), or an identifier."""
_CHOSEN_ID = re.compile(r"[A-Za-z][^/]+")
"""Ids that may be a person's: not `1234567/ABCD2345`, as Zotero's server has them, a DOI, or a running letter."""


def is_citation_key(text: str) -> bool:
    """Whether a text is a citation key of a person's own, safe in all four reference formats, which is kept.

    Args:
        text: The key of a BibTeX entry, or what a file calls a citation key: manuscripts cite it, even `8765432`, as
            IEEE Xplore gives it.

    >>> is_citation_key("zeiler2014visualizing"), is_citation_key("DBLP:conf/eccv/ZeilerF14"), is_citation_key("ünal11")
    (True, True, True)
    >>> is_citation_key("../x"), is_citation_key("a,b={c}")
    (False, False)
    """
    return _OWN.fullmatch(text) is not None


def key_of_id(own_id: str) -> str:
    """The id of a CSL-JSON item or RIS reference when it is a citation key, else empty.

    Such an id need not be a key, as that of a BibTeX entry is: most programs write numbers of their own there. So it
    must begin with a letter, have no slash, and be no counter or identifier that a program put there.

    >>> key_of_id("kim2018"), key_of_id("1234567/ABCD2345"), key_of_id("ITEM-1")
    ('kim2018', '', '')
    """
    is_chosen = _CHOSEN_ID.fullmatch(own_id) and not _OF_A_PROGRAM.fullmatch(own_id)
    return own_id if is_chosen and is_citation_key(own_id) else ""


def safe_key(text: str) -> str:
    """The key as it is written: without the characters that some reader refuses, at most 80 long, never empty.

    It guards the files against any key, such as one of a ledger that was edited by hand; it makes no new keys.

    >>> safe_key("a,b={c}%"), safe_key("王")
    ('abc', 'unnamed')
    """
    return text if _SAFE.fullmatch(text) else _NOT_SAFE.sub("", text)[:LONGEST] or "unnamed"
