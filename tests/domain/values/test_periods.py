"""Periods are half-open and made of instants; validity is made of local dates, both included."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pendulum
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bookingcore.domain.values.checks import DAYS_MAX
from bookingcore.domain.values.moments import Instant, resolve
from bookingcore.domain.values.periods import Period, Validity
from bookingcore.errors import InvalidInput

NOON = pendulum.datetime(2026, 7, 2, 12)
HOURS = st.integers(0, 12)
DATES = st.dates(date(2000, 1, 1), date(2100, 1, 1))
LENGTHS = st.none() | st.integers(1, DAYS_MAX)


def clock(hour: int) -> Instant:
    return pendulum.datetime(2026, 7, 2, hour)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(st.integers(0, 11))
    return Period(clock(start), clock(draw(st.integers(start + 1, 12))))


@given(periods(), HOURS)
def test_the_start_lies_in_a_period_and_the_end_does_not(period: Period, hour: int) -> None:
    inside = period.start.hour <= hour < period.end.hour

    assert period.contains(clock(hour)) == inside
    assert period.contains(period.start)
    assert not period.contains(period.end)


@given(periods(), periods())
def test_periods_overlap_when_they_share_an_instant(one: Period, other: Period) -> None:
    shared = any(one.contains(clock(h)) and other.contains(clock(h)) for h in range(13))

    assert one.overlaps(other) == other.overlaps(one) == shared


def test_a_period_that_starts_when_another_ends_does_not_overlap_it() -> None:
    assert not Period(clock(9), clock(10)).overlaps(Period(clock(10), clock(11)))


@pytest.mark.parametrize("end", [NOON, NOON.subtract(minutes=1)])
def test_a_period_ends_after_it_starts(end: Instant) -> None:
    with pytest.raises(InvalidInput) as refused:
        Period(NOON, end)

    assert refused.value.field == "ends_at"
    assert refused.value.value == end.isoformat()
    assert NOON.isoformat() in refused.value.remedy


def test_the_minutes_of_a_period_are_elapsed_time() -> None:
    """From two to three o'clock of an autumn night in Rome there are two hours."""
    start = resolve("2026-10-25T02:00", "Europe/Rome", fold=0, field="starts_at")
    end = resolve("2026-10-25T03:00", "Europe/Rome", field="ends_at")

    assert Period(start, end).minutes == 120
    assert Period(NOON, NOON.add(seconds=119)).minutes == 1


def test_a_period_holds_instants_whatever_aware_times_it_is_given() -> None:
    """The two 02:30 of an autumn night are equal for pendulum, and an hour apart."""
    first, second = (
        pendulum.datetime(2026, 10, 25, 2, 30, tz="Europe/Rome", fold=fold) for fold in (0, 1)
    )
    period = Period(first, second)

    assert period.minutes == 60
    assert period.start.tzinfo is period.end.tzinfo is pendulum.UTC
    assert period == Period(
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (datetime.fromisoformat("2026-07-02T12:00"), NOON, "starts_at"),
        (NOON, pendulum.naive(2026, 7, 2), "ends_at"),
        ("2026-07-02T12:00Z", NOON, "starts_at"),
        (NOON, None, "ends_at"),
    ],
)
def test_a_period_takes_no_wall_time(start: Any, end: Any, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Period(start, end)

    assert refused.value.field == field


@given(periods())
def test_a_period_travels_unchanged(period: Period) -> None:
    assert {pickle.loads(pickle.dumps(period)), copy.deepcopy(period)} == {period}


@pytest.mark.rule("A7")
def test_both_ends_of_a_validity_are_valid() -> None:
    july = Validity(date(2026, 7, 2), date(2026, 7, 31))
    days = [date(2026, 7, 1), date(2026, 7, 2), date(2026, 7, 31), date(2026, 8, 1)]

    assert [july.covers(day) for day in days] == [False, True, True, False]


@pytest.mark.rule("A6")
def test_thirty_days_from_the_second_of_july_end_on_the_thirty_first() -> None:
    assert Validity.lasting(date(2026, 7, 2), 30) == Validity(date(2026, 7, 2), date(2026, 7, 31))


@pytest.mark.rule("A6")
@given(DATES, LENGTHS, DATES)
def test_a_validity_covers_as_many_days_as_it_lasts(
    first: date, days: int | None, day: date
) -> None:
    place = (day - first).days

    assert Validity.lasting(first, days).covers(day) == (
        0 <= place and (days is None or place < days)
    )


@pytest.mark.rule("A6")
@given(DATES, LENGTHS, DATES)
def test_moving_a_validity_keeps_its_length(first: date, days: int | None, moved: date) -> None:
    assert Validity.lasting(first, days).moved_to(moved) == Validity.lasting(moved, days)


def test_a_validity_of_one_day_is_valid_that_day() -> None:
    day = date(2026, 7, 2)

    assert Validity.lasting(day, 1) == Validity(day, day)
    assert Validity(day, day).covers(day)


@given(DATES, DATES)
def test_a_validity_does_not_end_before_it_starts(first: date, last: date) -> None:
    assume(last < first)

    with pytest.raises(InvalidInput) as refused:
        Validity(first, last)

    assert (refused.value.field, refused.value.value) == ("valid_until", last.isoformat())


@pytest.mark.parametrize("days", [0, -1, True, 1.0, "30", DAYS_MAX + 1])
def test_a_validity_lasts_a_sensible_number_of_days(days: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        Validity.lasting(date(2026, 7, 2), days)

    assert refused.value.field == "valid_for"


def test_a_validity_stays_within_the_calendar() -> None:
    with pytest.raises(InvalidInput) as refused:
        Validity.lasting(date.max, 2)
    with pytest.raises(InvalidInput):
        Validity(date(2026, 7, 2), date(2026, 7, 31)).moved_to(date.max - timedelta(days=3))

    assert (refused.value.field, refused.value.value) == ("valid_from", "9999-12-31")
    assert Validity.lasting(date.max, 1).covers(date.max)
    assert Validity.lasting(date.max, None).moved_to(date.min).covers(date.max)
