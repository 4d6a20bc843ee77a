"""Where a text of a list is parted: its sentences, and what stands in quotation marks."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.rules.row_text.titles import GAP

_CAP = 4000
_ABBREVIATED = re.compile(
    r"(?:\b(?:proc|conf|int|intl|trans|vol|no|pp|vs|dr|et|st|jr|sr|prof|dept|univ|ed|eds|symp|lett|phys|rev|comput|sci|eng|ann|assoc|adv|mag|cf|fig|approx|etc|e\.g|i\.e|resp|j|appl|math|nat)"
    r"|(?<![^\W_])[^\W\d_]|\b[A-Z]\.[A-Z]|(?:^|\s)[^\W\d_]\.-[^\W\d_])$",
    re.IGNORECASE,
)
_ABBREVIATED_NAME = re.compile(
    r"(?<![\w-])(?:Acad|Am|Amer|Anal|Anat|Astron|Autom|Biochem|Biol|Biomed|Bot|Brit|Cell|Chem|Clin|Cogn|Commun|Discov|Ecol"
    r"|Econ|Educ|Electron|Environ|Eur|Evol|Exp|Genet|Geophys|Graph|Hum|Inf|Inst|Intell|Knowl|Learn|Mach|Manag|Mater|Mech|Med"
    r"|Mol|Natl|Netw|Neurosci|Nucl|Oper|Opt|Philos|Process|Psychol|Quart|Res|Robot|Soc|Softw|Stat|Struct|Stud|Surv|Syst"
    r"|Technol|Theor|Trans|Veh|Vis|Zool)$"
)
_GOES_ON = re.compile(r"[A-Z][\w-]{0,12}\.[,\s]|[A-Z]\w{1,12},\s(?:vol|no|\d)|\d|\(")
_VANCOUVER = re.compile(r"(?:[^\W\d_][\w'’ -]{1,40}\s[A-Z]{1,3},\s(?:and\s|&\s)?)*[^\W\d_][\w'’ -]{1,40}\s[A-Z]{1,3}$")
DATE_AND_VOLUME = re.compile(
    r"(?<!\d)((?:1[5-9]|20)\d\d)(?:\s[A-Z][a-z]{2,8}(?:[-–/][A-Z][a-z]{2,8})?(?:\s\d{1,2})?)?\s?;\s?(?:suppl\s)?\d"
)
"""`2004 May 28;9`: what stands behind the name of a journal, in Vancouver style."""
_YEAR_ALONE = re.compile(r"(?:1[5-9]|20)\d\d[a-d]?\.\s")
_ET_AL = re.compile(r"\bet\.? al$")
_ENDS_AUTHORS = re.compile(r"(?<![^\W_])[^\W\d_]$|\beds?$")
_STOP = re.compile(r"(?<=\S)(?:[.?!][\"”’)]?\s+|[。？！]\s*|\s{0,3}\ue000[\s\ue000.,;]*|\n)")
_QUOTED = re.compile(
    r"[\"“”„«《「『]([^\"“”„»《》」』\ue000]{3,600})[\"“”»》」』]|``([^`\ue000]{3,600})''|(?:(?<=[\s,.(])|^)[‘']([^'’‘\ue000\n]{12,400}(?:['’](?=\w)[^'’‘\ue000\n]{1,300})?)[’'](?=[\s,.;)]|$)"
)


def quoted_ranges(text: str) -> list[tuple[int, int]]:
    """Where something stands in quotation marks, without the marks."""
    found = ((one.start(group), one.end(group)) for one in _QUOTED.finditer(text[:_CAP]) for group in (1, 2, 3))
    return [(start, end) for start, end in found if start >= 0]


@lru_cache(maxsize=4_096)
def split_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a reference; the full stop of an initial or an abbreviation ends none.

    >>> split_sentences("Smith, J. and Wu, B. (2015). Deep nets. In Proc. ICML. 2015")
    ('Smith, J. and Wu, B. (2015).', 'Deep nets.', 'In Proc. ICML.', '2015')
    """
    parts, start = [], 0
    for stop in _STOP.finditer(text[:_CAP]):
        before = text[start : stop.start()]
        if stop[0].startswith(".") and _ends_no_sentence(before, text, stop.end()):
            continue
        if text[stop.end() : stop.end() + 1] == "&":
            continue  # `Gomez, A., ... & Wu, B.`
        sentence = (before + stop[0].strip(" \t\n" + GAP)).strip(" \t\n,;" + GAP)
        if sentence.strip("•·*_-–— ."):
            parts.append(" ".join(sentence.replace(GAP, " ").split()))
        start = stop.end()
    if last := text[start:_CAP].strip(" \t\n,;" + GAP):
        parts.append(" ".join(last.replace(GAP, " ").split()))
    return tuple(parts)


def _ends_no_sentence(before: str, text: str, at: int) -> bool:
    """True for the full stop of an abbreviation or an initial, unless the year behind it shows that authors end there.

    Args:
        before: What stands before the full stop.
        text: The whole reference.
        at: Where what follows the full stop begins.
    """
    if _ABBREVIATED_NAME.search(before[-12:]) and _GOES_ON.match(text, at):
        return True
    if not _ABBREVIATED.search(before[-12:]) or _ET_AL.search(before[-7:]):
        return False
    if _YEAR_ALONE.match(text, at) and _ENDS_AUTHORS.search(before[-5:]):
        return False
    is_sure = "," in before or bool(DATE_AND_VOLUME.search(text, at))
    return not (is_sure and is_vancouver(before))


def is_vancouver(text: str) -> bool:
    """True for names with initials behind them that have no full stops.

    >>> is_vancouver("Zeiler MD, Fergus R."), is_vancouver("Zeiler, M. D.")
    (True, False)
    """
    return bool(_VANCOUVER.match(text.strip(" .")))
