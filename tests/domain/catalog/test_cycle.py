"""Months and days counted from the day on which something began, against another calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pendulum
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.catalog.cycle import MONTHS_MAX, Cycle, cycle_of
from bookingcore.domain.catalog.plan import UnusedUnits
from bookingcore.domain.values.checks import DAYS_MAX
from bookingcore.errors import InvalidInput
from bookingcore.testing import strategies
from tests.domain.build import plan

DAYS = st.dates(date(1990, 1, 1), date(2200, 12, 31))
SHORT = st.integers(1, 30).map(lambda n: Cycle(months=n)) | st.integers(1, 400).map(
    lambda n: Cycle(days=n)
)


def later(cycle: Cycle, anchor: date, number: int) -> date:
    """What an independent library says."""
    if cycle.months:
        return anchor + relativedelta(months=number * cycle.months)
    return anchor + relativedelta(days=number * (cycle.days or 0))


def walked(cycle: Cycle, anchor: date, day: date) -> date:
    """The first day after *day*, found by walking there."""
    number = 0
    while later(cycle, anchor, number) <= day:
        number += 1
    return later(cycle, anchor, number)


def test_months_are_anchored_on_the_day_that_began_them() -> None:
    months = [Cycle(months=1).start(date(2027, 1, 31), number).isoformat() for number in range(14)]

    assert months[:4] == ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]
    assert months[12:] == ["2028-01-31", "2028-02-29"]


@given(SHORT, DAYS, st.integers(0, 200))
def test_every_date_is_counted_from_the_anchor(cycle: Cycle, anchor: date, number: int) -> None:
    assert cycle.start(anchor, number) == later(cycle, anchor, number)


@given(SHORT, DAYS, st.integers(-40, 4000))
def test_the_next_date_is_the_first_one_after_a_day(cycle: Cycle, anchor: date, days: int) -> None:
    day = anchor + timedelta(days=days)

    assert cycle.after(anchor, day) == walked(cycle, anchor, day)
    assert cycle.until(anchor, day) == walked(cycle, anchor, day - timedelta(days=1))


@given(SHORT, DAYS, st.integers(0, 60))
def test_periods_follow_each_other_without_gap_or_overlap(
    cycle: Cycle, anchor: date, number: int
) -> None:
    first = cycle.start(anchor, number)

    assert cycle.until(anchor, first) == first
    assert cycle.after(anchor, first) == cycle.start(anchor, number + 1)
    assert cycle.after(anchor, first) > first


@given(strategies.cycles())
def test_a_cycle_is_read_back_from_its_text(cycle: Cycle) -> None:
    assert cycle_of(cycle.text, "every") == cycle
    assert cycle_of(cycle, "every") is cycle
    assert len(cycle.text) <= 16


@pytest.mark.parametrize(
    ("given", "months", "days"),
    [
        ("P1M", 1, None),
        ("P1Y", 12, None),
        ("P1Y6M", 18, None),
        ("P1W", None, 7),
        ("P10D", None, 10),
        (timedelta(days=14), None, 14),
        (timedelta(hours=48), None, 2),
        (pendulum.duration(months=1), 1, None),
        (pendulum.duration(years=1, months=2), 14, None),
        (pendulum.duration(weeks=2), None, 14),
        (pendulum.interval(pendulum.datetime(2027, 1, 1), pendulum.datetime(2027, 2, 1)), None, 31),
    ],
    ids=str,
)
def test_a_cycle_is_given_in_many_ways(given: Any, months: int | None, days: int | None) -> None:
    assert cycle_of(given, "every") == Cycle(months=months, days=days)


@pytest.mark.parametrize(
    "given",
    [
        *("", "P", "P0M", "P0D", "1M", "p1m", "P1M2D", "P1.5M", "PT1H", "P1M ", "P\u0661M"),
        *("P9999Y", "P99999D", 1, 1.5, None, True, b"P1M"),
        *(timedelta(0), timedelta(hours=36), timedelta(days=-1), timedelta.max),
        *(pendulum.duration(months=1, days=1), pendulum.duration(months=-1)),
        pendulum.duration(months=1, hours=1),
    ],
    ids=repr,
)
def test_what_is_no_cycle_is_refused_with_a_way_out(given: Any) -> None:
    with pytest.raises(InvalidInput, match="Cycle") as refused:
        cycle_of(given, "every")

    assert refused.value.field == "every"


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"months": 1, "days": 1},
        {"months": 0},
        {"days": -1},
        {"months": MONTHS_MAX + 1},
        {"days": DAYS_MAX + 1},
        {"months": True},
        {"days": 1.0},
        {"months": 0, "days": 1},
    ],
    ids=str,
)
def test_a_cycle_is_of_months_or_of_days(fields: Any) -> None:
    with pytest.raises(InvalidInput):
        Cycle(**fields)


@pytest.mark.parametrize("cycle", [Cycle(months=1), Cycle(days=31)], ids=lambda each: each.text)
def test_the_calendar_ends(cycle: Cycle) -> None:
    assert cycle.start(date(9999, 11, 30), 1) >= date(9999, 12, 30)
    with pytest.raises(InvalidInput, match="calendar"):
        cycle.start(date(9999, 11, 30), 2)


def test_units_of_a_period_expire_with_it_or_last_as_the_plan_says() -> None:
    february = date(2027, 2, 1), date(2027, 2, 28)

    assert plan(valid_for=90).valid_in(*february) == 28
    assert plan(valid_for=90, unused=UnusedUnits.ROLL_OVER).valid_in(*february) == 90
    assert plan(valid_for=None, unused=UnusedUnits.ROLL_OVER).valid_in(*february) is None
