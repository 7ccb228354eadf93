"""What the questions of `verify()` find about money: sums of the records, whatever a sale says."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.bookings.audit import BookingTies, SaleSum
from bookingcore.domain.bookings.booking import BookingStatus
from bookingcore.domain.sales.payment import ChargeStatus
from bookingcore.domain.sales.refund import RefundStatus
from bookingcore.domain.sales.sale import LineKind, SaleLine
from bookingcore.domain.values.money import Money
from bookingcore.ports.audits import BookingTiesPage, SaleSumsPage
from bookingcore.testing.contracts.rows import (
    a_balance,
    a_booking,
    a_movement,
    a_part,
    a_payment,
    a_refund,
    a_sale,
)
from bookingcore.testing.contracts.studio import OnAStore, Studio

FROM_THE_FIRST = ""

PAYMENT, REFUND = ChargeStatus, RefundStatus


def _euro(amount: int) -> Money:
    return Money.of(amount, "EUR")


def _line(price: int, **fields: Any) -> SaleLine:
    """A line of a booking for so many euros."""
    booking, kind = a_booking(1).id, LineKind.BOOKING
    row = SaleLine(
        kind=kind, name="Yoga", price=_euro(price), discount=_euro(0), booking_id=booking
    )
    return evolve(row, **fields)


def _part(payment: int, amount: int, status: RefundStatus = RefundStatus.DONE) -> Any:
    return a_part(payment, amount=_euro(amount), status=status)


class MoneyAudits(OnAStore):
    """`SaleSumsPage`, and the lines of `BookingTiesPage`."""

    @pytest.fixture
    def sold(self, studio: Studio) -> Studio:
        """Beside the sale of a furnished studio one that was paid and refunded in many ways."""
        lines = _line(7, quantity=3, discount=_euro(1)), _line(5, kind=LineKind.FEE)
        plain = a_sale(2, lines=lines, paid=_euro(9), pending=_euro(2), waived=_euro(5))
        studio.add(evolve(plain, refunded=_euro(3), refunding=_euro(4)))
        statuses = PAYMENT.CAPTURED, PAYMENT.PENDING, PAYMENT.FAILED, PAYMENT.UNKNOWN
        for number, status in enumerate((*statuses, PAYMENT.CAPTURED), start=1):
            amount = _euro(10**number)
            studio.add(a_payment(number, sale=2, amount=amount, status=status))
        parts = _part(1, 1), _part(5, 2), _part(5, 4, REFUND.PENDING)
        studio.add(a_refund(1, sale=2, parts=parts, amount=_euro(7)))
        parts = _part(5, 8, REFUND.UNKNOWN), _part(5, 16, REFUND.FAILED), _part(5, 32)
        studio.add(a_refund(2, sale=2, parts=parts, amount=_euro(56)))
        return studio

    def test_a_sale_is_summed_from_its_lines_payments_and_refunds(self, sold: Studio) -> None:
        plain, summed = sold.ask(SaleSumsPage(FROM_THE_FIRST, 100))

        assert plain == _summed(1, lines=100)
        assert summed == _summed(
            2,
            lines=25,
            paid=9,
            payments=100_010,
            pending=2,
            asked=10_100,
            refunded=3,
            returned=35,
            refunding=4,
            returning=12,
            failed=16,
            waived=5,
        )

    def test_a_sale_without_lines_has_none_to_sum(self, studio: Studio) -> None:
        studio.add(a_sale(2, lines=()))

        assert studio.ask(SaleSumsPage(a_sale(1).id, 1)) == (_summed(2, lines=0),)

    def test_a_payment_is_overdrawn_once_more_goes_back_than_came_in_by_it(
        self, sold: Studio
    ) -> None:
        """Only what is captured came in, and only what failed stays."""
        sold.add(a_refund(3, sale=2, parts=(_part(1, 9), _part(1, 1, REFUND.FAILED))))
        assert _found(sold, "overdrawn") == [0, 0]

        sold.add(a_refund(4, sale=2, parts=(_part(1, 1, REFUND.PENDING),)))
        assert _found(sold, "overdrawn") == [0, 1]

        sold.add(a_refund(5, sale=2, parts=(_part(3, 1), _part(3, 1), _part(2, 1))))
        assert _found(sold, "overdrawn") == [0, 3]

    def test_nothing_came_in_for_a_sale_by_the_payment_of_another_one(self, sold: Studio) -> None:
        sold.add(a_refund(3, parts=(_part(5, 1), _part(5, 1), _part(1, 1, REFUND.FAILED))))

        assert _found(sold, "overdrawn") == [1, 0]

    def test_a_refund_that_is_not_the_sum_of_its_parts_is_counted(self, sold: Studio) -> None:
        assert _found(sold, "uneven") == [0, 0]

        sold.add(a_refund(3, sale=2, parts=()), a_refund(4, sale=2, parts=(_part(5, 4),)))
        assert _found(sold, "uneven") == [0, 2]

    def test_amounts_in_a_currency_that_is_not_the_sales_own_are_counted(
        self, sold: Studio
    ) -> None:
        assert _found(sold, "foreign") == [0, 0]

        francs = Money.of(5, "CHF")
        other = evolve(_line(1), price=francs, discount=Money.zero("CHF"))
        sold.add(a_sale(3, lines=(_line(1), other)))
        sold.add(a_payment(6, sale=3, amount=francs), a_payment(7, sale=3))
        parts = a_part(6, amount=francs), a_part(7), a_part(6, amount=francs)
        sold.add(a_refund(3, sale=3, amount=francs, parts=parts))
        assert _found(sold, "foreign") == [0, 0, 5]

    def test_the_lines_that_pay_for_a_booking_are_counted(self, studio: Studio) -> None:
        """Not those of a fee about it, and none of a sale that was undone."""
        sale = a_sale(2, lines=(_line(1, kind=LineKind.FEE), _line(1), _line(2)))
        undone = a_sale(3, lines=(_line(1),), voided=True)
        other = a_sale(4, lines=(_line(1), _line(1, booking_id=a_booking(2).id)))
        studio.add(a_booking(1).paid_by(sale.id), a_booking(2), a_booking(3).paid_by(sale.id))
        studio.add(sale, undone, other)

        ties = studio.ask(BookingTiesPage(FROM_THE_FIRST, 100))
        assert [(row.line, row.lines) for row in ties] == [(True, 3), (False, 1), (True, 0)]

    def test_lines_are_counted_once_however_many_balances_paid(self, studio: Studio) -> None:
        booking = a_booking(1).paid_by(a_sale(2).id)
        studio.add(booking, a_sale(2, lines=(_line(1),)), a_balance(1), a_balance(2))
        studio.add(
            a_movement(a_balance(1), 1, -1, booking),
            a_movement(a_balance(1), 2, 1, booking),
            a_movement(a_balance(2), 1, -2, booking),
        )

        assert studio.ask(BookingTiesPage(FROM_THE_FIRST, 100)) == (
            BookingTies(
                booking_id=booking.id,
                status=BookingStatus.BOOKED,
                units_needed=1,
                tied=2,
                least_tie=0,
                line=True,
                lines=1,
            ),
        )


def _found(studio: Studio, name: str) -> list[int]:
    """What is found of that name, sale by sale."""
    return [getattr(row, name) for row in studio.ask(SaleSumsPage(FROM_THE_FIRST, 100))]


def _summed(number: int, **euros: int) -> SaleSum:
    """What is found of a sale of 100 euros: nothing, but for what is given in *euros*."""
    sums = {name: euros.get(name, 0) * 100 for name in _SUMS}
    return SaleSum(
        sale_id=a_sale(number).id, total=10_000, **sums, overdrawn=0, uneven=0, foreign=0
    )


_SUMS = (
    *("lines", "paid", "payments", "pending", "asked", "refunded", "returned"),
    *("refunding", "returning", "failed", "waived"),
)
