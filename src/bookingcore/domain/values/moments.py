"""Instants, wall times, local dates and spans: only here does a wall time become an instant.

An *instant* is a `pendulum.DateTime` in UTC, always: pendulum's local times compare, hash and
pickle wrongly in the hour that autumn repeats. A *wall time* is what the clocks of a zone show;
it may not exist, or exist twice, so it is resolved once, and its zone is kept beside it.

The arithmetic is that of `datetime`, called on the base class: pendulum's own takes ten times as
long and silently moves times that do not exist.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TypeAlias

from pendulum import UTC, DateTime, Duration, Interval, Timezone, timezones

from bookingcore.domain.values.checks import DAYS_MAX, MINUTES_MAX, shown
from bookingcore.errors import AmbiguousTime, InvalidInput, NonexistentTime

Instant: TypeAlias = DateTime
"""A point in time: a `pendulum.DateTime` in UTC."""

YEAR_MIN = 1000
YEAR_MAX = 9998
"""First and last year of an instant: SQL's times begin in 1000, and every zone has a local date
for the end of 9998."""

_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)

# Stricter than fromisoformat(), which also reads week dates, takes a date alone for its midnight,
# and 24:00 in some versions of Python only.
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATE_AND_TIME = re.compile(
    _DATE.pattern + r"[T ]([01][0-9]|2[0-3]):[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}(:?[0-9]{2}(:?[0-9]{2})?)?)?"
)

# In the database, but another zone on each machine, or none.
_NO_ZONES = frozenset({"localtime", "Factory"})


def zone(name: object, field: str = "zone") -> Timezone:
    """The zone of the IANA database with this *name*, spelt exactly so.

    Raises:
        InvalidInput: no such zone.
    """
    if isinstance(name, str):
        with suppress(LookupError):
            return _zone(name)
    raise InvalidInput(field, shown(name), "give an IANA zone such as 'Europe/Rome'")


@cache
def _zone(name: str) -> Timezone:
    # The list, not the files: some systems find 'europe/rome' too, and 'right/Europe/Rome', whose
    # clocks count leap seconds.
    if name not in timezones() or name in _NO_ZONES:
        raise LookupError(name)
    return Timezone(name)


def utc(moment: datetime, *, field: str = "moment") -> Instant:
    """The instant of an aware *moment*, by the offset that it carries.

    In an overlap a local time is one of two instants by its `fold`, which pendulum loses when it
    pickles: local times should travel as text with their offset.

    Raises:
        InvalidInput: a naive datetime or no datetime at all, or a year outside 1000 to 9998.
    """
    if isinstance(moment, DateTime) and moment.tzinfo is UTC and _in_bounds(moment):
        return moment
    return _instant(_aware(moment, field), field)


def resolve(
    value: str | datetime, zone_name: str, *, fold: int | None = None, field: str
) -> Instant:
    """The instant that *value* means in the zone *zone_name*.

    An aware datetime, or ISO text with an offset or `Z`, is an instant by itself. A naive
    datetime, or ISO text without an offset, is a wall time of the zone. Where the clocks change
    it may not exist, or exist twice; then *fold* says which reading is meant, as in PEP 495:

    - 0, the offset before the change: in an overlap the first of the two instants; in a gap the
      wall time is as much later as the clocks skip.
    - 1, the offset after the change: in an overlap the second; in a gap as much earlier.

    A naive datetime's own `fold` says nothing: pendulum sets it without being asked.

    Args:
        value: text like "2026-07-02T18:30", "2026-07-02 18:30:00" or "2026-07-02T16:30:00Z", with
            six decimals of a second at most; a date alone is no time.
        zone_name: the IANA zone of wall times.
        fold: 0, 1, or None to refuse what is not certain.
        field: the argument's name, for errors.

    Raises:
        NonexistentTime: a wall time that the zone's clocks skip; carries both readings.
        AmbiguousTime: a wall time that the zone's clocks show twice; carries both instants.
        InvalidInput: any other value, an unknown zone, a year outside 1000 to 9998.
    """
    place = zone(zone_name)
    if fold not in {None, 0, 1}:
        raise InvalidInput("fold", shown(fold), "give 0 or 1")
    moment = _read(value, field)
    if moment.tzinfo is not None:
        return utc(moment, field=field)
    readings = _readings(_plain(moment), place, field)
    if fold is None and readings[0] != readings[1]:
        raise _uncertain(moment, zone_name, readings, field)
    return readings[fold or 0]


def in_zone(instant: Instant, zone_name: str) -> DateTime:
    """The local time of *instant*, for reading only: never compare, store or pickle it."""
    return _pendulum(_local(instant, zone_name), zone(zone_name))


def local_date(instant: Instant, zone_name: str) -> date:
    """The day on which *instant* falls in the zone: a plain date."""
    return _local(instant, zone_name).date()


def wall_time(instant: Instant, zone_name: str) -> str:
    """What the zone's clocks show at *instant*, as ISO text without offset.

    In an overlap two instants have the same wall time, so it stands beside the instant, never
    in its place.
    """
    local = _local(instant, zone_name)
    return datetime.combine(local.date(), local.time()).isoformat()


def start_of_day(day: date, zone_name: str) -> Instant:
    """The first instant of *day* in the zone: the first whose local date is *day*.

    That is midnight, except where the clocks skip it (São Paulo, 16 October 2016: 01:00), or
    skip the whole day (Apia, 30 December 2011), which then starts with the next one.

    Raises:
        InvalidInput: no date, an unknown zone, a year outside 1000 to 9998.
    """
    place, plain_day = zone(zone_name), as_date(day, "day")
    first, second = _readings(datetime.combine(plain_day, time.min), place, "day")
    if first <= second:
        return first
    # Midnight lies in a gap: *second* is still on the day before, *first* no longer.
    at, skipped = _plain(second), range(elapsed(second, first) // _SECOND)
    passed = bisect_left(
        skipped, plain_day, key=lambda n: (at + n * _SECOND).astimezone(place).date()
    )
    return _instant(at + passed * _SECOND, "day")


def add_minutes(instant: Instant, minutes: int) -> Instant:
    """The instant *minutes* of elapsed time later; earlier for negative ones (A15).

    Raises:
        InvalidInput: a result outside the years 1000 to 9998.
    """
    at = _plain(utc(instant, field="instant"))
    with suppress(OverflowError):
        return _instant(at + minutes * _MINUTE, "minutes")
    raise InvalidInput("minutes", shown(minutes), "stay within the calendar")


def elapsed(start: Instant, end: Instant) -> timedelta:
    """The time from *start* to *end*; negative when *end* comes first."""
    return datetime.__sub__(utc(end), utc(start))


def as_date(value: object, field: str) -> date:
    """A local date, given as a date or as ISO text ("2026-07-02").

    Raises:
        InvalidInput: anything else, a datetime included: its date depends on the zone.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return date(value.year, value.month, value.day)
    if isinstance(value, str) and _DATE.fullmatch(value):
        with suppress(ValueError):  # the 30th of February
            return date.fromisoformat(value)
    raise InvalidInput(field, _text(value), "give a date, or text such as '2026-07-02'")


