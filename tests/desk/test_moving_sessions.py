"""Moving a session with everybody in it, and its resources."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bookingcore import (
    BookingStatus,
    Customer,
    Desk,
    EntryStatus,
    IntoThePast,
    InvalidInput,
    Notify,
    Resource,
    ResourceBusy,
    ResourceKind,
    ResourceNotServing,
    Session,
    SessionCancelled,
    Unknown,
)
from bookingcore.testing import FrozenClock
from tests.desk.records import everything
from tests.desk.studio import Studio

SIX = "2026-07-02T18:00"
NEXT_DAY = "2026-07-03T18:00"


@pytest.fixture
def laura(desk: Desk) -> Resource:
    return desk.catalog.add_resource("Laura", kind=ResourceKind.PROFESSIONAL)


def people(desk: Desk, *names: str) -> list[Customer]:
    return [desk.customers.register(name=name) for name in names]


def kinds(desk: Desk, subject: object) -> list[str]:
    return [event.kind.name for event in desk.history(subject)]


class TestMoving:
    @pytest.mark.rule("003-02", "003-04")
    def test_everybody_in_it_moves_along(self, studio: Studio) -> None:
        """The same bookings with the same ids, an hour and a day later."""
        desk, session = studio.desk, studio.session(SIX, service=studio.yoga)
        first = desk.bookings.book(studio.anna, session)
        [bruno] = people(desk, "Bruno")
        second = desk.bookings.book(bruno, session, places=2)

        moved = desk.schedule.move_session(session, starts_at="2026-07-03T19:00")

        assert moved.starts_at.isoformat() == "2026-07-03T17:00:00+00:00"
        assert moved.period.minutes == session.period.minutes == 60
        assert (moved.on, moved.taken, moved.edition) == (date(2026, 7, 3), 3, session.edition + 1)
        assert desk.schedule.get(session) == moved
        for booking in (first, second):
            now = desk.bookings.get(booking)
            assert (now.starts_at, now.ends_at, now.on) == (
                moved.starts_at,
                moved.ends_at,
                moved.on,
            )
            assert (now.status, now.session_id) == (BookingStatus.BOOKED, session.id)
            assert kinds(desk, booking) == ["BOOKING_MADE", "BOOKING_MOVED"]
        assert desk.verify() == ()

    @pytest.mark.rule("A9")
    def test_units_follow_where_they_are_valid(self, studio: Studio) -> None:
        desk = studio.desk
        studio.sold()
        booking = studio.booked(SIX)
        [balance] = desk.balances.of(studio.anna)

        desk.schedule.move_session(booking.session_id, starts_at=NEXT_DAY)

        assert studio.now(booking).status is BookingStatus.BOOKED
        assert desk.balances.of(studio.anna) == (balance,)
        assert desk.verify() == ()

    @pytest.mark.rule("A9")
    def test_units_that_are_not_valid_on_the_new_day_come_back(self, studio: Studio) -> None:
        desk = studio.desk
        studio.sold(studio.plan(studio.physio, valid_for=3))
        booking = studio.booked(SIX)
        assert booking.status is BookingStatus.BOOKED

        desk.schedule.move_session(booking.session_id, starts_at="2026-07-04T18:00")

        assert studio.now(booking).status is BookingStatus.AWAITING_REDEMPTION
        [balance] = desk.balances.of(studio.anna)
        assert balance.remaining == 1
        assert desk.verify() == ()

    @pytest.mark.rule("A8", "A9")
    def test_what_comes_back_pays_for_what_else_it_can(self, studio: Studio) -> None:
        """The short pass pays for another booking, the long one for the booking that moved."""
        desk = studio.desk
        studio.sold(studio.plan(studio.physio, valid_for=3))
        booking = studio.booked(SIX)
        other = studio.booked("2026-07-03T10:00")
        studio.sold(studio.plan(studio.physio, valid_for=30), from_="2026-07-10")
        assert studio.now(other).status is BookingStatus.AWAITING_REDEMPTION

        desk.schedule.move_session(booking.session_id, starts_at="2026-07-15T18:00")

        assert studio.now(booking).status is BookingStatus.BOOKED
        assert studio.now(other).status is BookingStatus.BOOKED
        assert [balance.remaining for balance in desk.balances.of(studio.anna)] == [0, 0]
        assert kinds(desk, other)[-1] == "BOOKING_REDEEMED"
        assert desk.verify() == ()

    @pytest.mark.rule("A8")
    def test_where_units_follow_they_may_still_be_exchanged(self, studio: Studio) -> None:
        """Once it is late in July the other pass pays for Anna's class; her own pays for physio."""
        desk = studio.desk
        both = studio.plan(studio.physio, studio.yoga)
        studio.sold(both)
        yoga = studio.booked(SIX, service=studio.yoga)
        physio = studio.booked("2026-07-02T10:00")
        studio.sold(studio.plan(studio.yoga), from_="2026-07-20")
        assert studio.now(physio).status is BookingStatus.AWAITING_REDEMPTION

        desk.schedule.move_session(yoga.session_id, starts_at="2026-07-25T18:00")

        assert studio.now(yoga).status is BookingStatus.BOOKED
        assert studio.now(physio).status is BookingStatus.BOOKED
        assert desk.verify() == ()

    def test_the_waiting_list_stays(self, studio: Studio) -> None:
        desk, session = studio.desk, studio.session(SIX, service=studio.yoga, capacity=1)
        [bruno] = people(desk, "Bruno")
        desk.bookings.book(studio.anna, session)
        entry = desk.waitlist.join(bruno, session)

        moved = desk.schedule.move_session(session, starts_at=NEXT_DAY)

        assert desk.waitlist.get(entry).status is EntryStatus.WAITING
        assert moved.waiting == 1
        assert desk.next_due() == moved.starts_at

    def test_it_may_take_longer_or_less_long(self, studio: Studio) -> None:
        desk, session = studio.desk, studio.session(SIX)
        long = desk.schedule.move_session(session, ends_at="2026-07-02T20:00")
        assert (long.starts_at, long.period.minutes) == (session.starts_at, 120)
        for ends_at in (SIX, "2026-07-02T17:00"):
            with pytest.raises(InvalidInput) as refused:
                desk.schedule.move_session(session, ends_at=ends_at)
            assert refused.value.field == "ends_at"

    def test_length_is_elapsed_time_across_a_clock_change(self, studio: Studio) -> None:
        session = studio.session("2026-10-24T01:30")
        moved = studio.desk.schedule.move_session(session, starts_at="2026-10-25T01:30")
        assert moved.period.minutes == 50
        twice = studio.desk.schedule.move_session(session, starts_at="2026-10-25T02:30", fold=1)
        assert twice.starts_at.isoformat() == "2026-10-25T01:30:00+00:00"

    @pytest.mark.rule("003-04")
    def test_another_resource_and_the_old_one_is_free(
        self, studio: Studio, laura: Resource
    ) -> None:
        desk = studio.desk
        maria = desk.catalog.add_resource("Maria", kind=ResourceKind.PROFESSIONAL)
        room = desk.catalog.add_resource("Sala", kind=ResourceKind.ROOM)
        add = desk.schedule.add_session
        session = add(studio.yoga, starts_at=SIX, resources=(maria, room))
        moved = desk.schedule.move_session(session, resources=(laura, room))

        assert moved.resources == (laura.id, room.id)
        assert (moved.starts_at, moved.ends_at) == (session.starts_at, session.ends_at)
        assert add(studio.yoga, starts_at=SIX, resources=(maria,)).live
        for busy in (laura, room):
            with pytest.raises(ResourceBusy) as refused:
                add(studio.yoga, starts_at="2026-07-02T18:59", resources=(busy,))
            assert (refused.value.resource_id, refused.value.session_id) == (busy.id, session.id)
        assert add(studio.yoga, starts_at="2026-07-02T19:00", resources=(laura, room)).live

    def test_its_own_old_time_is_no_obstacle_and_others_are(
        self, studio: Studio, laura: Resource
    ) -> None:
        desk, add = studio.desk, studio.desk.schedule.add_session
        session = add(studio.yoga, starts_at=SIX, resources=(laura,))
        late = add(studio.yoga, starts_at="2026-07-02T20:00", resources=(laura,))

        moved = desk.schedule.move_session(session, starts_at="2026-07-02T18:30")
        assert moved.starts_at > session.starts_at
        before = everything(desk)
        with pytest.raises(ResourceBusy) as refused:
            desk.schedule.move_session(session, starts_at="2026-07-02T19:30")
        assert refused.value.session_id == late.id
        assert everything(desk) == before
        assert desk.schedule.move_session(session, starts_at="2026-07-02T19:00").live
        assert desk.verify() == ()

    def test_a_resource_for_other_services_is_refused(self, studio: Studio) -> None:
        desk = studio.desk
        bike = desk.catalog.add_resource(
            "Bike", kind=ResourceKind.DEVICE, services=(studio.physio,)
        )
        session = studio.session(SIX, service=studio.yoga)
        commands: list[Callable[[], Session]] = [
            lambda: desk.schedule.move_session(session, resources=(bike,)),
            lambda: desk.schedule.add_session(studio.yoga, starts_at=SIX, resources=(bike,)),
        ]
        for command in commands:
            with pytest.raises(ResourceNotServing) as refused:
                command()
            assert refused.value.resource_id == bike.id

    def test_nothing_moves_into_the_past(self, studio: Studio, clock: FrozenClock) -> None:
        desk, session = studio.desk, studio.session(SIX)
        before = everything(desk)
        for starts_at in ("2026-07-01T08:00", "2026-06-30T18:00"):
            with pytest.raises(IntoThePast):
                desk.schedule.move_session(session, starts_at=starts_at)
        assert everything(desk) == before
        assert desk.schedule.move_session(session, starts_at="2026-07-01T08:00:01").live

        clock.move_to("2026-07-01T08:10:00+02:00")
        room = desk.catalog.add_resource("Sala", kind=ResourceKind.ROOM)
        assert desk.schedule.move_session(session, resources=(room,)).resources == (room.id,)

    def test_what_cannot_be_meant_is_refused(self, studio: Studio) -> None:
        desk, session = studio.desk, studio.session(SIX)
        wishes: list[tuple[dict[str, Any], str]] = [
            ({}, "starts_at"),
            ({"starts_at": "2026-02-30T10:00"}, "starts_at"),
            ({"starts_at": "2026-10-25T02:30"}, "starts_at"),
            ({"starts_at": NEXT_DAY, "fold": 2}, "fold"),
            ({"resources": "laura"}, "resources"),
            ({"starts_at": NEXT_DAY, "notify": "all"}, "notify"),
            ({"starts_at": NEXT_DAY, "message": 7}, "message"),
        ]
        for given, field in wishes:
            with pytest.raises(InvalidInput) as refused:
                desk.schedule.move_session(session, **given)
            assert refused.value.field == field
        with pytest.raises(Unknown):
            desk.schedule.move_session(session, resources=("nobody",))
        desk.schedule.cancel_session(session)
        with pytest.raises(SessionCancelled):
            desk.schedule.move_session(session, starts_at=NEXT_DAY)

    @pytest.mark.rule("A31")
    @pytest.mark.parametrize(
        ("notify", "told"),
        [
            (None, "customer resources"),
            (True, "customer resources"),
            (False, ""),
            (Notify(customer=False), "resources"),
            (Notify(resources=False), "customer"),
        ],
    )
    def test_who_is_told_is_on_record_with_the_message(
        self, studio: Studio, notify: Notify | bool | None, told: str
    ) -> None:
        booking = studio.booked(SIX)
        studio.desk.schedule.move_session(
            booking.session_id, starts_at=NEXT_DAY, notify=notify, message="Sala piena"
        )
        for subject in (booking, booking.session_id):
            event = studio.desk.history(subject)[-1]
            assert event.facts["notify"] == told
            assert event.words == {"message": "Sala piena"}
