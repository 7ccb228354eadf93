"""Series and their occurrences: what they are made of, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.schedule.rule import OCCURRENCES_MAX
from bookingcore.domain.schedule.series import Series, occurrences
from bookingcore.domain.values.checks import CAPACITY_MAX, MINUTES_MAX
from bookingcore.domain.values.ids import SeriesId
from bookingcore.errors import (
    AmbiguousTime,
    InvalidInput,
    InvalidRule,
    NonexistentTime,
    OverlappingOccurrences,
)
from tests.domain.schedule.build import LAURA, keys, series

DAILY = "FREQ=DAILY;COUNT=4"


def test_a_series_is_a_frozen_value_in_one_spelling() -> None:
    made = series("freq=weekly;count=3;byday=WE,MO", starts="2026-03-02 10:00", exceptions=())
    again = series(
        "RRULE:BYDAY=MO,WE;COUNT=3;FREQ=WEEKLY",
        starts=datetime(2026, 3, 2, 10),  # noqa: DTZ001
        version=7,
    )

    assert made == again
    assert (made.rule, made.starts) == ("FREQ=WEEKLY;COUNT=3;BYDAY=MO,WE", "2026-03-02T10:00:00")
    assert attrs.evolve(made, id=SeriesId("s2")) != made
    assert "version" not in repr(made)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        made.starts = "2026-03-02T11:00"  # type: ignore[misc]


def test_nothing_on_a_series_is_a_naive_datetime() -> None:
    made = series(DAILY, exceptions=[date(2026, 3, 3), datetime(2026, 3, 4, 10)])  # noqa: DTZ001

    assert not [value for value in attrs.astuple(made) if isinstance(value, datetime)]
    assert made.exceptions == ("2026-03-03", "2026-03-04T10:00:00")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("starts_at", "2026-03-02"),
        ("starts_at", "2026-03-02T10:00:30"),
        ("starts_at", "2026-03-02T10:00Z"),
        ("starts_at", "2026-03-02T10:00+01:00"),
        ("starts_at", "2026-02-30T10:00"),
        ("starts_at", "2026-03-02T24:00"),
        ("starts_at", datetime(2026, 3, 2, 10, tzinfo=UTC)),
        ("starts_at", datetime(2026, 3, 2, 10, 0, 0, 1)),  # noqa: DTZ001
        ("starts_at", date(2026, 3, 2)),
        ("starts_at", None),
        ("zone", "Europe/Roma"),
        ("zone", None),
        ("duration", 0),
        ("duration", -60),
        ("duration", MINUTES_MAX + 1),
        ("duration", 60.0),
        ("duration", True),
        ("capacity", -1),
        ("capacity", CAPACITY_MAX + 1),
        ("capacity", "10"),
        ("exceptions", "2026-03-03"),
        ("exceptions", ["2026-02-30"]),
        ("exceptions", ["3 March"]),
        ("exceptions", ["2026-03-03T10:00Z"]),
        ("exceptions", [datetime(2026, 3, 3, 10, tzinfo=UTC)]),
        ("exceptions", [3]),
        ("exceptions", 3),
        ("fold", 2),
        ("fold", True),
    ],
)
def test_bad_input_names_its_field(field: str, value: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        series(DAILY, **{"starts" if field == "starts_at" else field: value})

    assert refused.value.field == field
    assert refused.value.remedy.startswith("give ")


def test_a_series_always_has_an_end() -> None:
    with pytest.raises(InvalidRule, match="it never ends"):
        series("FREQ=WEEKLY;BYDAY=MO")


@pytest.mark.parametrize("capacity", [0, 1, CAPACITY_MAX, None])
def test_any_capacity_will_do(capacity: int | None) -> None:
    assert series(DAILY, capacity=capacity).capacity == capacity


def test_occurrences_keep_their_wall_time_across_a_clock_change() -> None:
    found = occurrences(series("FREQ=WEEKLY;COUNT=2", starts="2026-03-23T10:00"))

    assert [(each.key, each.period.start.hour, each.period.minutes) for each in found] == [
        ("2026-03-23T10:00:00", 9, 60),
        ("2026-03-30T10:00:00", 8, 60),
    ]


@pytest.mark.parametrize(
    ("zone", "starts", "named", "error"),
    [
        ("Europe/Rome", "2026-03-27T02:30", "2026-03-29T02:30:00", NonexistentTime),
        ("Europe/Rome", "2026-10-23T02:30", "2026-10-25T02:30:00", AmbiguousTime),
        ("America/Sao_Paulo", "2016-10-14T00:30", "2016-10-16T00:30:00", NonexistentTime),
        ("Australia/Lord_Howe", "2026-10-02T02:15", "2026-10-04T02:15:00", NonexistentTime),
        ("Australia/Lord_Howe", "2026-04-03T01:45", "2026-04-05T01:45:00", AmbiguousTime),
    ],
)
def test_a_doubtful_occurrence_is_named_with_both_readings(
    zone: str, starts: str, named: str, error: type[NonexistentTime | AmbiguousTime]
) -> None:
    """It is the third one: every occurrence is checked."""
    doubtful = series(DAILY, starts=starts, zone=zone)

    with pytest.raises(error) as refused:
        occurrences(doubtful)

    assert (refused.value.field, refused.value.value) == ("starts_at", named)
    assert "fold=0" in refused.value.remedy
    assert len(occurrences(doubtful.excepting([named]))) == 3
    for fold in (0, 1):
        assert occurrences(attrs.evolve(doubtful, fold=fold))[2].key == named


def test_an_exception_is_a_day_or_a_wall_start() -> None:
    twice = "FREQ=DAILY;BYHOUR=10,18;COUNT=6"

    assert keys(series(twice, exceptions=["2026-03-03", "2026-03-04T18:00"])) == [
        "2026-03-02T10:00",
        "2026-03-02T18:00",
        "2026-03-04T10:00",
    ]


def test_exceptions_count_as_occurrences_and_may_match_none() -> None:
    """A year's holidays may be given as they are, and COUNT counts what the rule gives."""
    holidays = ["2026-01-01", "2026-03-03", "2026-12-25", "2026-03-04T09:00"]

    assert keys(series(DAILY, exceptions=holidays)) == [
        "2026-03-02T10:00",
        "2026-03-04T10:00",
        "2026-03-05T10:00",
    ]
    assert occurrences(series("FREQ=DAILY;COUNT=1", exceptions=["2026-03-02"])) == ()


