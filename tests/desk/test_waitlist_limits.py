"""Waiting for a place: the end of the list, of the time, of the balance, and of the day."""

from __future__ import annotations

from functools import partial

import pytest
from attrs import evolve

from bookingcore import (
    BalancePolicy,
    BalanceRequired,
    BookingStatus,
    BookingWindow,
    CenterSettings,
    EntryEnded,
    EntryStatus,
    OfferTooLate,
    QuietHours,
    ResourceKind,
    ServicePolicy,
    SessionFull,
)
from bookingcore.testing import FrozenClock
from tests.desk.studio import Studio
from tests.desk.waiting import SIX, TEN_MINUTES, Class, of


@pytest.fixture
def full(studio: Studio) -> Class:
    """A class with one place, which is taken."""
    return Class(studio)


@pytest.mark.rule("A18")
def test_at_the_end_of_the_list_the_place_is_open_to_all(full: Class, clock: FrozenClock) -> None:
    anna, ugo = full.joined("Anna", "Ugo")
    full.frees()
    full.own(anna).waitlist.decline(anna)
    clock.advance(minutes=TEN_MINUTES)
    full.desk.run_due()

    assert full.statuses() == "DECLINED EXPIRED"
    assert full.taken() == 0
    assert full.own(anna).bookings.book(anna.customer_id, full.session).live
    # A later place goes to who still waits, and to nobody who had an offer.
    mia = full.join("Mia")
    [booking] = full.desk.bookings.of(anna.customer_id)
    full.desk.bookings.cancel(booking)
    assert full.now(mia).status is EntryStatus.OFFERED
    assert full.now(ugo).status is EntryStatus.EXPIRED


@pytest.mark.rule("A18")
def test_who_books_when_a_lost_offer_has_not_been_noticed_takes_its_place(
    full: Class, clock: FrozenClock
) -> None:
    [anna] = full.joined("Anna")
    full.frees()
    clock.advance(minutes=TEN_MINUTES)
    ugo = full.person("Ugo")

    assert full.desk.by(ugo).bookings.check(ugo, full.session).allowed
    assert full.desk.by(ugo).bookings.book(ugo, full.session).live
    assert full.now(anna).status is EntryStatus.EXPIRED
    assert full.taken() == 1


@pytest.mark.rule("001-33")
def test_who_cancels_does_not_jump_the_queue(full: Class) -> None:
    anna, ugo = full.joined("Anna", "Ugo")
    first = full.booked[0].customer_id or ""
    full.frees()

    own = full.desk.by(full.desk.customers.get(first))
    with pytest.raises(SessionFull):
        own.bookings.book(first, full.session)
    entry = own.waitlist.join(first, full.session)

    full.own(anna).waitlist.decline(anna)
    assert [full.now(each).status.name for each in (ugo, entry)] == ["OFFERED", "WAITING"]


@pytest.mark.rule("A19")
def test_near_the_start_there_is_less_time_and_then_none(
    studio: Studio, clock: FrozenClock
) -> None:
    policy = evolve(of(), window=BookingWindow(closes=60))
    full = Class(studio, capacity=2, policy=policy)
    anna, ugo = full.joined("Anna", "Ugo")

    clock.move_to("2026-07-02T16:57:00+02:00")
    full.frees()
    offer = full.now(anna).offer
    assert offer is not None
    assert offer.expires_at == clock.now().add(minutes=3)

    clock.move_to("2026-07-02T17:00:00+02:00")
    full.desk.run_due()
    full.desk.bookings.cancel(full.booked[1])
    assert full.statuses() == "EXPIRED WAITING"
    with pytest.raises(OfferTooLate):
        full.desk.waitlist.promote(ugo, reason="c'è ancora posto")

    clock.move_to("2026-07-02T18:00:00+02:00")
    full.desk.run_due()
    assert full.now(ugo).status is EntryStatus.CLOSED


@pytest.mark.rule("A16")
def test_no_window_runs_in_the_quiet_hours_of_the_center(
    studio: Studio, clock: FrozenClock
) -> None:
    night = QuietHours("22:00", "08:00")
    studio.desk.configure(
        CenterSettings(time_zone="Europe/Rome", currency="EUR", quiet_hours=night)
    )
    full = Class(studio)
    [anna] = full.joined("Anna")

    clock.move_to("2026-07-01T21:55:00+02:00")
    full.frees()

    offer = full.now(anna).offer
    assert offer is not None
    assert offer.expires_at.isoformat() == "2026-07-02T06:05:00+00:00"


@pytest.mark.rule("A21")
@pytest.mark.parametrize(
    ("balance", "status"),
    [
        (BalancePolicy.ACCEPT_AND_AWAIT, BookingStatus.AWAITING_REDEMPTION),
        (BalancePolicy.NOT_REQUIRED, BookingStatus.BOOKED),
    ],
)
def test_who_accepts_without_balance_stands_as_any_booking_does(
    studio: Studio, balance: BalancePolicy, status: BookingStatus
) -> None:
    full = Class(studio, policy=ServicePolicy(balance_policy=balance))
    full.plan()
    [anna] = full.joined("Anna")
    full.frees()

    assert full.own(anna).waitlist.accept(anna).status is status


