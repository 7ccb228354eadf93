"""Who turned up: one by one, a whole session at once, and counted; on every store."""

from __future__ import annotations

from typing import Any

import pytest

from bookingcore import (
    AbsentTooEarly,
    AlreadyCancelled,
    Attendance,
    Booking,
    BookingStatus,
    Customer,
    EventKind,
    InvalidInput,
    Money,
    NotAllowed,
    ServicePolicy,
    Session,
    Staff,
    Unknown,
)
from bookingcore.domain.bookings.attending import AttendanceCounts
from bookingcore.testing import FrozenClock
from tests.desk.records import everything
from tests.desk.studio import Studio

STARTS = "2026-07-02T18:00"
BEGINS = "2026-07-02T18:00:00+02:00"
EXPECTED, PRESENT, ABSENT = Attendance
TEN = Money.of(10, "EUR")
COSTLY = ServicePolicy(no_show_fee=TEN)


def people(studio: Studio, *names: str) -> list[Customer]:
    return [studio.anna, *(studio.desk.customers.register(name=name) for name in names)]


def full(studio: Studio, policy: ServicePolicy | None = None) -> tuple[Session, list[Booking]]:
    """A session with Anna, Paul and Mia in it."""
    service = studio.yoga if policy is None else studio.service(policy, plan=False)
    session = studio.session(STARTS, service=service)
    guests = people(studio, "Paul", "Mia")
    return session, [studio.desk.bookings.book(guest, session) for guest in guests]


def fees(studio: Studio, *guests: Customer) -> list[Money]:
    return [sale.total for each in guests or [studio.anna] for sale in studio.desk.sales.of(each)]


@pytest.mark.rule("002-02", "A33")
def test_a_booking_is_expected_until_somebody_marks_it(studio: Studio) -> None:
    booking = studio.booked(STARTS)

    assert booking.attendance is EXPECTED
    assert studio.desk.bookings.attendance(customer=studio.anna) == AttendanceCounts(expected=1)


@pytest.mark.rule("002-03", "002-04", "002-05", "A33", "A34")
@pytest.mark.parametrize("before", Attendance)
@pytest.mark.parametrize("after", Attendance)
def test_from_the_start_any_value_may_be_chosen_after_any_other(
    studio: Studio, clock: FrozenClock, before: Attendance, after: Attendance
) -> None:
    booking = studio.booked(STARTS)
    clock.move_to(BEGINS)
    studio.desk.bookings.mark(booking, before)
    marked = studio.desk.by(Staff("maria")).bookings.mark(booking, after)

    assert studio.now(booking) == marked
    assert (marked.attendance, marked.status) == (after, booking.status)
    event = studio.desk.history(booking)[-1]
    assert (event.kind, str(event.actor)) == (EventKind.ATTENDANCE_MARKED, "staff:maria")
    assert (event.facts["before"], event.facts["after"]) == (before.name, after.name)


@pytest.mark.rule("A34")
def test_nobody_is_absent_before_the_start_and_nobody_attends_what_is_cancelled(
    studio: Studio, clock: FrozenClock
) -> None:
    booking = studio.booked(STARTS)
    clock.move_to("2026-07-02T17:59:59.999999+02:00")
    with pytest.raises(AbsentTooEarly):
        studio.desk.bookings.mark(booking, ABSENT)
    assert studio.desk.bookings.mark(booking, PRESENT).attendance is PRESENT

    studio.desk.bookings.cancel(booking)
    clock.move_to(BEGINS)
    for attendance in Attendance:
        with pytest.raises(AlreadyCancelled):
            studio.desk.bookings.mark(booking, attendance)


@pytest.mark.rule("002-05")
def test_customers_do_not_mark_themselves(studio: Studio) -> None:
    booking = studio.booked(STARTS)
    own = studio.desk.by(studio.anna).bookings
    with pytest.raises(NotAllowed):
        own.mark(booking, PRESENT)
    with pytest.raises(NotAllowed):
        own.mark_session(booking.session_id, {booking: PRESENT})

    assert studio.now(booking).attendance is EXPECTED


