"""What staff are warned of on a card, in its two tabs (A60)."""

from __future__ import annotations

import pytest

from bookingcore.domain.bookings.warnings import BookingWarning, SaleWarning, Warnings, warnings
from tests.domain.build import booked, booking, cancelled, euro, sale


@pytest.mark.rule("000-12", "000-16", "A60")
def test_bookings_that_await_are_in_the_bookings_tab_with_what_they_need() -> None:
    single, group = booking("b1", on=2), booking("b2", on=10, places=3)

    assert warnings([single, booked("b3"), cancelled("b4"), group], []) == Warnings(
        bookings=(
            BookingWarning(booking=single, needs="a sale that grants 1 unit valid on 2 July 2026"),
            BookingWarning(booking=group, needs="a sale that grants 3 units valid on 10 July 2026"),
        )
    )


@pytest.mark.rule("000-21", "A37", "A60")
def test_sales_are_in_the_accounting_tab_while_anything_is_due() -> None:
    unpaid, partly = sale("s1", total=30), sale("s2", total=30, paid=10)

    assert warnings([], [unpaid, partly, sale("s3", total=30, paid=30), sale("s4", total=0)]) == (
        Warnings(
            accounting=(
                SaleWarning(sale=unpaid, due=euro(30), needs="a payment of 30.00 EUR"),
                SaleWarning(sale=partly, due=euro(20), needs="a payment of 20.00 EUR"),
            )
        )
    )
