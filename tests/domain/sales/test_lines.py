"""Lines of sales: what they cost, what they are cheaper by, what they grant."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.sales.lines import (
    booking_line,
    discounted,
    fee_line,
    gift_card_line,
    opened_sale,
    plan_line,
    total_of,
)
from bookingcore.domain.sales.sale import LineKind, PaymentStatus, SaleLine
from bookingcore.domain.values.ids import BalanceId, BookingId, CustomerId, SaleId
from bookingcore.domain.values.money import Money
from bookingcore.errors import CurrencyMismatch, InvalidInput
from tests.domain.build import at, euro, july, plan
from tests.domain.sales.test_gift_card import card
from tests.domain.takings import cents

B1, P1 = BookingId("b1"), BalanceId("p1")


def line(price: str | int = 30, quantity: int = 1) -> SaleLine:
    return plan_line(plan(price=price), quantity, P1)


def test_the_line_of_a_plan_keeps_what_the_plan_says_today() -> None:
    sold = plan(units=5, services=("yoga", "pilates"), valid_for=30, grace_days=7, price=20)
    of = plan_line(sold, 2, P1)

    assert (of.kind, of.plan_id, of.name) == (LineKind.PLAN, "pass", "Pass")
    assert (of.units, of.services, of.balance_id) == (10, ("yoga", "pilates"), P1)
    assert (of.valid_for, of.grace_days) == (30, 7)
    assert (of.price, of.discount, of.total) == (euro(20), euro(0), euro(40))


def test_another_price_and_length_count_instead_of_the_plans() -> None:
    of = plan_line(plan(), 2, P1, price=euro(0), valid_for=1)

    assert (of.total, of.valid_for) == (euro(0), 1)


def test_a_plan_without_units_grants_nothing() -> None:
    of = plan_line(plan(units=0), 2, P1)

    assert (of.units, of.services, of.balance_id) == (0, (), None)


@pytest.mark.rule("A63")
def test_the_line_of_a_booking_costs_its_price_for_each_place() -> None:
    of = booking_line(B1, "Physio", 3, euro(40))

    assert (of.kind, of.booking_id, of.total) == (LineKind.BOOKING, B1, euro(120))
    assert (of.plan_id, of.balance_id, of.units) == (None, None, 0)


def test_a_gift_card_costs_its_amount_unless_another_price_is_given() -> None:
    assert gift_card_line(card()).total == euro(50)
    cheaper = gift_card_line(card(), euro(45))
    assert (cheaper.kind, cheaper.gift_card_id, cheaper.total) == (
        LineKind.GIFT_CARD,
        "g1",
        euro(45),
    )


def test_the_line_of_a_fee_names_its_booking_and_does_not_pay_for_it() -> None:
    of = fee_line(B1, "No-show", euro(10))

    assert (of.kind, of.booking_id, of.total) == (LineKind.FEE, B1, euro(10))


def test_discounts_add_up_to_the_last_cent_and_no_further() -> None:
    cheaper = discounted(discounted(line(quantity=2), euro(10)), euro(50))

    assert (cheaper.discount, cheaper.total) == (euro(60), euro(0))
    with pytest.raises(InvalidInput) as refused:
        discounted(cheaper, cents(1), "lines[0].discount")
    assert refused.value.field == "lines[0].discount"


@pytest.mark.parametrize("by", ["-0.01", "30.01"])
def test_a_discount_is_neither_negative_nor_more_than_the_line(by: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        discounted(line(), euro(by))

    assert (refused.value.field, refused.value.value) == ("discount", f"{by} EUR")


def test_a_discount_is_in_the_currency_of_the_line() -> None:
    with pytest.raises(CurrencyMismatch):
        discounted(line(), Money.of(1, "USD"))


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(1, 9), st.integers(0, 99)), min_size=1))
def test_the_total_is_what_all_pieces_cost_less_the_discounts(
    sold: list[tuple[int, int, int]],
) -> None:
    lines = [
        evolve(line(quantity=quantity), price=cents(price), discount=cents(off))
        for price, quantity, off in sold
    ]
    pieces = [price for price, quantity, _ in sold for _ in range(quantity)]

    assert total_of(lines).minor == sum(pieces) - sum(off for *_, off in sold)


def test_lines_in_two_currencies_have_no_total() -> None:
    with pytest.raises(CurrencyMismatch):
        total_of([line(), evolve(line(), price=Money.of(1, "USD"), discount=Money.of(0, "USD"))])


@pytest.mark.rule("A37")
def test_a_new_sale_awaits_the_payment_of_its_total() -> None:
    sale = opened_sale(
        id=SaleId("sale"),
        customer_id=CustomerId("anna"),
        branch_id=None,
        lines=(line(20), booking_line(B1, "Physio", 1, euro(40))),
        application_date=july(1),
        sold_at=at(1),
        sold_by="maria",
    )

    assert (sale.total, sale.due, sale.open) == (euro(60), euro(60), euro(60))
    assert sale.payment_status is PaymentStatus.AWAITING_PAYMENT
    assert [each.kind for each in sale.lines_of(LineKind.BOOKING)] == [LineKind.BOOKING]