def test_an_overlap_with_itself_is_refused_where_resources_are_needed() -> None:
    with pytest.raises(OverlappingOccurrences) as refused:
        occurrences(series(DAILY, duration=1441, resources=(LAURA,)))

    assert (refused.value.field, refused.value.value) == ("duration", "1441")
    assert (refused.value.earlier, refused.value.later) == (
        "2026-03-02T10:00:00",
        "2026-03-03T10:00:00",
    )
    assert "give a shorter duration" in str(refused.value)
    assert len(occurrences(series(DAILY, duration=1441))) == 4
    assert len(occurrences(series(DAILY, duration=1440, resources=(LAURA,)))) == 4
    assert len(occurrences(series("FREQ=DAILY;COUNT=1", duration=1441, resources=(LAURA,)))) == 1


def test_an_exception_makes_room_for_a_long_occurrence() -> None:
    alternate = series(
        "FREQ=DAILY;COUNT=3", duration=2880, resources=(LAURA,), exceptions=["2026-03-03"]
    )

    assert len(occurrences(alternate)) == 2


def test_a_day_of_23_hours_is_too_short_for_24() -> None:
    """The overlap is looked for among instants, not among wall times."""
    spring = series(DAILY, starts="2026-03-27T10:00", duration=1440, resources=(LAURA,))

    with pytest.raises(OverlappingOccurrences) as refused:
        occurrences(spring)

    assert refused.value.earlier == "2026-03-28T10:00:00"


def test_readings_of_a_gap_may_run_against_the_clocks() -> None:
    """By the offset after the change, 02:45 is 01:45: as soon as 01:45 itself."""
    night = series(
        "FREQ=DAILY;BYHOUR=1,2;BYMINUTE=45;UNTIL=20260329",
        starts="2026-03-29T01:45",
        duration=1,
        fold=1,
    )

    first, second = occurrences(night)
    assert first.period == second.period
    with pytest.raises(OverlappingOccurrences):
        occurrences(attrs.evolve(night, resources=(LAURA,)))


def test_an_overlap_is_found_between_occurrences_that_are_no_neighbours_on_the_clocks() -> None:
    """02:00 is read as 01:00, although 01:45 stands between them."""
    night = series(
        "FREQ=DAILY;BYHOUR=1,2;BYMINUTE=0,45;COUNT=4",
        starts="2026-03-29T01:00",
        duration=10,
        fold=1,
        resources=(LAURA,),
    )

    with pytest.raises(OverlappingOccurrences) as refused:
        occurrences(night)

    assert (refused.value.earlier[-8:], refused.value.later[-8:]) == ("01:00:00", "02:00:00")


def test_a_thousand_occurrences_are_allowed() -> None:
    assert len(occurrences(series(f"FREQ=DAILY;COUNT={OCCURRENCES_MAX}"))) == OCCURRENCES_MAX


@pytest.mark.parametrize("starts", ["0999-12-31T10:00", "9999-01-01T10:00"])
def test_a_series_outside_the_calendar_is_refused(starts: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        occurrences(series("FREQ=DAILY;COUNT=2", starts=starts))

    assert refused.value.field == "starts_at"


@given(
    st.lists(st.integers(0, 9), max_size=6), st.lists(st.integers(0, 9), max_size=6), st.booleans()
)
def test_exceptions_take_out_their_occurrences_and_nothing_else(
    days: list[int], starts: list[int], at_once: bool
) -> None:
    whole = series("FREQ=DAILY;COUNT=10")
    dates = [f"2026-03-{day + 2:02}" for day in days]
    walls = [f"2026-03-{day + 2:02}T10:00" for day in starts]
    if at_once:
        fewer: Series = series("FREQ=DAILY;COUNT=10", exceptions=[*dates, *walls])
    else:
        fewer = whole.excepting(dates).excepting(walls)

    left = [
        each for number, each in enumerate(occurrences(whole)) if number not in {*days, *starts}
    ]

    assert list(occurrences(fewer)) == left
