"""The rule of a series, as RFC 5545, section 3.3.10, means it."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import NamedTuple

from attrs import evolve, frozen

from bookingcore.domain.schedule.walls import LAST_SECOND, compact
from bookingcore.domain.values.moments import utc, wall_time

OCCURRENCES_MAX = 1_000
"""How many occurrences one rule may have, exceptions included."""
INTERVAL_MAX = 1_000


class Frequency(Enum):
    """How often a rule comes round."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"


WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Day(NamedTuple):
    """A weekday, 0 for Monday; each one for *nth* 0, else the nth of its month or year."""

    weekday: int
    nth: int

    def __str__(self) -> str:
        return f"{self.nth or ''}{WEEKDAYS[self.weekday]}"


@frozen(kw_only=True)
class Rule:
    """When a series comes round, in wall time; always with an end.

    Attributes:
        interval: each so many days, weeks, months or years, 1 to `INTERVAL_MAX`.
        count: how many occurrences, 1 to `OCCURRENCES_MAX`; None where *until* ends it.
        until: the last moment, included: a day, a wall time, or UTC with `Z`, as the RFC writes it.
        lists: the other lists of numbers by their names, `BYMONTH` to `BYSETPOS`.
        days: the weekdays of `BYDAY`.
        week_start: the weekday with which weeks begin, 0 for Monday.
    """

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: str | None = None
    lists: tuple[tuple[str, tuple[int, ...]], ...] = ()
    days: tuple[Day, ...] = ()
    week_start: int = 0

    @property
    def text(self) -> str:
        """The rule in its one canonical spelling."""
        parts = {"FREQ": self.frequency.name}
        if self.interval != 1:
            parts["INTERVAL"] = str(self.interval)
        if self.count is not None:
            parts["COUNT"] = str(self.count)
        if self.until is not None:
            parts["UNTIL"] = self.until
        parts |= {name: ",".join(map(str, numbers)) for name, numbers in self.lists}
        if self.days:
            parts["BYDAY"] = ",".join(map(str, self.days))
        if self.week_start:
            parts["WKST"] = WEEKDAYS[self.week_start]
        return ";".join(f"{name}={value}" for name, value in parts.items())

    def counted(self, count: int) -> Rule:
        """The same rule, ended after *count* occurrences."""
        return evolve(self, count=count, until=None)

    def ending(self, wall: datetime) -> Rule:
        """The same rule, ended with the wall time *wall*, included."""
        return evolve(self, count=None, until=compact(wall))

    def last_wall(self, zone: str) -> datetime | None:
        """The wall time of *zone* after which nothing comes; None where *count* ends the rule.

        A day lasts until its midnight, and UTC is read on the clocks of *zone*: the hour that
        autumn repeats is one hour of wall time, so that it counts whole.
        """
        return None if self.until is None else _last_moment(self.until, zone)


def _last_moment(until: str, zone: str) -> datetime:
    """The last wall time of *zone* by a sound UNTIL."""
    moment = datetime.fromisoformat(until)
    if "T" not in until:
        return datetime.combine(moment.date(), LAST_SECOND)
    if moment.tzinfo is None:
        return moment
    return datetime.fromisoformat(wall_time(utc(moment), zone))
