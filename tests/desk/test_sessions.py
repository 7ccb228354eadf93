"""A session and everybody in it: more places or fewer, and the end."""

from __future__ import annotations

from typing import Any

import pytest

from bookingcore import (
    BookingStatus,
    CancellationPolicy,
    Cause,
    Customer,
    Desk,
    EntryStatus,
    EventKind,
    InvalidInput,
    Notify,
    Resource,
    ResourceKind,
    ServicePolicy,
    Session,
    SessionCancelled,
    SessionFull,
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


def held(desk: Desk, session: Session) -> int:
    """Places of live bookings."""
    return sum(each.places for each in desk.bookings.in_session(session) if each.live)


class TestCapacity:
    def test_fewer_places_remove_nobody_and_admit_nobody(self, studio: Studio) -> None:
        desk, session = studio.desk, studio.session(SIX, service=studio.yoga, capacity=5)
        bruno, carla = people(desk, "Bruno", "Carla")
        for who in (studio.anna, bruno):
            desk.bookings.book(who, session, places=2)

        cut = desk.schedule.change_capacity(session, 1)

        assert (cut.capacity, cut.taken, cut.admitted, cut.places_left) == (1, 4, 4, 0)
        assert held(desk, session) == 4
        with pytest.raises(SessionFull):
            desk.bookings.book(carla, session)
        desk.bookings.cancel(desk.bookings.in_session(session)[0])
        with pytest.raises(SessionFull):
            desk.bookings.book(carla, session)
        assert desk.verify() == ()

    @pytest.mark.rule("A20")
    def test_more_places_are_offered_to_those_who_wait(self, studio: Studio) -> None:
        desk, session = studio.desk, studio.session(SIX, service=studio.yoga, capacity=1)
        bruno, carla = people(desk, "Bruno", "Carla")
        desk.bookings.book(studio.anna, session)
        first, second = (desk.waitlist.join(who, session) for who in (bruno, carla))

        grown = desk.schedule.change_capacity(session, 2)

        assert desk.waitlist.get(first).status is EntryStatus.OFFERED
        assert desk.waitlist.get(second).status is EntryStatus.WAITING
        assert (grown.taken, grown.places_left, grown.waiting) == (2, 0, 1)
        assert desk.schedule.get(session) == grown
        assert desk.verify() == ()

    def test_without_limit_everybody_who_waits_is_offered_a_place(self, studio: Studio) -> None:
        desk, session = studio.desk, studio.session(SIX, service=studio.yoga, capacity=0)
        entries = [desk.waitlist.join(who, session) for who in people(desk, "Bruno", "Carla")]

        open_to_all = desk.schedule.change_capacity(session, None)
        assert open_to_all.admitted is None
        assert {desk.waitlist.get(each).status for each in entries} == {EntryStatus.OFFERED}

        closed = desk.schedule.change_capacity(session, 0)
        assert (closed.capacity, closed.admitted, closed.taken) == (0, 2, 2)
        assert desk.verify() == ()

    def test_it_is_on_record(self, studio: Studio) -> None:
        session = studio.session(SIX, capacity=3)
        studio.desk.schedule.change_capacity(session, None)

        event = studio.desk.history(session)[-1]
        assert (event.kind, event.facts) == (
            EventKind.SESSION_RESIZED,
            {"before": 3, "after": None},
        )

    @pytest.mark.parametrize("capacity", [-1, 1_000_001, 2.0, "3", True])
    def test_what_is_no_capacity_is_refused(self, studio: Studio, capacity: Any) -> None:
        session = studio.session(SIX)
        with pytest.raises(InvalidInput) as refused:
            studio.desk.schedule.change_capacity(session, capacity)
        assert refused.value.field == "capacity"

    def test_what_does_not_take_place_or_is_not_here_is_refused(self, studio: Studio) -> None:
        desk, session = studio.desk, studio.session(SIX)
        desk.schedule.cancel_session(session)
        with pytest.raises(SessionCancelled):
            desk.schedule.change_capacity(session, 20)
        with pytest.raises(Unknown):
            desk.at("torino").schedule.change_capacity(session, 20)


class TestCancelling:
    @pytest.mark.rule("A13")
    @pytest.mark.parametrize("capacity", [5, None])
    def test_every_booking_is_cancelled_and_every_unit_comes_back(
        self, studio: Studio, capacity: int | None
    ) -> None:
        desk, session = studio.desk, studio.session(SIX, capacity=capacity)
        studio.sold()
        first = desk.bookings.book(studio.anna, session)
        [bruno] = people(desk, "Bruno")
        second = desk.bookings.book(bruno, session, places=2)

        done = desk.schedule.cancel_session(session)

        assert done.session == desk.schedule.get(session)
        assert (done.session.live, done.session.taken, done.session.admitted) == (False, 0, 0)
        assert {booking.id for booking in done.cancelled} == {first.id, second.id}
        assert set(done.cancelled) == {studio.now(first), studio.now(second)}
        assert all(booking.cancellation is not None for booking in done.cancelled)
        [balance] = desk.balances.of(studio.anna)
        assert balance.remaining == 1
        assert desk.verify() == ()

    @pytest.mark.rule("A13")
    def test_the_cause_decides_what_comes_back(self, studio: Studio, clock: FrozenClock) -> None:
        strict = ServicePolicy(cancellation=CancellationPolicy(limit=24 * 60))
        service = studio.service(strict, plan=False)
        studio.sold(studio.plan(service), quantity=2)
        kept, lost = (studio.booked(f"2026-07-0{day}T18:00", service=service) for day in (2, 3))
        clock.move_to("2026-07-02T19:00:00+02:00")
        studio.desk.schedule.cancel_session(kept.session_id)
        done = studio.desk.schedule.cancel_session(lost.session_id, cause=Cause.CUSTOMER_REQUEST)

        assert sum(each.remaining for each in studio.desk.balances.of(studio.anna)) == 1
        [end] = [booking.cancellation for booking in done.cancelled]
        assert end is not None
        assert (end.late, end.units_returned) == (True, 0)
        assert studio.desk.verify() == ()

    def test_other_bookings_are_paid_for_with_what_came_back(self, studio: Studio) -> None:
        studio.sold()
        paid, other = studio.booked(SIX), studio.booked(NEXT_DAY)
        assert other.status is BookingStatus.AWAITING_REDEMPTION

        done = studio.desk.schedule.cancel_session(paid.session_id)

        assert [booking.id for booking in done.redeemed] == [other.id]
        assert done.redeemed == (studio.now(other),)
        assert studio.now(other).status is BookingStatus.BOOKED
        assert studio.desk.verify() == ()

    def test_the_queue_is_closed(self, studio: Studio) -> None:
        desk, session = studio.desk, studio.session(SIX, service=studio.yoga, capacity=1)
        bruno, carla = people(desk, "Bruno", "Carla")
        booking = desk.bookings.book(studio.anna, session)
        entries = [desk.waitlist.join(who, session) for who in (bruno, carla)]
        desk.bookings.cancel(booking)
        done = desk.schedule.cancel_session(session)

        assert (done.session.waiting, done.session.next_lapse, done.session.taken) == (0, None, 0)
        assert {desk.waitlist.get(each).status for each in entries} == {EntryStatus.CLOSED}
        assert desk.next_due() is None
        assert desk.verify() == ()

    def test_everybody_is_in_the_record_once_with_flags_and_message(self, studio: Studio) -> None:
        desk, session = studio.desk, studio.session(SIX, capacity=None)
        for who in (studio.anna, *people(desk, "Bruno", "Carla")):
            desk.bookings.book(who, session)

        desk.schedule.cancel_session(session, message="Maria è malata", notify=True)

        events = [each for each in desk.history(session) if "CANCELLED" in each.kind.name]
        told = [each for each in events if each.kind is EventKind.BOOKING_CANCELLED]
        assert len(events) == 4
        assert len({each.customer_id for each in told}) == len(told) == 3
        assert {each.facts["notify"] for each in events} == {"customer resources"}
        assert {each.words["message"] for each in events} == {"Maria è malata"}
        [whole] = [each for each in events if each.kind is EventKind.SESSION_CANCELLED]
        assert whole.facts == {"cause": "CENTER", "bookings": 3, "notify": "customer resources"}

    @pytest.mark.rule("A31", "A65")
    def test_who_is_not_told_is_named(self, studio: Studio) -> None:
        desk = studio.desk
        nobody = desk.bookings.book_appointment(None, studio.yoga, starts_at=SIX)
        done = desk.schedule.cancel_session(nobody.session_id)
        assert [(each.booking_id, each.why.name) for each in done.not_told] == [
            (nobody.id, "NOT_NOTIFIABLE")
        ]

        booking = studio.booked(NEXT_DAY)
        done = desk.schedule.cancel_session(booking.session_id, notify=Notify(customer=False))
        assert [(each.customer_id, each.why.name) for each in done.not_told] == [
            (studio.anna.id, "NOT_ASKED_FOR")
        ]
        studio.desk.customers.activate(studio.anna)
        told = studio.booked("2026-07-04T18:00")
        assert desk.schedule.cancel_session(told.session_id).not_told == ()

    def test_once_cancelled_it_stays_so(self, studio: Studio) -> None:
        desk, session = studio.desk, studio.session(SIX)
        done = desk.schedule.cancel_session(session)
        before = everything(desk)
        for command in (
            lambda: desk.schedule.cancel_session(session),
            lambda: desk.bookings.book(studio.anna, session),
            lambda: desk.waitlist.join(studio.anna, session),
        ):
            with pytest.raises(SessionCancelled) as refused:
                command()
            assert done.session.cancellation is not None
            assert refused.value.at == done.session.cancellation.at
        assert everything(desk) == before

    def test_its_resources_are_free_again(self, studio: Studio, laura: Resource) -> None:
        add = studio.desk.schedule.add_session
        session = add(studio.yoga, starts_at=SIX, resources=(laura,))
        studio.desk.schedule.cancel_session(session)
        assert add(studio.yoga, starts_at=SIX, resources=(laura,)).live
        assert studio.desk.verify() == ()

    def test_what_cannot_be_meant_is_refused(self, studio: Studio) -> None:
        desk, session = studio.desk, studio.session(SIX)
        wishes: list[tuple[dict[str, Any], str]] = [
            ({"refund": 1}, "refund"),
            ({"cause": "rain"}, "cause"),
            ({"notify": 1}, "notify"),
            ({"message": b""}, "message"),
        ]
        for given, field in wishes:
            with pytest.raises(InvalidInput) as refused:
                desk.schedule.cancel_session(session, **given)
            assert refused.value.field == field
        with pytest.raises(Unknown):
            desk.schedule.cancel_session("nothing")
