"""The clock that is moved by hand, and the chance that repeats itself."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from pendulum import UTC, DateTime, duration

from bookingcore.errors import InvalidInput
from bookingcore.ports.chance import Chance
from bookingcore.ports.clock import Clock
from bookingcore.testing import ChanceContract, ClockContract, FrozenClock, SeededChance

NOON = DateTime(2026, 7, 2, 12, tzinfo=UTC)


class TestFrozenClock(ClockContract):
    @pytest.fixture
    def clock(self) -> Clock:
        return FrozenClock("2026-07-02T12:00:00Z")


class TestSeededChance(ChanceContract):
    @pytest.fixture
    def chance(self) -> Chance:
        return SeededChance(7)


@pytest.mark.parametrize(
    "at",
    [
        "2026-07-02T12:00Z",
        "2026-07-02T14:00:00+02:00",
        NOON,
        datetime(2026, 7, 2, 7, tzinfo=timezone(timedelta(hours=-5))),
    ],
    ids=str,
)
def test_a_frozen_clock_shows_the_instant_it_was_set_to(at: datetime | str) -> None:
    assert FrozenClock(at).now() == NOON
    assert FrozenClock(at).now().tzinfo is UTC


@pytest.mark.parametrize("at", ["2026-07-02T12:00", NOON.naive(), "noon", "", 5, None], ids=repr)
def test_a_frozen_clock_wants_to_know_the_offset(at: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        FrozenClock(at)

    assert refused.value.field == "at"


def test_time_goes_by_only_by_hand() -> None:
    clock = FrozenClock(NOON)
    assert clock.now() is clock.now()

    clock.advance(weeks=1, days=1, hours=1, minutes=1, seconds=1)
    assert clock.now() == NOON.add(days=8, hours=1, minutes=1, seconds=1)

    clock.advance(timedelta(hours=1), minutes=30)
    assert clock.now() == NOON.add(days=8, hours=2, minutes=31, seconds=1)


def test_a_duration_of_pendulum_is_a_span_too() -> None:
    clock = FrozenClock(NOON)
    clock.advance(duration(hours=2))

    assert clock.now() == NOON.add(hours=2)


def test_a_day_is_24_hours_even_when_the_clocks_change() -> None:
    clock = FrozenClock("2026-10-24T12:00:00+02:00")
    clock.advance(days=1)

    assert clock.now().in_timezone("Europe/Rome").hour == 11


def test_a_frozen_clock_moves_back_only_when_it_is_told_so() -> None:
    clock = FrozenClock(NOON)
    with pytest.raises(InvalidInput):
        clock.advance(minutes=-1)
    with pytest.raises(InvalidInput):
        clock.advance(timedelta(days=1), days=-2)
    assert clock.now() == NOON

    clock.move_to("2026-07-01T12:00:00Z")
    assert clock.now() == NOON.subtract(days=1)


def test_a_frozen_clock_stays_where_it_is_when_moved_to_nowhere() -> None:
    clock = FrozenClock(NOON)
    with pytest.raises(InvalidInput):
        clock.move_to("never")

    assert clock.now() == NOON


def test_a_frozen_clock_shows_its_instant() -> None:
    assert repr(FrozenClock(NOON)) == "FrozenClock('2026-07-02T12:00:00+00:00')"


def test_the_same_seed_draws_the_same_numbers() -> None:
    first, second = SeededChance("a"), SeededChance("a")

    assert [first.bits(74) for _ in range(5)] == [second.bits(74) for _ in range(5)]
    assert SeededChance("a").bits(74) != SeededChance("b").bits(74)
