"""Selling and taking payment, and what that redeems (A4 to A7, 000-01 to 000-26)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.bookings.paying import PaymentWish, decide_payment
from bookingcore.domain.bookings.selling import SaleRequest, decide_sale
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.customers.customer import CustomerStatus
from bookingcore.domain.sales.balance import Balance, Movement, MovementKind
from bookingcore.domain.sales.lines import plan_line
from bookingcore.domain.sales.payment import Method, Payment
from bookingcore.domain.sales.sale import GrantOn, PaymentStatus, Sale
from bookingcore.domain.values.changes import Add, Change, Decision, Put
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import BalanceId, PaymentId, SaleId
from bookingcore.domain.values.money import Money
from bookingcore.errors import (
    CurrencyMismatch,
    CustomerNotActive,
    InvalidInput,
    MoreThanDue,
    NothingDue,
)
from tests.domain.build import (
    MARIA,
    at,
    booking,
    customer,
    euro,
    holdings,
    july,
    plan,
)


def sell(
    *plans: Plan,
    quantity: int = 1,
    applies: int = 10,
    grant_on: GrantOn = GrantOn.SALE,
    owned: Holdings | None = None,
    note: str = "",
    status: CustomerStatus = CustomerStatus.ACTIVE,
) -> Decision[Sale]:
    """Maria sells on 10 July; the sale applies from that day unless said."""
    request = SaleRequest(
        id=SaleId("sale"),
        lines=[
            plan_line(each, quantity, BalanceId(f"p{number}"))
            for number, each in enumerate(plans or (plan(),), 1)
        ],
        application_date=july(applies),
        grant_on=grant_on,
        branch_id=None,
        sold_by="maria",
        note=note,
        now=at(10, 9),
        actor=MARIA,
    )
    return decide_sale(request, customer(status=status), owned or holdings())


def pay(
    sale: Sale,
    amount: Money | None = None,
    *,
    owned: Holdings | None = None,
) -> Decision[tuple[Sale, Payment]]:
    """Maria takes cash on 17 July."""
    request = PaymentWish(
        id=PaymentId("payment"), amount=amount, method=Method.CASH, now=at(17), actor=MARIA
    )
    return decide_payment(request, sale, owned or holdings())


def rows(changes: Sequence[Change]) -> list[object]:
    return [change.row for change in changes if isinstance(change, Add | Put)]


def balances(decision: Decision[Any]) -> list[Balance]:
    return [row for row in rows(decision.changes) if isinstance(row, Balance)]


def redeemed(decision: Decision[Any]) -> list[str]:
    """The ids of the bookings that were redeemed, in order."""
    found = [row for row in rows(decision.changes) if isinstance(row, Booking)]
    assert all(booking.status is BookingStatus.BOOKED for booking in found)
    return [booking.id for booking in found]


AWAITING = holdings(awaiting=[booking("second of July", on=2)])


class TestWhatASaleRedeems:
    """The bookings that await on a day of the balance's validity, at the moment of sale (A5)."""

    @pytest.mark.rule("000-04", "000-05", "000-06", "A5")
    def test_applied_from_the_day_of_the_session_it_redeems_the_past_booking(self) -> None:
        assert redeemed(sell(applies=2, owned=AWAITING)) == ["second of July"]

    @pytest.mark.rule("000-02", "000-07", "A5")
    def test_applied_from_the_day_of_the_sale_it_leaves_the_past_booking_alone(self) -> None:
        assert redeemed(sell(applies=10, owned=AWAITING)) == []

    @pytest.mark.rule("A5", "A7")
    @pytest.mark.parametrize(
        ("applies", "pays"), [(3, False), (2, True), (-27, True), (-28, False)]
    )
    def test_first_and_last_day_of_validity_are_included(self, applies: int, pays: bool) -> None:
        assert bool(redeemed(sell(applies=applies, owned=AWAITING))) is pays

    @pytest.mark.rule("A7")
    @pytest.mark.parametrize("hour", [0, 23])
    def test_the_application_day_covers_sessions_at_any_hour(self, hour: int) -> None:
        owned = holdings(awaiting=[booking(on=2, hour=hour)])

        assert redeemed(sell(applies=2, owned=owned)) == ["b1"]

    @pytest.mark.rule("A5")
    def test_the_oldest_start_comes_first_until_the_units_end(self) -> None:
        owned = holdings(awaiting=[booking("c", on=5), booking("a", on=4), booking("b", on=3)])

        assert redeemed(sell(plan(units=2), applies=1, owned=owned)) == ["b", "a"]

    @pytest.mark.rule("000-14", "A5")
    def test_units_of_another_service_redeem_nothing(self) -> None:
        assert redeemed(sell(plan(services=("physio",)), applies=2, owned=AWAITING)) == []

    @pytest.mark.rule("000-15", "000-19", "000-24")
    def test_the_booking_is_booked_though_nothing_has_been_paid(self) -> None:
        decision = sell(applies=2, owned=AWAITING)

        assert decision.result.payment_status is PaymentStatus.AWAITING_PAYMENT
        assert redeemed(decision) == ["second of July"]


