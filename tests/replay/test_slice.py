"""The hotel file, replayed: 3,000 arrivals from the days with most who waited; 1,000 on SQLite."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from examples.replay.playing import Stay, play_agencies, play_guests
from examples.replay.report import Outcome

ROWS = 3_000
SINCE = date(2016, 5, 1)


@pytest.fixture(scope="module")
def arrivals(data: Path) -> Stay:
    return Stay(data, ROWS, SINCE)


@pytest.fixture(scope="module")
def first_of_them(data: Path) -> Stay:
    return Stay(data, 1_000, SINCE)


def on_record(outcome: Outcome) -> dict[str, int]:
    """What the desk says, once it says the same as the file and finds no fault with itself."""
    assert list(outcome.faults) == []
    assert [line for line in outcome.lines if not line.agrees] == []
    return {line.what: line.desk for line in outcome.lines}


def test_every_row_is_a_customer(arrivals: Stay) -> None:
    outcome = play_guests(arrivals, "memory:")

    assert on_record(outcome) == {
        "reservations": 3_000,
        "customers": 3_000,
        "sessions": 162,
        "present": 1_961,
        "absent": 22,
        "cancelled": 1_017,
        "late": 19,
        "early marks": 0,
        "places": 5_824,
        "places kept": 3_734,
        "waited": 228,
        "moved": 556,
        "refused": 110,
        "refused waiting": 0,
        "past the queue": 299,
        "moved in full": 60,
        "moved past": 11,
        "rates below zero": 0,
        "exempt": 74,
        "awaiting payment": 705,
        "partially paid": 0,
        "paid": 2_221,
        "cents sold": 89_635_635,
        "cents paid": 64_786_919,
    }


def test_every_agency_is_a_customer_and_its_units_pay_for_as_much_as_they_can(
    arrivals: Stay,
) -> None:
    """The oracle looked at 590 agencies and found none whose units could have paid for more."""
    became = on_record(play_agencies(arrivals, "memory:"))

    # How many had to change their unit depends on which of several ways was taken.
    assert became.pop("units retied") > 0
    assert became == {
        "reservations": 3_000,
        "customers": 132,
        "sessions": 162,
        "present": 1_961,
        "absent": 22,
        "cancelled": 1_017,
        "late": 19,
        "early marks": 0,
        "places": 5_036,
        "places kept": 3_256,
        "repeated": 2_266,
        "units sold": 4_148,
        "units held, left or forfeited": 4_148,
        "redeemed": 1_614,
        "awaiting": 369,
        "units held": 2_759,
        "units left": 1_359,
        "units forfeited": 30,
        "agencies for which no more could be redeemed": 590,
        "redeemed bookings that lost their units": 0,
    }


@pytest.mark.parametrize("play", [play_guests, play_agencies])
def test_the_first_of_them_on_sqlite(
    first_of_them: Stay, tmp_path: Path, play: Callable[[Stay, str], Outcome]
) -> None:
    found = on_record(play(first_of_them, f"sqlite:///{tmp_path / 'hotels.db'}"))

    assert found["reservations"] == 1_000
