"""Appointments, online and by hand, with a customer or for nobody yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bookingcore import (
    AlreadyCancelled,
    BalancePolicy,
    BalanceRequired,
    Booking,
    BookingStatus,
    Customer,
    CustomerThere,
    Desk,
    IdempotencyKeyReused,
    InvalidInput,
    NobodyAttached,
    NotAllowed,
    Overlapping,
    Resource,
    ResourceBusy,
    ResourceKind,
    ResourceNotServing,
    ServicePolicy,
    Unknown,
)
from bookingcore.testing import FrozenClock
from tests.desk.records import everything
from tests.desk.studio import Studio

SIX = "2026-07-02T18:00"


@pytest.fixture
def laura(desk: Desk) -> Resource:
    return desk.catalog.add_resource("Laura", kind=ResourceKind.PROFESSIONAL)


def kinds(desk: Desk, subject: object) -> list[str]:
    return [event.kind.name for event in desk.history(subject)]


class TestBooking:
    @pytest.mark.rule("002-29", "003-01")
    def test_staff_make_one_for_a_customer(self, studio: Studio, laura: Resource) -> None:
        desk = studio.desk
        booking = desk.bookings.book_appointment(
            studio.anna, studio.physio, starts_at=SIX, resources=(laura,), note="ginocchio"
        )
        session = desk.schedule.get(booking.session_id)

        assert (booking.customer_id, booking.places, booking.note) == (
            studio.anna.id,
            1,
            "ginocchio",
        )
        assert (session.appointment, session.capacity, session.taken) == (True, 1, 1)
        assert session.resources == (laura.id,)
        assert (booking.starts_at, booking.ends_at) == (session.starts_at, session.ends_at)
        assert session.period.minutes == 50
        assert kinds(desk, session) == ["SESSION_ADDED", "BOOKING_MADE"]
        assert desk.verify() == ()

    @pytest.mark.rule("003-01", "003-06")
    def test_a_customer_makes_one_online(self, studio: Studio, clock: FrozenClock) -> None:
        """At any time: at three in the morning for the next evening."""
        clock.move_to("2026-07-02T03:00:00+02:00")
        own = studio.desk.by(studio.anna).bookings
        booking = own.book_appointment(studio.anna, studio.physio, starts_at=SIX)

        assert booking.made_by == f"customer:{studio.anna.id}"
        assert own.get(booking) == booking

    def test_units_pay_for_it_where_there_are_any(self, studio: Studio) -> None:
        studio.sold()
        book = studio.desk.bookings.book_appointment
        paid = book(studio.anna, studio.physio, starts_at=SIX)
        awaiting = book(studio.anna, studio.physio, starts_at="2026-07-03T18:00")

        assert (paid.status, awaiting.status) == (
            BookingStatus.BOOKED,
            BookingStatus.AWAITING_REDEMPTION,
        )
        assert studio.desk.verify() == ()

    def test_its_units_are_found_by_exchanging_others(self, studio: Studio) -> None:
        studio.sold(studio.plan(studio.physio, studio.yoga))
        yoga = studio.booked("2026-07-03T10:00", service=studio.yoga)
        studio.sold(studio.plan(studio.yoga))
        book = studio.desk.bookings.book_appointment
        physio = book(studio.anna, studio.physio, starts_at=SIX)

        assert (physio.status, studio.now(yoga).status) == (
            BookingStatus.BOOKED,
            BookingStatus.BOOKED,
        )
        assert studio.desk.verify() == ()

    def test_where_balance_is_required_it_is_required(self, studio: Studio) -> None:
        strict = studio.service(ServicePolicy(balance_policy=BalancePolicy.REQUIRED))
        before = everything(studio.desk)
        with pytest.raises(BalanceRequired):
            studio.desk.bookings.book_appointment(studio.anna, strict, starts_at=SIX)
        assert everything(studio.desk) == before

    def test_a_resource_is_there_once(self, studio: Studio, laura: Resource) -> None:
        book = studio.desk.bookings.book_appointment
        room = studio.desk.catalog.add_resource("Sala", kind=ResourceKind.ROOM)
        first = book(None, studio.physio, starts_at=SIX, resources=(laura, room))
        before = everything(studio.desk)
        for starts_at, busy in (
            ("2026-07-02T17:11", laura),
            ("2026-07-02T18:49", room),
            (SIX, laura),
        ):
            with pytest.raises(ResourceBusy) as refused:
                book(studio.anna, studio.physio, starts_at=starts_at, resources=(busy,))
            assert (refused.value.resource_id, refused.value.session_id) == (
                busy.id,
                first.session_id,
            )
        assert everything(studio.desk) == before
        for starts_at in ("2026-07-02T17:10", "2026-07-02T18:50"):
            assert book(studio.anna, studio.physio, starts_at=starts_at, resources=(laura,)).live
        assert studio.desk.verify() == ()

    def test_a_resource_for_other_services_is_refused(self, studio: Studio) -> None:
        bike = studio.desk.catalog.add_resource(
            "Bike", kind=ResourceKind.DEVICE, services=(studio.yoga,)
        )
        with pytest.raises(ResourceNotServing):
            studio.desk.bookings.book_appointment(
                studio.anna, studio.physio, starts_at=SIX, resources=(bike,)
            )

    def test_for_several_people_it_holds_all_its_places(self, studio: Studio) -> None:
        booking = studio.desk.bookings.book_appointment(
            studio.anna, studio.yoga, starts_at=SIX, places=3
        )
        session = studio.desk.schedule.get(booking.session_id)
        assert (booking.places, session.capacity, session.places_left) == (3, 3, 0)

    def test_the_same_key_makes_one_appointment(self, studio: Studio) -> None:
        book = studio.desk.bookings.book_appointment
        first = book(studio.anna, studio.yoga, starts_at=SIX, key="k")
        assert book(studio.anna, studio.yoga, starts_at=SIX, key="k") == first
        with pytest.raises(IdempotencyKeyReused):
            book(studio.anna, studio.yoga, starts_at="2026-07-02T19:00", key="k")

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"starts_at": None}, "starts_at"),
            ({"starts_at": "2026-03-29T02:30"}, "starts_at"),
            ({"ends_at": SIX}, "ends_at"),
            ({"places": 0}, "places"),
            ({"places": 10_001}, "places"),
            ({"resources": 7}, "resources"),
            ({"override": "please"}, "override"),
            ({"fold": 3}, "fold"),
            ({"note": 5}, "note"),
            ({"service": 5}, "service"),
        ],
    )
    def test_what_cannot_be_meant_is_refused(
        self, studio: Studio, given: dict[str, Any], field: str
    ) -> None:
        usual = {"customer": studio.anna, "service": studio.yoga, "starts_at": SIX}
        with pytest.raises(InvalidInput) as refused:
            studio.desk.bookings.book_appointment(**{**usual, **given})
        assert refused.value.field == field

    def test_what_is_not_here_is_unknown(self, studio: Studio) -> None:
        desk, anna, yoga = studio.desk, studio.anna, studio.yoga
        bruno = desk.customers.register(name="Bruno")
        book = desk.bookings.book_appointment
        commands: list[Callable[[], Booking]] = [
            lambda: book("nobody", yoga, starts_at=SIX),
            lambda: book(anna, "tango", starts_at=SIX),
            lambda: book(anna, yoga, starts_at=SIX, branch="nowhere"),
            lambda: book(anna, yoga, starts_at=SIX, resources=("nobody",)),
            lambda: desk.by(anna).bookings.book_appointment(bruno, yoga, starts_at=SIX),
        ]
        for command in commands:
            with pytest.raises(Unknown):
                command()
        assert desk.schedule.sessions(between=("2026-07-01", "2026-07-31")) == ()


class TestForNobody:
    @pytest.mark.rule("003-06", "A65")
    def test_staff_keep_one_without_a_customer(self, studio: Studio) -> None:
        desk = studio.desk
        booking = desk.bookings.book_appointment(None, studio.physio, starts_at=SIX, note="sig.ra?")

        assert (booking.customer_id, booking.status, booking.units_needed) == (
            None,
            BookingStatus.BOOKED,
            0,
        )
        assert desk.bookings.in_session(booking.session_id) == (booking,)
        assert desk.history(booking)[0].words == {"note": "sig.ra?"}
        plain = desk.bookings.book_appointment(None, studio.physio, starts_at="2026-07-03T18:00")
        assert desk.history(plain)[0].words == {}
        assert desk.verify() == ()

    @pytest.mark.rule("003-06")
    def test_online_there_is_always_a_customer(self, studio: Studio) -> None:
        own = studio.desk.by(studio.anna).bookings
        with pytest.raises(NotAllowed):
            own.book_appointment(None, studio.physio, starts_at=SIX)
        nobody = studio.desk.bookings.book_appointment(None, studio.physio, starts_at=SIX)
        with pytest.raises(Unknown):
            own.get(nobody)
        with pytest.raises(NotAllowed):
            own.attach_customer(nobody, studio.anna)

    @pytest.mark.rule("003-06", "A65")
    def test_whose_it_becomes_pays_for_it(self, studio: Studio) -> None:
        studio.sold()
        desk = studio.desk
        nobody = desk.bookings.book_appointment(None, studio.physio, starts_at=SIX)

        attached = desk.bookings.attach_customer(nobody, studio.anna)

        assert (attached.id, attached.customer_id) == (nobody.id, studio.anna.id)
        assert (attached.status, attached.units_needed) == (BookingStatus.BOOKED, 1)
        assert studio.now(nobody) == attached
        [balance] = desk.balances.of(studio.anna)
        assert balance.remaining == 0
        told = ["BOOKING_MADE", "BOOKING_REDEEMED", "CUSTOMER_ATTACHED"]
        assert sorted(kinds(desk, nobody)) == told
        assert desk.verify() == ()

    @pytest.mark.rule("A65")
    def test_without_units_it_awaits_them(self, studio: Studio) -> None:
        desk = studio.desk
        nobody = desk.bookings.book_appointment(None, studio.physio, starts_at=SIX)
        free = desk.bookings.book_appointment(None, studio.yoga, starts_at="2026-07-03T18:00")
        attached = desk.bookings.attach_customer(nobody, studio.anna)
        assert attached.status is BookingStatus.AWAITING_REDEMPTION
        assert desk.bookings.attach_customer(free, studio.anna).status is BookingStatus.BOOKED

        studio.sold()
        assert studio.now(nobody).status is BookingStatus.BOOKED
        assert desk.verify() == ()

    def test_it_has_one_customer_for_good(self, studio: Studio) -> None:
        desk = studio.desk
        bruno = desk.customers.register(name="Bruno")
        booking = desk.bookings.book_appointment(None, studio.physio, starts_at=SIX)
        desk.bookings.attach_customer(booking, studio.anna)
        with pytest.raises(CustomerThere) as refused:
            desk.bookings.attach_customer(booking, bruno)
        assert refused.value.customer_id == studio.anna.id

    def test_a_cancelled_one_is_nobody_s_for_good(self, studio: Studio) -> None:
        desk = studio.desk
        booking = desk.bookings.book_appointment(None, studio.physio, starts_at=SIX)
        desk.bookings.cancel(booking)
        with pytest.raises(AlreadyCancelled):
            desk.bookings.attach_customer(booking, studio.anna)

    @pytest.mark.rule("A66")
    def test_the_rules_of_booking_hold_for_whose_it_becomes(self, studio: Studio) -> None:
        desk = studio.desk
        there = studio.booked(SIX)
        booking = desk.bookings.book_appointment(None, studio.physio, starts_at="2026-07-02T18:30")
        before = everything(desk)
        with pytest.raises(Overlapping) as refused:
            desk.bookings.attach_customer(booking, studio.anna)
        assert refused.value.booking_id == there.id
        for given in (("nothing", studio.anna), (booking, "nobody")):
            with pytest.raises(Unknown):
                desk.bookings.attach_customer(*given)
        assert everything(desk) == before

    def test_nobody_moves_into_a_session(self, studio: Studio) -> None:
        booking = studio.desk.bookings.book_appointment(None, studio.physio, starts_at=SIX)
        with pytest.raises(NobodyAttached):
            studio.desk.bookings.reschedule(booking, to=studio.session("2026-07-03T18:00"))


class TestCancelling:
    @pytest.mark.rule("003-03")
    @pytest.mark.parametrize("whose", ["anna", "nobody"])
    def test_a_cancelled_appointment_frees_its_resource(
        self, studio: Studio, laura: Resource, whose: str
    ) -> None:
        """However it was made, and whosever it is."""
        book, desk = studio.desk.bookings.book_appointment, studio.desk
        who: Customer | None = studio.anna if whose == "anna" else None
        booking = book(who, studio.physio, starts_at=SIX, resources=(laura,))
        desk.bookings.cancel(booking)

        assert desk.schedule.get(booking.session_id).live is False
        assert book(studio.anna, studio.physio, starts_at=SIX, resources=(laura,)).live
        assert desk.verify() == ()

    @pytest.mark.rule("003-03")
    def test_online_and_by_hand_are_cancelled_and_moved_alike(self, studio: Studio) -> None:
        desk, anna = studio.desk, studio.anna
        online = desk.by(anna).bookings.book_appointment(anna, studio.physio, starts_at=SIX)
        by_hand = desk.bookings.book_appointment(anna, studio.physio, starts_at="2026-07-03T18:00")
        for door in (desk, desk.by(anna)):
            for number, booking in enumerate((online, by_hand)):
                starts_at = f"2026-07-1{number}T1{0 if door is desk else 5}:00"
                moved = door.bookings.reschedule(booking, starts_at=starts_at)
                assert moved.id == booking.id
        for booking in (online, by_hand):
            assert desk.by(anna).bookings.cancel(booking).booking.live is False
        assert desk.verify() == ()
