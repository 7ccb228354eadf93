"""Sessions: how many places are left, what cuts and overrides leave, another time, the end."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.schedule.session import CalledOff, Cause
from bookingcore.domain.values.ids import ResourceId
from bookingcore.domain.values.periods import Period
from tests.domain.build import at, july, session

LAURA = (ResourceId("laura"),)
END = CalledOff(at=at(1), by="staff:maria", cause=Cause.CENTER)


@pytest.mark.parametrize(
    ("capacity", "taken", "left"),
    [(10, 0, 10), (10, 10, 0), (3, 5, 0), (0, 0, 0), (None, 0, None), (None, 999, None)],
)
def test_places_left_are_never_below_zero(
    capacity: int | None, taken: int, left: int | None
) -> None:
    """A cut in capacity leaves more places taken than there are, and removes nobody."""
    assert session(capacity=capacity, taken=taken).places_left == left


@given(st.none() | st.integers(0, 5), st.integers(0, 8), st.integers(1, 5))
def test_there_is_room_for_as_many_as_are_left(
    capacity: int | None, taken: int, places: int
) -> None:
    of = session(capacity=capacity, taken=taken)

    assert of.has_room_for(places) is (capacity is None or taken + places <= capacity)


@given(st.none() | st.integers(0, 5), st.lists(st.integers(-3, 3), max_size=8))
def test_what_is_taken_is_admitted_and_what_is_given_back_is_not(
    capacity: int | None, counts: list[int]
) -> None:
    """Places beyond the capacity last as long as whoever took them."""
    of = session(capacity=capacity)
    for places in counts:
        if of.taken + places >= 0:
            of = of.counted(places)
            assert of.admitted is None or of.taken <= of.admitted
            if places < 0 and capacity is not None:
                assert of.admitted == max(capacity, of.taken)
    assert (of.admitted is None) is (capacity is None)


@given(st.none() | st.integers(0, 5), st.integers(0, 8), st.none() | st.integers(0, 9))
def test_another_capacity_removes_nobody(
    capacity: int | None, taken: int, after: int | None
) -> None:
    resized = session(capacity=capacity, taken=taken).resized(after)

    assert (resized.capacity, resized.taken) == (after, taken)
    assert resized.admitted == (None if after is None else max(after, taken))


def test_another_time_is_another_edition() -> None:
    moved = session(taken=3).moved(Period(at(5, 23), at(6, 1)), LAURA)

    assert (moved.starts_at, moved.ends_at, moved.on) == (at(5, 23), at(6, 1), july(5))
    assert moved.period == Period(at(5, 23), at(6, 1))
    assert (moved.resources, moved.taken, moved.edition) == (LAURA, 3, 2)


def test_the_day_is_that_of_its_own_zone() -> None:
    moved = evolve(session(), zone="Europe/Rome").moved(Period(at(5, 23), at(6, 1)), ())

    assert moved.on == july(6)


@pytest.mark.parametrize("capacity", [10, None])
def test_once_cancelled_nobody_has_a_place_or_gets_one(capacity: int | None) -> None:
    busy = evolve(session(capacity=capacity, taken=3), waiting=2, next_lapse=at(1))
    ended = busy.called_off(END)

    assert busy.live
    assert busy.queued
    assert not ended.live
    assert not ended.queued
    assert (ended.taken, ended.admitted, ended.edition) == (0, 0, 2)
    assert ended.counted(-2) == ended.counted(2) == ended


@pytest.mark.parametrize(
    ("fields", "queued"), [({}, False), ({"waiting": 1}, True), ({"next_lapse": at(1)}, True)]
)
def test_who_waits_or_was_offered_a_place_is_a_queue(fields: dict[str, Any], queued: bool) -> None:
    assert evolve(session(), **fields).queued is queued