def as_minutes(value: int | timedelta, field: str) -> int:
    """A span of elapsed time in whole minutes, 0 to `MINUTES_MAX`, given as such or as timedelta.

    Raises:
        InvalidInput: a bool, a float, a fraction of a minute, a negative or too long a span; a
            pendulum `Duration` of months or years, which have no length of their own.
    """
    return _count(value, _MINUTE, MINUTES_MAX, "minutes", field)


def as_days(value: int | timedelta, field: str) -> int:
    """A number of days, 0 to `DAYS_MAX`, given as such or as a timedelta of whole days.

    Raises:
        InvalidInput: as `as_minutes`.
    """
    return _count(value, _DAY, DAYS_MAX, "days", field)


def _count(value: object, unit: timedelta, most: int, name: str, field: str) -> int:
    """How many times *unit* goes into *value*, which is such a number or a span."""
    count = value
    if isinstance(value, timedelta) and not _is_calendar(value):
        # Of the base class: an exact division, where Duration's goes through a float.
        count, rest = timedelta.__divmod__(value, unit)
        count = None if rest else count
    if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= most:
        raise InvalidInput(field, shown(value), f"give 0 to {most} whole {name}, or a timedelta")
    return count


def _is_calendar(span: timedelta) -> bool:
    # An Interval has months too, but between two known ends, so its length is certain.
    return (
        isinstance(span, Duration)
        and not isinstance(span, Interval)
        and bool(span.years or span.months)
    )


