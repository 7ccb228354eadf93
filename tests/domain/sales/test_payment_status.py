"""Where the money of a sale stands: seven statuses, each from the sums alone (A37)."""

from __future__ import annotations

import pytest

from bookingcore.domain.sales.sale import PAYMENT_TRANSITIONS, PaymentStatus
from tests.domain.build import euro, sale

AWAITING, PARTIALLY_PAID, PAID = (
    PaymentStatus.AWAITING_PAYMENT,
    PaymentStatus.PARTIALLY_PAID,
    PaymentStatus.PAID,
)
PARTIALLY_REFUNDED, REFUNDED = PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.REFUNDED
EXEMPT, VOIDED = PaymentStatus.EXEMPT, PaymentStatus.VOIDED


@pytest.mark.rule("A37")
@pytest.mark.parametrize(
    ("total", "paid", "refunded", "waived", "status"),
    [
        ("30", "0", "0", "0", AWAITING),
        ("30", "0", "0", "29.99", AWAITING),
        ("30", "0.01", "0", "0", PARTIALLY_PAID),
        ("30", "10", "0", "19.99", PARTIALLY_PAID),
        ("30", "10", "0", "20", PAID),
        ("30", "30", "0", "0", PAID),
        ("30", "60", "0", "0", PAID),
        ("30", "30", "0.01", "0", PARTIALLY_REFUNDED),
        ("30", "10", "9.99", "0", PARTIALLY_REFUNDED),
        ("30", "60", "30", "0", PARTIALLY_REFUNDED),
        ("30", "30", "30", "0", REFUNDED),
        ("30", "10", "10", "0", REFUNDED),
        ("30", "10", "10", "20", REFUNDED),
        ("30", "0", "0", "30", VOIDED),
        ("0", "0", "0", "0", EXEMPT),
    ],
)
def test_the_status_follows_from_the_sums(
    total: str, paid: str, refunded: str, waived: str, status: PaymentStatus
) -> None:
    of = sale(total=total, paid=paid, refunded=euro(refunded), waived=euro(waived))

    assert of.payment_status is status


@pytest.mark.rule("A37")
def test_what_is_on_its_way_changes_no_status_either_way() -> None:
    coming = sale(pending=euro(30))
    going = sale(paid=30, refunding=euro(30))

    assert (coming.payment_status, coming.due, coming.open) == (AWAITING, euro(30), euro(0))
    assert (going.payment_status, going.refundable) == (PAID, euro(0))


@pytest.mark.rule("A37")
@pytest.mark.parametrize(("total", "status"), [(30, VOIDED), (0, VOIDED)])
def test_what_was_undone_before_anything_was_paid_is_void(
    total: int, status: PaymentStatus
) -> None:
    assert sale(total=total, waived=euro(total), voided=True).payment_status is status


@pytest.mark.rule("A36", "A37")
def test_what_was_undone_once_all_went_back_is_refunded_still() -> None:
    assert sale(paid=30, refunded=euro(30), voided=True).payment_status is REFUNDED


@pytest.mark.rule("A37")
def test_what_is_due_and_open_is_never_below_zero() -> None:
    more = sale(total=30, paid=20, waived=euro(20))
    asked = sale(total=30, waived=euro(20), pending=euro(30))

    assert (more.due, more.open) == (euro(0), euro(0))
    assert (asked.due, asked.open) == (euro(10), euro(0))


@pytest.mark.rule("A36")
def test_what_was_refunded_is_not_due_again() -> None:
    of = sale(total=30, paid=30, refunded=euro(30))

    assert (of.due, of.open, of.refundable) == (euro(0), euro(0), euro(0))


def test_every_status_has_its_line_in_the_table() -> None:
    assert set(PAYMENT_TRANSITIONS) == set(PaymentStatus)
