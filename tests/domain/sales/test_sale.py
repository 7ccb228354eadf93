"""The payment status that payments give a sale (A37); its arrows are walked in test_sequences."""

from __future__ import annotations

import pytest

from bookingcore.domain.sales.sale import PAYMENT_TRANSITIONS, LineKind, PaymentStatus, SaleLine
from bookingcore.domain.values.ids import PlanId
from tests.domain.build import euro, sale


@pytest.mark.rule("000-18", "002-08", "A37")
@pytest.mark.parametrize(
    ("total", "paid", "status", "due"),
    [
        ("30", "0", PaymentStatus.AWAITING_PAYMENT, "30"),
        ("30", "0.01", PaymentStatus.PARTIALLY_PAID, "29.99"),
        ("30", "29.99", PaymentStatus.PARTIALLY_PAID, "0.01"),
        ("30", "30", PaymentStatus.PAID, "0"),
        ("0", "0", PaymentStatus.EXEMPT, "0"),
    ],
)
def test_the_status_follows_from_total_and_payments(
    total: str, paid: str, status: PaymentStatus, due: str
) -> None:
    of = sale(total=total, paid=paid)

    assert (of.payment_status, of.due) == (status, euro(due))
    assert status in PAYMENT_TRANSITIONS


@pytest.mark.rule("002-13", "A36")
def test_nothing_leads_back_from_paid() -> None:
    """However long the way: money that came in is never waited for again."""
    reached, ahead = set[PaymentStatus](), {PaymentStatus.PAID}
    while ahead:
        reached |= ahead
        ahead = {after for status in ahead for after in PAYMENT_TRANSITIONS[status]} - reached

    unpaid = {PaymentStatus.AWAITING_PAYMENT, PaymentStatus.EXEMPT, PaymentStatus.VOIDED}
    assert not reached & unpaid


def test_a_line_costs_its_price_times_its_quantity_less_its_discount() -> None:
    line = SaleLine(
        kind=LineKind.PLAN,
        plan_id=PlanId("pass"),
        name="Pass",
        quantity=3,
        price=euro("9.99"),
        discount=euro("4.97"),
        units=3,
        balance_id=None,
    )

    assert line.total == euro("25")
