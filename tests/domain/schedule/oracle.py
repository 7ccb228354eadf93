"""What a series means, found out by walking: day after day, and every half hour on the clocks.

It knows neither `rrule` nor `moments`: days are counted with the standard library's calendar, and
the instants of a wall time are looked for among all instants near it, by what `zoneinfo` says that
the clocks show then.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import islice
from typing import Literal
from zoneinfo import ZoneInfo

from attrs import frozen

NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
HALF_HOUR = HOUR / 2

CHANGES = (
    ("Europe/Rome", date(2026, 3, 29)),
    ("Europe/Rome", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("America/Sao_Paulo", date(2016, 10, 16)),
    ("America/Sao_Paulo", date(2017, 2, 19)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
)
"""Both clock changes of a year: by an hour, at midnight, and by half an hour."""


@frozen(kw_only=True)
class Recurrence:
    """A rule by its meaning; `count` or `until` ends it."""

    frequency: Literal["DAILY", "WEEKLY", "MONTHLY"]
    interval: int = 1
    weekdays: frozenset[int] = frozenset()
    monthdays: frozenset[int] = frozenset()
    count: int | None = None
    until: datetime | None = None

    @property
    def text(self) -> str:
        """The same in the words of RFC 5545."""
        parts = [f"FREQ={self.frequency}", f"INTERVAL={self.interval}"]
        if self.weekdays:
            parts.append("BYDAY=" + ",".join(NAMES[day] for day in self.weekdays))
        if self.monthdays:
            parts.append("BYMONTHDAY=" + ",".join(str(day) for day in self.monthdays))
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until is not None:
            parts.append(f"UNTIL={self.until:%Y%m%dT%H%M%S}")
        return ";".join(parts)


def walls(recurrence: Recurrence, starts: datetime) -> list[datetime]:
    """The wall times, found by asking each day of a hundred years whether it is one.

    None at all where `count` of them are not to be had in that time.
    """
    found = list(islice(_fitting(recurrence, starts), recurrence.count))
    return found if recurrence.count in {None, len(found)} else []


def _fitting(recurrence: Recurrence, starts: datetime) -> Iterator[datetime]:
    first = day = starts.date()
    last = (recurrence.until or starts.replace(year=starts.year + 100, month=12, day=31)).date()
    while day <= last:
        if _in_turn(recurrence, first, day) and _chosen(recurrence, first, day):
            wall = datetime.combine(day, starts.time())
            if recurrence.until is None or wall <= recurrence.until:
                yield wall
        day += DAY


def _in_turn(recurrence: Recurrence, first: date, day: date) -> bool:
    """Whether it is the turn of the day, week or month of *day*."""
    if recurrence.frequency == "DAILY":
        passed = (day - first).days
    elif recurrence.frequency == "WEEKLY":
        passed = (_monday(day) - _monday(first)).days // 7
    else:
        passed = 12 * (day.year - first.year) + day.month - first.month
    return passed % recurrence.interval == 0


def _chosen(recurrence: Recurrence, first: date, day: date) -> bool:
    """Whether *day* is one of the listed days; where nothing is listed, like the first."""
    last = monthrange(day.year, day.month)[1]
    weekdays, monthdays = set(recurrence.weekdays), set(recurrence.monthdays)
    if recurrence.frequency == "WEEKLY" and not weekdays:
        weekdays = {first.weekday()}
    if recurrence.frequency == "MONTHLY" and not weekdays and not monthdays:
        monthdays = {first.day}
    on_weekday = not weekdays or day.weekday() in weekdays
    return on_weekday and (not monthdays or bool({day.day, day.day - last - 1} & monthdays))


def _monday(day: date) -> date:
    return day - day.weekday() * DAY


def shown_at(wall: datetime, zone: str) -> list[datetime]:
    """The instants at which the clocks of *zone* show *wall*, in their order: none, one or two."""
    return [at for at, shown in _around(wall, zone) if shown == wall]


def instant(wall: datetime, zone: str, fold: int) -> datetime:
    """The instant of *wall*; in a gap by the offset before it for *fold* 0, else after it."""
    if found := shown_at(wall, zone):
        return found[0] if fold == 0 else found[-1]
    earlier = [at - shown.replace(tzinfo=UTC) for at, shown in _around(wall, zone) if shown < wall]
    later = [at - shown.replace(tzinfo=UTC) for at, shown in _around(wall, zone) if shown > wall]
    return wall.replace(tzinfo=UTC) + (earlier[-1] if fold == 0 else later[0])


@cache
def _around(wall: datetime, zone: str) -> list[tuple[datetime, datetime]]:
    """Each half hour of sixteen hours before and after, and what the clocks show then."""
    first = wall.replace(tzinfo=UTC) - 16 * HOUR
    place = ZoneInfo(zone)
    instants = (first + number * HALF_HOUR for number in range(65))
    return [(at, at.astimezone(place).replace(tzinfo=None)) for at in instants]
