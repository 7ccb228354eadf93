"""Moving a booking: the same booking in another place, and never without one."""

from __future__ import annotations

from typing import Any

import pytest

from bookingcore import (
    AlreadyBooked,
    AlreadyCancelled,
    AnotherService,
    BalancePolicy,
    BalanceRequired,
    Booking,
    BookingStatus,
    BookingTooLate,
    BookingWindow,
    CancellationPolicy,
    Customer,
    Desk,
    IntoThePast,
    InvalidInput,
    MoveTooLate,
    NotAllowed,
    Overlapping,
    Override,
    Service,
    ServicePolicy,
    SessionCancelled,
    SessionFull,
    SessionStarted,
    Unknown,
)
from bookingcore.testing import FrozenClock
from tests.desk.records import everything
from tests.desk.studio import Studio

SIX = "2026-07-02T18:00"
NEXT_DAY = "2026-07-03T18:00"


@pytest.fixture
def bruno(desk: Desk) -> Customer:
    return desk.customers.register(name="Bruno")


def kinds(desk: Desk, subject: object) -> list[str]:
    return [event.kind.name for event in desk.history(subject)]


def appointment(studio: Studio, starts_at: str = SIX, **given: Any) -> Booking:
    return studio.desk.bookings.book_appointment(
        studio.anna, studio.physio, starts_at=starts_at, **given
    )


