"""Whether a text is a line of authors; who they are is told elsewhere."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.rules.row_text.author_words import is_cjk_name, is_title_word
from pipeline.rules.row_text.organisations import is_organisation

_CAP = 400
_SPLIT = re.compile(r"\s*(?:[,;，；、·|/]|\band\b|&)\s*", re.IGNORECASE)
_SPLIT_NAMES = re.compile(r"[\s,.;，；、]")
_TAIL = re.compile(
    r"[\s,(]*(?:\bet\.?\s{0,2}al\b\.?|\band others\b|\bet alia\b|等人?|\.\.\.|…)[\s,.)]*$", re.IGNORECASE
)
_LEAD = re.compile(
    r"^\W{0,3}(?:by|authors?|author\(s\)|written by|作者)\s*[:：]?\s+|^(?:作者|authors?)\s*[:：]\s*", re.IGNORECASE
)
_NOISE = re.compile(
    r"\([^()]{0,80}\)|（[^（）]{0,80}）|[*†‡§¶#∗^]|\$[^$]{0,20}\$|(?<=\w)\d{1,2}(?=[\s,;]|$)|\b(?:Jr|Sr|II|III"
    r"|IV)\b\.?|\(?\b[Ee]ds?\.\)?"
)
_MAYBE_NOISE = re.compile(r"[(（*†‡§¶#∗^$\d]|[JS]r|II|IV|[Ee]d")
_MAYBE_TAIL = re.compile(r"[eE][tT]|[oO]ther|OTHER|等|\.\.|…")
"""What a text has when there is something to take away; few have."""
_YEAR_BEHIND = re.compile(r"\s*[(\[（]\s*(?:1[5-9]|20)\d\d[a-d]?\s*[)\]）]\s*\.?\s*$")
_BY = re.compile(r"^(?:by|authors?|作者)\s*[:：]?\s+|^(?:authors?|作者)[:：]", re.IGNORECASE)
_NAME_WORD = re.compile(r"[^\W\d_a-z][\w'’`´.\-‐–]{0,30}", re.UNICODE)
_INITIALS = re.compile(r"(?:[^\W\d_]\.?-?){1,4}\.?")
_PARTICLES = frozenset(
    "van der von den de la le di da del della dos du ter ten bin ibn al el y e zu af st san do das 't vom".split()
)
_CJK_NAME = re.compile(r"[\u3400-\u9fff·]{2,5}|[\uac00-\ud7af]{2,4}")
_NEVER = re.compile(
    r"(?<![\w'’-])(?:of|for|the|with|using|via|from|learning|networks?|based|is|are|towards?)(?![\w'’-])"
)
_COMMON = frozenset(
    "a an the of for in on with to from via using towards toward at by as is are be can how what why when which"
    " who not no into over under between beyond"
    " learning network networks neural deep model models modeling modelling data graph graphs image images survey"
    " review approach approaches method methods based"
    " system systems analysis detection recognition classification segmentation prediction estimation generation"
    " generative adversarial attention transformer"
    " transformers language large vision visual video speech text semantic supervised unsupervised reinforcement"
    " convolutional recurrent representation"
    " representations optimization algorithm algorithms theory framework benchmark dataset datasets evaluation"
    " efficient robust fast fuzzing testing software"
    " program programs code security machine artificial intelligence knowledge information multi task training pre"
    " self new general toward real time study"
    " introduction tutorial conference proceedings journal university transactions workshop symposium"
    " international national paper pdf arxiv project"
    " physics quantum control simulation simulations fluid flow dynamics tree trees random forest regression"
    " decision probabilistic bayesian inference sparse"
    " search design application applications case state art social medical clinical cell human automatic domain"
    " adaptive adaptation transfer"
    " object tracking retrieval reasoning question answering translation processing computing computer distributed"
    " parallel energy power memory".split()
)


@lru_cache(maxsize=8_192)
def byline_strength(text: str) -> int:
    """How sure it is that a text names people: 2 surely, 1 it may be one person, 0 no.

    >>> byline_strength("Zhao Tang Luo, Huiyan Sang, Bani K. Mallick"), byline_strength("LeCun, Yann, et al.")
    (2, 2)
    >>> byline_strength("John Smith"), byline_strength("Deep learning, a survey"), byline_strength("Fast learning")
    (1, 0, 0)
    """
    text = " ".join(text.split())
    if not text or len(text) > 6000:
        return 0
    if _is_never(text):
        return 0
    bare = _LEAD.sub("", text.strip(" .,;:*_-–—|"))
    said_so = bare != text.strip(" .,;:*_-–—|")
    bare = _NOISE.sub(" ", bare[:_CAP]) if _MAYBE_NOISE.search(bare) else bare[:_CAP]
    cut = _TAIL.sub("", bare) if _MAYBE_TAIL.search(bare) else bare
    is_cut = cut != bare
    parts = [part.strip(" .*_") for part in _SPLIT.split(cut)]
    parts = [part for part in parts if part]
    if len(text) > _CAP and len(parts) > 2:
        parts = parts[:-1]
    if not parts:
        return 0
    good = sum(_is_name(part) for part in parts)
    if good < len(parts) * 0.85 or good == 0 or is_organisation(cut):
        return 0
    if len(parts) > 1 and not said_so and not is_cut and _are_words_joined(cut):
        return 0
    if len(parts) == 1:
        return 2 if is_cut or said_so else _strength_of_one(parts[0])
    is_paired = ";" in cut and all(pair.count(",") == 1 for pair in cut.split(";"))  # `Last, First; Last, First`
    if all(len(part.split()) == 1 and len(part) > 2 for part in parts) and not (is_cut or said_so or is_paired):
        return 2 if all(_CJK_NAME.fullmatch(part) for part in parts) else 1
    return 2


def _strength_of_one(part: str) -> int:
    words = part.split()
    if any(re.fullmatch(r"(?:[^\W\d_]\.){1,3}", word) for word in words[:-1]) or _CJK_NAME.fullmatch(part):
        return 2 if len(words) > 1 else 0
    return 1 if 2 <= len(words) <= 4 else 0


def _are_words_joined(text: str) -> bool:
    """`Synergistic Tensor and Pipeline Parallelism`: words of a title, which a mere “and” joins."""
    if any(one in text for one in ",;，；、·|/"):
        return False
    parts = text.split(" and ")
    return (len(parts) > 2 and any(" " not in part for part in parts)) or any(
        is_title_word(word) for word in text.split() if word != "and"
    )


def tidy_byline(text: str) -> str:
    """The names of a line without its “by”, the year in brackets behind them, and the mark that closes it."""
    bare = _YEAR_BEHIND.sub("", " ".join(text.split()))
    bare = _BY.sub("", bare)
    return bare.strip(" ,;:*_-–—|，；") if bare.endswith(" al.") else bare.strip(" ,;:.*_-–—|，；。")


def _is_never(text: str) -> bool:
    """Words that no line of authors has, or an acronym such as `MR/MRI`."""
    if text.isupper() and not _SPLIT_NAMES.search(text):
        return True
    return "(" not in text and len(text) < _CAP and bool(_NEVER.search(text))


def _is_name(part: str) -> bool:
    """A person's name, or a part of one that a comma cut off."""
    if _CJK_NAME.fullmatch(part):
        return "·" in part or is_cjk_name(part)
    words = part.split()
    if not 0 < len(words) <= 5:
        return False
    names = 0
    for word in words:
        if word.lower().strip(".") in _PARTICLES and len(words) > 1:
            continue
        if not _is_word_of_name(word):
            return False
        names += 1
    return names > 0


@lru_cache(maxsize=16_384)
def _is_word_of_name(word: str) -> bool:
    if (len(word) > 1 and word[1] != "." and word.lower().strip(".,") in _COMMON) or any(
        bit.lower() in _COMMON for bit in word.split("-") if len(bit) > 3
    ):
        return False
    if any(one.isdigit() or "\u3040" <= one <= "\u9fff" for one in word):
        return False
    return bool(_NAME_WORD.fullmatch(word) or _INITIALS.fullmatch(word))
