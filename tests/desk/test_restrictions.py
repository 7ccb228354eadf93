"""Who is blacklisted books nothing online; staff still book for them (004-03 to 004-05, A22)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bookingcore import (
    SYSTEM,
    Blacklisted,
    Booking,
    Customer,
    Desk,
    EventKind,
    InvalidInput,
    NotAllowed,
    Session,
    Staff,
    Unknown,
)
from tests.desk.links import ADDRESS, STARTS
from tests.desk.records import everything
from tests.desk.studio import Studio

FRIDAY = "2026-07-03T18:00"


@pytest.fixture
def booking(studio: Studio) -> Booking:
    """What Anna had booked before she was blacklisted."""
    return studio.booked(STARTS)


@pytest.fixture
def anna(studio: Studio, booking: Booking) -> Customer:
    """Anna, who is blacklisted."""
    return studio.desk.customers.blacklist(studio.anna, reason="non si presenta mai")


@pytest.fixture
def online(studio: Studio, anna: Customer) -> Desk:
    """The desk as Anna finds it."""
    return studio.desk.by(anna)


@pytest.fixture
def friday(studio: Studio) -> Session:
    return studio.session(FRIDAY)


def refused(command: Callable[..., object], *given: object, **named: object) -> None:
    """Nothing but the blacklist is in the way of *command*."""
    with pytest.raises(Blacklisted) as refusal:
        command(*given, **named)
    assert [each.code for each in refusal.value.violations] == ["blacklisted"]


@pytest.mark.rule("004-03", "A22")
def test_who_is_blacklisted_neither_books_nor_moves_online(
    studio: Studio, online: Desk, anna: Customer, booking: Booking, friday: Session
) -> None:
    before = everything(studio.desk)

    refused(online.bookings.book, anna, friday)
    refused(online.bookings.book_appointment, anna, studio.physio, starts_at=FRIDAY)
    refused(online.bookings.reschedule, booking, to=friday)
    verdict = online.bookings.check(anna, friday)

    assert [each.code for each in verdict.violations] == ["blacklisted"]
    assert everything(studio.desk) == before
    assert studio.desk.verify() == ()


@pytest.mark.rule("004-03", "A22")
def test_the_link_cancels_for_them_but_does_not_move(
    studio: Studio, booking: Booking, anna: Customer, friday: Session
) -> None:
    opened = studio.desk.bookings.manage(studio.desk.bookings.manage_link(booking))

    refused(opened.reschedule, to=friday)
    assert studio.now(booking) == booking

    assert not opened.cancel(email=ADDRESS).late
    assert not studio.now(booking).live
    assert studio.desk.verify() == ()


@pytest.mark.rule("A22")
def test_they_cancel_online_what_they_had(studio: Studio, online: Desk, booking: Booking) -> None:
    online.bookings.cancel(booking)

    assert not studio.now(booking).live


@pytest.mark.rule("004-05")
@pytest.mark.parametrize("actor", [Staff("maria"), SYSTEM])
def test_others_book_for_them_without_any_override(
    studio: Studio, anna: Customer, booking: Booking, friday: Session, actor: Staff
) -> None:
    desk = studio.desk.by(actor)
    assert desk.bookings.check(anna, friday).allowed

    made = desk.bookings.book(anna, friday)
    assert desk.history(made)[0].facts["overridden"] == ""
    appointment = desk.bookings.book_appointment(anna, studio.yoga, starts_at="2026-07-04T10:00")
    assert desk.bookings.reschedule(booking, to=studio.session("2026-07-05T18:00")).live
    nobodys = desk.bookings.book_appointment(None, studio.yoga, starts_at="2026-07-06T10:00")
    attached = desk.bookings.attach_customer(nobodys, anna)

    assert {each.customer_id for each in (made, appointment, attached)} == {anna.id}
    assert studio.desk.verify() == ()


@pytest.mark.rule("004-05")
def test_the_switch_is_staff_s_and_can_be_turned_back(
    studio: Studio, online: Desk, anna: Customer, friday: Session
) -> None:
    with pytest.raises(NotAllowed):
        online.customers.blacklist(anna, on=False)
    refused(online.bookings.book, anna, friday)

    lifted = studio.desk.customers.blacklist(anna, on=False)

    assert (lifted.blacklisted, lifted.blacklist_reason) == (False, "")
    assert online.bookings.book(anna, friday).live


@pytest.mark.rule("004-05")
def test_the_reason_is_on_record_for_staff_and_for_nobody_else(
    studio: Studio, online: Desk, anna: Customer
) -> None:
    assert anna.blacklist_reason == "non si presenta mai"
    assert online.customers.get(anna).blacklist_reason == ""
    event = studio.desk.history(anna)[-1]

    assert (event.kind, event.facts) == (EventKind.CUSTOMER_BLACKLISTED, {"on": True})
    assert event.words == {"reason": "non si presenta mai"}
    assert studio.desk.customers.blacklist(anna, reason="non si presenta mai") == anna
    assert studio.desk.history(anna)[-1] == event


def test_what_is_no_switch_or_nobody_is_refused(studio: Studio) -> None:
    for given in ("yes", 1, None):
        with pytest.raises(InvalidInput) as wrong:
            studio.desk.customers.blacklist(studio.anna, on=given)  # type: ignore[arg-type]
        assert wrong.value.field == "on"
    with pytest.raises(Unknown):
        studio.desk.at("torino").customers.blacklist(studio.anna)
    assert not studio.desk.customers.get(studio.anna).blacklisted
