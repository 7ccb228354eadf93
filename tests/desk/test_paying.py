"""Payments: 002-12, 002-13, A4, A36 and A37, on every store."""

from __future__ import annotations

import pytest

from bookingcore import (
    BookingStatus,
    CurrencyMismatch,
    GrantOn,
    InvalidInput,
    Method,
    Money,
    MoreThanDue,
    NothingDue,
    PaymentStatus,
    Remedy,
    Why,
)
from bookingcore.testing import FrozenClock
from tests.desk.studio import Studio

STARTS = "2026-07-02T18:00"


@pytest.mark.rule("002-12", "A37")
def test_staff_mark_a_sale_as_paid_when_the_customer_pays_in_person(studio: Studio) -> None:
    sale = studio.desk.sales.mark_paid(studio.sold(), method=Method.CARD)

    assert sale.payment_status is PaymentStatus.PAID
    [payment] = studio.desk.sales.payments(sale)
    assert (str(payment.amount), payment.method, payment.by) == (
        "40.00 EUR",
        Method.CARD,
        "staff:desk",
    )


@pytest.mark.rule("002-13", "A36")
def test_a_paid_sale_never_becomes_unpaid(studio: Studio) -> None:
    """Nothing on the desk takes a payment back, and a second one is refused."""
    sale = studio.desk.sales.mark_paid(studio.sold())
    for again in (studio.desk.sales.mark_paid, studio.desk.sales.pay):
        with pytest.raises(NothingDue):
            again(sale)
    studio.desk.sales.change_application_date(sale, "2026-09-01")
    for balance in studio.desk.balances.of(studio.anna):
        studio.desk.balances.void(balance)

    assert studio.desk.sales.get(sale).payment_status is PaymentStatus.PAID
    assert len(studio.desk.sales.payments(sale)) == 1


@pytest.mark.rule("A37")
def test_the_payment_status_follows_the_payments(studio: Studio) -> None:
    sale = studio.sold()
    seen = [sale.payment_status]
    for amount in ("10.00", "29.99", "0.01"):
        studio.desk.sales.pay(sale, amount)
        seen.append(studio.desk.sales.get(sale).payment_status)

    assert seen == [
        PaymentStatus.AWAITING_PAYMENT,
        PaymentStatus.PARTIALLY_PAID,
        PaymentStatus.PARTIALLY_PAID,
        PaymentStatus.PAID,
    ]


@pytest.mark.rule("A37")
def test_a_sale_of_nothing_is_exempt(studio: Studio) -> None:
    sale = studio.sold(studio.plan(studio.physio, price="0"))

    assert sale.payment_status is PaymentStatus.EXEMPT
    with pytest.raises(NothingDue):
        studio.desk.sales.mark_paid(sale)
    assert studio.desk.customers.warnings(studio.anna).accounting == ()


def test_lines_and_quantities_add_up(studio: Studio) -> None:
    desk = studio.desk
    ten = studio.plan(studio.physio, units=10, price="300")
    sale = desk.sales.sell(studio.anna, studio.pass_physio, (ten, 2), note="offerta")

    assert str(sale.total) == "640.00 EUR"
    assert sorted(balance.units for balance in desk.balances.of(studio.anna)) == [1, 20]
    assert desk.sales.of(studio.anna) == (sale,)


@pytest.mark.parametrize(
    ("amount", "error"),
    [
        ("40.01", MoreThanDue),
        ("0", InvalidInput),
        ("-5", InvalidInput),
        (Money.of("5", "USD"), CurrencyMismatch),
        ("0.001", InvalidInput),
    ],
)
def test_a_payment_that_cannot_be_meant_is_refused_and_leaves_no_trace(
    studio: Studio, amount: str | Money, error: type[Exception]
) -> None:
    sale = studio.sold()
    with pytest.raises(error):
        studio.desk.sales.pay(sale, amount)

    assert studio.desk.sales.payments(sale) == ()
    assert studio.desk.sales.get(sale) == sale


def test_a_float_is_no_money(studio: Studio) -> None:
    with pytest.raises(InvalidInput) as refused:
        studio.desk.sales.pay(studio.sold(), 5.0)  # type: ignore[arg-type]

    assert refused.value.field == "amount"


@pytest.mark.rule("A4")
def test_by_default_the_sale_itself_grants_the_balance(studio: Studio) -> None:
    booking = studio.booked(STARTS)
    sale = studio.sold()

    assert (sale.grant_on, sale.granted) == (GrantOn.SALE, True)
    assert studio.now(booking).status is BookingStatus.BOOKED


@pytest.mark.rule("A4")
def test_a_sale_may_grant_its_balance_only_once_it_is_paid(
    studio: Studio, clock: FrozenClock
) -> None:
    desk, booking = studio.desk, studio.booked(STARTS)
    sale = desk.sales.sell(studio.anna, studio.pass_physio, grant_on=GrantOn.PAYMENT)
    assert desk.balances.of(studio.anna) == ()
    [obstacle] = desk.bookings.explain(booking).obstacles
    assert (obstacle.why, obstacle.remedy) == (Why.NOT_GRANTED, Remedy.TAKE_PAYMENT)

    desk.sales.pay(sale, "39.00")
    assert desk.balances.of(studio.anna) == ()
    assert studio.now(booking).status is BookingStatus.AWAITING_REDEMPTION

    desk.sales.pay(sale)
    assert studio.now(booking).status is BookingStatus.BOOKED
    assert desk.sales.get(sale).granted


@pytest.mark.rule("A4")
def test_a_sale_of_nothing_grants_at_once(studio: Studio) -> None:
    plan = studio.plan(studio.physio, price="0")
    sale = studio.desk.sales.sell(studio.anna, plan, grant_on=GrantOn.PAYMENT)

    assert sale.granted
    assert len(studio.desk.balances.of(studio.anna)) == 1
