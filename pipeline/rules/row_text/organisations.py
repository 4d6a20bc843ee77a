"""Companies, laboratories and universities, which lists name beside a paper; neither authors nor venues."""

from __future__ import annotations

import re
from functools import lru_cache

_NAMES = frozenset(
    """
    adobe ai2 airbnb alibaba allenai amazon anthropic apple baidu berkeley bytedance caltech cambridge cmu cohere
    columbia cornell databricks deepmind deepseek didi epfl eth facebook fair google harvard hkust huawei ibm intel
    jd kuaishou linkedin meituan meta microsoft mit mistral moonshot mpi msra netflix nvidia nus nyu openai oracle
    oxford pinterest pku princeton qualcomm salesforce samsung sensetime sjtu snap sony spotify stanford tencent
    thu tiktok toyota tsinghua twitter uber ucb ucl ucla ucsd uiuc umass umich unsw ustc uw visa xai xiaohongshu
    xiaomi yahoo yale yandex zhipu zju
    """.split()
)
_PLACE_OF_WORK = re.compile(
    r"(?:(?:[A-Z][\w.&'’-]*|of|the|for|at|and|de|in) ){0,5}"
    r"(?:Labs?|Laborator(?:y|ies)|Group|Institute|Inc\.?|Ltd\.?|Corp\.?"
    r"|Universit(?:y|é|ät|at)|Univ\.|Academy)"
    r"|(?:University|Univ\.|Institute)(?: (?:of|for)(?: the)?)?(?: [A-Z][\w.&'’-]*){1,5}"
)
_WORK = re.compile(r"thes[ie]s|dissertation|report|conference|workshop|journal|press", re.IGNORECASE)
_BESIDE = frozenset("AI Research Brain India Asia Cloud".split())
_SPLIT = re.compile(r"\s*(?:[,;/&+，、]|\band\b)\s*")


@lru_cache(maxsize=4_096)
def is_organisation(text: str) -> bool:
    """True when each of the names in a text is a company's, a laboratory's or a university's.

    >>> [is_organisation(one) for one in ("Google, UCB", "Sea AI Lab", "Tsinghua / Zhipu AI", "University of Toronto")]
    [True, True, True, True]
    >>> is_organisation("Dissertation at Tsinghua University")
    False
    >>> [is_organisation(one) for one in ("Ai Weiwei", "Ann Lab, Bo Wu", "CVPR", "A title of words")]
    [False, False, False, False]
    """
    parts = [part for part in _SPLIT.split(text.strip(" .()[]@")) if part] if len(text) <= 120 else []
    return bool(parts) and all(_is_one(part) for part in parts)


def _is_one(part: str) -> bool:
    words = part.split()
    if words[0].lower() in _NAMES:
        return len(words) <= 3 and all(one.lower() in _NAMES or one in _BESIDE for one in words)
    return bool(_PLACE_OF_WORK.fullmatch(part)) and not _WORK.search(part)
