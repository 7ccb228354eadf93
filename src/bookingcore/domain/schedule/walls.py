"""Wall times of a series: what the clocks show, before anybody asks which instant that is.

An entity keeps them as ISO text; the naive datetimes here live as long as a calculation.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, time

from bookingcore.domain.values.checks import shown
from bookingcore.errors import InvalidInput

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WALL = re.compile(_DAY.pattern + r"[T ]([01][0-9]|2[0-3]):[0-9]{2}(:[0-9]{2})?")
LAST_SECOND = time(23, 59, 59)
"""With which a day ends, where whole seconds are counted."""


def read_wall(value: object, field: str, *, day_ends: bool = False) -> datetime:
    """The wall time *value*, given as ISO text without offset or as a naive datetime.

    Args:
        value: text like "2026-03-02T10:00"; with *day_ends*, a day too, which is its last second.
        field: the argument's name, for errors.
        day_ends: whether a day will do.

    Raises:
        InvalidInput: anything else; an offset or a zone; seconds, but for the end of a day.
    """
    wall = _read(value, day_ends)
    if wall is not None and wall.tzinfo is None and (day_ends or not wall.second):
        return datetime.combine(wall.date(), wall.time())
    remedy = "give a wall time of whole minutes without offset, such as '2026-03-02T10:00'"
    raise InvalidInput(field, shown(value), f"{remedy}, or a day" if day_ends else remedy)


def read_exception(value: object, field: str) -> str:
    """A local date, or the wall start of one occurrence, as canonical text.

    Raises:
        InvalidInput: neither of them.
    """
    with suppress(InvalidInput):
        return read_wall(value, field).isoformat()
    day = _day(value)
    if day is not None:
        return day.isoformat()
    remedy = "give days ('2026-04-06') or wall starts ('2026-04-06T10:00')"
    raise InvalidInput(field, shown(value), remedy)


def compact(wall: datetime) -> str:
    """A wall time as RFC 5545 writes it: 20260302T100000."""
    return wall.isoformat().replace("-", "").replace(":", "")


def _read(value: object, day_ends: bool) -> datetime | None:
    if isinstance(value, datetime):
        return None if value.microsecond else value
    if isinstance(value, str) and _WALL.fullmatch(value):
        with suppress(ValueError):  # the 30th of February
            return datetime.fromisoformat(value)
    day = _day(value) if day_ends else None
    return None if day is None else datetime.combine(day, LAST_SECOND)


def _day(value: object) -> date | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    return None
