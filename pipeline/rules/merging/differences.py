"""What records of one work say differently, and values of records as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter

from pipeline.model.dates import to_edtf
from pipeline.model.names import display_name
from pipeline.model.records import Candidate, Conflict, Date, Identifiers, Name, Record
from pipeline.rules.merging.merge import MERGED
from pipeline.rules.merging.versions import are_authors_equal, have_same_letters
from pipeline.text.folding import fold, squeeze_words

VAGUE = frozenset({"", "document", "manuscript", "webpage"})
"""Types that programs give to what they do not know."""
PAIRED = ("other_texts", "other_names", "other_dates")
"""Fields that are pairs of a variable and its value."""
LISTS = {"file": ";", "ids": ","}
"""Further texts that are lists, with what parts them: attached files, former keys."""

_SINGLE = (*(field for field in MERGED if field not in PAIRED), *Identifiers.__struct_fields__, "citation_key")
_SINGLE_OF = attrgetter(
    *(f"identifiers.{field}" if field in Identifiers.__struct_fields__ else field for field in _SINGLE)
)


def find_conflicts(record: Record, everyone: Sequence[Candidate]) -> Iterator[Conflict]:
    """Every value of a record that says something else than what was kept, each once a record."""
    kept_by = {one.field: one.source_id for one in record.provenance}
    ours = _SINGLE_OF(record)
    for one in everyone:
        others = zip(_SINGLE, ours, _SINGLE_OF(one.record), strict=True)
        for field in [field for field, own, theirs in others if theirs and theirs != own]:
            theirs = _value(one.record, field)
            if not _says_same(field, record, one.record):
                kept = _value(record, field)
                yield Conflict(
                    record.id, field, describe(kept), kept_by.get(field, ""), describe(theirs), one.source_id
                )
        for kind in PAIRED:
            known = dict(getattr(record, kind)) if getattr(one.record, kind) else {}
            for name, value in getattr(one.record, kind):
                if name not in (*LISTS, "title-markup") and known.get(name) != value:
                    kept = describe(known.get(name))
                    yield Conflict(record.id, name, kept, kept_by.get(name, ""), describe(value), one.source_id)


def _value(record: Record, field: str) -> object:
    if field in PAIRED:
        return ()
    return getattr(record.identifiers if field in Identifiers.__struct_fields__ else record, field)


def _says_same(field: str, kept: Record, other: Record) -> bool:
    if field == "author":
        return are_authors_equal(kept, other)
    if field == "type":
        return other.type in VAGUE or other.type == kept.type
    ours, theirs = _value(kept, field), _value(other, field)
    if field == "title":
        return have_same_letters(str(ours), str(theirs))
    if field == "issued":
        return kept.year == other.year and exactness(other.issued) <= exactness(kept.issued)
    if isinstance(ours, str) and isinstance(theirs, str) and field != "citation_key":
        return squeeze_words(fold(ours)) == squeeze_words(fold(theirs)) if fold(theirs) else ours == theirs
    return ours == theirs


def describe(value: object) -> str:
    """A value as a person reads it: names in one line, a date as far as it is known."""
    if isinstance(value, Date):
        return to_edtf(value)
    if isinstance(value, tuple):
        return "; ".join(display_name(one) if isinstance(one, Name) else str(one) for one in value)
    return str(value or "")


def describe_field(record: Record, field: str) -> str:
    """The value of a field, an identifier or a further variable of a record, as a person reads it."""
    for pairs in (record.other_texts, record.other_names, record.other_dates):
        for name, value in pairs:
            if name == field:
                return describe(value)
    if field in Identifiers.__struct_fields__ or field in Record.__struct_fields__:
        return describe(_value(record, field))
    return ""


def exactness(date: Date | None) -> int:
    """How much of a date is known: nothing, the year, its month, the day."""
    return 0 if date is None else 1 + bool(date.month or date.season) + bool(date.day)
