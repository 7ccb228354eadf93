"""What a store promises about counting who turned up."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

import pytest

from bookingcore.domain.bookings.booking import Attendance
from bookingcore.domain.values.ids import CustomerId
from bookingcore.ports.questions import AttendanceCount, AttendanceOf
from bookingcore.testing.contracts.rows import (
    a_booking,
    a_customer,
    a_service,
    a_session,
    cancelled,
    july,
)
from bookingcore.testing.contracts.studio import OnAStore, Studio

ANNA, PAUL = a_customer(1).id, a_customer(2).id
EXPECTED, PRESENT, ABSENT = Attendance


class AttendanceQuestions(OnAStore):
    """`AttendanceOf`."""

    def test_attendance_is_counted_in_the_order_of_its_values(self, studio: Studio) -> None:
        _fill(studio)

        assert _counts(studio, AttendanceOf()) == {EXPECTED: 1, PRESENT: 2, ABSENT: 2}
        assert [row.attendance for row in studio.ask(AttendanceOf())] == list(Attendance)

    def test_an_attendance_that_nobody_has_has_no_row(self, studio: Studio) -> None:
        studio.add(a_booking(1, attendance=PRESENT))

        assert studio.ask(AttendanceOf()) == (AttendanceCount(PRESENT, 1),)
        assert studio.ask(AttendanceOf(PAUL)) == ()

    @pytest.mark.parametrize("customer", [None, ANNA], ids=["anybody", "customer"])
    def test_cancelled_bookings_are_not_counted(
        self, studio: Studio, customer: CustomerId | None
    ) -> None:
        studio.add(a_booking(1, attendance=PRESENT), cancelled(a_booking(2, attendance=PRESENT)))

        assert _counts(studio, AttendanceOf(customer)) == {PRESENT: 1}

    def test_attendance_is_counted_by_customer(self, studio: Studio) -> None:
        _fill(studio)

        assert _counts(studio, AttendanceOf(ANNA)) == {PRESENT: 2, ABSENT: 1}
        assert _counts(studio, AttendanceOf(PAUL)) == {EXPECTED: 1, ABSENT: 1}

    @pytest.mark.parametrize("customer", [None, ANNA], ids=["anybody", "customer"])
    def test_attendance_is_counted_by_service(
        self, studio: Studio, customer: CustomerId | None
    ) -> None:
        _fill(studio)

        assert _counts(studio, AttendanceOf(customer, a_service(2).id)) == {ABSENT: 1}

    @pytest.mark.parametrize("customer", [None, ANNA], ids=["anybody", "customer"])
    def test_attendance_is_counted_at_or_after_the_start_and_before_the_end(
        self, studio: Studio, customer: CustomerId | None
    ) -> None:
        _fill(studio)
        at = july(3)

        assert _counts(studio, AttendanceOf(customer, start=at, end=july(4)))[PRESENT] == 1
        assert _counts(studio, AttendanceOf(customer, start=july(2)))[PRESENT] == 2
        assert PRESENT not in _counts(studio, AttendanceOf(customer, start=july(3, 18, 1)))
        assert ABSENT not in _counts(studio, AttendanceOf(customer, end=at))


def _counts(studio: Studio, question: AttendanceOf) -> dict[Attendance, int]:
    return {row.attendance: row.bookings for row in studio.ask(question)}


def _fill(studio: Studio) -> None:
    """Anna came twice, was absent once from the other service; Paul is expected, and was absent."""
    other = a_service(2)
    studio.add(other)
    sessions = [a_session(2), a_session(3), a_session(4, service_id=other.id)]
    studio.add(*sessions)
    studio.add(
        a_booking(1, session=sessions[0], attendance=PRESENT),
        a_booking(2, session=sessions[1], attendance=PRESENT),
        a_booking(3, session=sessions[2], attendance=ABSENT),
        a_booking(4, 2, sessions[0]),
        a_booking(5, 2, sessions[1], attendance=ABSENT),
    )
