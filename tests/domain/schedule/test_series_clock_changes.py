"""Series, deadlines and days around clock changes, against an oracle that walks."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.schedule.series import occurrences
from bookingcore.domain.values.moments import (
    add_minutes,
    local_date,
    resolve,
    start_of_day,
    wall_time,
)
from bookingcore.errors import AmbiguousTime, InvalidRule, NonexistentTime
from tests.domain.schedule.build import series
from tests.domain.schedule.oracle import CHANGES, DAY, Recurrence, instant, shown_at, walls

MINUTE = timedelta(minutes=1)
LONGEST = 3 * 1440


@cache
def doubtful(zone: str, change: date) -> list[datetime]:
    """The wall times, each quarter of an hour, that the clocks skip or repeat at a change."""
    midnight = datetime.combine(change, time())
    near = [midnight + number * 15 * MINUTE for number in range(-8, 16)]
    return [wall for wall in near if len(shown_at(wall, zone)) != 1]


@st.composite
def recurrences(draw: st.DrawFn, starts: datetime) -> Recurrence:
    """A rule that may well be at its turn on the days after *starts*."""
    frequencies: list[Literal["DAILY", "WEEKLY", "MONTHLY"]] = ["DAILY", "WEEKLY", "MONTHLY"]
    frequency = draw(st.sampled_from(frequencies))
    weekdays = st.frozensets(st.integers(0, 6), max_size=4)
    monthdays = st.frozensets(st.sampled_from([1, 5, 8, 16, 18, 25, 29, 31, -1, -7]), max_size=4)
    ends = draw(st.booleans())
    until = starts + draw(st.integers(0, 60)) * DAY + draw(st.integers(-60, 60)) * MINUTE
    return Recurrence(
        frequency=frequency,
        interval=draw(st.integers(1, 3)),
        weekdays=draw(weekdays),
        monthdays=frozenset() if frequency == "WEEKLY" else draw(monthdays),
        count=None if ends else draw(st.integers(1, 12)),
        until=until if ends else None,
    )


@st.composite
def planned(draw: st.DrawFn) -> tuple[str, datetime, Recurrence]:
    """A zone, a first start up to three weeks before a clock change, and a rule.

    Two in three are at an hour that the change skips or repeats.
    """
    zone, change = draw(st.sampled_from(CHANGES))
    starts = draw(st.sampled_from(doubtful(zone, change))) - draw(st.integers(0, 21)) * DAY
    if draw(st.integers(0, 2)) == 2:
        starts = datetime.combine(starts.date(), time()) + draw(st.integers(0, 95)) * 15 * MINUTE
    return zone, starts, draw(recurrences(starts))


@given(planned(), st.integers(0, 1), st.integers(1, 300))
def test_every_occurrence_is_at_the_instant_that_the_clocks_show_it(
    plan: tuple[str, datetime, Recurrence], fold: int, duration: int
) -> None:
    """With a fold, each lasts its minutes of elapsed time, whatever the clocks do meanwhile."""
    zone, starts, recurrence = plan
    of = series(recurrence.text, starts=starts, zone=zone, fold=fold, duration=duration)
    expected = walls(recurrence, starts)
    if not expected:
        with pytest.raises(InvalidRule):
            occurrences(of)
        return

    found = occurrences(of)

    assert [each.key for each in found] == [wall.isoformat() for wall in expected]
    at = [instant(wall, zone, fold) for wall in expected]
    assert [each.period.start for each in found] == at
    assert [each.period.end for each in found] == [start + duration * MINUTE for start in at]


@given(planned())
def test_the_first_doubtful_occurrence_is_named(plan: tuple[str, datetime, Recurrence]) -> None:
    """Every occurrence is checked, not just the first; an exception takes the doubt away."""
    zone, starts, recurrence = plan
    of = series(recurrence.text, starts=starts, zone=zone)
    times = {wall: shown_at(wall, zone) for wall in walls(recurrence, starts)}
    doubts = [wall for wall, shown in times.items() if len(shown) != 1]
    if not times:
        return
    if doubts:
        with pytest.raises(AmbiguousTime if times[doubts[0]] else NonexistentTime) as refused:
            occurrences(of)
        named = refused.value
        assert isinstance(named, AmbiguousTime | NonexistentTime)
        assert (named.value, named.zone) == (doubts[0].isoformat(), zone)

    certain = occurrences(of.excepting([wall.isoformat() for wall in doubts]))

    assert [each.period.start for each in certain] == [
        shown[0] for shown in times.values() if len(shown) == 1
    ]


def test_the_oracle_meets_every_kind_of_doubt() -> None:
    """Half an hour, an hour, at night and at midnight: each skipped once, and repeated once."""
    found = {zone: {0: 0, 2: 0} for zone, _ in CHANGES}
    for zone, change in CHANGES:
        for wall in doubtful(zone, change):
            found[zone][len(shown_at(wall, zone))] += 1

    assert found == {
        zone: {0: quarters, 2: quarters} for zone, quarters in zip(found, (4, 4, 4, 2), strict=True)
    }


@cache
def minutes_of(zone: str, change: date) -> list[tuple[datetime, str]]:
    """Each minute of four days on either side, and what the clocks show then."""
    noon = datetime.combine(change, time(12), UTC)
    place = ZoneInfo(zone)
    instants = (noon + number * MINUTE for number in range(-4 * 1440, 4 * 1440))
    return [(at, at.astimezone(place).replace(tzinfo=None).isoformat()) for at in instants]


@pytest.mark.rule("A15")
@given(st.sampled_from(CHANGES), st.integers(LONGEST, 8 * 1440 - 1), st.data())
def test_a_deadline_is_so_many_minutes_of_elapsed_time_before(
    change: tuple[str, date], number: int, data: st.DataObject
) -> None:
    """Counted on the list of all minutes: none is left out, and none counted twice."""
    minutes = minutes_of(*change)
    limit = data.draw(st.sampled_from([60, 120, 720, 1440, 2880]) | st.integers(0, LONGEST))
    at, shown = minutes[number]
    fold = int(minutes.index((at, shown)) != [wall for _, wall in minutes].index(shown))
    start = resolve(shown, change[0], fold=fold, field="starts_at")

    deadline = add_minutes(start, -limit)

    assert start == at
    assert (deadline, wall_time(deadline, change[0])) == minutes[number - limit]
    assert add_minutes(deadline, limit) == start


@pytest.mark.parametrize(("zone", "change"), CHANGES)
def test_a_day_is_all_the_minutes_that_the_clocks_date_so(zone: str, change: date) -> None:
    """Of 23 hours, 25, or half an hour more or less; Sao Paulo's starts at 01:00."""
    dated: defaultdict[date, list[datetime]] = defaultdict(list)
    for at, shown in minutes_of(zone, change):
        dated[date.fromisoformat(shown[:10])].append(at)
    lengths = []

    for day in (change - DAY, change, change + DAY):
        start, end = start_of_day(day, zone), start_of_day(day + DAY, zone)
        assert dated[day] == [start + number * MINUTE for number in range(len(dated[day]))]
        assert dated[day][-1] + MINUTE == end
        assert {local_date(start, zone), local_date(add_minutes(end, -1), zone)} == {day}
        lengths.append(len(dated[day]))

    assert len(set(lengths)) == 2
