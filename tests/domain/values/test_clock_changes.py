"""Clock changes, checked against a brute force that only ever reads clocks.

The oracle never asks for the instant of a wall time: it walks over the instants, minute by
minute, notes what `zoneinfo` says the clocks show, and looks the wall time up in its notes.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.values.moments import resolve, start_of_day
from bookingcore.errors import AmbiguousTime, NonexistentTime

MINUTE = timedelta(minutes=1)

# By an hour, at midnight, by half an hour, across midnight, and by a whole day.
CHANGES = (
    ("Europe/Rome", date(2026, 3, 29)),
    ("Europe/Rome", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("America/Sao_Paulo", date(2016, 10, 16)),
    ("America/Sao_Paulo", date(2017, 2, 19)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Havana", date(2026, 11, 1)),
    ("America/Toronto", date(1919, 3, 31)),
    ("America/St_Johns", date(2010, 11, 7)),
    ("Pacific/Apia", date(2011, 12, 30)),
)


class Tick(NamedTuple):
    """What the clocks of a zone showed at an instant, and their offset."""

    at: datetime
    wall: datetime
    offset: timedelta


@cache
def ticks(name: str, day: date) -> tuple[Tick, ...]:
    """Each minute of three days on either side of *day*."""
    noon = datetime.combine(day, time(12), UTC)
    instants = (noon + n * MINUTE for n in range(-3 * 1440, 3 * 1440))
    local_times = ((at, at.astimezone(ZoneInfo(name))) for at in instants)
    return tuple(
        Tick(at, local.replace(tzinfo=None), local.utcoffset() or timedelta())
        for at, local in local_times
    )


@cache
def notes(name: str, day: date) -> dict[datetime, list[datetime]]:
    """Wall time to the instants at which the clocks showed it, in their order."""
    shown: dict[datetime, list[datetime]] = {}
    for tick in ticks(name, day):
        shown.setdefault(tick.wall, []).append(tick.at)
    return shown


def readings_of_gap(name: str, day: date, wall: datetime) -> list[datetime]:
    """By the offset of the last minute before the clocks skip *wall*, and of the first after."""
    after = next(n for n, tick in enumerate(ticks(name, day)) if tick.wall > wall)
    offsets = (ticks(name, day)[n].offset for n in (after - 1, after))
    return [wall.replace(tzinfo=UTC) - offset for offset in offsets]


def check(name: str, day: date, wall: datetime, value: str | datetime) -> None:
    """Resolve *value*, a form of *wall*, and compare it with what the clocks showed."""
    shown = notes(name, day).get(wall, [])
    expected = shown or readings_of_gap(name, day, wall)
    with_fold = [resolve(value, name, fold=fold, field="starts_at") for fold in (0, 1)]

    if len(shown) == 1:
        assert [*with_fold, resolve(value, name, field="starts_at")] == shown * 3
        return
    with pytest.raises(AmbiguousTime if shown else NonexistentTime) as refused:
        resolve(value, name, field="starts_at")
    doubt = refused.value
    assert isinstance(doubt, AmbiguousTime | NonexistentTime)
    if isinstance(doubt, AmbiguousTime):
        carried = [doubt.first, doubt.second]
    else:
        carried = [doubt.before, doubt.after]

    assert with_fold == carried == expected
    assert (doubt.field, doubt.value, doubt.zone) == ("starts_at", wall.isoformat(), name)


@pytest.mark.parametrize(("name", "day"), CHANGES)
def test_every_ten_minutes_of_three_days_are_read_as_the_clocks_showed_them(
    name: str, day: date
) -> None:
    midnight = datetime.combine(day, time())
    walls = [midnight + n * 10 * MINUTE for n in range(-144, 288)]
    doubtful = [wall for wall in walls if len(notes(name, day).get(wall, [])) != 1]

    assert doubtful
    for wall in walls:
        check(name, day, wall, wall)


@given(st.sampled_from(CHANGES), st.integers(-1440, 2880), st.integers(0, 4))
def test_a_wall_time_means_the_same_in_every_form(
    change: tuple[str, date], minute: int, form: int
) -> None:
    """The fold of a naive datetime says nothing: pendulum sets it without being asked."""
    name, day = change
    wall = datetime.combine(day, time()) + minute * MINUTE
    loose = pendulum.naive(wall.year, wall.month, wall.day, wall.hour, wall.minute)
    forms = (wall, wall.replace(fold=1), loose, wall.isoformat(), f"{wall:%Y-%m-%d %H:%M}")

    check(name, day, wall, forms[form])


@pytest.mark.parametrize(("name", "change"), CHANGES)
def test_a_day_starts_at_the_first_instant_that_the_clocks_date_so(name: str, change: date) -> None:
    for day in (change - timedelta(days=1), change, change + timedelta(days=1)):
        first = next(tick.at for tick in ticks(name, change) if tick.wall.date() >= day)

        assert start_of_day(day, name) == first
