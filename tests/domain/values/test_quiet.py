"""Quiet hours, checked against a brute force that walks minute by minute and only reads clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bookingcore.domain.values.moments import utc
from bookingcore.domain.values.quiet import QuietHours, open_minutes_later
from bookingcore.errors import InvalidInput

MINUTE = timedelta(minutes=1)
DAY_MINUTES = 1440
NIGHT = QuietHours("22:00", "08:00")
ROME = "Europe/Rome"

# Both changes of a year: by an hour, at midnight, and by half an hour.
CHANGES = (
    ("Europe/Rome", date(2026, 3, 29)),
    ("Europe/Rome", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("America/Sao_Paulo", date(2016, 2, 21)),
    ("America/Sao_Paulo", date(2016, 10, 16)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
)


@cache
def walls(zone: str, around: date) -> dict[datetime, str]:
    """What the clocks show at each minute of four days on either side of *around*."""
    noon = datetime.combine(around, time(12), UTC)
    instants = (noon + n * MINUTE for n in range(-4 * DAY_MINUTES, 4 * DAY_MINUTES))
    return {at: at.astimezone(ZoneInfo(zone)).strftime("%H:%M") for at in instants}


def is_quiet(quiet: QuietHours, wall: str) -> bool:
    """By stepping round the dial from the start to the end."""
    hour, minute = map(int, quiet.start.split(":"))
    end_hour, end_minute = map(int, quiet.end.split(":"))
    first, length = hour * 60 + minute, (end_hour - hour) * 60 + end_minute - minute
    own_hour, own_minute = map(int, wall.split(":"))
    return (own_hour * 60 + own_minute - first) % DAY_MINUTES < length % DAY_MINUTES


def whole(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def walked(
    at: datetime,
    minutes: int,
    quiet: QuietHours | None,
    clocks: dict[datetime, str],
    until: datetime,
) -> datetime:
    """Where the window ends, found by walking through it minute by minute."""
    open_minutes = {m for m, wall in clocks.items() if not (quiet and is_quiet(quiet, wall))}
    last_open = max((m for m in open_minutes if m < until), default=at - MINUTE)
    left = timedelta(minutes=minutes)
    while at < until:
        minute = whole(at)
        if minute in open_minutes or minute > last_open:
            span = minute + MINUTE - at
            if span >= left:
                return min(until, at + left)
            left -= span
        at = minute + MINUTE
    return until


TIMES = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from((0, 0, 15, 30, 45, 59)))


@st.composite
def quiet_hours(draw: st.DrawFn) -> QuietHours:
    """By day or by night, some beginning or ending where clocks are changed."""
    near = st.sampled_from(("00:00", "01:00", "01:30", "02:00", "02:30", "03:00"))
    start = draw(TIMES | near)
    return QuietHours(start, draw((TIMES | near).filter(lambda end: end != start)))


@st.composite
def moments(draw: st.DrawFn) -> tuple[str, date, datetime]:
    """An instant in the days around a clock change, in its zone."""
    zone, day = draw(st.sampled_from(CHANGES))
    minutes = draw(st.integers(-DAY_MINUTES, DAY_MINUTES))
    seconds = draw(st.sampled_from((0, 0, 0, 1, 30, 59)))
    at = datetime.combine(day, time(12), UTC) + timedelta(minutes=minutes, seconds=seconds)
    return zone, day, at


@given(quiet=quiet_hours(), moment=moments())
def test_they_hold_by_what_the_clocks_show(
    quiet: QuietHours, moment: tuple[str, date, datetime]
) -> None:
    zone, day, at = moment

    assert quiet.hold(utc(at), zone) is is_quiet(quiet, walls(zone, day)[whole(at)])


@given(quiet=quiet_hours(), moment=moments())
def test_the_next_change_is_the_first_minute_that_is_otherwise(
    quiet: QuietHours, moment: tuple[str, date, datetime]
) -> None:
    zone, day, at = moment
    clocks = walls(zone, day)
    minute = now = whole(at)
    while is_quiet(quiet, clocks[minute]) == is_quiet(quiet, clocks[now]):
        minute += MINUTE

    assert quiet.next_change(utc(at), zone) == minute


@pytest.mark.rule("A16")
@given(
    quiet=st.none() | quiet_hours(),
    moment=moments(),
    minutes=st.integers(1, 90) | st.integers(1, 2 * DAY_MINUTES),
    ahead=st.integers(1, 120) | st.integers(1, 3 * DAY_MINUTES),
)
@example(  # the hour that autumn repeats, quiet both times
    quiet=QuietHours("02:00", "03:00"),
    moment=("Europe/Rome", date(2026, 10, 25), datetime(2026, 10, 24, 23, 55, tzinfo=UTC)),
    minutes=10,
    ahead=1000,
)
def test_a_window_is_as_long_as_its_minutes_outside_quiet_hours(
    quiet: QuietHours | None, moment: tuple[str, date, datetime], minutes: int, ahead: int
) -> None:
    zone, day, at = moment
    until = whole(at) + ahead * MINUTE
    expected = walked(at, minutes, quiet, walls(zone, day), until)

    assert open_minutes_later(utc(at), minutes, quiet, zone, utc(until)) == expected


@pytest.mark.rule("A16")
@pytest.mark.parametrize(
    ("offered", "until", "ends"),
    [
        pytest.param("10:00", "18:00", "10:10", id="by day they do not matter"),
        pytest.param("21:55", "34:00", "32:05", id="they interrupt a window"),
        pytest.param("23:00", "34:00", "32:10", id="a window begins when they end"),
        pytest.param("23:00", "30:00", "23:10", id="unless it is too late by then"),
        pytest.param("21:55", "30:00", "22:05", id="which may interrupt it too"),
        pytest.param("23:00", "32:00", "23:10", id="too late is when they end, too"),
        pytest.param("17:55", "18:00", "18:00", id="the end ends it"),
    ],
)
def test_ten_minutes_in_rome(offered: str, until: str, ends: str) -> None:
    """With quiet hours from 22 to 8; hours from 24 on are those of the next day."""

    def at(wall: str) -> Any:
        hour, minute = map(int, wall.split(":"))
        # In July the clocks of Rome are two hours ahead.
        first = datetime(2026, 7, 1, tzinfo=UTC)
        return utc(first + timedelta(hours=hour - 2, minutes=minute))

    assert open_minutes_later(at(offered), 10, NIGHT, ROME, at(until)) == at(ends)


def test_they_may_lie_within_a_day_or_span_midnight() -> None:
    noon = utc(datetime(2026, 7, 1, 10, tzinfo=UTC))

    assert QuietHours("12:00", "13:00").hold(noon, ROME)
    assert not QuietHours("11:00", "12:00").hold(noon, ROME)
    assert not NIGHT.hold(noon, ROME)


@pytest.mark.parametrize(
    ("start", "end"),
    [("22", "08:00"), ("24:00", "08:00"), ("22:00", "8:00"), (22, 8), ("22:00", None)],
)
def test_what_is_no_time_is_refused(start: Any, end: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        QuietHours(start, end)

    assert refused.value.field == "quiet_hours"


def test_they_are_never_the_whole_day() -> None:
    with pytest.raises(InvalidInput, match="differs from the start"):
        QuietHours("08:00", "08:00")
