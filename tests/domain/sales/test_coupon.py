"""Coupons: whom they are for, and that no cent of a discount is lost (002-27, P4)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from bookingcore import (
    CouponExpired,
    CouponNotForThis,
    CouponNotYetValid,
    CouponUsedUp,
    CurrencyMismatch,
    InvalidInput,
    Money,
)
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.sales.coupon import Coupon, coupon_code, percentage
from bookingcore.domain.sales.couponing import decide_coupon
from bookingcore.domain.sales.gift_card_code import compared
from bookingcore.domain.sales.lines import booking_line, discounted, fee_line, plan_line
from bookingcore.domain.sales.sale import LineKind, SaleLine
from bookingcore.domain.values.changes import Add
from bookingcore.domain.values.ids import BalanceId, BookingId, CouponId, PlanId, ServiceId
from bookingcore.testing.strategies import coupons
from tests.domain.build import euro, july

YOGA, BOX = ServiceId("yoga"), ServiceId("box")
B1, B2 = BookingId("b1"), BookingId("b2")
BOOKED = {B1: YOGA, B2: BOX}


def coupon(**fields: Any) -> Coupon:
    """A tenth off anything, for ever."""
    row = Coupon(id=CouponId("c1"), code="ESTATE", name="Estate", percent=Decimal(10))
    return evolve(row, **fields)


def bundle(
    *services: ServiceId, id: str = "p1", price: str = "100.00", quantity: int = 1
) -> SaleLine:
    """A line of a plan for *services*."""
    plan = Plan(
        id=PlanId(id),
        name="Dieci",
        price=euro(price),
        units=10 if services else 0,
        services=services,
        valid_for=None,
    )
    return plan_line(plan, quantity, BalanceId(f"of-{id}"))


CARD = SaleLine(kind=LineKind.GIFT_CARD, name="Gift card", price=euro(50), discount=euro(0))
FEE = fee_line(B1, "No show", euro(5))
SINGLE, OTHER = booking_line(B1, "Yoga", 1, euro(15)), booking_line(B2, "Box", 2, euro(20))


@pytest.mark.rule("002-27")
@pytest.mark.parametrize(
    ("limits", "meant"),
    [
        ({}, {"yoga", "both", "nothing", "single", "other"}),
        ({"plans": (PlanId("p1"),)}, {"yoga"}),
        ({"services": (YOGA,)}, {"yoga", "single"}),
        ({"services": (BOX,)}, {"other"}),
        ({"services": (YOGA, BOX)}, {"yoga", "both", "single", "other"}),
        ({"plans": (PlanId("p2"),), "services": (BOX,)}, {"both", "other"}),
    ],
)
def test_a_coupon_is_for_its_plans_and_services_and_never_for_gift_cards_or_fees(
    limits: dict[str, Any], meant: set[str]
) -> None:
    lines = {
        "yoga": bundle(YOGA),
        "both": bundle(YOGA, BOX, id="p2"),
        "nothing": bundle(id="p3"),
        "single": SINGLE,
        "other": OTHER,
        "card": CARD,
        "fee": FEE,
    }
    limited = coupon(**limits)

    assert {name for name, line in lines.items() if limited.is_for(line, BOOKED)} == meant


@pytest.mark.rule("002-27")
def test_a_percentage_is_taken_off_each_line_and_rounded_half_to_even() -> None:
    lines = [bundle(YOGA, price="0.05"), bundle(YOGA, price="0.15"), CARD, SINGLE]

    after = coupon(percent=Decimal(10)).taken_off(lines, BOOKED)

    assert [str(line.discount) for line in after] == [
        *("0.00 EUR", "0.02 EUR", "0.00 EUR", "1.50 EUR")
    ]


@pytest.mark.rule("002-27")
def test_an_amount_is_shared_out_over_the_lines_it_is_for() -> None:
    lines = [bundle(YOGA, price="10.00"), CARD, bundle(YOGA, price="5.00", quantity=2)]

    after = coupon(percent=None, amount=euro("0.01")).taken_off(lines, BOOKED)
    most = coupon(percent=None, amount=euro(500)).taken_off(lines, BOOKED)

    assert [str(line.total) for line in after] == ["9.99 EUR", "50.00 EUR", "10.00 EUR"]
    assert [str(line.total) for line in most] == ["0.00 EUR", "50.00 EUR", "0.00 EUR"]


def test_a_line_that_is_cheaper_already_gets_cheaper_by_what_is_left() -> None:
    [line] = coupon(percent=Decimal(50)).taken_off([discounted(SINGLE, euro(5))], BOOKED)

    assert (str(line.discount), str(line.total)) == ("10.00 EUR", "5.00 EUR")


def test_an_amount_in_another_currency_is_refused() -> None:
    with pytest.raises(CurrencyMismatch):
        coupon(percent=None, amount=Money.of(5, "CHF")).taken_off([SINGLE], BOOKED)


@pytest.mark.parametrize("lines", [[CARD], [discounted(SINGLE, euro(15))], [FEE, CARD]])
def test_a_coupon_that_is_for_nothing_sold_is_refused(lines: list[SaleLine]) -> None:
    with pytest.raises(CouponNotForThis):
        coupon().taken_off(lines, BOOKED)


CENTS = st.integers(1, 10**9)
LINES = st.lists(st.tuples(CENTS, st.integers(1, 50), st.integers(0, 100)), min_size=1, max_size=8)


def priced(drawn: list[tuple[int, int, int]]) -> list[SaleLine]:
    """Lines of plans at those prices, so many of each, so many hundredths off already."""
    lines = []
    for number, (cents, quantity, off) in enumerate(drawn):
        money = Money(minor=cents, currency="EUR")
        line = bundle(YOGA, id=f"p{number}", price=str(money.amount), quantity=quantity)
        lines.append(discounted(line, line.total.percent(off)))
    return [*lines, CARD]


@pytest.mark.rule("002-27")
@given(drawn=LINES, off=CENTS)
def test_the_shares_of_an_amount_add_up_and_no_line_costs_less_than_nothing(
    drawn: list[tuple[int, int, int]], off: int
) -> None:
    lines = priced(drawn)
    costs = [line.total.minor for line in lines[:-1]]
    if not sum(costs):
        return
    taken = coupon(percent=None, amount=Money(minor=off, currency="EUR"))

    after = taken.taken_off(lines, BOOKED)

    shares = [a.total.minor - b.total.minor for a, b in zip(lines, after, strict=True)]
    assert sum(shares) == min(off, sum(costs))
    assert shares[-1] == 0
    for share, cost in zip(shares, costs, strict=False):
        exact = Fraction(min(off, sum(costs)) * cost, sum(costs))
        assert 0 <= share <= cost
        assert abs(share - exact) < 1


@pytest.mark.rule("002-27")
@given(drawn=LINES, hundredths=st.integers(1, 10_000))
def test_a_percentage_of_each_line_is_never_more_than_it_costs(
    drawn: list[tuple[int, int, int]], hundredths: int
) -> None:
    lines = priced(drawn)
    if not any(line.total.is_positive for line in lines[:-1]):
        return

    after = coupon(percent=Decimal(hundredths) / 100).taken_off(lines, BOOKED)

    for before, line in zip(lines[:-1], after, strict=False):
        exact = Fraction(before.total.minor * hundredths, 10_000)
        share = before.total.minor - line.total.minor
        # The nearest whole cent, the even one of two.
        assert share == round(exact)
        assert line.total.minor >= 0


@pytest.mark.parametrize(
    ("day", "refusal"),
    [(9, CouponNotYetValid), (10, None), (20, None), (21, CouponExpired)],
)
def test_a_coupon_is_good_from_its_first_day_to_its_last(
    day: int, refusal: type[Exception] | None
) -> None:
    limited = coupon(valid_from=july(10), valid_until=july(20))
    if refusal is None:
        limited.refuse_on(july(day))
        return

    with pytest.raises(refusal) as refused:
        limited.refuse_on(july(day))
    assert getattr(refused.value, "on") in {"2026-07-10", "2026-07-20"}  # noqa: B009


def test_a_coupon_without_days_is_good_on_any() -> None:
    coupon().refuse_on(july(1))


@pytest.mark.parametrize(
    ("used", "by_customer", "refused"),
    [(0, 0, False), (2, 0, False), (3, 0, True), (0, 1, False), (0, 2, True), (4, 2, True)],
)
def test_a_coupon_is_used_no_more_often_than_it_may_be(
    used: int, by_customer: int, *, refused: bool
) -> None:
    limited = coupon(uses_max=3, uses_per_customer=2, used=used)
    coupon(used=10**6).refuse_again(10**6)
    if not refused:
        limited.refuse_again(by_customer)
        return

    with pytest.raises(CouponUsedUp):
        limited.refuse_again(by_customer)


@given(coupons())
def test_a_use_that_is_given_back_was_never_there(known: Coupon) -> None:
    assert known.use().used == known.used + 1
    assert known.use().give_back() == known


def test_a_new_coupon_is_added_with_its_code() -> None:
    decision = decide_coupon(coupon(percent=None, amount=euro(5), valid_until=july(5)))

    coupons_added = [change.row for change in decision.changes if isinstance(change, Add)]
    assert [getattr(row, "id", None) for row in coupons_added] == ["c1", compared("ESTATE")]
    [happened] = decision.happened
    assert (happened.facts["amount"], happened.facts["percent"]) == (500, None)
    assert (happened.facts["valid_from"], happened.facts["valid_until"]) == (None, "2026-07-05")
    percent = decide_coupon(coupon(valid_from=july(2))).happened[0].facts
    assert (percent["percent"], percent["currency"]) == ("10", None)
    assert (percent["valid_from"], percent["valid_until"]) == ("2026-07-02", None)


@pytest.mark.parametrize("code", ["abc", " VIP-2026 ", "a" * 64, "1-2-3"])
def test_a_coupon_s_code_is_kept_as_it_is_shown(code: str) -> None:
    assert coupon_code(code, "code") == code.strip()


@pytest.mark.parametrize(
    "code",
    ["", "ab", "a-b", "a b c", "a" * 65, "è" * 5, 7, None, "019f1c43-4b00-7000-8000-000000000000"],
)
def test_what_is_no_code_is_refused(code: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        coupon_code(code, "code")
    assert refused.value.field == "code"


@pytest.mark.parametrize(
    ("given", "meant"),
    [("12.5", "12.50"), (100, "100.00"), (Decimal("0.01"), "0.01"), ("007", "7.00")],
)
def test_a_percentage_is_read_to_the_hundredth(given: object, meant: str) -> None:
    assert str(percentage(given, "percent")) == meant


@pytest.mark.parametrize(
    "given",
    [0, 101, -1, 2**64, "0", "100.01", "1.234", "1e1", "NaN", 12.5, True, None, Decimal("sNaN")],
)
def test_what_is_no_percentage_is_refused(given: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        percentage(given, "percent")
    assert refused.value.field == "percent"