class TestIntoASession:
    @pytest.mark.rule("003-19", "003-21")
    def test_it_is_the_same_booking_with_its_history(self, studio: Studio) -> None:
        booking = studio.booked(SIX, service=studio.yoga)
        target = studio.session(NEXT_DAY, service=studio.yoga)

        moved = studio.desk.by(studio.anna).bookings.reschedule(booking, to=target)

        assert (moved.id, moved.session_id) == (booking.id, target.id)
        assert (moved.starts_at, moved.ends_at, moved.on) == (
            target.starts_at,
            target.ends_at,
            target.on,
        )
        assert (moved.made_at, moved.made_by) == (booking.made_at, booking.made_by)
        assert studio.desk.bookings.of(studio.anna) == (moved,)
        assert studio.desk.schedule.get(booking.session_id).taken == 0
        assert studio.desk.schedule.get(target).taken == 1
        assert kinds(studio.desk, booking) == ["BOOKING_MADE", "BOOKING_MOVED"]
        assert studio.desk.history(booking)[-1].facts == {
            "session_before": booking.session_id,
            "starts_before": booking.starts_at.isoformat(),
            "session": target.id,
            "starts_at": target.starts_at.isoformat(),
            "overridden": "",
            "notify": "customer resources",
        }
        assert studio.desk.verify() == ()

    @pytest.mark.rule("003-20")
    def test_nothing_is_asked_but_where_to(self, studio: Studio) -> None:
        """Who it is, how many they are and what they wrote goes along."""
        session = studio.session(SIX, service=studio.yoga)
        booking = studio.desk.bookings.book(studio.anna, session, places=2, note="con Ugo")
        target = studio.session(NEXT_DAY, service=studio.yoga)
        moved = studio.desk.by(studio.anna).bookings.reschedule(booking, to=target)
        assert (moved.customer_id, moved.places, moved.note) == (studio.anna.id, 2, "con Ugo")

    def test_it_never_loses_its_place_before_it_has_the_new_one(
        self, studio: Studio, bruno: Customer
    ) -> None:
        studio.sold()
        booking = studio.booked(SIX)
        full = studio.session(NEXT_DAY, capacity=1)
        studio.desk.bookings.book(bruno, full)
        before = everything(studio.desk)

        with pytest.raises(SessionFull) as refused:
            studio.desk.bookings.reschedule(booking, to=full)

        assert refused.value.violations == (refused.value,)
        assert everything(studio.desk) == before

    @pytest.mark.rule("A67")
    def test_staff_move_into_a_full_session_with_a_reason(
        self, studio: Studio, bruno: Customer
    ) -> None:
        booking, full = studio.booked(SIX), studio.session(NEXT_DAY, capacity=1)
        studio.desk.bookings.book(bruno, full)
        override = Override(reason="una sedia in più", codes={"session_full"})
        with pytest.raises(NotAllowed):
            studio.desk.by(studio.anna).bookings.reschedule(booking, to=full, override=override)

        studio.desk.bookings.reschedule(booking, to=full, override=override)

        after = studio.desk.schedule.get(full)
        assert (after.taken, after.admitted) == (2, 2)
        event = studio.desk.history(booking)[-1]
        assert event.facts["overridden"] == "session_full"
        assert event.words == {"override_reason": "una sedia in più"}
        assert studio.desk.verify() == ()

    def test_its_own_old_place_is_no_obstacle(self, studio: Studio) -> None:
        """Half an hour later it would overlap itself."""
        booking = studio.booked(SIX)
        target = studio.session("2026-07-02T18:30")
        assert studio.desk.bookings.reschedule(booking, to=target).session_id == target.id

    @pytest.mark.rule("A66", "A67")
    def test_other_bookings_are_an_obstacle(self, studio: Studio) -> None:
        booking, other = studio.booked(SIX), studio.booked(NEXT_DAY, service=studio.yoga)
        beside = studio.session(NEXT_DAY)
        with pytest.raises(Overlapping):
            studio.desk.bookings.reschedule(booking, to=beside)
        with pytest.raises(AlreadyBooked) as refused:
            studio.desk.bookings.reschedule(booking, to=other.session_id)
        assert refused.value.booking_id == other.id

        override = Override(reason="così", codes={"overlapping"})
        moved = studio.desk.bookings.reschedule(booking, to=beside, override=override)
        assert moved.session_id == beside.id
        assert studio.desk.history(booking)[-1].facts["overridden"] == "overlapping"

    @pytest.mark.rule("A9")
    def test_units_follow_where_they_are_valid(self, studio: Studio) -> None:
        studio.sold()
        booking = studio.booked(SIX)
        [before] = studio.desk.balances.of(studio.anna)
        moved = studio.desk.bookings.reschedule(booking, to=studio.session(NEXT_DAY))
        assert moved.status is BookingStatus.BOOKED
        assert studio.desk.balances.of(studio.anna) == (before,)
        assert kinds(studio.desk, booking)[-1] == "BOOKING_MOVED"
        assert studio.desk.verify() == ()

    @pytest.mark.rule("A8", "A9")
    def test_else_it_is_redeemed_anew(self, studio: Studio) -> None:
        """The pass of the first week stays behind, and pays for what had to wait."""
        studio.sold(studio.plan(studio.physio, valid_for=7))
        booking, other = studio.booked(SIX), studio.booked(NEXT_DAY)
        late = studio.session("2026-07-20T18:00")
        moved = studio.desk.bookings.reschedule(booking, to=late)
        assert moved.status is BookingStatus.AWAITING_REDEMPTION
        assert studio.now(other).status is BookingStatus.BOOKED

        studio.sold(from_="2026-07-20")
        assert studio.now(booking).status is BookingStatus.BOOKED
        back = studio.desk.bookings.reschedule(booking, to=studio.session("2026-07-04T18:00"))
        assert back.status is BookingStatus.AWAITING_REDEMPTION
        assert studio.desk.verify() == ()

    @pytest.mark.rule("A8")
    def test_who_moves_keeps_units_before_who_waited(self, studio: Studio) -> None:
        """The pass of the first week comes back: it lets another booking give up the long pass for
        the one that moves, though somebody older waited for it."""
        studio.sold(studio.plan(studio.physio, valid_for=7))
        booking = studio.booked(SIX)
        studio.sold(studio.plan(studio.physio, valid_for=30))
        held = studio.booked("2026-07-04T10:00")
        waits = studio.booked("2026-07-03T10:00")

        target = studio.session("2026-07-20T18:00")
        moved = studio.desk.bookings.reschedule(booking, to=target)

        assert moved.status is BookingStatus.BOOKED
        assert studio.now(held).status is BookingStatus.BOOKED
        assert studio.now(waits).status is BookingStatus.AWAITING_REDEMPTION
        assert "BOOKING_RETIED" in kinds(studio.desk, held)
        assert studio.desk.verify() == ()

    def test_where_balance_is_required_it_is_required_there_too(self, studio: Studio) -> None:
        strict = studio.service(ServicePolicy(balance_policy=BalancePolicy.REQUIRED), plan=False)
        studio.sold(studio.plan(strict, valid_for=7))
        booking = studio.booked(SIX, service=strict)
        near, far = (studio.session(f"2026-07-{day}T18:00", service=strict) for day in ("05", "20"))
        before = everything(studio.desk)
        with pytest.raises(BalanceRequired):
            studio.desk.bookings.reschedule(booking, to=far)
        assert everything(studio.desk) == before
        assert studio.desk.bookings.reschedule(booking, to=near).status is BookingStatus.BOOKED
        assert studio.desk.verify() == ()

    def test_what_was_promised_with_the_session_holds(self, studio: Studio) -> None:
        """Not what the service promises by now: that session was scheduled before."""
        booking = studio.booked(SIX, service=studio.yoga)
        target = studio.session(NEXT_DAY, service=studio.yoga)
        moved = studio.desk.bookings.reschedule(booking, to=target)
        assert moved.terms == booking.terms

    @pytest.mark.parametrize("covered", [True, False])
    def test_staff_move_it_to_another_service(self, studio: Studio, covered: bool) -> None:
        other = studio.service(ServicePolicy(), plan=False)
        plan = studio.plan(studio.physio, other) if covered else studio.pass_physio
        studio.plan(other)
        studio.sold(plan)
        booking, target = studio.booked(SIX), studio.session(NEXT_DAY, service=other)
        with pytest.raises(AnotherService):
            studio.desk.by(studio.anna).bookings.reschedule(booking, to=target)

        moved = studio.desk.bookings.reschedule(booking, to=target)

        assert (moved.service_id, moved.terms) == (other.id, target.terms)
        assert (moved.status is BookingStatus.BOOKED) is covered
        assert studio.desk.verify() == ()

    def test_where_no_unit_is_needed_none_is_kept(self, studio: Studio) -> None:
        studio.sold()
        booking, target = studio.booked(SIX), studio.session(NEXT_DAY, service=studio.yoga)
        moved = studio.desk.bookings.reschedule(booking, to=target)
        assert (moved.status, moved.units_needed) == (BookingStatus.BOOKED, 0)
        [balance] = studio.desk.balances.of(studio.anna)
        assert balance.remaining == 1
        back = studio.desk.bookings.reschedule(booking, to=studio.session(SIX))
        assert (back.status, back.units_needed) == (BookingStatus.BOOKED, 1)
        assert studio.desk.verify() == ()

    def test_what_cannot_be_meant_is_refused(self, studio: Studio) -> None:
        booking, target = studio.booked(SIX), studio.session(NEXT_DAY)
        before = everything(studio.desk)
        wishes: list[tuple[dict[str, Any], str]] = [
            ({}, "to"),
            ({"to": booking.session_id}, "to"),
            ({"to": target, "starts_at": NEXT_DAY}, "starts_at"),
            ({"to": target, "resources": ()}, "starts_at"),
            ({"to": 7}, "session"),
            ({"to": target, "notify": "x"}, "notify"),
            ({"to": target, "override": 1}, "override"),
            ({"to": target, "fold": 2}, "fold"),
        ]
        for given, field in wishes:
            with pytest.raises(InvalidInput) as refused:
                studio.desk.bookings.reschedule(booking, **given)
            assert refused.value.field == field
        with pytest.raises(Unknown):
            studio.desk.bookings.reschedule(booking, to="nothing")
        assert everything(studio.desk) == before
        with pytest.raises(Unknown):
            studio.desk.bookings.reschedule(appointment(studio, NEXT_DAY), resources=("nobody",))

    def test_what_is_over_or_cancelled_is_refused(self, studio: Studio, clock: FrozenClock) -> None:
        desk, booking = studio.desk, studio.booked(SIX)
        off, early = studio.session(NEXT_DAY), studio.session("2026-07-01T10:00")
        desk.schedule.cancel_session(off)
        with pytest.raises(SessionCancelled):
            desk.bookings.reschedule(booking, to=off)
        clock.move_to("2026-07-01T10:00:00+02:00")
        with pytest.raises(IntoThePast):
            desk.bookings.reschedule(booking, to=early)
        desk.bookings.cancel(booking)
        with pytest.raises(AlreadyCancelled):
            desk.bookings.reschedule(booking, to=studio.session(NEXT_DAY))

    def test_a_foreign_booking_is_unknown(self, studio: Studio, bruno: Customer) -> None:
        booking, target = studio.booked(SIX), studio.session(NEXT_DAY)
        for door in (studio.desk.by(bruno), studio.desk.at("torino")):
            with pytest.raises(Unknown) as refused:
                door.bookings.reschedule(booking, to=target)
            assert refused.value.kind == "booking"
        assert studio.now(booking) == booking


