"""What a person says about the columns of a list where the guess is wrong, applied to its columns."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from pipeline.model.errors import UsageError
from pipeline.model.records import COLUMN_ROLES, Column
from pipeline.text.folding import fold
from pipeline.text.suggestions import name_unknown


def apply_levers(
    columns: tuple[Column, ...], given: Mapping[str, str | int], where: str, *, strict: bool
) -> tuple[Column, ...]:
    """The columns with the roles that the person gave them; a role that was guessed for another column leaves it.

    Args:
        columns: As they were guessed.
        given: Of a role the header of its column, or its number from 1.
        where: The file and line of the header, for messages.
        strict: Whether a column that is not there is a mistake, or this line is no header.

    Raises:
        UsageError: There is no such role, or, when `strict`, no such column.
    """
    found = list(columns)
    for role, named in given.items():
        if role not in COLUMN_ROLES:
            raise UsageError(f"{where}: {name_unknown(f'columns.{role}', COLUMN_ROLES)}.")
        at = _find(columns, named)
        if at is None:
            if strict:
                raise UsageError(
                    f"{where}: {name_unknown(f'columns.{role}: {named}', [one.header for one in columns])}."
                )
            continue
        found = [msgspec.structs.replace(one, role="") if one.role == role else one for one in found]
        found[at] = msgspec.structs.replace(found[at], role=role)
    return tuple(found)


def has_column(columns: tuple[Column, ...], named: str | int) -> bool:
    """True when there is a column of that header or number."""
    return _find(columns, named) is not None


def _find(columns: tuple[Column, ...], named: str | int) -> int | None:
    """The place of a column that was given by number or header."""
    if isinstance(named, int):
        return named - 1 if 1 <= named <= len(columns) else None
    return next((at for at, column in enumerate(columns) if fold(column.header) == fold(named)), None)
