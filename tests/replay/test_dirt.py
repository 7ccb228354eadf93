"""What is odd about the file, in files of a few rows: it is survived, and counted right."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from examples.replay.lives import Slot
from examples.replay.playing import Stay, play_agencies, play_guests
from examples.replay.timeline import tight
from tests.replay.reservations import ARRIVAL, reservation, written

FIRST_PASS = {
    "reservations": 1,
    "customers": 1,
    "sessions": 1,
    "present": 1,
    "absent": 0,
    "cancelled": 0,
    "late": 0,
    "early marks": 0,
    "places": 2,
    "places kept": 2,
    "waited": 0,
    "moved": 0,
    "refused": 0,
    "refused waiting": 0,
    "past the queue": 0,
    "moved in full": 0,
    "moved past": 0,
    "rates below zero": 0,
    "exempt": 0,
    "awaiting payment": 0,
    "partially paid": 0,
    "paid": 1,
    "cents sold": 22_500,
    "cents paid": 22_500,
}
"""What one guest leaves on record who comes and pays."""


def replayed(folder: Path, url: str, *rows: dict[str, str]) -> dict[str, int]:
    """What the desk has on record of *rows*; both passes agree with the file."""
    stay = Stay(written(folder, *rows))
    first, second = play_guests(stay, url), play_agencies(stay, url)
    for outcome in (first, second):
        assert [line for line in outcome.lines if not line.agrees] == []
        assert list(outcome.faults) == []
    return {line.what: line.desk for line in first.lines}


def test_a_guest_comes_and_pays(tmp_path: Path, url: str) -> None:
    assert replayed(tmp_path, url, reservation()) == FIRST_PASS


def test_who_stays_no_night_has_nothing_to_pay(tmp_path: Path, url: str) -> None:
    none = reservation(stays_in_week_nights=0, stays_in_weekend_nights=0, ended=ARRIVAL)

    assert replayed(tmp_path, url, none) == {
        **FIRST_PASS,
        "exempt": 1,
        "paid": 0,
        "cents sold": 0,
        "cents paid": 0,
    }


@pytest.mark.parametrize("children", ["0", "NA"])
def test_nobody_at_all_takes_one_place(tmp_path: Path, url: str, children: str) -> None:
    nobody = reservation(adults=0, children=children)

    assert replayed(tmp_path, url, nobody) == {**FIRST_PASS, "places": 1, "places kept": 1}


def test_nobody_is_paid_for_coming(tmp_path: Path, url: str) -> None:
    """A rate below zero is refused, and the nights cost nothing."""
    paid_to_come = reservation(adr="-6.38", agent="NULL")

    assert replayed(tmp_path, url, paid_to_come) == {
        **FIRST_PASS,
        "rates below zero": 1,
        "exempt": 1,
        "paid": 0,
        "cents sold": 0,
        "cents paid": 0,
    }


def test_a_rate_of_nothing_is_no_debt(tmp_path: Path, url: str) -> None:
    assert replayed(tmp_path, url, reservation(adr="0"), reservation(adr="0.00")) == {
        **FIRST_PASS,
        "reservations": 2,
        "present": 2,
        "customers": 2,
        "places": 4,
        "places kept": 4,
        "exempt": 2,
        "paid": 0,
        "cents sold": 0,
        "cents paid": 0,
    }


def test_rows_that_are_equal_are_two_reservations(tmp_path: Path, url: str) -> None:
    assert replayed(tmp_path, url, reservation(), reservation()) == {
        **FIRST_PASS,
        "reservations": 2,
        "present": 2,
        "customers": 2,
        "places": 4,
        "places kept": 4,
        "paid": 2,
        "cents sold": 45_000,
        "cents paid": 45_000,
    }


def test_who_is_said_to_be_absent_too_early_is_marked_on_arrival(tmp_path: Path, url: str) -> None:
    early = reservation(status="No-Show", ended=date(2016, 3, 1))

    assert replayed(tmp_path, url, early) == {
        **FIRST_PASS,
        "present": 0,
        "absent": 1,
        "early marks": 1,
        "paid": 0,
        "awaiting payment": 1,
        "cents paid": 0,
    }


@pytest.mark.parametrize(
    ("deposit", "left"),
    [
        ("No Deposit", {"awaiting payment": 1, "cents paid": 0}),
        ("Refundable", {"partially paid": 1, "cents paid": 38}),
        ("Non Refund", {"paid": 1, "cents paid": 75}),
    ],
)
def test_what_was_paid_in_advance_stays_paid(
    tmp_path: Path, url: str, deposit: str, left: dict[str, int]
) -> None:
    """Half of 75 cents is 38, and no cent is lost."""
    gone = reservation(
        status="Canceled", deposit_type=deposit, adr="0.25", stays_in_weekend_nights=2
    )

    assert replayed(tmp_path, url, gone) == {
        **FIRST_PASS,
        "present": 0,
        "cancelled": 1,
        "places kept": 0,
        "paid": 0,
        "cents sold": 75,
        **left,
    }


@pytest.mark.parametrize(("day", "late"), [(date(2016, 3, 3), 0), (ARRIVAL, 1)])
def test_who_cancels_on_the_day_of_arrival_is_late(
    tmp_path: Path, url: str, day: date, late: int
) -> None:
    gone = reservation(status="Canceled", ended=day)

    assert replayed(tmp_path, url, gone) == {
        **FIRST_PASS,
        "present": 0,
        "cancelled": 1,
        "late": late,
        "places kept": 0,
        "paid": 0,
        "awaiting payment": 1,
        "cents paid": 0,
    }


def test_who_books_and_cancels_on_one_day_books_first(tmp_path: Path, url: str) -> None:
    at_once = reservation(status="Canceled", booked=ARRIVAL, ended=ARRIVAL)

    assert replayed(tmp_path, url, at_once)["cancelled"] == 1


def test_a_full_session_refuses_and_staff_takes_them_in(tmp_path: Path, url: str) -> None:
    """Eight guests were there once, and there are six places."""
    day = next(day for day in range(1, 32) if tight(Slot("City Hotel", date(2016, 5, day), "A")))
    here = [reservation(arrival=date(2016, 5, day)) for _ in range(4)]

    assert replayed(tmp_path, url, *here)["refused"] == 1


def test_who_waited_in_vain_for_room_is_taken_in_when_their_time_has_come(
    tmp_path: Path, url: str
) -> None:
    """Six places for eight guests; those who did not wait are taken in past those who do."""
    day = next(day for day in range(1, 32) if tight(Slot("City Hotel", date(2016, 5, day), "A")))
    arrival = date(2016, 5, day)
    waits = reservation(arrival=arrival, booked=date(2016, 1, 1), days_in_waiting_list=90)
    here = [waits, *(reservation(arrival=arrival) for _ in range(3))]

    found = replayed(tmp_path, url, *here)

    assert found["waited"] == 1
    assert found["past the queue"] == 3
    assert (found["refused"], found["refused waiting"]) == (1, 1)


def test_who_waited_and_gives_up_on_the_very_day_has_had_the_place(
    tmp_path: Path, url: str
) -> None:
    gone = reservation(
        status="Canceled",
        booked=date(2016, 2, 1),
        ended=date(2016, 2, 11),
        days_in_waiting_list=10,
    )

    found = replayed(tmp_path, url, gone)

    assert (found["waited"], found["cancelled"], found["places kept"]) == (1, 1, 0)


@pytest.mark.parametrize("changes", [1, 2, 21])
def test_a_change_is_a_move_and_the_last_one_leads_to_the_real_day(
    tmp_path: Path, url: str, changes: int
) -> None:
    changed = reservation(booking_changes=changes)
    others = [reservation(arrival=date(2016, 3, day)) for day in (4, 5, 6)]

    found = replayed(tmp_path, url, changed, *others)

    assert found["moved"] == changes
    assert (found["present"], found["sessions"]) == (4, 3)


def test_who_is_last_to_arrive_moves_to_another_room_of_that_day(tmp_path: Path, url: str) -> None:
    changed = reservation(booking_changes=3, booked=ARRIVAL)

    assert replayed(tmp_path, url, changed, reservation(reserved_room_type="B"))["moved"] == 3


def test_a_move_that_was_not_made_is_seen(tmp_path: Path) -> None:
    """There is nowhere else to go."""
    stay = Stay(written(tmp_path, reservation(booking_changes=1)))
    differing = [line for line in play_guests(stay, "memory:").lines if not line.agrees]

    assert [(line.what, line.file, line.desk) for line in differing] == [("moved", 1, 0)]
