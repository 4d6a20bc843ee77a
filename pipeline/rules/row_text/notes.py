"""Parts the notes that the keeper of a list wrote behind a title from the title itself."""

from __future__ import annotations

import re

_NOTE = re.compile(r"\s*[(（\[【]([^()（）\[\]【】]{1,80})[)）\]】]\s*$")
_NOTE_WORDS = re.compile(
    r"sci-?hub|^(?:pdf|html|code|paper|slides?|video|poster|oral|spotlight|talk|website|link|github|data|project|supp"
    r"|best paper.*|early access|in press|to appear|accepted|forthcoming|preprint|published|extended version)$"
    r"|arxiv|doi\s*:|doi\.org|同|见|链接|代码|论文",
    re.IGNORECASE,
)
"""What brackets at the end of a title hold when they are a note of the list's keeper and no part of the title:
“Methods for interpreting and understanding deep neural networks(scihub)”, “…（同arxiv:1806.10758）”. Not “(TCAV)”."""


def split_notes(title: str) -> tuple[str, tuple[str, ...]]:
    """A title without the keeper's bracketed notes at its end, and those notes in reading order.

    >>> split_notes("The (Un)reliability of saliency methods(scihub)")
    ('The (Un)reliability of saliency methods', ('scihub',))
    """
    notes: list[str] = []
    while (found := _NOTE.search(title)) and _NOTE_WORDS.search(found[1].strip()):
        notes.insert(0, found[1].strip())
        title = title[: found.start()].rstrip()
    return title, tuple(notes)