@pytest.mark.rule("A21")
def test_where_balance_is_required_and_missing_acceptance_is_refused_and_the_offer_runs_on(
    studio: Studio,
) -> None:
    full = Class(studio, policy=ServicePolicy(balance_policy=BalancePolicy.REQUIRED))
    plan = full.plan()
    [anna] = full.joined("Anna")
    full.frees()
    before = full.now(anna)

    with pytest.raises(BalanceRequired):
        full.own(anna).waitlist.accept(anna)
    assert full.now(anna) == before
    assert full.taken() == 1

    studio.desk.sales.sell(anna.customer_id, plan)
    assert full.own(anna).waitlist.accept(anna).status is BookingStatus.BOOKED


def test_who_is_offered_a_place_may_simply_book_it(full: Class) -> None:
    anna, ugo = full.joined("Anna", "Ugo")
    full.frees()

    assert full.own(anna).bookings.check(anna.customer_id, full.session).allowed
    booking = full.own(anna).bookings.book(anna.customer_id, full.session)

    assert full.now(anna).booking_id == booking.id
    assert full.now(ugo).status is EntryStatus.WAITING
    assert full.taken() == 1


# What happens to the session.


def test_a_cancelled_class_closes_its_list(full: Class) -> None:
    full.joined("Anna", "Ugo")
    full.frees()

    full.desk.schedule.cancel_session(full.session)

    assert full.statuses() == "CLOSED CLOSED"
    assert full.desk.next_due() is None


def test_the_list_moves_with_its_class(full: Class, clock: FrozenClock) -> None:
    [anna] = full.joined("Anna")

    full.desk.schedule.move_session(full.session, starts_at="2026-07-02T12:00")

    assert full.desk.next_due() == clock.now().add(days=1, hours=4)
    full.frees()
    assert full.own(anna).waitlist.accept(anna).starts_at.isoformat() == "2026-07-02T10:00:00+00:00"


def test_a_class_that_was_moved_nearer_begins_though_an_offer_runs(
    studio: Studio, clock: FrozenClock
) -> None:
    """What is over cannot be accepted, not by staff either; no place is counted twice."""
    full = Class(studio, policy=of(window=600))
    [anna] = full.joined("Anna")
    full.frees()
    full.desk.schedule.move_session(full.session, starts_at="2026-07-01T09:00")
    clock.advance(hours=1)

    with pytest.raises(EntryEnded) as refused:
        full.desk.waitlist.accept(anna)
    assert refused.value.status == "CLOSED"

    full.desk.run_due()
    assert (full.statuses(), full.taken()) == ("CLOSED", 0)


def test_who_is_offered_a_place_may_move_into_it_though_the_capacity_was_cut(full: Class) -> None:
    [anna] = full.joined("Anna")
    elsewhere = full.studio.session("2026-07-03T18:00")
    booking = full.desk.bookings.book(anna.customer_id, elsewhere)
    full.frees()
    full.desk.schedule.change_capacity(full.session, 0)

    moved = full.desk.bookings.reschedule(booking, to=full.session)

    assert moved.session_id == full.session.id
    assert full.now(anna).booking_id == booking.id
    assert (full.taken(), full.desk.schedule.get(elsewhere).taken) == (1, 0)
    assert full.desk.verify() == ()


def test_an_appointment_that_somebody_waits_for_goes_on_to_them(studio: Studio) -> None:
    """Where nobody does it is called off with its only booking, and its professional is free."""
    booking = studio.desk.bookings.book_appointment(studio.anna, studio.yoga, starts_at=SIX)
    ugo = studio.desk.customers.register(name="Ugo")
    entry = studio.desk.waitlist.join(ugo, booking.session_id)

    studio.desk.bookings.cancel(booking)
    taken = studio.desk.waitlist.accept(entry)

    assert studio.desk.schedule.get(booking.session_id).live
    studio.desk.bookings.cancel(taken)
    assert not studio.desk.schedule.get(booking.session_id).live
    assert studio.desk.verify() == ()


@pytest.mark.parametrize("end", ["decline", "leave", "nothing"])
def test_an_appointment_that_nobody_wants_any_more_leaves_its_professional_free(
    studio: Studio, clock: FrozenClock, end: str
) -> None:
    laura = studio.desk.catalog.add_resource("Laura", kind=ResourceKind.PROFESSIONAL)
    book = partial(
        studio.desk.bookings.book_appointment, service=studio.yoga, starts_at=SIX, resources=[laura]
    )
    booking = book(studio.anna)
    ugo = studio.desk.customers.register(name="Ugo")
    entry = studio.desk.waitlist.join(ugo, booking.session_id)
    studio.desk.bookings.cancel(booking)

    if end == "nothing":
        clock.advance(minutes=TEN_MINUTES)
        studio.desk.run_due()
    else:
        getattr(studio.desk.waitlist, end)(entry)

    assert not studio.desk.schedule.get(booking.session_id).live
    assert book(studio.anna).live
    assert studio.desk.verify() == ()
