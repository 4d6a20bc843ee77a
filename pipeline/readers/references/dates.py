"""Dates as reference files have them: which numbers and words are a date, and how much of it is known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import msgspec

from pipeline.model.dates import is_after, make_date, parse_edtf
from pipeline.model.records import Date
from pipeline.text.dashes import DASHES
from pipeline.text.folding import fold

MONTHS = tuple("jan feb mar apr may jun jul aug sep oct nov dec".split())
_SEASONS = {"spring": 1, "summer": 2, "fall": 3, "autumn": 3, "winter": 4}
_NUMBERS = re.compile(r"(?<![\d-])(\d{4})(?!\d)(?:[-/.](\d{1,2})(?!\d)(?:[-/.](\d{1,2})(?!\d))?)?", re.ASCII)
_YEARS = re.compile(rf"(?<!\d)(\d{{4}})\s?(?:[{DASHES}/]{{1,3}}|to)\s?(\d{{4}})(?!\d)", re.ASCII)
_SHORT_YEARS = re.compile(
    rf"(?<!\d)(\d\d)(\d\d)\s?(?:[{DASHES[1:]}]|--?|/)\s?(\d\d)(?![\d/-]|\.?\s?[a-zA-Z])", re.ASCII
)
_DAY_FIRST = re.compile(r"(?<![\d./-])(?:(\d{1,2})([./-]))?(\d{1,2})[./-](\d{4})(?!\d)", re.ASCII)
_ERA = re.compile(
    r"(?<![\d-])(\d{1,4})(?:-\d{1,2})?\s?(b\.?\s?c\.?(?:\s?e\.?)?|a\.?\s?d\.?|c\.?\s?e\.?)(?![a-z])", re.IGNORECASE
)
_OLD = re.compile(r"[1-9]\d{2}", re.ASCII)
_CIRCA = re.compile(r"\b(?:circa|ca?\.|ca|around)(?=\s?\[?\d)|^~", re.IGNORECASE)
_DOUBT = re.compile(r"\d\s?\[?\?")
_TOKEN = re.compile(r"[a-z]+|\d+")
_TIME = re.compile(r"\d{1,2}:\d{2}\S*")

NO_DATES = frozenset({"", "n d", "nd", "no date", "s d", "s a", "o j", "xxxx", "0000", "year", "undated"})
"""What stands in place of a date, folded, and says that there is none."""

_LAST_YEAR = 2999
"""A later one is a number of something else."""

Days = tuple[int, int]
"""A month and a day in it, 0 for the unknown."""


@lru_cache(maxsize=4_096)
def find_date(text: str) -> Date | None:
    """The date in a text: EDTF, or as people write it, the year among words; None without one.

    >>> find_date("2018/07///"), find_date("ca. 1850"), find_date("7-12 June 2002")
    (Date(year=2018, month=7), Date(year=1850, is_circa=True), Date(year=2002, month=6, day=7, end=Date(year=2002, \
month=6, day=12)))
    """
    text = text.strip()[:200]
    date = parse_edtf(text)
    if date:
        return date if date.year <= _LAST_YEAR else None
    found = _find_era(text) or _find_two(text) or _find_years(text) or _find_day_first(text) or _find_numbers(text)
    if not found:
        return None
    is_circa, is_uncertain = bool(_CIRCA.search(text)), bool(_DOUBT.search(text))
    return msgspec.structs.replace(found, is_circa=is_circa, is_uncertain=is_uncertain)


def find_days(text: str) -> tuple[int, tuple[Days, ...]]:
    """The season, and the one or two days, that stand where a month is asked for: `4 July`, `7-12 June`, `jul/aug`.

    >>> find_days("7--12 June"), find_days("Winter"), find_days("07")
    ((0, ((6, 7), (6, 12))), (4, ()), (0, ((7, 0),)))
    """
    tokens = _TOKEN.findall(fold(text))
    months = [month for token in tokens if (month := _month_of(token))]
    numbers = [int(token) for token in tokens if token.isdigit() and 1 <= int(token) <= 31]
    season = next((_SEASONS[token] for token in tokens if token in _SEASONS), 0)
    if season or not (months or numbers):
        return season, ()
    if not months:
        return 0, tuple((number, 0) for number in numbers[:2] if number <= 12)
    if len(months) == 1:
        return 0, tuple((months[0], day) for day in numbers[:2] or [0])
    days = numbers if len(numbers) == 2 else [0, 0]
    return 0, tuple(zip(months[:2], days, strict=True))


def find_season(text: str) -> int:
    """The number of a season by number or name, 1 for spring; 0 for none."""
    folded = fold(text)
    return int(folded) if folded in {"1", "2", "3", "4"} else _SEASONS.get(folded, 0)


def join_days(year: int, season: int, days: tuple[Days, ...]) -> Date:
    """A date of a year and what `find_days` found."""
    if not days:
        return make_date(year, season=season)
    first, *last = (make_date(year, month, day) for month, day in days)
    return (
        msgspec.structs.replace(first, end=last[0]) if last and last[0] != first and is_after(last[0], first) else first
    )


def to_date(parts: Iterable[object]) -> Date | None:
    """A date of year, month and day as numbers or digits; None without a year, and no month 13 or day 32.

    CSL has seasons as months 21 to 24, too.

    >>> to_date(["2018", 7, 45]), to_date([-380]), to_date([2018, 22])
    (Date(year=2018, month=7), Date(year=-380), Date(year=2018, season=2))
    """
    year, month, day = (*(_to_number(part) for part in parts), 0, 0, 0)[:3]
    if year == 0 or year > _LAST_YEAR:
        return None
    season = month - 20 if month > 20 else 0
    return make_date(year, month, day, season)


def _find_era(text: str) -> Date | None:
    """A year with its era, or one before 1000 that is the whole text."""
    if found := _ERA.search(text):
        return Date(-int(found[1]) if found[2].lower().startswith("b") else int(found[1]))
    return Date(int(text)) if _OLD.fullmatch(text) else None


def _find_two(text: str) -> Date | None:
    """Two days in words, each with its year: “15 January 2015 / 25 February 2016”."""
    sides = text.split("/")
    if len(sides) != 2 or not all(any(map(_is_month, _TOKEN.findall(fold(side)))) for side in sides):
        return None
    first, last = (_find_numbers(side) for side in sides)
    return msgspec.structs.replace(first, end=last) if first and last and is_after(last, first) else None


def _find_day_first(text: str) -> Date | None:
    """“15.1.2012”, “9/2015”: the year behind the month; where day and month may be either, neither is believed."""
    found = _DAY_FIRST.search(text)
    if not found:
        return None
    day, month, year = int(found[1] or 0), int(found[3]), found[4]
    if found[2] and found[2] != "." and month > 12 >= day:
        day, month = month, day
    elif found[2] and found[2] != "." and day <= 12 and day != month:
        day, month = 0, 0
    return to_date([year, month, day]) if month <= 12 else to_date([year])


def _find_years(text: str) -> Date | None:
    """Two years with a dash between them, and words for days around them."""
    if found := _YEARS.search(text):
        first, last = int(found[1]), int(found[2])
    elif (found := _SHORT_YEARS.search(text)) and (int(found[3]) > 12 or int(found[3]) == (int(found[2]) + 1) % 100):
        first, last = int(found[1] + found[2]), int(found[1] + found[3])
        last += 100 if found[3] == "00" else 0
    else:
        return None
    return Date(first, end=Date(last)) if last > first else None


def _find_numbers(text: str) -> Date | None:
    """The first year, with the numbers or the words of its month."""
    found = _NUMBERS.search(text)
    if not found:
        return None
    if found[2]:
        return to_date(found.groups())
    rest = _TIME.sub(" ", f"{text[: found.start()]} {text[found.end() :]}")
    has_word = any(_is_month(token) or token in _SEASONS for token in _TOKEN.findall(fold(rest)))
    return join_days(int(found[1]), *find_days(rest)) if has_word else to_date([found[1]])


def _is_month(token: str) -> bool:
    return bool(_month_of(token))


def _month_of(token: str) -> int:
    """The number of a month by its folded name, 0 for another word."""
    if token[:3] in MONTHS and (len(token) <= 4 or token in _LONG_MONTHS):
        return MONTHS.index(token[:3]) + 1
    return _FOREIGN_MONTHS.get(token, 0)


def _to_number(part: object) -> int:
    """A whole number of at most four digits, or 0."""
    text = str(part).removesuffix(".0").strip()
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= 4 else 0


_LONG_MONTHS = frozenset("january february march april june july august september october november december".split())
_FOREIGN_MONTHS = {
    name: month
    for names in (
        "januar februar marz april mai juni juli august september oktober november dezember",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "januari februari maart april mei juni juli augustus september oktober november december",
        "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
        "janner fev mrt avr mai juin juil aou sept okt nov dez",
    )
    for month, name in enumerate(names.split(), start=1)
}
"""Folded; of German, French, Spanish, Italian, Dutch and Portuguese, and some that are short for them."""