def _read(value: object, field: str) -> datetime:
    """*value* as a datetime, aware or naive."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DATE_AND_TIME.fullmatch(value):
        with suppress(ValueError):  # the 30th of February, or a second 60
            return datetime.fromisoformat(value)
    raise InvalidInput(field, shown(value), "give a datetime, or text such as '2026-07-02T18:30'")


def _aware(value: object, field: str) -> datetime:
    """*value* as a plain datetime that has an offset."""
    if isinstance(value, datetime) and value.utcoffset() is not None:
        return _plain(value)
    raise InvalidInput(field, _text(value), "give an aware datetime, with its offset or zone")


def _plain(moment: datetime) -> datetime:
    """The same reading, zone and fold as a `datetime` of the standard library."""
    return datetime.combine(datetime.date(moment), datetime.timetz(moment))


def _pendulum(plain: datetime, place: Timezone) -> DateTime:
    """The same reading and fold as a `DateTime` of *place*."""
    return DateTime(
        plain.year,
        plain.month,
        plain.day,
        plain.hour,
        plain.minute,
        plain.second,
        plain.microsecond,
        place,
        fold=plain.fold,
    )


def _instant(moment: datetime, field: str) -> Instant:
    """The instant of a plain and aware *moment*."""
    if _in_bounds(moment) and _in_bounds(at := moment.astimezone(UTC)):
        return _pendulum(at, UTC)
    raise InvalidInput(field, _text(moment), f"give a time of the years {YEAR_MIN} to {YEAR_MAX}")


def _in_bounds(moment: datetime) -> bool:
    return YEAR_MIN <= moment.year <= YEAR_MAX


def _local(instant: Instant, zone_name: str) -> datetime:
    """The local time of *instant*, as a plain datetime of the zone."""
    at, place = utc(instant, field="instant"), zone(zone_name)
    return place.fromutc(datetime.combine(datetime.date(at), datetime.time(at), place))


def _readings(wall: datetime, place: Timezone, field: str) -> tuple[Instant, Instant]:
    """The readings of a plain wall time with the offset before a change, and after it.

    Equal away from changes; in an overlap the first is earlier, in a gap the second.
    """
    first, second = (wall.replace(tzinfo=place, fold=fold) for fold in (0, 1))
    return _instant(first, field), _instant(second, field)


def _uncertain(
    wall: datetime, zone_name: str, readings: tuple[Instant, Instant], field: str
) -> NonexistentTime | AmbiguousTime:
    """The error for a *wall* time whose two *readings* differ."""
    first, second = (_local(reading, zone_name).isoformat() for reading in readings)
    remedy = f"give {first} (or fold=0) or {second} (or fold=1)"
    if readings[0] < readings[1]:
        remedy = f"the clocks of {zone_name} show it twice: {remedy}"
        return AmbiguousTime(field, wall.isoformat(), remedy, zone_name, *readings)
    remedy = f"the clocks of {zone_name} skip it: {remedy}"
    return NonexistentTime(field, wall.isoformat(), remedy, zone_name, *readings)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else shown(value)
