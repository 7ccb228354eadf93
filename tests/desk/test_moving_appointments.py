"""Moving appointments; who waits, where a booking leaves and arrives; who is told."""

from __future__ import annotations

from typing import Any

import pytest

from bookingcore import (
    AlreadyCancelled,
    Booking,
    BookingStatus,
    Customer,
    Desk,
    EntryStatus,
    EventKind,
    IntoThePast,
    InvalidInput,
    NotAnAppointment,
    Notify,
    Overlapping,
    QueueAhead,
    Resource,
    ResourceBusy,
    ResourceKind,
    ResourceNotServing,
    SessionFull,
)
from bookingcore.testing import FrozenClock
from tests.desk.records import everything
from tests.desk.studio import Studio

SIX = "2026-07-02T18:00"
NEXT_DAY = "2026-07-03T18:00"


@pytest.fixture
def laura(desk: Desk) -> Resource:
    return desk.catalog.add_resource("Laura", kind=ResourceKind.PROFESSIONAL)


@pytest.fixture
def bruno(desk: Desk) -> Customer:
    return desk.customers.register(name="Bruno")


def kinds(desk: Desk, subject: object) -> list[str]:
    return [event.kind.name for event in desk.history(subject)]


def appointment(studio: Studio, starts_at: str = SIX, **given: Any) -> Booking:
    return studio.desk.bookings.book_appointment(
        studio.anna, studio.physio, starts_at=starts_at, **given
    )


