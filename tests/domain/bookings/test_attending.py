"""Marking who turned up (002-02 to 002-06, A33, A34)."""

from __future__ import annotations

from itertools import product

import pytest
from attrs import evolve
from pendulum import DateTime

from bookingcore.domain.bookings.attending import decide_attendance
from bookingcore.domain.bookings.booking import ATTENDANCE_TRANSITIONS, Attendance, Booking
from bookingcore.domain.values.changes import Put
from bookingcore.domain.values.events import EventKind
from bookingcore.errors import AbsentTooEarly, AlreadyCancelled
from tests.domain.build import at, booked, booking, cancelled
from tests.domain.card import Card

AFTER = at(2, 18)
JUST_BEFORE = at(2, 17, 59, second=59, microsecond=999_999)


@pytest.mark.rule("002-02")
def test_a_new_booking_is_expected() -> None:
    assert Card().book("yoga", 2).attendance is Attendance.EXPECTED


@pytest.mark.rule("002-03", "002-04", "002-05", "A34")
@pytest.mark.parametrize(("before", "after"), list(product(Attendance, Attendance)))
def test_from_the_start_any_value_may_follow_any_other(
    before: Attendance, after: Attendance
) -> None:
    of = booked(attendance=before)

    decision = decide_attendance(of, after, AFTER)

    assert after in ATTENDANCE_TRANSITIONS[before]
    assert decision.result == evolve(of, attendance=after)
    assert decision.changes == [Put(decision.result)]
    (event,) = decision.happened
    assert (event.kind, event.subject, event.session_id) == (
        EventKind.ATTENDANCE_MARKED,
        of.id,
        of.session_id,
    )
    assert event.facts == {
        "before": before.name,
        "after": after.name,
        "fee": None,
        "currency": None,
    }


@pytest.mark.rule("A34")
def test_nobody_is_absent_before_the_start() -> None:
    with pytest.raises(AbsentTooEarly) as refused:
        decide_attendance(booked(), Attendance.ABSENT, JUST_BEFORE)

    assert refused.value.starts_at == AFTER


@pytest.mark.rule("A34")
@pytest.mark.parametrize("attendance", [Attendance.PRESENT, Attendance.EXPECTED])
def test_who_comes_early_is_marked_early(attendance: Attendance) -> None:
    assert decide_attendance(booked(), attendance, JUST_BEFORE).result.attendance is attendance


@pytest.mark.rule("A34")
@pytest.mark.parametrize("attendance", Attendance)
@pytest.mark.parametrize("now", [JUST_BEFORE, AFTER])
def test_nobody_attends_a_cancelled_booking(attendance: Attendance, now: DateTime) -> None:
    with pytest.raises(AlreadyCancelled):
        decide_attendance(cancelled(), attendance, now)


@pytest.mark.rule("A33", "A35")
@pytest.mark.parametrize("of", [booking(), booked()])
def test_attendance_leaves_the_booking_status_alone(of: Booking) -> None:
    for attendance in Attendance:
        assert decide_attendance(of, attendance, AFTER).result.status is of.status