class TestAWholeSession:
    """All marks of a session in one step, or none."""

    @pytest.mark.rule("002-05")
    def test_everybody_is_marked_in_one_step(self, studio: Studio, clock: FrozenClock) -> None:
        session, (anna, paul, mia) = full(studio)
        clock.move_to(BEGINS)
        marks: dict[Booking | str, Attendance] = {paul: ABSENT, anna.id: PRESENT, mia: EXPECTED}
        marked = studio.desk.by(Staff("maria")).bookings.mark_session(session, marks)

        assert [(each.id, each.attendance) for each in marked] == [
            (paul.id, ABSENT),
            (anna.id, PRESENT),
            (mia.id, EXPECTED),
        ]
        assert marked == tuple(map(studio.now, (paul, anna, mia)))
        for booking in (anna, paul, mia):
            event = studio.desk.history(booking)[-1]
            assert event.kind is EventKind.ATTENDANCE_MARKED
            assert (event.stream, event.no) == (booking.customer_id, 3)
        assert studio.desk.verify() == ()

    def test_who_is_not_named_stays_as_they_are(self, studio: Studio) -> None:
        session, (anna, paul, _) = full(studio)
        studio.desk.bookings.mark_session(session, {anna: PRESENT})

        assert studio.now(paul).attendance is EXPECTED
        assert len(studio.desk.history(paul)) == len(studio.desk.history(anna)) - 1
        assert studio.desk.bookings.mark_session(session, {}) == ()

    def test_one_customer_may_have_several_bookings_in_it(
        self, studio: Studio, clock: FrozenClock
    ) -> None:
        session = studio.session(STARTS, service=studio.yoga)
        first = studio.desk.bookings.book(studio.anna, session)
        studio.desk.bookings.cancel(first)
        second = studio.desk.bookings.book(studio.anna, session)
        studio.desk.bookings.mark_session(session, {second: PRESENT})

        assert studio.now(second).attendance is PRESENT
        assert studio.now(first).attendance is EXPECTED

    @pytest.mark.rule("A34")
    def test_all_or_nobody(self, studio: Studio, clock: FrozenClock) -> None:
        session, (anna, paul, mia) = full(studio)
        other = studio.booked("2026-07-03T18:00")
        studio.desk.bookings.cancel(mia)
        before = everything(studio.desk)
        bad: list[tuple[Any, type[Exception]]] = [
            ({anna: PRESENT, paul: ABSENT}, AbsentTooEarly),
            ({anna: PRESENT, mia: PRESENT}, AlreadyCancelled),
            ({anna: PRESENT, other: PRESENT}, Unknown),
            ({anna: PRESENT, "nobody": PRESENT}, Unknown),
            ({anna: PRESENT, anna.id: ABSENT}, InvalidInput),
            ({anna: PRESENT, paul: "LATE"}, InvalidInput),
            ([anna, paul], InvalidInput),
            (None, InvalidInput),
        ]
        for marks, error in bad:
            with pytest.raises(error):
                studio.desk.bookings.mark_session(session, marks)
        with pytest.raises(Unknown):
            studio.desk.bookings.mark_session("nowhere", {})

        assert everything(studio.desk) == before

    @pytest.mark.rule("A65")
    def test_an_appointment_of_nobody_is_marked_too(
        self, studio: Studio, clock: FrozenClock
    ) -> None:
        desk = studio.desk
        booking = desk.bookings.book_appointment(None, studio.service(COSTLY), starts_at=STARTS)
        clock.move_to(BEGINS)
        [marked] = desk.bookings.mark_session(booking.session_id, {booking: ABSENT})
        again = desk.bookings.mark(booking, PRESENT)

        assert (marked.attendance, again.attendance) == (ABSENT, PRESENT)
        events = desk.history(booking.session_id)[-2:]
        assert [event.stream for event in events] == [booking.session_id] * 2
        assert [event.facts["fee"] for event in events] == [None, None]
        assert desk.verify() == ()


