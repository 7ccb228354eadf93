"""What the questions about sales, payments and refunds find, and what guards their sums."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.sales.payment import ChargeStatus, Payment
from bookingcore.domain.sales.refund import Refund, RefundStatus
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.money import Money
from bookingcore.ports.questions import BalancesOfSale, ById, PaymentsOf, RefundsOf, SalesOf
from bookingcore.ports.store import LostGuard
from bookingcore.testing.contracts.rows import (
    a_balance,
    a_customer,
    a_part,
    a_payment,
    a_refund,
    a_sale,
    july,
)
from bookingcore.testing.contracts.studio import OnAStore, Studio

CENT, NOTHING = Money.of("0.01", "EUR"), Money.zero("EUR")
TEN = Money.of(10, "EUR")

TOO_MUCH_BACK: dict[str, dict[str, Any]] = {
    "refunded": {"refunded": TEN + CENT},
    "refunding": {"refunding": TEN + CENT},
    "both": {"refunded": TEN, "refunding": CENT},
}
"""More of ten euros than there is, by what it is called."""


class SaleQuestions(OnAStore):
    """`SalesOf`, `PaymentsOf`, `RefundsOf`, `BalancesOfSale`."""

    def test_sales_of_a_customer_come_oldest_first(self, studio: Studio) -> None:
        sales = [a_sale(2, sold_at=july(9)), a_sale(3, sold_at=july(8)), a_sale(4, customer=2)]
        studio.add(*sales)

        assert studio.ask(SalesOf(a_customer(1).id)) == (a_sale(1), sales[1], sales[0])

    def test_payments_of_a_sale_come_oldest_first(self, studio: Studio) -> None:
        studio.add(a_sale(2))
        payments = [a_payment(1, at=july(9)), a_payment(2, at=july(8)), a_payment(3, sale=2)]
        studio.add(*payments)

        assert studio.ask(PaymentsOf(a_sale(1).id)) == (payments[1], payments[0])

    def test_a_sale_without_payments_has_none(self, studio: Studio) -> None:
        assert studio.ask(PaymentsOf(a_sale(1).id)) == ()

    def test_refunds_of_a_sale_come_oldest_first_each_with_its_parts(self, studio: Studio) -> None:
        """In the order of the parts, even where they are alike."""
        parts = a_part(2), a_part(2), a_part(1)
        studio.add(a_sale(2), a_payment(1), a_payment(2), a_payment(3, sale=2))
        late, early = a_refund(1, at=july(9), parts=parts), a_refund(2, at=july(8))
        twins = a_refund(4, at=july(9)), a_refund(3, at=july(9), parts=parts[::-1])
        studio.add(late, *twins, early, a_refund(5, sale=2, parts=(a_part(3),)))

        assert studio.ask(RefundsOf(a_sale(1).id)) == (early, late, *twins[::-1])

    def test_a_sale_without_refunds_has_none(self, studio: Studio) -> None:
        studio.add(a_payment())

        assert studio.ask(RefundsOf(a_sale(1).id)) == ()

    def test_a_part_of_a_refund_is_found_as_it_stands_now(self, studio: Studio) -> None:
        asked = a_refund(parts=(a_part(status=RefundStatus.PENDING), a_part(charge="ch_1")))
        studio.add(a_payment(), asked)
        studio.put(asked.with_part(0, a_part(reference="re_1")))

        (found,) = studio.ask(RefundsOf(a_sale(1).id))
        assert found.parts == (a_part(reference="re_1"), a_part(charge="ch_1"))

    def test_balances_of_a_sale_come_in_order_of_id(self, studio: Studio) -> None:
        """Whoever has them, and whether or not a unit is left."""
        studio.add(a_sale(2))
        spent, fresh = a_balance(1, remaining=0), a_balance(2, customer=2)
        studio.add(a_balance(3, sale_id=a_sale(2).id), fresh, spent)

        assert studio.ask(BalancesOfSale(a_sale(1).id)) == (spent, fresh)
        assert studio.ask(BalancesOfSale(a_sale(9).id)) == ()


class MoneyGuards(OnAStore):
    """What a sale says of its money stays within bounds (P4), and so does what moves."""

    @pytest.mark.parametrize("sums", TOO_MUCH_BACK.values(), ids=TOO_MUCH_BACK.keys())
    def test_never_more_of_a_sale_goes_back_than_was_paid(
        self, studio: Studio, sums: dict[str, Any]
    ) -> None:
        with pytest.raises(LostGuard):
            studio.put(evolve(a_sale(1, paid=TEN), **sums))

        assert studio.ask(ById(Sale, a_sale().id)) == (a_sale(),)

    @pytest.mark.parametrize("name", ["paid", "pending", "refunded", "refunding", "waived"])
    def test_no_sum_of_a_sale_is_below_zero(self, studio: Studio, name: str) -> None:
        below: dict[str, Any] = {name: NOTHING - CENT}
        with pytest.raises(LostGuard):
            studio.add(evolve(a_sale(2, paid=TEN), **below))

        assert studio.ask(ById(Sale, a_sale(2).id)) == ()

    def test_all_that_was_paid_may_go_back(self, studio: Studio) -> None:
        """And more may have come in than was asked for: it is on record until it goes back."""
        total = a_sale().total
        returned = a_sale(paid=total + TEN, refunded=total, refunding=TEN, waived=total)
        studio.put(returned)

        assert studio.ask(ById(Sale, a_sale().id)) == (returned,)

    @pytest.mark.parametrize("row", [Payment, Refund], ids=lambda row: row.__name__)
    @pytest.mark.parametrize("amount", [NOTHING, NOTHING - CENT], ids=str)
    def test_only_amounts_above_zero_move(
        self, studio: Studio, row: type[Any], amount: Money
    ) -> None:
        studio.add(a_payment())
        moved = a_payment(2, amount=amount) if row is Payment else _back(amount)
        with pytest.raises(LostGuard):
            studio.add(moved)

        assert studio.ask(ById(row, moved.id)) == ()

    def test_putting_a_stale_payment_loses_the_guard(self, studio: Studio) -> None:
        """Of two who heard what became of a charge, only the first writes it down."""
        asked = a_payment(status=ChargeStatus.PENDING)
        studio.add(asked)
        studio.put(evolve(asked, status=ChargeStatus.CAPTURED))

        with pytest.raises(LostGuard):
            studio.put(evolve(asked, status=ChargeStatus.FAILED))
        (payment,) = studio.ask(ById(Payment, asked.id))
        assert (payment.status, payment.version) == (ChargeStatus.CAPTURED, 2)

    def test_putting_a_stale_refund_loses_the_guard_and_leaves_its_parts(
        self, studio: Studio
    ) -> None:
        asked = a_refund(parts=(a_part(status=RefundStatus.PENDING),))
        studio.add(a_payment(), asked)
        studio.put(asked.with_part(0, a_part()))

        with pytest.raises(LostGuard):
            studio.put(asked.with_part(0, a_part(status=RefundStatus.FAILED)))
        (refund,) = studio.ask(ById(Refund, asked.id))
        assert (refund.parts, refund.version) == ((a_part(),), 2)


def _back(amount: Money) -> Refund:
    """A refund of one part beside another of nothing wrong."""
    return a_refund(2, parts=(a_part(), a_part(amount=amount)))
