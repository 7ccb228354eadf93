"""How instants and dates look to a driver: text on SQLite, the standard library's elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC as STANDARD_UTC
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from attrs import frozen
from pendulum import UTC, DateTime


@frozen
class Codec:
    """The way to the driver and back, for instants and for local dates."""

    put_instant: Callable[[DateTime], Any]
    get_instant: Callable[[Any], DateTime]
    put_day: Callable[[date], Any]
    get_day: Callable[[Any], date]

    def put_maybe_instant(self, instant: DateTime | None) -> Any:
        """An instant, or NULL."""
        return None if instant is None else self.put_instant(instant)

    def get_maybe_instant(self, kept: Any) -> DateTime | None:
        """What the driver gave, as an instant, or None for NULL."""
        return None if kept is None else self.get_instant(kept)

    def put_maybe_day(self, day: date | None) -> Any:
        """A date, or NULL."""
        return None if day is None else self.put_day(day)

    def get_maybe_day(self, kept: Any) -> date | None:
        """What the driver gave, as a date, or None for NULL."""
        return None if kept is None else self.get_day(kept)


# The methods of the base class throughout: pendulum's own take ten times as long. One command
# has the same few instants in many rows, so the last ones are remembered.


@lru_cache(maxsize=1024)
def _instant_text(instant: DateTime) -> str:
    plain = datetime.combine(datetime.date(instant), datetime.time(instant))
    return plain.isoformat(" ", "microseconds")


# A host may have told its SQLite driver to convert such columns already, as Django does.


@lru_cache(maxsize=4096)
def _moment_of_text(kept: str | datetime) -> DateTime:
    return _moment(kept if isinstance(kept, datetime) else datetime.fromisoformat(kept))


def _day_of_text(kept: str | date) -> date:
    return kept if isinstance(kept, date) else date.fromisoformat(kept)


def _instant_plain(instant: DateTime) -> datetime:
    # A driver counts from an epoch, and pendulum's subtraction takes twenty microseconds.
    return datetime.combine(datetime.date(instant), datetime.time(instant), STANDARD_UTC)


def _moment(kept: datetime) -> DateTime:
    at = kept if kept.tzinfo is None else kept.astimezone(STANDARD_UTC)
    day = at.year, at.month, at.day
    return DateTime(*day, at.hour, at.minute, at.second, at.microsecond, UTC)


def _date_plain(day: date) -> date:
    return date(day.year, day.month, day.day)


TEXT = Codec(
    put_instant=_instant_text,
    get_instant=_moment_of_text,
    put_day=date.isoformat,
    get_day=_day_of_text,
)
"""SQLite's: `YYYY-MM-DD HH:MM:SS.ffffff` in UTC, which sorts as the instants do."""

NATIVE = Codec(
    put_instant=_instant_plain, get_instant=_moment, put_day=_date_plain, get_day=lambda kept: kept
)
"""That of drivers with types of their own for both."""


def codec_of(dialect_name: str) -> Codec:
    """The codec for a dialect of SQLAlchemy."""
    return TEXT if dialect_name == "sqlite" else NATIVE
