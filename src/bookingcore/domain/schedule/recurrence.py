"""From a rule to its wall times, with the rrule of dateutil, in bounded time.

Left to itself, dateutil looks for the 30th of February until the year 9999, and takes the first
day of the week from a setting of the whole program. So it is told everything, and works at the
end of its calendar: days and weekdays repeat every 400 years, so the same rule gives the same days
there, and the calendar ends soon.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import MAXYEAR, datetime
from itertools import islice, takewhile
from typing import Any

from bookingcore.domain.schedule.rule import OCCURRENCES_MAX, Rule
from bookingcore.domain.values.checks import shown
from bookingcore.errors import InvalidRule

YEARS_MAX = 100
"""A series ends within so many years of its first start."""

_CYCLE = 400


def recurring(rule: Rule, starts: datetime, zone: str) -> tuple[datetime, ...]:
    """The wall times of *rule* from *starts* on, in their order; 1 to `OCCURRENCES_MAX` of them.

    The first one is the first that the rule gives: *starts* itself only where it fits the rule.
    A day that a month lacks is passed over, and not counted.

    Args:
        rule: with its end.
        starts: the first wall time, whose hour and day the rule takes over where it has none.
        zone: the IANA zone in which an UNTIL in UTC is read.

    Raises:
        InvalidRule: no day fits; more than `OCCURRENCES_MAX` do; it goes on for longer than
            `YEARS_MAX` years.

    Source: RFC 5545, section 3.3.10; at most 500 years are looked through.
    """
    horizon = starts.year + YEARS_MAX
    last = rule.last_wall(zone)
    if last is not None and last.year > horizon:
        raise _too_long(rule)
    dated = takewhile(lambda wall: wall.year <= horizon, _unending(rule, starts))
    fitting = dated if last is None else takewhile(lambda wall: wall <= last, dated)
    walls = tuple(islice(fitting, rule.count or OCCURRENCES_MAX + 1))
    if not walls:
        raise InvalidRule(
            "rule", shown(rule.text), f"give another: it gives no time from {starts} to its end"
        )
    if len(walls) > OCCURRENCES_MAX:
        remedy = f"give an end before the occurrence after the {OCCURRENCES_MAX}th"
        raise InvalidRule("rule", shown(rule.text), f"{remedy}, {walls[-1]}")
    if rule.count is not None and len(walls) < rule.count:
        raise _too_long(rule)
    return walls


def _too_long(rule: Rule) -> InvalidRule:
    remedy = f"give an end within {YEARS_MAX} years of the first start"
    return InvalidRule("rule", shown(rule.text), remedy)


def _unending(rule: Rule, starts: datetime) -> Iterator[datetime]:
    """The wall times of *rule*, whatever its UNTIL."""
    from dateutil import rrule

    # As late as leaves the years that may be asked for.
    shift = (MAXYEAR - YEARS_MAX - starts.year) // _CYCLE * _CYCLE
    lists: dict[str, Any] = {name.lower(): numbers for name, numbers in rule.lists}
    if rule.days:
        lists["byweekday"] = tuple(rrule.weekday(day.weekday, day.nth or None) for day in rule.days)
    found = rrule.rrule(
        getattr(rrule, rule.frequency.name),
        dtstart=starts.replace(year=starts.year + shift),
        interval=rule.interval,
        count=rule.count,
        wkst=rule.week_start,
        **lists,
    )
    for wall in _to_the_end(found):
        yield wall.replace(year=wall.year - shift)


def _to_the_end(found: Iterable[datetime]) -> Iterator[datetime]:
    # The last week of the calendar reaches into the year 10000, where there are no dates.
    with suppress(ValueError):
        yield from found
