"""Whatever happens to a card, one thing after another, the promises hold after each step."""

from __future__ import annotations

import pytest
from hypothesis import given

from bookingcore.domain.bookings.booking import BOOKING_TRANSITIONS, BookingStatus
from bookingcore.domain.bookings.settling import supply_of
from bookingcore.domain.sales.sale import PAYMENT_TRANSITIONS, GrantOn, PaymentStatus
from bookingcore.domain.values.ids import BookingId
from bookingcore.errors import AlreadyCancelled, NothingDue
from tests.domain.card import Card, Step, histories, take
from tests.domain.redemption.oracle import can_pay_for
from tests.domain.redemption.worlds import World


def world_of(card: Card) -> World:
    """The card as redemption sees it."""
    holdings = card.rows.holdings(card.now)
    return World(
        awaiting=[booking.demand for booking in holdings.awaiting],
        supplies=[supply_of(balance) for balance in holdings.balances],
        held=holdings.held(),
    )


@pytest.mark.rule("A5", "A8", "A10")
@given(histories())
def test_ledgers_places_statuses_and_payments_agree_and_no_unit_lies_idle(
    history: list[Step],
) -> None:
    """P1 to P4, as `verify()` recomputes them, and P3 by the oracle as well."""
    card = Card()

    for step in history:
        take(card, step)
        assert card.rows.faults(card.now) == []
        world = world_of(card)
        assert [wish for wish in world.awaiting if can_pay_for([wish], world)] == []


@pytest.mark.rule("A10", "A37")
@given(histories())
def test_statuses_change_along_their_tables_only(history: list[Step]) -> None:
    card = Card()
    for step in history:
        take(card, step)

    for before, after in card.rows.booking_arrows:
        assert after in BOOKING_TRANSITIONS[before]
    for start, end in card.rows.payment_arrows:
        assert end is start or end in PAYMENT_TRANSITIONS[start]


def test_every_arrow_of_a_booking_is_walked() -> None:
    """Awaiting to booked, awaiting to cancelled, booked to cancelled, and there it ends.

    The way back from booked to awaiting is by moving alone.
    """
    card = Card()
    first, second = card.book("yoga", 1), card.book("yoga", 2)
    card.sell(("yoga",), units=1, valid_for=1)
    for booking in (first, second):
        card.cancel(booking.id)
    card.sell(("yoga",), units=5)

    arrows = {(start, end) for start, ends in BOOKING_TRANSITIONS.items() for end in ends}
    back = (BookingStatus.BOOKED, BookingStatus.AWAITING_REDEMPTION)
    assert card.rows.booking_arrows == arrows - {back}
    assert set(BOOKING_TRANSITIONS) == set(BookingStatus)
    with pytest.raises(AlreadyCancelled):
        card.cancel(first.id)


@pytest.mark.rule("002-13", "A36", "A37")
def test_every_arrow_that_payments_take_is_walked() -> None:
    """Awaiting to partially paid to paid, awaiting to paid; paid and exempt are for good."""
    card = Card()
    in_parts, at_once = card.sell(("yoga",), units=1), card.sell(("yoga",), units=1)
    card.pay(in_parts.id, 10)
    card.pay(in_parts.id, 10)
    card.pay(in_parts.id)
    card.pay(at_once.id)

    part = PaymentStatus.PARTIALLY_PAID
    by_paying = {PaymentStatus.AWAITING_PAYMENT, part, PaymentStatus.PAID}
    arrows = {
        (start, end)
        for start, ends in PAYMENT_TRANSITIONS.items()
        for end in ends
        if {start, end} <= by_paying
    }
    assert card.rows.payment_arrows == arrows | {(part, part)}
    for sale in (in_parts, at_once):
        with pytest.raises(NothingDue):
            card.pay(sale.id)


@pytest.mark.rule("000-22", "000-23", "000-24", "000-25", "000-26")
def test_the_chain_of_the_source_from_booking_to_payment() -> None:
    card = Card()
    booking = card.book("yoga", 2)
    assert booking.status is BookingStatus.AWAITING_REDEMPTION

    sale = card.sell(("yoga",), units=1)
    assert card.rows.bookings[booking.id].status is BookingStatus.BOOKED
    assert sale.payment_status is PaymentStatus.AWAITING_PAYMENT

    assert card.pay(sale.id).payment_status is PaymentStatus.PAID


@pytest.mark.rule("000-01")
def test_a_booking_awaits_redemption_on_a_past_date_until_a_sale_applies_from_it() -> None:
    card = Card()
    booking = card.book("yoga", 2)
    for _ in range(10):
        card.sleep()

    sale = card.sell(("yoga",), units=1, applies=10)
    assert card.rows.bookings[BookingId(booking.id)].awaiting
    card.apply_from(sale.id, 2)
    assert not card.rows.bookings[BookingId(booking.id)].awaiting


@pytest.mark.rule("A4")
def test_a_sale_that_grants_on_payment_redeems_when_it_is_paid() -> None:
    card = Card()
    booking = card.book("yoga", 2)
    sale = card.sell(("yoga",), units=1, grant_on=GrantOn.PAYMENT)

    assert card.rows.bookings[booking.id].awaiting
    card.pay(sale.id)
    assert not card.rows.bookings[booking.id].awaiting