class TestNoShow:
    """The unit is consumed already; only where the terms say so a fee is owed besides (A35)."""

    @pytest.mark.rule("A35")
    def test_by_default_absence_consumes_and_costs_nothing_more(
        self, studio: Studio, clock: FrozenClock
    ) -> None:
        studio.sold()
        booking = studio.booked(STARTS)
        clock.move_to(BEGINS)
        studio.desk.bookings.mark(booking, ABSENT)

        assert studio.now(booking).status is BookingStatus.BOOKED
        [balance] = studio.desk.balances.of(studio.anna)
        assert balance.remaining == 0
        assert len(fees(studio)) == 1, "what she bought"

    @pytest.mark.rule("A35")
    def test_a_no_show_fee_is_a_sale_that_awaits_payment(
        self, studio: Studio, clock: FrozenClock
    ) -> None:
        booking = studio.booked(STARTS, service=studio.service(COSTLY))
        clock.move_to(BEGINS)
        studio.desk.by(Staff("maria")).bookings.mark(booking, ABSENT)

        [sale] = studio.desk.sales.of(studio.anna)
        assert (sale.total, sale.due, sale.sold_by) == (TEN, TEN, "staff:maria")
        [line] = sale.lines
        assert (line.booking_id, line.plan_id) == (booking.id, None)
        [warning] = studio.desk.customers.warnings(studio.anna).accounting
        assert warning.sale == sale
        [marked] = [
            event
            for event in studio.desk.history(booking)
            if event.kind is EventKind.ATTENDANCE_MARKED
        ]
        assert (marked.facts["fee"], marked.facts["currency"]) == (1000, "EUR")
        assert studio.desk.sales.mark_paid(sale).due.is_zero
        assert studio.desk.verify() == ()

    @pytest.mark.rule("A35")
    def test_it_is_owed_once_whatever_is_marked_afterwards(
        self, studio: Studio, clock: FrozenClock
    ) -> None:
        booking = studio.booked(STARTS, service=studio.service(COSTLY))
        clock.move_to(BEGINS)
        for attendance in (ABSENT, ABSENT, PRESENT, ABSENT, EXPECTED):
            studio.desk.bookings.mark(booking, attendance)
        studio.desk.bookings.mark_session(booking.session_id, {booking: ABSENT})

        assert fees(studio) == [TEN]

    @pytest.mark.rule("A35")
    def test_each_absence_of_a_session_makes_a_fee_of_its_own(
        self, studio: Studio, clock: FrozenClock
    ) -> None:
        session, (anna, paul, mia) = full(studio, COSTLY)
        clock.move_to(BEGINS)
        studio.desk.bookings.mark(paul, ABSENT)
        studio.desk.bookings.mark_session(session, {anna: ABSENT, paul: ABSENT, mia: PRESENT})

        owed = [studio.desk.sales.of(each.customer_id or "") for each in (anna, paul, mia)]
        assert [[sale.total for sale in sales] for sales in owed] == [[TEN], [TEN], []]
        assert [sale.lines[0].booking_id for sales in owed for sale in sales] == [anna.id, paul.id]
        assert studio.desk.verify() == ()


class TestCounts:
    """Attendance is data for decisions (002-06)."""

    @pytest.mark.rule("002-06")
    def test_live_bookings_are_counted_by_customer_service_and_time(
        self, studio: Studio, clock: FrozenClock
    ) -> None:
        session, (anna, paul, mia) = full(studio)
        later = studio.booked("2026-07-03T18:00")
        gone = studio.booked("2026-07-04T18:00", service=studio.yoga)
        clock.move_to(BEGINS)
        studio.desk.bookings.mark_session(session, {anna: PRESENT, paul: ABSENT, mia: ABSENT})
        studio.desk.bookings.cancel(gone)
        counts = studio.desk.bookings.attendance

        assert counts() == AttendanceCounts(expected=1, present=1, absent=2)
        assert counts(customer=studio.anna) == AttendanceCounts(expected=1, present=1)
        assert counts(customer=paul.customer_id) == AttendanceCounts(absent=1)
        assert counts(service=studio.yoga) == AttendanceCounts(present=1, absent=2)
        assert counts(customer=studio.anna, service=studio.physio.id) == AttendanceCounts(
            expected=1
        )
        assert counts(between=("2026-07-03", "2026-07-04")) == AttendanceCounts(expected=1)
        assert counts(between=(BEGINS, later.starts_at)) == AttendanceCounts(present=1, absent=2)
        assert counts(
            customer=studio.anna, service=studio.yoga, between=("2026-07-02", "2026-07-02")
        ) == AttendanceCounts(present=1)

    @pytest.mark.rule("002-06")
    def test_customers_count_their_own(self, studio: Studio) -> None:
        _, (anna, paul, _) = full(studio)
        studio.desk.bookings.mark(anna, PRESENT)
        own = studio.desk.by(studio.anna).bookings

        assert own.attendance() == AttendanceCounts(present=1)
        assert own.attendance(customer=studio.anna, service=studio.yoga) == own.attendance()
        with pytest.raises(Unknown):
            own.attendance(customer=paul.customer_id)

    def test_what_is_not_here_is_not_counted(self, studio: Studio) -> None:
        for wrong in ({"customer": "nobody"}, {"service": "tango"}):
            with pytest.raises(Unknown):
                studio.desk.bookings.attendance(**wrong)  # type: ignore[arg-type]
        with pytest.raises(InvalidInput):
            studio.desk.bookings.attendance(between=("2026-07-05", "2026-07-03"))
        assert studio.desk.at("torino").bookings.attendance() == AttendanceCounts()
