"""Venue and year as people write them into a line, a heading or the name of a file.

`CVPR'18`, `NIPS-W 2017`, `ICML 2019 (oral)`, `TPAMI 42(3)`, `[NeurIPS 2019]`, `arXiv preprint arXiv:1409.1556 (2014)`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.rules.row_text.bylines import byline_strength
from pipeline.rules.row_text.links import Place
from pipeline.rules.row_text.organisations import is_organisation
from pipeline.rules.venues import abbreviation_key, find_venues, forget_when_taught

_CAP = 240
_YEAR = re.compile(r"(?<![\d.:/–-])((?:1[5-9]|20)\d\d)(?!\d|\.\d{3}|[–-]\d{3}|\.\d\.\d)")
_GLUED_YEAR = re.compile(r"(?<=[A-Za-z&])[-_]?((?:19|20)\d\d)(?![\d])")
_BRACKETED_YEAR = re.compile(r"[(（\[]\s{0,2}(?:[A-Za-z.]{3,9}\s)?((?:1[5-9]|20)\d\d)\s{0,2}[a-d]?[)）\]]")
_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s{0,2}[./年-]\s{0,2}(?:0?[1-9]|1[0-2])(?:月|(?!\d))(?:\s{0,2}[./-]?\s{0,2}\d{1,2}日?(?!\d))?"
)
_SHORT_YEAR = re.compile(r"['’‘`´]\s?(\d\d)(?!\d)|(?<=[A-Z]{2})[- ]?(\d\d)(?![\w])(?!\s?[.:(])")
_RANGE = re.compile(r"(?:19|20)\d\d\s{0,2}[–~-]\s{0,2}(?:(?:19|20)\d\d|now|present|至今)", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:\W|_){0,3}(?:(?:accepted|published|presented|appeared|to appear|appears?)\s{1,3}(?:by|at|in|to|on"
    r"|as)?\s{0,3}|in\s{0,2}:?\s{1,3}"
    r"|in\s{0,2}:\s{0,3}|at\s{1,3}|from\s{1,3}|venue\s{0,2}:\s{0,3}|(?:conference|journal|publication|published"
    r"|source|year|date)\s{0,2}[:：]\s{0,3}|发表于|(?:论文)?(?:出处|会议|期刊|年份|来源|发表\w{0,4})\s{0,2}[:：]\s{0,3})",
    re.IGNORECASE,
)
_HONOUR = re.compile(
    r"[,;·|(\[（【*\s-]{1,6}(?:oral|spotlight|poster|best[\w\s-]{1,40}|outstanding[\w\s-]{1,30}|highlight|long paper"
    r"|short paper|full paper|long|short|demo"
    r"|honou?rable mention|award|runner[- ]up|top[\s-]?\d+%?|notable[\w\s%-]{0,20}|accepted|rejected|under review"
    r"|submitted|to appear|invited)(?:\s(?:paper|presentation|talk|award))?[)\]）】*\s.!]{0,4}$",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan(?:uary|uar|vier)?|feb(?:ruary|ruar|rero)?|f[ée]v(?:rier)?|mar(?:ch|s|zo)?|m[äa]rz|apr(?:il)?|avr(?:il)?|abril"
    r"|ma[yi]o?|jun[eio]?|junio|juin|jul[yi]?|julio|juil(?:let)?|aug(?:ust)?|ao[uû]t|agosto|sept?(?:ember|embre)?"
    r"|septiembre|o[ck]t(?:ober|obre|ubre)?|nov(?:ember|embre|iembre)?|d[eé][cz](?:ember|embre)?|dic(?:iembre)?|enero)\.?"
)
_MONTHS = re.compile(rf"(?:^|[\s,(])(?:\d{{1,2}}\s)?{_MONTH}(?:\s\d{{1,2}})?(?=[\s,)]|$)", re.IGNORECASE)
_NUMBERS = re.compile(
    r"[,\s]{0,3}(?:\bvol(?:ume)?\b\.?\s{0,2}\d|\bno\b\.\s{0,2}\d|\b(?:n[°º]|Nr\.)\s{0,2}\d|\bpp?\b\.\s{0,2}\d|\bpages\s\d|\bissue\s\d"
    r"|\b\d{1,4}(?:[.:]\d{1,4})?\s{0,2}\(|\b\d{1,4}\s{0,2}[:,]\s{0,2}\d|\(\d{1,3}\)|:\s{0,2}\d).{0,120}$",
    re.IGNORECASE,
)
_VOLUME = re.compile(r"(?<=[a-z]{3}),?\s{1,3}\d{1,4}[\s,.]{0,3}$")
_VENUE_WORDS = re.compile(
    r"\b(?:conference|conf\.|journal|proceedings|proc\.?|transactions|trans\.|symposium|symp\.|workshops?"
    r"|annals of|lecture notes|springer|elsevier|wiley"
    r"|arxiv|biorxiv|medrxiv|chemrxiv|corr|preprint|technical report|tech\.? report|(?:phd|master'?s?"
    r"|doctoral) (?:thesis|dissertation)|university press|mit press"
    r"|ieee|acm|usenix|advances in neural|openreview|ssrn|in submission|under review|plos|frontiers in"
    r"|communications of the)(?!\w)|ar[xχ]iv|学报|会议|期刊|论文集",
)
_WEAK_VENUE_WORDS = re.compile(
    r"\b(?:letters|magazine|annals|bulletin|thesis|dissertation|cambridge|oxford|nature|science|siam|international"
    r"|review|reviews|press|university|research|advances in"
    r"|pattern recognition|neurocomputing|communications|challenge|book|chapter|report|meeting|congress|society"
    r"|academy|archive|notes|quarterly|physics|computation|cognition)\b",
)
_ACRONYM = re.compile(r"(?=[^ ]{0,15}[A-Z][^ ]{0,15}[A-Z])[A-Za-z&@*/+'’.-]{2,16}")
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]|（\s*）")
_ENDING_BRACKET = re.compile(r"(.{1,200}?)\s{0,3}[(\[（]([^()\[\]（）]{1,100})[)\]）]?$")
_FIRST_SENTENCE = re.compile(r"(.{8,200}?[a-z]{3})[.]\s+(?=[A-Z])")
_REPORT_ON = re.compile(
    r"(?!OpenAI|DeepMind|.*\b(?:19|20)\d\d\b)(?=.{0,60}?(?:\d|[a-z][A-Z]|-[A-Z]))[A-Z][\w.+-]*(?: [\w.+-]+){0,3}"
    r" Technical Report(?:$|: \S)"
)
"""`GPT-4 Technical Report` is the title of a report on what has a digit or a capital in its name."""
_QUOTES = re.compile(r"[\"“”«»《》]|\?|://")
_PEOPLE = re.compile(r"\bet\.?\s{0,2}al\b", re.IGNORECASE)
_TWO_NAMES = re.compile(r"([A-Z][\w'’-]{1,20} (?:and|&) [A-Z][\w'’-]{1,20}), (?:19|20)\d\d[a-d]?")
_NUMBERED_NAME = re.compile(r"([A-Za-z]{3,10})\d{5}")
_ACCESSED = re.compile(
    r"\b(?:(?:last |date )?(?:accessed|retrieved|visited)|consulté?e?|(?:zuletzt )?abgerufen|(?:letzter )?zugriff"
    r"|consultad[oa]|acesso|geraadpleegd)(?: (?:on|le|am|el|em|op))?:?(?: [^\W\d]{1,12}\.?,?)?(?: \d{1,2}\S{0,3})?"
    r"(?: [^\W\d]{1,12}\.?,?){0,3}(?: \d{1,2},)?\s[\d./-]*(?:19|20)\d\d.*",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")
_PROSE = frozenset("we is are this our that was which it you from by code paper using via my its has have".split())


def find_year(text: str) -> int | None:
    """The year that a text about a place names: one in brackets first, else the last; no page, volume or arXiv id.

    >>> find_year("Neural computation 18.7 (2006): 1527-1554"), find_year("CVPR'18"), find_year("arXiv:2004.10934")
    (2006, 2018, None)
    """
    text = text[:_CAP]
    if not _DIGIT.search(text):
        return None
    if bracketed := _BRACKETED_YEAR.findall(text):
        return int(bracketed[-1])
    if date := _DATE.search(text):
        return int(date[1])
    plain = _RANGE.sub(" ", text)
    found = [int(year) for pattern in (_YEAR, _GLUED_YEAR) for year in pattern.findall(plain) if int(year) < 2100]
    modern = [year for year in found if year >= 1900]
    if modern or found:
        return (modern or found)[-1]
    if short := _SHORT_YEAR.search(text):
        digits = int(short[1] or short[2])
        return digits + (1900 if digits > 60 else 2000)
    return None


def without_access(text: str) -> str:
    """A text without the day on which somebody looked at a page, which is no date of the page.

    >>> without_access("Consulté le 3 mai 2017"), without_access("Nature, accessed 2020-01-02")
    ('', 'Nature')
    """
    found = _ACCESSED.search(text) if _DIGIT.search(text) else None
    return text[: found.start()].rstrip(" ([,;:—–-") if found else text


def without_year(text: str) -> str:
    """A venue without its year, honours, volume and pages.

    >>> without_year("ICML 2019 (oral)"), without_year("CVPR'18"), without_year("Nature 521.7553 (2015): 436-444")
    ('ICML', 'CVPR', 'Nature')
    """
    text = text[:_CAP].strip()
    while (shorter := _HONOUR.sub("", text).strip()) != text:
        text = shorter
    if not _DIGIT.search(text):
        return text.strip(" \t\n,.;:-–—|/_~*·，。、([（【")
    is_arxiv = "arxiv" in text.lower()
    text = _BRACKETED_YEAR.sub(" ", text) if is_arxiv else _NUMBERS.sub("", text) or text
    for pattern in (_BRACKETED_YEAR, _DATE, _YEAR, _GLUED_YEAR):
        text = pattern.sub(" ", text)
    text = _SHORT_YEAR.sub("", text)
    text = _MONTHS.sub(" ", text) if not is_arxiv else text
    text = _EMPTY.sub(" ", text)
    text = _VOLUME.sub("", text) if not is_arxiv else text
    return " ".join(text.split()).strip(" \t\n,.;:-–—|/_~*·，。、([（【")


@forget_when_taught
@lru_cache(maxsize=8_192)
def read_place(text: str, *, expected: bool = False) -> Place | None:
    """The place that a whole text names, or None when it says something else.

    Args:
        text: A part of a line: what stands in brackets, in italics, behind a title.
        expected: A place is what stands here in the list's other lines, so an unknown name with a year is one too.

    >>> read_place("NeurIPS 2019"), read_place("(CVPR'18)"), read_place("2017")
    (Place(venue='NeurIPS', year=2019), Place(venue='CVPR', year=2018), Place(venue='', year=2017))
    >>> read_place("TCAV") is None
    True
    """
    bare = " ".join(text.split()).strip(" ()[]{}（）【】*_`,.;:：|-–—，。、<>~·").removesuffix("(")
    if bare in ("", "会议", "期刊") or len(bare) > _CAP or _is_no_place(bare):
        return None
    bare = _LEAD.sub("", bare).strip() or bare
    if bare.count("(") > bare.count(")"):
        bare += ")"
    if (ending := _ENDING_BRACKET.match(bare)) and _is_of_something(ending[1], ending[2], expected):
        return None
    if (numbered := _NUMBERED_NAME.fullmatch(bare)) and is_known(numbered[1]):
        return Place(numbered[1])
    if _begins_with_something_else(bare):
        return None
    year, venue = find_year(bare), without_year(bare)
    if not _WORD.search(venue):
        return Place("", year) if year and len(venue) < 4 else None
    if is_organisation(venue) and not venue.endswith("Research") and not is_known(venue):
        return Place("", year) if year else None
    return Place(venue, year) if _is_venue(venue, year, expected) else None


def _is_no_place(text: str) -> bool:
    """Quotation, people, a report with a name, or many words of which none is of a place."""
    if (names := _TWO_NAMES.fullmatch(text)) and byline_strength(names[1]) and not is_known(names[1]):
        return True
    if (
        _QUOTES.search(text)
        or _PEOPLE.search(text)
        or _ACCESSED.match(text)
        or ("Technical" in text and _REPORT_ON.match(text))
    ):
        return True
    if text.count(" ") <= 8 or find_year(text) is not None:
        return False
    return not (_VENUE_WORDS.search(text.lower()) or _WEAK_VENUE_WORDS.search(text.lower()))


def _begins_with_something_else(text: str) -> bool:
    """`A title of words. Ann Smith, arXiv 2016` and `Ann Smith, Bo Wu, A title, ICLR`: the place is only their end."""
    sentence = _FIRST_SENTENCE.match(text)
    first = sentence[1] if sentence else text.split(",")[0].split(" and ")[0]
    if first == text or _VENUE_WORDS.search(first.lower()) or _WEAK_VENUE_WORDS.search(first) or is_known(first):
        return False
    if sentence:
        return len(first.split()) >= 3
    return byline_strength(first) > 0 and not _DIGIT.search(first) and byline_strength(text) < 2


def _is_of_something(text: str, inside: str, expected: bool) -> bool:
    """`A title of some words (CVPR 2018)`: the place is in the brackets, and the text is no place itself."""
    is_place = len(text.split()) > 2 and bool(find_year(inside) or is_known(inside))
    return is_place and not read_place(text, expected=expected)


def _is_venue(venue: str, year: int | None, expected: bool) -> bool:
    words = _WORD.findall(venue)
    if len(words) > 24 or not _PROSE.isdisjoint(venue.lower().split()) or not _PROSE.isdisjoint(map(str.lower, words)):
        return False
    if len(words) <= 8 and is_known(venue):
        return True
    if _VENUE_WORDS.search(venue.lower()) and len(words) <= 16:
        return expected or bool(year) or venue[0].isupper() or "rxiv" in venue.lower()
    if _WEAK_VENUE_WORDS.search(venue.lower()) and len(words) <= 12 and (expected or year):
        return len(words) > 1 or not venue[0].islower()
    if year and "," not in venue and "，" not in venue:
        tokens = venue.split()
        is_named = any(_ACRONYM.fullmatch(token.strip(",")) for token in tokens)
        if len(tokens) <= 5 and is_named and not venue[0].islower():
            return True
    return bool(year) and expected and len(words) <= 9 and venue[0].isupper() and "," not in venue


def is_known(venue: str) -> bool:
    """True when the table of venues has this one, and the text names nothing else.

    >>> is_known("CVPR"), is_known("Deep"), is_known("Environments for pattern recognition")
    (True, False, False)
    """
    found = [one for one in find_venues(venue) if one.name] if len(venue) <= 120 else []
    if not found or len(venue.split()) <= 2 or _VENUE_WORDS.search(venue.lower()):
        return bool(found)
    key = abbreviation_key(venue)
    return any(key in (abbreviation_key(form) for form in (one.name, *one.abbreviations, *one.also)) for one in found)


_OPEN_ENDED = re.compile(r"\b(?:before|since|until|till|after|prior|earlier|older)\b|以前|之前|[<>≤≥+~]", re.IGNORECASE)
_HEADING_NOISE = re.compile(
    r"\b(?:papers?|publications?|venues?|accepted|list|preprints?|articles?|proceedings|works?|in|at|of|from|year"
    r"|published|new|latest|conference|the|and)\b|论文|年|会议|期刊",
    re.IGNORECASE,
)
_IN_NAME = re.compile(
    r"([A-Za-z][A-Za-z&+/]{1,20}(?:[ _-](?:[A-Z][A-Za-z]{1,12}))?)[\s_'’-]{0,2}((?:19|20)\d\d|\d\d)(?![\d])"
)


def heading_place(text: str) -> Place:
    """The place that a heading, the title of a page or the name of a file names, an empty one when none.

    >>> heading_place("NeurIPS 2023"), heading_place("Survey (2019)"), heading_place("iclr2021")
    (Place(venue='NeurIPS', year=2023), Place(venue='', year=2019), Place(venue='iclr', year=2021))
    >>> heading_place("Graph networks"), heading_place("2015-2018")
    (Place(venue='', year=None), Place(venue='', year=None))
    """
    bare = " ".join(text.replace("_", " ").split()).strip(" .:#*-–")[:_CAP]
    if not bare or (_RANGE.search(bare) and not find_year(_RANGE.sub("", bare))):
        return Place()
    if _OPEN_ENDED.search(bare) and len(_WORD.findall(bare)) <= 4:
        return Place()
    core = " ".join(_HEADING_NOISE.sub(" ", bare).split()).strip(" .:,-–")
    if place := read_place(core):
        is_short = len(place.venue.split(" / ")[0].split()) <= 3 and not re.search(r"[()\[\]]", place.venue)
        is_name = (is_short and bool(_ACRONYM.search(place.venue))) or (
            place.year is not None and is_known(place.venue)
        )
        if place.year or is_name:
            return Place(place.venue if is_name else "", place.year)
    for found in _IN_NAME.finditer(bare):
        if is_known(found[1]):
            return Place(found[1], find_year(f"{found[1]} {found[2]}") or find_year(f"X'{found[2]}"))
    if bracketed := _BRACKETED_YEAR.search(bare):
        return Place("", int(bracketed[1]))
    is_short = len(_WORD.findall(bare)) <= 3 and not _OPEN_ENDED.search(bare)
    return Place("", find_year(bare) if is_short and not _SHORT_YEAR.search(bare) else None)