class TestWhatASaleGrants:
    """A balance for each line with units, valid from the application date (A6)."""

    @pytest.mark.rule("000-03", "A6")
    def test_the_balance_is_valid_so_many_days_from_the_application_date(self) -> None:
        (granted,) = balances(sell(plan(units=10, valid_for=30, grace_days=7), applies=2))

        assert (granted.valid_from, granted.valid_until) == (july(2), july(31))
        assert (granted.units, granted.remaining, granted.moves) == (10, 10, 1)
        assert (granted.sale_id, granted.plan_id, granted.grace_days) == ("sale", "pass", 7)

    @pytest.mark.rule("A6")
    def test_without_a_length_it_is_valid_for_ever(self) -> None:
        decision = sell(plan(valid_for=None))
        (granted,) = balances(decision)

        assert granted.valid_until is None
        assert decision.happened[1].facts["valid_until"] is None

    def test_the_ledger_opens_with_the_units_of_all_pieces(self) -> None:
        decision = sell(plan(units=5), quantity=2)

        (opening,) = [row for row in rows(decision.changes) if isinstance(row, Movement)]
        assert (opening.no, opening.kind, opening.units) == (1, MovementKind.GRANTED, 10)
        assert opening.booking_id is None

    def test_a_line_without_units_grants_no_balance(self) -> None:
        decision = sell(plan("towel", units=0), plan("pass"))

        assert [line.balance_id for line in decision.result.lines] == [None, "p2"]
        assert [granted.id for granted in balances(decision)] == ["p2"]

    def test_the_total_is_the_sum_of_the_lines(self) -> None:
        sale = sell(plan(price="10.50"), plan(price=7), quantity=2).result

        assert [line.total for line in sale.lines] == [euro(21), euro(14)]
        assert (sale.total, sale.paid, sale.due) == (euro(35), euro(0), euro(35))

    def test_history_tells_of_sale_balance_and_redemption(self) -> None:
        decision = sell(applies=2, owned=AWAITING, note="for her birthday")

        assert [(h.kind, h.subject) for h in decision.happened] == [
            (EventKind.SALE_MADE, "sale"),
            (EventKind.BALANCE_GRANTED, "p1"),
            (EventKind.BOOKING_REDEEMED, "second of July"),
        ]
        assert decision.happened[0].facts == {
            "total": 3000,
            "currency": "EUR",
            "application_date": "2026-07-02",
            "grant_on": "SALE",
        }
        assert decision.happened[0].words == {"note": "for her birthday"}
        assert decision.happened[1].facts == {
            "sale": "sale",
            "units": 1,
            "valid_from": "2026-07-02",
            "valid_until": "2026-07-31",
        }
        assert sell().happened[0].words == {}

    def test_nothing_is_sold_on_a_card_that_is_not_active(self) -> None:
        with pytest.raises(CustomerNotActive):
            sell(status=CustomerStatus.DEREGISTERED)


class TestPayment:
    """Payments make the status; the last one grants what waited for it (A4, A37)."""

    @pytest.mark.rule("000-18", "000-25", "000-26")
    def test_unpaid_then_paid(self) -> None:
        sale = sell().result
        paid, payment = pay(sale).result

        assert sale.payment_status is PaymentStatus.AWAITING_PAYMENT
        assert paid.payment_status is PaymentStatus.PAID
        assert payment == Payment(
            id=PaymentId("payment"),
            sale_id=sale.id,
            customer_id=sale.customer_id,
            amount=euro(30),
            method=Method.CASH,
            at=at(17),
            by="staff:maria",
        )

    @pytest.mark.rule("002-08", "A37")
    def test_a_part_leaves_the_rest_due(self) -> None:
        decision = pay(sell().result, euro(10))
        sale, _ = decision.result

        assert (sale.payment_status, sale.due) == (PaymentStatus.PARTIALLY_PAID, euro(20))
        (event,) = decision.happened
        assert event.facts == {
            "payment": "payment",
            "amount": 1000,
            "currency": "EUR",
            "method": "CASH",
            "due": 2000,
        }

    @pytest.mark.rule("000-19", "A4")
    def test_a_sale_that_granted_at_once_grants_nothing_at_payment(self) -> None:
        assert balances(pay(sell().result)) == []

    @pytest.mark.rule("A4")
    def test_a_sale_that_grants_on_payment_waits_for_the_last_cent(self) -> None:
        decision = sell(applies=2, grant_on=GrantOn.PAYMENT, owned=AWAITING)
        unpaid = decision.result
        first = pay(unpaid, euro("29.99"), owned=AWAITING)
        last = pay(first.result[0], owned=AWAITING)

        assert (unpaid.granted, first.result[0].granted, last.result[0].granted) == (
            False,
            False,
            True,
        )
        assert balances(decision) == balances(first) == []
        assert redeemed(first) == []
        assert [granted.valid_from for granted in balances(last)] == [july(2)]
        assert redeemed(last) == ["second of July"]

    @pytest.mark.rule("A4", "A37")
    def test_what_costs_nothing_grants_at_once(self) -> None:
        sale = sell(plan(price=0), grant_on=GrantOn.PAYMENT).result

        assert (sale.granted, sale.payment_status) == (True, PaymentStatus.EXEMPT)

    @pytest.mark.rule("002-13", "A36")
    def test_what_is_paid_cannot_be_paid_again(self) -> None:
        paid, _ = pay(sell().result).result

        with pytest.raises(NothingDue) as refused:
            pay(paid)

        assert refused.value.payment_status == "PAID"

    def test_more_than_what_is_due_is_refused(self) -> None:
        with pytest.raises(MoreThanDue) as refused:
            pay(sell().result, euro("30.01"))

        assert (refused.value.offered, refused.value.due) == ("30.01 EUR", "30.00 EUR")

    @pytest.mark.rule("A36")
    @pytest.mark.parametrize("amount", [0, -1])
    def test_a_payment_never_takes_money_away(self, amount: int) -> None:
        with pytest.raises(InvalidInput) as refused:
            pay(sell().result, euro(amount))

        assert refused.value.field == "amount"

    def test_another_currency_is_refused(self) -> None:
        with pytest.raises(CurrencyMismatch):
            pay(sell().result, Money.of(30, "USD"))