class TestAppointments:
    @pytest.mark.rule("003-04", "003-21")
    def test_to_another_time(self, studio: Studio, laura: Resource) -> None:
        desk, booking = studio.desk, appointment(studio, resources=(laura,))
        moved = desk.bookings.reschedule(booking, starts_at="2026-07-02T18:30")
        session = desk.schedule.get(booking.session_id)

        assert (moved.id, moved.session_id) == (booking.id, booking.session_id)
        assert (moved.starts_at, moved.ends_at) == (session.starts_at, session.ends_at)
        assert session.starts_at.isoformat() == "2026-07-02T16:30:00+00:00"
        assert (session.taken, session.capacity, session.period.minutes) == (1, 1, 50)
        assert desk.schedule.sessions(between=("2026-07-01", "2026-07-31")) == (session,)
        free = desk.bookings.book_appointment(
            None, studio.physio, starts_at="2026-07-02T17:40", resources=(laura,)
        )
        assert free.live
        assert desk.verify() == ()

    @pytest.mark.rule("003-04")
    def test_to_another_resource(self, studio: Studio, laura: Resource) -> None:
        desk, book = studio.desk, studio.desk.bookings.book_appointment
        maria = desk.catalog.add_resource("Maria", kind=ResourceKind.PROFESSIONAL)
        booking = appointment(studio, resources=(laura,))
        desk.bookings.reschedule(booking, resources=(maria,))
        assert desk.schedule.get(booking.session_id).resources == (maria.id,)
        assert book(None, studio.physio, starts_at=SIX, resources=(laura,)).live
        with pytest.raises(ResourceBusy):
            book(None, studio.physio, starts_at=SIX, resources=(maria,))

    @pytest.mark.rule("003-02", "003-04")
    def test_staff_give_it_to_a_colleague_after_it_has_begun(
        self, studio: Studio, clock: FrozenClock, laura: Resource
    ) -> None:
        booking = appointment(studio)
        clock.move_to("2026-07-02T18:10:00+02:00")
        assert studio.desk.bookings.reschedule(booking, resources=(laura,)).live
        with pytest.raises(IntoThePast):
            studio.desk.bookings.reschedule(booking, starts_at="2026-07-02T18:05")
        assert studio.desk.verify() == ()

    def test_a_busy_resource_is_refused_and_nothing_moved(
        self, studio: Studio, laura: Resource
    ) -> None:
        studio.sold()
        there = appointment(studio, NEXT_DAY, resources=(laura,))
        booking = studio.desk.bookings.book_appointment(
            studio.anna, studio.yoga, starts_at=SIX, resources=(laura,)
        )
        bike = studio.desk.catalog.add_resource(
            "Bike", kind=ResourceKind.DEVICE, services=(studio.physio,)
        )
        before = everything(studio.desk)
        with pytest.raises(ResourceBusy) as refused:
            studio.desk.bookings.reschedule(booking, starts_at="2026-07-03T18:49")
        assert refused.value.session_id == there.session_id
        with pytest.raises(ResourceNotServing):
            studio.desk.bookings.reschedule(booking, resources=(bike,))
        with pytest.raises(Overlapping):
            studio.desk.bookings.reschedule(booking, starts_at=NEXT_DAY, resources=())
        with pytest.raises(InvalidInput):
            studio.desk.bookings.reschedule(booking, ends_at=SIX)
        with pytest.raises(InvalidInput):
            studio.desk.bookings.reschedule(booking, starts_at="2026-10-25T02:30")
        assert everything(studio.desk) == before

    @pytest.mark.rule("A9")
    def test_its_units_follow_or_are_redeemed_anew(self, studio: Studio) -> None:
        studio.sold(studio.plan(studio.physio, valid_for=7))
        booking = appointment(studio)
        move = studio.desk.bookings.reschedule
        assert move(booking, starts_at="2026-07-07T18:00").status is BookingStatus.BOOKED
        late = move(booking, starts_at="2026-07-08T18:00", ends_at="2026-07-08T20:00")
        assert late.status is BookingStatus.AWAITING_REDEMPTION
        assert studio.desk.schedule.get(late.session_id).period.minutes == 120
        assert move(booking, starts_at="2026-07-07T23:59").status is BookingStatus.BOOKED
        assert studio.desk.verify() == ()

    @pytest.mark.rule("003-06", "A65")
    def test_one_of_nobody_moves_too(
        self, studio: Studio, clock: FrozenClock, laura: Resource
    ) -> None:
        desk = studio.desk
        booking = desk.bookings.book_appointment(None, studio.physio, starts_at=SIX)
        moved = desk.bookings.reschedule(booking, starts_at=NEXT_DAY, resources=(laura,))
        session = desk.schedule.get(booking.session_id)
        assert (moved, session.resources) == (studio.now(booking), (laura.id,))
        assert moved.starts_at == session.starts_at
        assert (moved.customer_id, moved.status) == (None, BookingStatus.BOOKED)
        assert desk.history(booking)[-1].facts["notify"] == "resources"
        with pytest.raises(IntoThePast):
            desk.bookings.reschedule(booking, starts_at="2026-07-01T08:00")
        desk.bookings.cancel(booking)
        with pytest.raises(AlreadyCancelled):
            desk.bookings.reschedule(booking, starts_at=SIX)
        assert desk.verify() == ()

    def test_a_class_moves_for_everybody_or_not_at_all(
        self, studio: Studio, bruno: Customer
    ) -> None:
        booking = studio.booked(SIX, service=studio.yoga)
        with pytest.raises(NotAnAppointment):
            studio.desk.bookings.reschedule(booking, starts_at=NEXT_DAY)

        shared = appointment(studio, "2026-07-05T18:00")
        studio.desk.schedule.change_capacity(shared.session_id, 2)
        studio.desk.bookings.book(bruno, shared.session_id)
        with pytest.raises(NotAnAppointment):
            studio.desk.bookings.reschedule(shared, starts_at=NEXT_DAY)

    def test_one_that_is_left_empty_does_not_take_place(
        self, studio: Studio, laura: Resource
    ) -> None:
        desk, booking = studio.desk, appointment(studio, resources=(laura,))
        group = studio.session(NEXT_DAY)
        moved = desk.bookings.reschedule(booking, to=group)
        old = desk.schedule.get(booking.session_id)

        assert (moved.session_id, old.live, old.taken) == (group.id, False, 0)
        assert "SESSION_CANCELLED" in kinds(desk, old)
        assert appointment(studio, resources=(laura,)).live
        assert desk.verify() == ()

    def test_its_queue_goes_along(self, studio: Studio, bruno: Customer) -> None:
        desk, booking = studio.desk, appointment(studio)
        entry = desk.waitlist.join(bruno, booking.session_id)
        moved = desk.bookings.reschedule(booking, starts_at=NEXT_DAY)
        assert desk.waitlist.get(entry).status is EntryStatus.WAITING
        assert desk.next_due() == moved.starts_at
        desk.bookings.reschedule(booking, to=studio.session("2026-07-05T18:00"))
        assert desk.waitlist.get(entry).status is EntryStatus.OFFERED
        assert desk.schedule.get(booking.session_id).live
        assert desk.verify() == ()


