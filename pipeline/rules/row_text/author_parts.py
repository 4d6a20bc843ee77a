"""A line of authors in parts: what stands between its commas, and what each part can be.

The marks of footnotes, affiliations and addresses are no part of a name; a group that has “and” or a comma inside stays
one part. Nothing here makes a name: `authors.py` reads the parts together and hands them to `model.names`.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from pipeline.model.records import Struct
from pipeline.text.folding import clean_markup, fold

LINE_CAP = 40_000
"""No line of authors is longer; what stands behind is not read, and the line counts as cut."""


class PartKind(Enum):
    """What a part of a line of authors can be."""

    WORD = "one word: a family name, a given name, a mononym"
    WHOLE = "a whole name, or a family name of several words"
    TRAILED = "words and then initials: “Zeiler MD”, and the “Geoffrey E.” behind “Hinton,”"
    INITIALS = "initials alone, which never are a whole name"
    GROUP = "an organisation"
    SUFFIX = "“Jr.”, “III”"
    DEGREE = "“PhD”, which is no part of a name"


class Part(Struct, frozen=True):
    """What stands between two commas.

    Attributes:
        joined: “and” or “&” stands before it, so it cannot be the given name of what stands before.
    """

    text: str
    kind: PartKind
    joined: bool = False


_LABEL = re.compile(
    r"^(?:(?:authors?|author\(s\)|written by|autor(?:en|es|i)?|auteurs?|作者|著者|저자|авторы?)\s{0,3}[:：]"
    r"|by\s+(?=[A-Z]))\s*",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?:\borcid\b[\s:]{0,3})?(?:https?://orcid\.org/)?\b\d{4}-\d{4}-\d{4}-\d{3}[\dX]\b|[^\s,;<>()]{1,80}@[^\s,;<>()]{1,80}"
    r"|https?://[^\s,;]{1,300}",
    re.IGNORECASE,
)
_RAISED = re.compile(r"\$?\^(?:\{[^{}]{0,30}\}|[\w*†‡§]{1,3}(?![\w]))\$?")
_MARK = re.compile(
    r"[*∗⁎＊†‡§¶‖#✉📧⋆★☆⭐♦♠♣♥◇◆△▲○●⁰¹²³⁴⁵⁶⁷⁸⁹₀-₉ᵃᵇᶜᵈᵉ`_]|(?<=[^\W\d_])\d{1,2}(?:\s?,\s?\d{1,2}(?![\d\w]))*(?![\d\w])"
    r"|(?<=\.)\d{1,2}(?=\s?(?:,|;|$))"
)
"""Marks of footnotes, and the digits of an affiliation that stand at a name: `Smith1,2*`."""
_BRACKET = re.compile(
    r"\s*(?:\([^()]{0,200}\)|（[^（）]{0,200}）|\[[^\[\]]{0,200}\])(?=\s*\.?\s*(?:[,;，、；]|and\b|&|et\.?\s?al\b|等|$))"
)
"""An affiliation: brackets behind a whole name. Those inside, of “Jiayi (Eris) Zhang”, are a part of the name."""
_CUT = re.compile(
    r"[\[(]?(?:\band\s{1,3}|&\s{0,3})?\bet\.?\s{0,3}al(?:ii|ia)?\b\.?[\])]?"
    r"|[,，、\s]\s*(?:(?:and|&)\s{1,3})?(?:\d{1,4}\s{1,3})?(?:others?|more|other authors|more authors|co-?authors"
    r"|colleagues|co-?workers)\s*\.?$"
    r"|\+\s?\d{1,4}(?:\s+more)?\.?$|\by otros$|\be outros$|\bu\.\s?a\.$|\bи\s+др\.?$|…|\.\s?\.\s?\."
    r"|[\s,，、]*等人?[。.]?$|[\s,，、]+(?:他|ほか|외)(?:\s?\d+\s?[명名人])?[。.]?$|(?<=[가-힣])\s외(?:\s?\d+\s?명)?$",
    re.IGNORECASE,
)
_UNUSUAL = re.compile(r"[^\w ,.;'’&-]|[\d_ᵃᵇᶜᵈᵉ]")
"""What a line has that holds more than names: without it, there are no marks, brackets and addresses to look for."""
_MAYBE_CUT = re.compile(
    r"\bet\b|other|more\b|author|colleague|worker|outros|otros|\+|…|\.\s?\.|\bu\.\s?a|[等他외]|ほか|\bи\s",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"\b(?:consortium|collaborations?|team|group|committee|network|society|association|organi[sz]ation|institut(?:e|es|o)"
    r"|universit(?:y|é|ät|à)|project|initiative|inc|ltd|llc|gmbh|corp(?:oration)?|company|foundation|agency|council|ministry"
    r"|department|laborator(?:y|ies)|labs?|academ(?:y|ies)|bureau|commission|federation|authority|executive|cent(?:er|re)s?"
    r"|administration|research|hospital|alliance|panel|task force|working group|contributors|community)\b"
    r"|^(?:openai|deepmind|google(?: \w+)?|meta(?: ai)?|nvidia|microsoft|anthropic|facebook|amazon|apple|ibm|baidu"
    r"|tencent|alibaba|huawei|bytedance|hugging ?face|eleutherai|bigscience|mistral ai|\w{2,20}-ai|nasa|cern"
    r"|oecd|unesco|who)$",
    re.IGNORECASE,
)
_COMPANY = re.compile(r"\s*,\s*(?:inc|ltd|llc|corp|co|gmbh)\b\.?", re.IGNORECASE)
_BRACES = re.compile(r"\{([^{}]{1,300})\}")
_CONJUNCTION = re.compile(r"\s+(?:and|&|und|et|och)\s+", re.IGNORECASE)
_SERIES = re.compile(r"[^,;]{3,100}\b(?:of|for|on)\b[^,;]{1,100}(?:,\s*[A-Z][a-z]+){1,5},?\s+(?:and|&)\s+[A-Z]\w+")
_COMMA = re.compile(r"\s*,\s*((?:and|&|und|et|och)\s+)?|\s+(and|&|und|et|och)\s+", re.IGNORECASE)
_KEPT = re.compile(r"\x00(\d+)\x00")
_BEHALF = re.compile(r"^(?:on behalf of|for)\s+(?=the\b)|^(?:and|&|und|et|och|y|e)\s+", re.IGNORECASE)
_OF_GROUP = re.compile(
    r"((?:^|,)[^,;:]{0,60}\b(?:Team|Collaboration|Consortium)\b[^,;:]{0,40}):\s"
    r"|(?<=[a-z.])\s+(?:on behalf of|for)\s+"
    r"(?=the\s(?:\w+\s){0,4}(?:Collaboration|Consortium|Team|Investigators|Initiative|Group)\b)"
)
"""Where a group begins or ends without a comma: “Gemini Team: Rohan Anil”, “A. Smith for the ATLAS Collaboration”."""
_NOBODY = frozenset({"null", "n a", "na", "none", "unknown", "anonymous", "anonymous authors", "tba", "tbd"})
_TITLE = re.compile(r"^(?:(?:prof(?:essor)?|dr)\.?\s+)+(?=\w{2})", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:jr|sr)\.?|ii|iii|iv", re.IGNORECASE)
_DEGREE = re.compile(r"ph\.?\s?d\.?|m\.?sc\.?|b\.?sc\.?|dphil|eds?\.?|\(?eds?\.?\)?", re.IGNORECASE)
_LETTER = r"(?:[^\W\d_]|[A-ZА-Я][hua])"
_DOTTED = re.compile(rf"(?:{_LETTER}(?:\.[-‐–]?|[-‐–])){{0,5}}{_LETTER}\.")
_ONE_LETTER = re.compile(r"(?:.*[\W_])?[^\W\d_]\.")
_YEAR = re.compile(r"[\s,;]*[(\[]?\b(?:1[6-9]|20)\d\d\b[)\]]?\s*\.?$")
_CJK = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_WHOLE_CJK = re.compile(rf"[{_CJK}]{{2,}}")
_HAN = r"\u3400-\u9fff\uac00-\ud7a3"
_CJK_MARKS = re.compile(rf"[、，；]|(?<=[{_HAN}])\s*[·・和与及]\s*(?=[{_HAN}]{{2}})")
_STRONG = re.compile(r"\s*;\s*|\s+[|•/·]\s+")
_SPACED_CJK = re.compile(rf"[{_HAN}]{{2,4}}(?:\s+[{_HAN}]{{2,4}}){{2,}}")
PARTICLES = frozenset(
    "van von der den de di da do du del della dos das los las te ten ter la le el al bin ibn af zu".split()
)


def tidy(text: str) -> tuple[str, bool]:
    """The line without labels, marks, affiliations and “et al.”, and whether it said that there are others."""
    is_cut = len(text) > LINE_CAP
    text = clean_markup(text, cap=LINE_CAP)
    if _UNUSUAL.search(text):
        text = _MARK.sub("", _RAISED.sub("", _LABEL.sub("", _ADDRESS.sub("", text))))
        for _ in range(2):
            text = _BRACKET.sub("", text)
        text = _YEAR.sub("", text)
    elif text[:3].lower() == "by ":
        text = _LABEL.sub("", text)
    cuts = 0
    if _MAYBE_CUT.search(text):
        text, cuts = _CUT.subn(",", text)
    text = text.strip(" ,;:，、；：。")
    if ":" in text or " the " in text:
        text = _OF_GROUP.sub(lambda found: f"{found[1] or ''}, ", text)
    return ("" if len(text) < 20 and fold(text) in _NOBODY else _drop_full_stop(text)), is_cut or cuts > 0


def _drop_full_stop(text: str) -> str:
    """The line without the full stop of its sentence; that of an initial or of “Jr.” stays."""
    last = text.rsplit(None, 1)[-1] if text.endswith(".") else ""
    is_short = not last or bool(
        _ONE_LETTER.fullmatch(last) or _SUFFIX.fullmatch(last) or last.lower() in ("inc.", "ltd.")
    )
    return text if is_short else text[:-1].rstrip(" ,;")


def split_segments(text: str) -> list[list[Part]]:
    """The parts of a tidied line, by segments where it has stronger marks than commas (`;`, `、`, ` | `)."""
    text, kept = _keep_groups(text)
    if not text.isascii() and _SPACED_CJK.fullmatch(text):
        text = text.replace(" ", "、")
    text = text if text.isascii() else _CJK_MARKS.sub(";", text)
    strong = _STRONG.split(text) if _STRONG.search(text) else [text]
    return [parts for segment in strong if (parts := _split_commas(_BEHALF.sub("", segment.strip(" ,")), kept))]


def _split_commas(segment: str, kept: list[str]) -> list[Part]:
    pieces = _COMMA.split(segment)
    parts = []
    for at in range(0, len(pieces), 3):
        joined = at > 0 and bool(pieces[at - 2] or pieces[at - 1])
        bare = _TITLE.sub("", _BEHALF.sub("", pieces[at].strip(" ,")))
        if found := _KEPT.fullmatch(bare):
            parts.append(Part(kept[int(found[1])], PartKind.GROUP, joined))
        elif bare:
            parts.append(Part(_KEPT.sub(lambda found: kept[int(found[1])], bare), kind_of(bare), joined))
    return parts


_FIRM = re.compile(r"[^\W\d_][\w'’-]+ & [^\W\d_][\w'’-]+")
"""“Procter & Gamble”, where semicolons part the authors: of two people, one would stand behind its own."""


def _keep_groups(text: str) -> tuple[str, list[str]]:
    """The line with a number for each group that has an “and” or a comma inside, and those groups."""
    kept: list[str] = []

    def keep(found: str) -> str:
        kept.append(found)
        return f"\x00{len(kept) - 1}\x00"

    if not _CONJUNCTION.search(text) and "{" not in text:
        return text, kept
    text = _BRACES.sub(lambda found: keep(found[1].strip()), text)
    if (found := _SERIES.match(text)) and _GROUP.search(found[0].partition(",")[0]):
        text = keep(found[0]) + text[found.end() :]
    if not _CONJUNCTION.search(text):
        return text, kept
    if (company := _COMPANY.search(text)) and _CONJUNCTION.search(text[: company.start()].rpartition(";")[2]):
        start = max(text.rfind(mark, 0, company.start()) for mark in ";,") + 1
        text = text[:start] + keep(text[start : company.end()].strip()) + text[company.end() :]
    chunks = ["", *re.split(r"([,;])", text), ""]
    is_kept = [
        _is_joined_group(chunk) or (bool(_FIRM.fullmatch(chunk.strip())) and before in ("", ";") and behind == ";")
        for before, chunk, behind in zip(chunks, chunks[1:], chunks[2:], strict=False)
    ]
    return "".join(
        keep(chunk.strip()) if whole else chunk for chunk, whole in zip(chunks[1:-1], is_kept, strict=True)
    ), kept


def _is_joined_group(chunk: str) -> bool:
    """True for “Department of Energy and Climate” and “ATLAS and CMS Collaborations”, not for “A. Smith and B Team”."""
    halves = _CONJUNCTION.split(chunk.strip())
    if len(halves) != 2 or not all(halves) or halves[1].lower().startswith("the "):
        return False
    left, right = (bool(_GROUP.search(half)) for half in halves)
    if left and right:
        return True
    other = halves[1] if left else halves[0]
    return (left or right) and (len(other.split()) == 1 or (left and other.split()[0].islower()))


def is_group(text: str) -> bool:
    """True for the name of an organisation, as far as a word in it tells."""
    return bool(_GROUP.search(text))


def is_initials(word: str) -> bool:
    """True for `M.`, `M.-T.`, `Yu.`, and for up to three capitals without full stops.

    >>> [is_initials(word) for word in ("M.", "J.-P.", "MD", "Wu", "Hinton")]
    [True, True, True, False, False]
    """
    return bool(_DOTTED.fullmatch(word)) or (word.isupper() and word.replace("-", "").isalpha() and len(word) <= 3)


@lru_cache(maxsize=20_000)
def kind_of(text: str) -> PartKind:
    """What a part can be, by its own words."""
    words = text.split()
    if _SUFFIX.fullmatch(text):
        return PartKind.SUFFIX
    if _DEGREE.fullmatch(text):
        return PartKind.DEGREE
    if is_group(text) or text.lower().startswith("the "):
        return PartKind.GROUP
    if is_initials(words[0]) and all(is_initials(word) or word in PARTICLES for word in words[1:]):
        return PartKind.INITIALS
    if _WHOLE_CJK.fullmatch(text):
        return PartKind.WHOLE
    if len(words) == 1:
        return PartKind.WORD
    return PartKind.TRAILED if is_initials(words[-1]) and not is_initials(words[0]) else PartKind.WHOLE