class TestLimits:
    """Free to move until one day before, by the limit of cancelling."""

    @pytest.fixture
    def careful(self, studio: Studio) -> Service:
        policy = ServicePolicy(cancellation=CancellationPolicy(limit=24 * 60))
        return studio.service(policy, plan=False)

    @pytest.mark.rule("003-02", "A47")
    def test_customers_move_in_time_and_staff_at_any_time(
        self, studio: Studio, clock: FrozenClock, careful: Service
    ) -> None:
        booking = studio.booked("2026-07-04T18:00", service=careful)
        targets = [studio.session(f"2026-07-1{n}T18:00", service=careful) for n in range(3)]
        own = studio.desk.by(studio.anna).bookings
        clock.move_to("2026-07-03T18:00:00+02:00")
        until = clock.now()
        with pytest.raises(MoveTooLate) as refused:
            own.reschedule(booking, to=targets[0])
        assert refused.value.until == until
        clock.move_to(until.subtract(microseconds=1))
        assert own.reschedule(booking, to=targets[0]).session_id == targets[0].id

        clock.move_to("2026-07-10T17:59:59+02:00")
        with pytest.raises(MoveTooLate):
            own.reschedule(booking, to=targets[1])
        assert studio.desk.bookings.reschedule(booking, to=targets[1]).live
        clock.move_to("2026-07-11T18:00:00+02:00")
        with pytest.raises(SessionStarted):
            own.reschedule(booking, to=targets[2])
        assert studio.desk.bookings.reschedule(booking, to=targets[2]).live

    @pytest.mark.rule("A47")
    def test_a_limit_of_its_own_comes_first(self, studio: Studio, clock: FrozenClock) -> None:
        policy = ServicePolicy(cancellation=CancellationPolicy(limit=24 * 60), move_limit=60)
        service = studio.service(policy, plan=False)
        booking = studio.booked(SIX, service=service)
        target = studio.session(NEXT_DAY, service=service)
        own = studio.desk.by(studio.anna).bookings
        clock.move_to("2026-07-02T17:00:00+02:00")
        with pytest.raises(MoveTooLate):
            own.reschedule(booking, to=target)
        clock.move_to("2026-07-02T16:59:59.999999+02:00")
        assert own.reschedule(booking, to=target).live

    @pytest.mark.rule("A47")
    @pytest.mark.parametrize(
        ("starts_at", "until"),
        [
            ("2026-03-29T18:00", "2026-03-28T17:00:00+01:00"),
            ("2026-10-25T18:00", "2026-10-24T19:00:00+02:00"),
        ],
    )
    def test_it_counts_elapsed_time_across_a_clock_change(
        self, studio: Studio, clock: FrozenClock, careful: Service, starts_at: str, until: str
    ) -> None:
        clock.move_to("2026-01-01T08:00:00+01:00")
        booking = studio.booked(starts_at, service=careful)
        target = studio.session("2026-12-01T18:00", service=careful)
        own = studio.desk.by(studio.anna).bookings
        clock.move_to(until)
        with pytest.raises(MoveTooLate):
            own.reschedule(booking, to=target)
        clock.move_to(clock.now().subtract(microseconds=1))
        assert own.reschedule(booking, to=target).live

    @pytest.mark.rule("A47")
    def test_the_new_place_has_to_be_open_for_customers(
        self, studio: Studio, clock: FrozenClock
    ) -> None:
        policy = ServicePolicy(window=BookingWindow(closes=120), move_limit=0)
        service = studio.service(policy, plan=False)
        booking = studio.booked(SIX, service=service)
        soon = studio.session("2026-07-01T10:00", service=service)
        own = studio.desk.by(studio.anna).bookings
        with pytest.raises(BookingTooLate):
            own.reschedule(booking, to=soon)
        assert studio.desk.bookings.reschedule(booking, to=soon).session_id == soon.id