class TestQueues:
    @pytest.mark.rule("A20")
    def test_the_place_that_is_left_goes_to_who_waits(
        self, studio: Studio, bruno: Customer
    ) -> None:
        desk, session = studio.desk, studio.session(SIX, service=studio.yoga, capacity=1)
        booking = desk.bookings.book(studio.anna, session)
        entry = desk.waitlist.join(bruno, session)
        desk.bookings.reschedule(booking, to=studio.session(NEXT_DAY, service=studio.yoga))
        assert desk.waitlist.get(entry).status is EntryStatus.OFFERED
        assert desk.schedule.get(session).taken == 1
        assert desk.verify() == ()

    def test_who_waited_there_arrives(self, studio: Studio, bruno: Customer) -> None:
        """Their own entry becomes the booking, and what was held for them is theirs."""
        desk = studio.desk
        full = studio.session(NEXT_DAY, service=studio.yoga, capacity=1)
        blocks = desk.bookings.book(bruno, full)
        booking = studio.booked(SIX, service=studio.yoga)
        entry = desk.waitlist.join(studio.anna, full)
        with pytest.raises(SessionFull):
            desk.bookings.reschedule(booking, to=full)
        desk.bookings.cancel(blocks)
        assert desk.waitlist.get(entry).status is EntryStatus.OFFERED

        moved = desk.by(studio.anna).bookings.reschedule(booking, to=full)

        done = desk.waitlist.get(entry)
        assert (done.status, done.booking_id) == (EntryStatus.ACCEPTED, booking.id)
        assert (moved.session_id, desk.schedule.get(full).taken) == (full.id, 1)
        assert EventKind.OFFER_ACCEPTED in {event.kind for event in desk.history(full)}
        assert desk.verify() == ()

    def test_nobody_moves_past_those_who_wait(self, studio: Studio, bruno: Customer) -> None:
        """What is held for Bruno is not for Anna."""
        desk = studio.desk
        full = studio.session(NEXT_DAY, service=studio.yoga, capacity=1)
        [carla] = [desk.customers.register(name="Carla")]
        blocks = desk.bookings.book(carla, full)
        desk.waitlist.join(bruno, full)
        desk.bookings.cancel(blocks)
        booking = studio.booked(SIX, service=studio.yoga)
        before = everything(desk)
        with pytest.raises((SessionFull, QueueAhead)):
            desk.bookings.reschedule(booking, to=full)
        assert everything(desk) == before


class TestTelling:
    @pytest.mark.rule("A31")
    @pytest.mark.parametrize("by_customer", [False, True])
    @pytest.mark.parametrize(
        ("notify", "told"),
        [
            (None, None),
            (True, "customer resources"),
            (False, ""),
            (Notify(customer=True), "customer resources"),
            (Notify(customer=True, resources=False), "customer"),
        ],
    )
    def test_the_customer_is_told_where_they_moved_it_or_staff_say_so(
        self, studio: Studio, by_customer: bool, notify: Notify | bool | None, told: str | None
    ) -> None:
        booking, target = studio.booked(SIX), studio.session(NEXT_DAY)
        door = studio.desk.by(studio.anna) if by_customer else studio.desk
        door.bookings.reschedule(booking, to=target, notify=notify)
        usual = "customer resources" if by_customer else "resources"
        event = studio.desk.history(booking)[-1]
        assert event.facts["notify"] == (usual if told is None else told)
