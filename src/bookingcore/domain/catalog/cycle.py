"""How often something comes round: months or days, counted from the day on which it began.

Every date is counted from the anchor itself, never from the date before it: what began on 31
January comes round on 28 or 29 February, and on 31 March again.
"""

from __future__ import annotations

import re
from calendar import monthrange
from contextlib import suppress
from datetime import date, timedelta

from attrs import frozen
from pendulum import Duration, Interval

from bookingcore.domain.values.checks import DAYS_MAX, shown
from bookingcore.errors import InvalidInput

MONTHS_MAX = 1200
REMEDY = "give Cycle(months=1), Cycle(days=7), a duration of whole months or days, or 'P1M'"

_DAY = timedelta(days=1)
_MONTHS = re.compile(r"P(?:([0-9]{1,4})Y)?(?:([0-9]{1,4})M)?", re.ASCII)
_DAYS = re.compile(r"P(?:([0-9]{1,4})W|([0-9]{1,5})D)", re.ASCII)


@frozen(kw_only=True)
class Cycle:
    """So many months, or so many days: one of them, 1 or more.

    Raises:
        InvalidInput: neither, both, or more than a century.
    """

    months: int | None = None
    days: int | None = None

    def __attrs_post_init__(self) -> None:
        counts = [
            _within(count, most)
            for count, most in ((self.months, MONTHS_MAX), (self.days, DAYS_MAX))
            if count is not None
        ]
        if counts != [True]:
            raise InvalidInput("every", shown((self.months, self.days)), REMEDY)

    def start(self, anchor: date, number: int) -> date:
        """The day on which it comes round for the *number*-th time after *anchor*, 0 for that.

        Raises:
            InvalidInput: past the year 9999.
        """
        with suppress(ValueError, OverflowError):
            if self.months is None:
                return date.fromordinal(anchor.toordinal() + number * (self.days or 0))
            month = anchor.year * 12 + anchor.month - 1 + number * self.months
            return _in_month(month // 12, month % 12 + 1, anchor.day)
        raise InvalidInput("every", self.text, "stay within the calendar")

    def after(self, anchor: date, day: date) -> date:
        """The first day on which it comes round after *day*; the *anchor* for a day before it.

        Raises:
            InvalidInput: past the year 9999.
        """
        return anchor if day < anchor else self.start(anchor, self._rounds(anchor, day) + 1)

    def until(self, anchor: date, day: date) -> date:
        """The first day on which it comes round, on *day* or after it.

        Raises:
            InvalidInput: past the year 9999.
        """
        return self.after(anchor, day - _DAY)

    @property
    def text(self) -> str:
        """It as an ISO 8601 duration: "P1M", "P7D"."""
        return f"P{self.days}D" if self.months is None else f"P{self.months}M"

    def _rounds(self, anchor: date, day: date) -> int:
        """How often it has come round by the end of *day*, which is the *anchor* or later."""
        if self.months is None:
            return (day - anchor).days // (self.days or 1)
        passed = (day.year - anchor.year) * 12 + day.month - anchor.month
        rounds = passed // self.months
        return rounds if self.start(anchor, rounds) <= day else rounds - 1


def cycle_of(value: object, field: str) -> Cycle:
    """A cycle, given as one, as a duration, or as ISO 8601 text such as "P1M", "P1W", "P1Y".

    A `Duration` or timedelta is of whole months, or of whole weeks and days.

    Raises:
        InvalidInput: anything else, months and days together included.
    """
    if isinstance(value, Cycle):
        return value
    with suppress(InvalidInput):
        if isinstance(value, Duration) and not isinstance(value, Interval):
            return _of_duration(value)
        if isinstance(value, timedelta):
            return _of_days(value)
        if isinstance(value, str):
            return _of_text(value)
    raise InvalidInput(field, shown(value), REMEDY)


def _of_duration(value: Duration) -> Cycle:
    if not value.years and not value.months:
        return _of_days(value)
    # As a span of time it counts thirty days for each month, and 365 for each year.
    months_alone = timedelta(days=value.years * 365 + value.months * 30)
    beside = timedelta.__sub__(value, months_alone)
    return Cycle(months=0 if beside else value.years * 12 + value.months)


def _of_days(value: timedelta) -> Cycle:
    days, rest = timedelta.__divmod__(value, _DAY)
    return Cycle(days=0 if rest else days)


def _of_text(value: str) -> Cycle:
    if months := _MONTHS.fullmatch(value):
        years, others = (int(count or 0) for count in months.groups())
        return Cycle(months=years * 12 + others)
    if days := _DAYS.fullmatch(value):
        weeks, others = (int(count or 0) for count in days.groups())
        return Cycle(days=weeks * 7 + others)
    return Cycle()


def _within(count: object, most: int) -> bool:
    return isinstance(count, int) and not isinstance(count, bool) and 1 <= count <= most


def _in_month(year: int, month: int, day: int) -> date:
    """The *day* of a month, or its last one where it has none of that number."""
    return date(year, month, min(day, monthrange(year, month)[1]))
