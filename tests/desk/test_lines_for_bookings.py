"""Appointments with a price of their own: 002-01, 002-07, 002-08 and A63, on every store."""

from __future__ import annotations

import pytest

from bookingcore import (
    AlreadyCancelled,
    BookingPaid,
    BookingStatus,
    InvalidInput,
    Line,
    PaymentOnItsWay,
    PaymentStatus,
    Sale,
    SalePaid,
    Unknown,
)
from bookingcore.testing import FakePayments
from tests.desk.studio import Studio

STARTS = "2026-07-09T18:00"


@pytest.mark.rule("A63", "002-07")
def test_a_line_pays_for_its_booking_as_a_unit_does(studio: Studio) -> None:
    """At the sale already, as a balance comes at the sale; the money may come later."""
    booking = studio.booked(STARTS)

    sale = studio.desk.sales.sell(studio.anna, Line(booking=booking, price="55.00"))

    paid = studio.now(booking)
    assert (booking.status, paid.status, paid.sale_id) == (
        BookingStatus.AWAITING_REDEMPTION,
        BookingStatus.BOOKED,
        sale.id,
    )
    assert sale.payment_status is PaymentStatus.AWAITING_PAYMENT
    assert studio.desk.sales.mark_paid(sale).payment_status is PaymentStatus.PAID
    assert studio.desk.sales.for_booking(booking) == (studio.desk.sales.get(sale),)
    assert f"sale {sale.id}" in str(studio.desk.bookings.explain(booking))
    assert studio.desk.verify() == ()


@pytest.mark.rule("A63")
def test_the_price_is_that_of_the_service_for_each_place(studio: Studio) -> None:
    massage = studio.desk.catalog.add_service("Massaggio", duration=60, price="60.00")
    session = studio.session(STARTS, service=massage)
    booking = studio.desk.bookings.book(studio.anna, session, places=2)

    sale = studio.desk.sales.sell(studio.anna, Line(booking=booking, discount="10.00"))

    [line] = sale.lines
    assert (line.name, line.quantity, str(sale.total)) == ("Massaggio", 2, "110.00 EUR")


@pytest.mark.rule("A63")
def test_a_booking_is_paid_for_once(studio: Studio) -> None:
    studio.sold(studio.plan(studio.physio, units=1))
    redeemed = studio.booked(STARTS)
    sold = studio.booked("2026-07-10T18:00")
    studio.desk.sales.sell(studio.anna, Line(booking=sold, price="40.00"))

    for booking in (redeemed, sold):
        with pytest.raises(BookingPaid):
            studio.desk.sales.sell(studio.anna, Line(booking=booking, price="40.00"))
    assert len(studio.desk.sales.of(studio.anna)) == 2


def test_a_unit_that_comes_later_pays_for_what_no_line_pays_for(studio: Studio) -> None:
    first, second = studio.booked(STARTS), studio.booked("2026-07-10T18:00")
    studio.desk.sales.sell(studio.anna, Line(booking=first, price="40.00"))

    studio.sold(studio.plan(studio.physio, units=1))

    assert studio.now(second).status is BookingStatus.BOOKED
    [balance] = studio.desk.balances.of(studio.anna)
    assert balance.remaining == 0
    assert studio.desk.verify() == ()


def test_one_sale_pays_for_a_booking_and_grants_units_for_others(studio: Studio) -> None:
    first, second = studio.booked(STARTS), studio.booked("2026-07-10T18:00")

    studio.desk.sales.sell(
        studio.anna, Line(booking=second, price="40.00"), studio.plan(studio.physio, units=1)
    )

    assert studio.now(second).sale_id is not None
    assert (studio.now(first).sale_id, studio.now(first).status) == (None, BookingStatus.BOOKED)
    assert studio.desk.verify() == ()


@pytest.mark.rule("A63")
def test_a_booking_that_moves_stays_paid_for(studio: Studio) -> None:
    booking = studio.booked(STARTS)
    sale = studio.desk.sales.sell(studio.anna, Line(booking=booking, price="40.00"))

    moved = studio.desk.bookings.reschedule(booking, to=studio.session("2026-08-20T18:00"))
    session = studio.desk.schedule.move_session(moved.session_id, starts_at="2026-08-21T18:00")

    there = studio.now(booking)
    assert (there.status, there.sale_id, there.session_id) == (
        BookingStatus.BOOKED,
        sale.id,
        session.id,
    )
    assert studio.desk.verify() == ()


