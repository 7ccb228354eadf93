"""`verify()` on cards: who holds an address, and where an absorbed card leads."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import frozen

from bookingcore import Booking, Customer, Desk
from bookingcore.desk import verifying
from bookingcore.domain.customers.addresses import Address
from tests.desk.studio import Studio
from tests.desk.tampering import taken_away, written_over

ADDRESS = "anna@example.org"


@frozen
class Merged:
    """Two cards that became one, and a third that stands by itself."""

    desk: Desk
    stays: Customer
    gone: Customer
    other: Customer
    booking: Booking


@pytest.fixture
def merged(studio: Studio) -> Merged:
    desk = studio.desk
    stays = desk.customers.register(name="Anna Maria")
    booking = desk.bookings.book(studio.anna, studio.session("2026-07-10T18:00"))
    desk.customers.absorb(into=stays, old=studio.anna)
    other = desk.customers.register(name="Ugo", email="ugo@example.org")
    return Merged(desk, stays, studio.anna, other, booking)


def faults(desk: Desk) -> list[tuple[str, str]]:
    return [(fault.promise, fault.subject) for fault in desk.verify()]


def test_what_the_desk_did_is_well(merged: Merged, monkeypatch: pytest.MonkeyPatch) -> None:
    assert merged.desk.verify() == ()
    monkeypatch.setattr(verifying, "PAGE", 1)
    assert merged.desk.verify() == ()


TAMPERED: dict[str, tuple[Callable[[Merged], object], Callable[[Merged], str]]] = {
    "nobody holds the address of a card": (
        lambda m: taken_away(m.desk, Address(id=ADDRESS, holders=())),
        lambda m: m.stays.id,
    ),
    "somebody else holds it": (
        lambda m: written_over(m.desk, Address(id=ADDRESS, holders=()), holders=(m.other.id,)),
        lambda m: m.stays.id,
    ),
    "a row went back to the absorbed card": (
        lambda m: written_over(m.desk, m.booking, customer_id=m.gone.id),
        lambda m: m.gone.id,
    ),
    "an absorbed card leads to itself": (
        lambda m: written_over(m.desk, m.gone, absorbed_into=m.gone.id),
        lambda m: m.gone.id,
    ),
    "an absorbed card leads nowhere": (
        lambda m: written_over(m.desk, m.gone, absorbed_into="nobody"),
        lambda m: m.gone.id,
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_what_was_written_around_the_desk_is_found(merged: Merged, how: str) -> None:
    tamper, subject = TAMPERED[how]
    tamper(merged)

    found = faults(merged.desk)
    assert ("P8", subject(merged)) in found
    assert all("@" not in fault.sentence for fault in merged.desk.verify())
