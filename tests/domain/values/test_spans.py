"""Dates and spans of time: what they may be given as."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pendulum
import pytest

from bookingcore.domain.values.checks import DAYS_MAX, MINUTES_MAX, shown
from bookingcore.domain.values.moments import as_date, as_days, as_minutes
from bookingcore.errors import InvalidInput


@pytest.mark.parametrize("value", [date(2026, 7, 2), pendulum.date(2026, 7, 2), "2026-07-02"])
def test_a_date_is_a_date_or_iso_text(value: Any) -> None:
    assert as_date(value, "application_date") == date(2026, 7, 2)
    assert type(as_date(value, "application_date")) is date


@pytest.mark.parametrize(
    "value",
    [
        datetime.fromisoformat("2026-07-02"),
        pendulum.datetime(2026, 7, 2),
        "2026-07-02T00:00",
        "20260702",
        "2026-W27-4",
        "02/07/2026",
        "2026-02-30",
        " 2026-07-02",
        "",
        None,
        20260702,
    ],
)
def test_what_is_no_date_is_refused_by_field_and_value(value: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        as_date(value, "application_date")

    given = value.isoformat() if isinstance(value, datetime) else shown(value)
    assert (refused.value.field, refused.value.value) == ("application_date", given)


@pytest.mark.parametrize(
    ("value", "minutes"),
    [
        (0, 0),
        (90, 90),
        (MINUTES_MAX, MINUTES_MAX),
        (timedelta(hours=1, minutes=30), 90),
        (timedelta(days=1), 1440),
        (pendulum.duration(hours=1, minutes=30), 90),
        (pendulum.duration(weeks=1, minutes=-10_080), 0),
        (pendulum.datetime(2026, 3, 2) - pendulum.datetime(2026, 1, 30), 31 * 1440),
    ],
)
def test_a_span_is_whole_minutes(value: Any, minutes: int) -> None:
    assert as_minutes(value, "duration") == minutes


@pytest.mark.parametrize(
    ("value", "days"),
    [
        (0, 0),
        (30, 30),
        (DAYS_MAX, DAYS_MAX),
        (timedelta(weeks=1), 7),
        (timedelta(hours=48), 2),
        (pendulum.duration(days=30), 30),
    ],
)
def test_a_span_is_whole_days(value: Any, days: int) -> None:
    assert as_days(value, "valid_for") == days


@pytest.mark.parametrize(
    "value",
    [
        -1,
        True,
        1.0,
        "90",
        None,
        timedelta(minutes=-1),
        timedelta(seconds=90),
        timedelta(microseconds=1),
        timedelta.max,
        pendulum.duration(months=1),
        pendulum.duration(years=1),
        pendulum.duration(months=1, days=-30),
        pendulum.duration(years=1, months=-12),
        10**30,
    ],
)
def test_what_is_no_whole_span_is_refused_by_field_and_value(value: Any) -> None:
    for read in (as_minutes, as_days):
        with pytest.raises(InvalidInput) as refused:
            read(value, "duration")

        assert (refused.value.field, refused.value.value) == ("duration", shown(value))


def test_a_span_that_is_a_fraction_of_a_day_is_no_days() -> None:
    with pytest.raises(InvalidInput, match="whole days"):
        as_days(timedelta(hours=36), "valid_for")