@pytest.mark.rule("A37")
def test_a_sale_made_by_mistake_is_undone(studio: Studio) -> None:
    """Nothing is due, units go, and what its line paid for waits again: or other units pay."""
    booking = studio.booked(STARTS)
    sale = studio.desk.sales.sell(
        studio.anna, Line(booking=booking, price="40.00"), studio.plan(studio.yoga, units=5)
    )

    after = studio.desk.sales.void(sale, reason="typed in twice")

    assert (after.payment_status, after.due.is_zero) == (PaymentStatus.VOIDED, True)
    assert studio.now(booking).status is BookingStatus.AWAITING_REDEMPTION
    assert [each.remaining for each in studio.desk.balances.of(studio.anna)] == [0]
    assert studio.desk.customers.warnings(studio.anna).accounting == ()
    assert studio.desk.sales.void(sale, reason="again") == after
    assert studio.desk.verify() == ()


def test_units_at_hand_pay_for_what_a_sale_made_by_mistake_had_paid_for(studio: Studio) -> None:
    booking = studio.booked(STARTS)
    sale = studio.desk.sales.sell(studio.anna, Line(booking=booking, price="40.00"))
    studio.sold(studio.plan(studio.physio, units=1))

    studio.desk.sales.void(sale, reason="they have a pass")

    again = studio.now(booking)
    assert (again.status, again.sale_id) == (BookingStatus.BOOKED, None)
    assert studio.desk.verify() == ()


def test_staff_waive_a_fee(studio: Studio) -> None:
    sale = studio.sold(
        studio.desk.catalog.add_plan("Quota", price="5.00", units=0, services=(), valid_for=None)
    )

    assert studio.desk.sales.void(sale, reason="ill").payment_status is PaymentStatus.VOIDED


def test_what_was_paid_is_refunded_before_a_sale_is_undone(
    studio: Studio, payments: FakePayments
) -> None:
    sale, asked = studio.sold(), studio.sold()
    studio.desk.sales.pay(sale, "10.00")
    payments.accept_next()
    studio.desk.sales.charge_card(asked, "card-1")

    with pytest.raises(SalePaid):
        studio.desk.sales.void(sale, reason="mistake")
    with pytest.raises(PaymentOnItsWay):
        studio.desk.sales.void(asked, reason="mistake")
    studio.desk.sales.refund(sale)

    assert studio.desk.sales.void(sale, reason="mistake").payment_status is PaymentStatus.REFUNDED
    assert studio.desk.verify() == ()


def test_lines_that_cannot_be_meant_are_refused(studio: Studio) -> None:
    booking, gone = studio.booked(STARTS), studio.booked("2026-07-10T18:00")
    studio.desk.bookings.cancel(gone)
    bruno = studio.desk.customers.register(name="Bruno")
    sell = studio.desk.sales.sell

    wrong: tuple[Line, ...] = (
        Line(),
        Line(booking=booking, plan=studio.pass_physio),
        Line(booking=booking),  # physiotherapy has no price of its own
        Line(booking=booking, price="-1"),
        Line(booking=booking, price="10.00", discount="10.01"),
        Line(plan=studio.pass_physio, discount="-1"),
        Line(plan=studio.pass_physio, quantity=0),
    )
    for line in wrong:
        with pytest.raises(InvalidInput):
            sell(studio.anna, line)
    with pytest.raises(InvalidInput):
        sell(bruno, Line(booking=booking, price="40.00"))
    with pytest.raises(InvalidInput):
        sell(studio.anna, *[Line(booking=booking, price="40.00")] * 2)
    with pytest.raises(AlreadyCancelled):
        sell(studio.anna, Line(booking=gone, price="40.00"))
    with pytest.raises(Unknown):
        sell(studio.anna, Line(booking="nowhere", price="40.00"))
    assert studio.desk.sales.of(studio.anna) == ()
    assert studio.now(booking).status is BookingStatus.AWAITING_REDEMPTION


def test_a_free_line_is_exempt_and_pays_all_the_same(studio: Studio) -> None:
    booking = studio.booked(STARTS)

    sale: Sale = studio.desk.sales.sell(studio.anna, Line(booking=booking, price="0"))

    assert sale.payment_status is PaymentStatus.EXEMPT
    assert studio.now(booking).status is BookingStatus.BOOKED
    assert studio.desk.verify() == ()
