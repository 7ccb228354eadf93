"""Stretches of time: between two instants, and between two local dates."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from attrs import field, frozen

from bookingcore.domain.values.checks import DAYS_MAX, whole
from bookingcore.domain.values.moments import Instant, as_date, elapsed, utc
from bookingcore.errors import InvalidInput

_MINUTE = timedelta(minutes=1)


def _starts_at(moment: datetime) -> Instant:
    return utc(moment, field="starts_at")


def _ends_at(moment: datetime) -> Instant:
    return utc(moment, field="ends_at")


@frozen
class Period:
    """The time from *start*, included, to *end*, excluded (P5).

    So a session that starts when another one ends does not overlap it.

    Raises:
        InvalidInput: an end that is not after the start, or a time that is no instant.
    """

    start: Instant = field(converter=_starts_at)
    end: Instant = field(converter=_ends_at)

    def __attrs_post_init__(self) -> None:
        if not self.start < self.end:
            remedy = f"give a time after the start, {self.start.isoformat()}"
            raise InvalidInput("ends_at", self.end.isoformat(), remedy)

    @property
    def minutes(self) -> int:
        """Whole minutes of elapsed time."""
        return elapsed(self.start, self.end) // _MINUTE

    def contains(self, instant: Instant) -> bool:
        """Whether *instant* lies in it; its start does, its end does not."""
        return self.start <= instant < self.end

    def overlaps(self, other: Period) -> bool:
        """Whether some instant lies in both."""
        return self.start < other.end and other.start < self.end


def _first(day: date | str) -> date:
    return as_date(day, "valid_from")


def _last(day: date | str | None) -> date | None:
    return None if day is None else as_date(day, "valid_until")


@frozen
class Validity:
    """The local dates from *first* to *last*, both included; no *last* means for ever (A6, A7).

    Raises:
        InvalidInput: a last day before the first, or no date at all.
    """

    first: date = field(converter=_first)
    last: date | None = field(converter=_last)

    def __attrs_post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            remedy = f"give the first day, {self.first.isoformat()}, or a later one"
            raise InvalidInput("valid_until", self.last.isoformat(), remedy)

    @classmethod
    def lasting(cls, first: date, days: int | None) -> Validity:
        """*days* days, the first one included; None for ever (A6).

        Raises:
            InvalidInput: not 1 to `DAYS_MAX` days, or past the year 9999.
        """
        start = _first(first)
        if days is None:
            return cls(start, None)
        return cls(start, _later(start, whole(days, "valid_for", 1, DAYS_MAX) - 1))

    def covers(self, day: date) -> bool:
        """Whether *day* is one of them, at any hour."""
        return self.first <= day and (self.last is None or day <= self.last)

    def moved_to(self, first: date) -> Validity:
        """As many days from another first day (A6).

        Raises:
            InvalidInput: past the year 9999.
        """
        if self.last is None:
            return Validity(first, None)
        return Validity(first, _later(first, self.last.toordinal() - self.first.toordinal()))


def _later(day: date, days: int) -> date:
    try:
        return date.fromordinal(day.toordinal() + days)
    except ValueError:
        remedy = f"the calendar ends before {days} days have passed; give an earlier day"
        raise InvalidInput("valid_from", day.isoformat(), remedy) from None
