"""The hours in which nobody is disturbed, by the clocks on the wall."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from attrs import field, frozen

from bookingcore.domain.values.checks import shown
from bookingcore.domain.values.moments import (
    Instant,
    add_minutes,
    elapsed,
    in_zone,
    local_date,
    resolve,
)
from bookingcore.errors import InvalidInput

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_DAY_MINUTES = 24 * 60


def _time(value: object) -> str:
    if isinstance(value, str) and _TIME.fullmatch(value):
        return value
    raise InvalidInput("quiet_hours", shown(value), "give times such as '22:00' and '08:00'")


@frozen
class QuietHours:
    """A part of each day, from `start` on and before `end`; it may span midnight.

    What counts is what the clocks of the place show: where they go back, an hour may be quiet
    twice.

    Attributes:
        start: wall time, as "22:00".
        end: wall time, as "08:00"; never equal to `start`.
    """

    start: str = field(converter=_time)
    end: str = field(converter=_time)

    def __attrs_post_init__(self) -> None:
        if self.start == self.end:
            raise InvalidInput("quiet_hours", self.end, "give an end that differs from the start")

    def hold(self, instant: Instant, zone: str) -> bool:
        """Whether *instant* falls into them in *zone*."""
        wall = in_zone(instant, zone).strftime("%H:%M")
        if self.start < self.end:
            return self.start <= wall < self.end
        return wall >= self.start or wall < self.end

    def next_change(self, instant: Instant, zone: str) -> Instant:
        """The first instant after *instant* at which they begin or end in *zone*."""
        now = self.hold(instant, zone)
        day = local_date(instant, zone)
        walls = (
            f"{day + timedelta(days=days):%Y-%m-%d}T{time}"
            for days in range(3)
            for time in (self.start, self.end)
        )
        found = [resolve(wall, zone, fold=fold, field="wall") for wall in walls for fold in (0, 1)]
        found += _clock_changes(instant, zone)
        return min(each for each in found if each > instant and self.hold(each, zone) != now)


def _clock_changes(instant: Instant, zone: str) -> list[Instant]:
    """Where the clocks of *zone* change in the two days after *instant*, to the minute."""
    changes = []
    for day in range(2):
        first, last = day * _DAY_MINUTES, (day + 1) * _DAY_MINUTES
        if _offset(add_minutes(instant, first), zone) == _offset(add_minutes(instant, last), zone):
            continue
        before = _offset(add_minutes(instant, first), zone)
        while last - first > 1:
            middle = (first + last) // 2
            if _offset(add_minutes(instant, middle), zone) == before:
                first = middle
            else:
                last = middle
        whole = add_minutes(instant, last)
        changes.append(whole.replace(second=0, microsecond=0))
    return changes


def _offset(instant: Instant, zone: str) -> timedelta | None:
    return datetime.utcoffset(in_zone(instant, zone))


def open_minutes_later(
    instant: Instant, minutes: int, quiet: QuietHours | None, zone: str, until: Instant
) -> Instant:
    """The instant at which *minutes* outside quiet hours have passed, and *until* at the latest.

    Quiet hours that do not end before *until* count like any other time: who waits for their end
    would wait too long (A16).
    """
    at, left = instant, timedelta(minutes=minutes)
    while quiet is not None and at < until:
        change = quiet.next_change(at, zone)
        if change >= until:
            break
        if not quiet.hold(at, zone):
            if elapsed(at, change) >= left:
                break
            left -= elapsed(at, change)
        at = change
    return min(until, _later(at, left))


def _later(instant: Instant, span: timedelta) -> Instant:
    whole, rest = divmod(span, timedelta(minutes=1))
    return add_minutes(instant, whole) + rest if rest else add_minutes(instant, whole)
