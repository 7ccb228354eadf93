"""Leaving the center and coming back (A52, A64)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bookingcore import (
    Customer,
    CustomerNotActive,
    CustomerStatus,
    Deregistration,
    EntryStatus,
    EventKind,
    InvalidInput,
    NotAllowed,
    Override,
    Unknown,
)
from bookingcore.errors import EntryEnded
from bookingcore.testing import FrozenClock
from tests.desk.links import STARTS
from tests.desk.records import everything
from tests.desk.studio import Studio
from tests.desk.waiting import SIX, Class

FRIDAY = "2026-07-03T18:00"


def left(studio: Studio, *, cancel_bookings: bool = False) -> Deregistration:
    return studio.desk.customers.deregister(studio.anna, cancel_bookings=cancel_bookings)


def refused(command: Callable[..., object], *given: object, **named: object) -> None:
    """That the customer has left is what is in the way of *command*."""
    with pytest.raises(CustomerNotActive) as refusal:
        command(*given, **named)
    assert refusal.value.status == "DEREGISTERED"


# What is reported, and what becomes of it.


@pytest.mark.rule("A64", "A52")
def test_leaving_reports_what_lies_ahead_and_lets_it_stand(
    studio: Studio, clock: FrozenClock
) -> None:
    studio.booked("2026-07-01T09:00")
    gone, ahead, later = (studio.booked(at) for at in (STARTS, FRIDAY, "2026-07-05T18:00"))
    studio.desk.bookings.cancel(gone)
    clock.move_to("2026-07-01T09:00:00+02:00")

    report = left(studio)

    assert report.customer.status is CustomerStatus.DEREGISTERED
    assert report.customer == studio.desk.customers.get(studio.anna)
    assert report.bookings == (ahead, later)
    assert (report.cancelled, report.entries) == ((), ())
    assert studio.now(ahead).live
    event = studio.desk.history(studio.anna)[-1]
    assert event.kind is EventKind.CUSTOMER_DEREGISTERED
    assert event.facts == {"bookings": 2, "entries": 0}
    assert studio.desk.verify() == ()


@pytest.mark.rule("A64")
def test_asked_to_it_cancels_them_first_and_gives_the_units_back(studio: Studio) -> None:
    studio.sold(studio.plan(studio.physio, units=2))
    bookings = [studio.booked(at) for at in (FRIDAY, "2026-07-04T18:00")]
    [balance] = studio.desk.balances.of(studio.anna)
    assert balance.remaining == 0

    report = left(studio, cancel_bookings=True)

    assert {each.booking.id for each in report.cancelled} == {each.id for each in bookings}
    assert [each.units_returned for each in report.cancelled] == [1, 1]
    assert not any(studio.now(each).live for each in bookings)
    assert studio.desk.balances.of(studio.anna)[0].remaining == 2
    assert studio.desk.schedule.get(bookings[0].session_id).taken == 0
    assert studio.desk.verify() == ()


@pytest.mark.rule("A64", "A20")
def test_the_places_that_they_held_go_to_those_who_wait(studio: Studio) -> None:
    """One place is theirs by a booking, another by an offer; and they wait for a third."""
    held, offered, wished = Class(studio), Class(studio), Class(studio)
    offered_first = offered.desk.waitlist.join(studio.anna, offered.session)
    waits = wished.desk.waitlist.join(studio.anna, wished.session)
    next_ones = [each.join(f"Ugo {number}") for number, each in enumerate((offered, wished))]
    offered.frees()
    yoga = studio.session(FRIDAY, service=studio.yoga, capacity=1)
    studio.desk.bookings.book(studio.anna, yoga)
    mia = held.person("Mia")
    entry = studio.desk.waitlist.join(mia, yoga)

    report = left(studio, cancel_bookings=True)

    assert {each.id for each in report.entries} == {offered_first.id, waits.id}
    assert {each.status for each in report.entries} == {EntryStatus.CLOSED}
    assert offered.now(next_ones[0]).status is EntryStatus.OFFERED
    assert wished.now(next_ones[1]).status is EntryStatus.WAITING
    assert studio.desk.waitlist.get(entry).status is EntryStatus.OFFERED
    assert studio.desk.verify() == ()


@pytest.mark.rule("A64")
def test_leaving_again_reports_what_still_stands(studio: Studio) -> None:
    booking = studio.booked(FRIDAY)
    left(studio)
    before = everything(studio.desk)

    again = left(studio)

    assert again.bookings == (booking,)
    assert everything(studio.desk) == before
    assert [each.booking.id for each in left(studio, cancel_bookings=True).cancelled] == [
        booking.id
    ]
    assert left(studio, cancel_bookings=True) == Deregistration(
        customer=studio.desk.customers.get(studio.anna)
    )
    assert studio.desk.verify() == ()


# What they cannot do any more, and what they can.


@pytest.fixture
def gone(studio: Studio) -> Customer:
    """Anna, who has left, with a booking that stands."""
    studio.booked(FRIDAY)
    return left(studio).customer


@pytest.mark.rule("A64")
@pytest.mark.parametrize("who", ["herself", "staff"])
def test_who_has_left_neither_books_nor_joins_nor_moves(
    studio: Studio, gone: Customer, who: str
) -> None:
    desk = studio.desk.by(gone) if who == "herself" else studio.desk
    session, full = studio.session(SIX), studio.session(SIX, capacity=0)
    [booking] = studio.desk.bookings.of(gone)
    before = everything(studio.desk)

    refused(desk.bookings.book, gone, session)
    refused(desk.bookings.book_appointment, gone, studio.yoga, starts_at=SIX)
    refused(desk.bookings.reschedule, booking, to=session)
    refused(desk.waitlist.join, gone, full)
    refused(desk.customers.activate, gone)
    verdict = desk.bookings.check(gone, session)

    assert [each.code for each in verdict.violations] == ["customer_not_active"]
    assert everything(studio.desk) == before
    assert studio.desk.verify() == ()


@pytest.mark.rule("A64", "A67")
def test_no_override_brings_them_back(studio: Studio, gone: Customer) -> None:
    nevertheless = Override(reason="insiste", codes={"customer_not_active"})
    kept = studio.desk.bookings.book_appointment(None, studio.yoga, starts_at=SIX)

    refused(studio.desk.bookings.book, gone, studio.session(SIX), override=nevertheless)
    refused(studio.desk.bookings.attach_customer, kept, gone)


@pytest.mark.rule("A64")
def test_their_offer_is_gone(studio: Studio) -> None:
    full = Class(studio)
    entry = studio.desk.waitlist.join(studio.anna, full.session)
    full.frees()

    left(studio)

    for desk in (studio.desk, studio.desk.by(studio.anna)):
        with pytest.raises(EntryEnded):
            desk.waitlist.accept(entry)
    assert full.taken() == 0
    assert studio.desk.next_due() is None


@pytest.mark.rule("A64")
def test_who_has_left_still_cancels_what_stands(studio: Studio, gone: Customer) -> None:
    online = studio.desk.by(gone)
    [booking] = online.bookings.of(gone)

    online.bookings.cancel(booking)

    assert not studio.now(booking).live
    assert studio.desk.verify() == ()


# Coming back.


@pytest.mark.rule("A64")
def test_coming_back_restores_the_right_and_not_what_was_closed(studio: Studio) -> None:
    full = Class(studio)
    entry = studio.desk.waitlist.join(studio.anna, full.session)
    ugo = full.join("Ugo")
    left(studio)

    back = studio.desk.customers.reregister(studio.anna)

    assert back.status is CustomerStatus.ACTIVE
    assert full.now(entry).status is EntryStatus.CLOSED
    assert studio.desk.by(back).bookings.book(back, studio.session(FRIDAY)).live
    again = studio.desk.by(back).waitlist.join(back, full.session)
    assert again.position > full.now(ugo).position
    assert studio.desk.verify() == ()


@pytest.mark.rule("A64")
def test_coming_back_twice_is_on_record_once(studio: Studio, gone: Customer) -> None:
    studio.desk.customers.reregister(gone)
    before = studio.desk.history(gone)

    assert studio.desk.customers.reregister(gone).status is CustomerStatus.ACTIVE

    assert studio.desk.history(gone) == before
    assert [event.kind for event in before[-2:]] == [
        EventKind.CUSTOMER_DEREGISTERED,
        EventKind.CUSTOMER_REREGISTERED,
    ]


# Who, and whom.


@pytest.mark.rule("A52")
def test_cards_are_found_by_whether_they_have_left(studio: Studio, gone: Customer) -> None:
    ugo = studio.desk.customers.register(name="Ugo")
    find = studio.desk.customers.find

    assert find(status=CustomerStatus.DEREGISTERED) == (gone,)
    assert find(status=CustomerStatus.ACTIVE) == (ugo,)
    assert set(find()) == {gone, ugo}


@pytest.mark.rule("A64")
def test_only_staff_of_the_center_let_anybody_leave_or_return(studio: Studio) -> None:
    before = everything(studio.desk)
    online, torino = studio.desk.by(studio.anna), studio.desk.at("torino")

    for desk, error in ((online, NotAllowed), (torino, Unknown)):
        with pytest.raises(error):
            desk.customers.deregister(studio.anna)
        with pytest.raises(error):
            desk.customers.reregister(studio.anna)
    with pytest.raises(InvalidInput) as wrong:
        studio.desk.customers.deregister(studio.anna, cancel_bookings="yes")  # type: ignore[arg-type]
    assert wrong.value.field == "cancel_bookings"
    assert everything(studio.desk) == before
