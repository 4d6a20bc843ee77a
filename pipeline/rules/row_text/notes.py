"""Parts the notes that the keeper of a list wrote behind a title from the title itself."""

from __future__ import annotations

import re

_NOTE = re.compile(r"[(（\[【]([^()（）\[\]【】]{1,80})[)）\]】]")
_OPENING = "(（[【"
_LONGEST = 82  # a note with its brackets
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
    end = len(title.rstrip())
    while (found := _last_note(title, end)) and _NOTE_WORDS.search(found[1].strip()):
        notes.append(found[1].strip())
        end = found.start()
        while end and title[end - 1].isspace():
            end -= 1
    return (title[:end] if notes else title), tuple(reversed(notes))


def _last_note(title: str, end: int) -> re.Match[str] | None:
    """The brackets that close at `end`, which need no look at the title before them."""
    start = max(title.rfind(one, max(0, end - _LONGEST), end) for one in _OPENING)
    return _NOTE.fullmatch(title, start, end) if start >= 0 else None
