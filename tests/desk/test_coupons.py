"""Coupons at the desk (002-21, 002-27), on every store."""

from __future__ import annotations

from typing import Any

import pytest

from bookingcore import (
    Coupon,
    CouponCodeTaken,
    CouponExpired,
    CouponNotForThis,
    CouponNotYetValid,
    CouponUsedUp,
    CurrencyMismatch,
    Desk,
    EventKind,
    InvalidInput,
    Line,
    Money,
    NotAllowed,
    Unknown,
)
from bookingcore.testing import FrozenClock
from tests.desk.studio import Studio


@pytest.fixture
def studio(desk: Desk) -> Studio:
    return Studio(desk)


def coupon(desk: Desk, code: str = "ESTATE", **fields: Any) -> Coupon:
    """A tenth off, unless other things are said."""
    off = {} if fields.keys() & {"amount", "percent"} else {"percent": 10}
    return desk.catalog.add_coupon(code, **{"name": "Estate", **off, **fields})


def used(desk: Desk) -> list[int]:
    """How often each coupon was used."""
    return [each.used for each in desk.catalog.coupons()]


@pytest.mark.rule("002-27")
def test_a_coupon_makes_a_sale_cheaper(studio: Studio) -> None:
    """By its code, however it is typed, by its id, or by itself."""
    desk, made = studio.desk, coupon(studio.desk, "Estate-10")
    for given in (made, made.id, "ESTATE 10", "estate-1o"):
        sale = desk.sales.sell(studio.anna, studio.pass_physio, coupon=given)
        assert (str(sale.total), sale.coupon_id) == ("36.00 EUR", made.id)
        assert desk.sales.get(sale) == sale

    assert used(desk) == [4]
    assert desk.verify() == ()


@pytest.mark.rule("002-27")
def test_an_amount_is_taken_off_the_lines_it_is_for(studio: Studio) -> None:
    desk = studio.desk
    yoga = studio.plan(studio.yoga, price="10.00")
    physio = studio.booked("2026-07-02T18:00")
    made = coupon(desk, amount="15.00", plans=(yoga,), services=(studio.physio,))
    card = desk.gift_cards.issue("50.00")

    sale = desk.sales.sell(
        studio.anna, yoga, Line(booking=physio, price="20.00"), card, coupon=made
    )

    assert [str(line.discount) for line in sale.lines] == ["5.00 EUR", "10.00 EUR", "0.00 EUR"]
    assert str(sale.total) == "65.00 EUR"


def test_a_coupon_that_is_for_nothing_sold_is_refused(studio: Studio) -> None:
    desk, made = studio.desk, coupon(studio.desk, services=(studio.yoga,))

    with pytest.raises(CouponNotForThis):
        desk.sales.sell(studio.anna, studio.pass_physio, coupon=made)
    with pytest.raises(CouponNotForThis):
        desk.sales.sell(studio.anna, desk.gift_cards.issue("50.00"), coupon=coupon(desk, "TUTTO"))
    assert used(desk) == [0, 0]
    assert desk.sales.of(studio.anna) == ()


@pytest.mark.rule("002-27")
def test_a_coupon_is_good_on_its_days_by_the_center_s_clocks(
    studio: Studio, clock: FrozenClock
) -> None:
    desk = studio.desk
    made = coupon(desk, valid_from="2026-07-02", valid_until="2026-07-03")

    def sell() -> object:
        return desk.sales.sell(studio.anna, studio.pass_physio, coupon=made)

    clock.move_to("2026-07-01T23:59:59+02:00")
    with pytest.raises(CouponNotYetValid) as early:
        sell()
    clock.move_to("2026-07-02T00:00:00+02:00")
    sell()
    clock.move_to("2026-07-03T23:59:59+02:00")
    sell()
    clock.move_to("2026-07-04T00:00:00+02:00")
    with pytest.raises(CouponExpired) as late:
        sell()

    assert (early.value.on, late.value.on) == ("2026-07-02", "2026-07-03")
    assert used(desk) == [2]


@pytest.mark.rule("002-27")
def test_a_coupon_is_used_up(studio: Studio) -> None:
    """By everybody together, and by each customer; voiding the sale gives the use back."""
    desk, ugo = studio.desk, studio.desk.customers.register(name="Ugo")
    made = coupon(desk, uses_max=2, uses_per_customer=1)
    first = desk.sales.sell(studio.anna, studio.pass_physio, coupon=made)

    with pytest.raises(CouponUsedUp):
        desk.sales.sell(studio.anna, studio.pass_physio, coupon=made)
    desk.sales.sell(ugo, studio.pass_physio, coupon=made)
    with pytest.raises(CouponUsedUp):
        desk.sales.sell(desk.customers.register(name="Mia"), studio.pass_physio, coupon=made)
    desk.sales.void(first, reason="by mistake")
    desk.sales.void(first, reason="again")
    assert used(desk) == [1]
    desk.sales.sell(studio.anna, studio.pass_physio, coupon=made)

    assert used(desk) == [2]
    assert desk.verify() == ()
    kinds = [event.kind for event in desk.history(first)]
    assert kinds.count(EventKind.COUPON_USED) == kinds.count(EventKind.COUPON_GIVEN_BACK) == 1


def test_a_coupon_s_code_is_one_coupon_s(desk: Desk) -> None:
    made = coupon(desk, "Estate-10", key="k1")

    for taken in ("estate-10", "ESTATE10", "ESTATE-1O", "e-s-t-a-t-e-l-0"):
        with pytest.raises(CouponCodeTaken) as refused:
            coupon(desk, taken)
        assert refused.value.coupon_code == taken
    assert coupon(desk.at("torino"), "ESTATE-10").code == "ESTATE-10"
    assert coupon(desk, "Estate-10", key="k1") == made
    assert desk.catalog.coupons() == (made,)


def test_a_coupon_comes_back_as_it_was_made(studio: Studio) -> None:
    desk = studio.desk
    made = coupon(
        desk,
        " Estate-26 ",
        name="Estate",
        percent="12.5",
        plans=[studio.pass_physio, studio.pass_physio.id],
        services=[studio.yoga],
        valid_from="2026-07-01",
        valid_until="2026-07-01",
        uses_max=1_000_000,
        uses_per_customer=3,
    )

    assert (made.code, str(made.percent), made.plans) == (
        "Estate-26",
        "12.50",
        (studio.pass_physio.id,),
    )
    assert desk.catalog.coupons() == (made,)
    assert [event.kind for event in desk.history(made)] == [EventKind.COUPON_ADDED]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"code": "no"}, "code"),
        ({"name": ""}, "name"),
        ({"percent": 10, "amount": 5}, "percent"),
        ({"percent": None}, "percent"),
        ({"percent": 101}, "percent"),
        ({"amount": 0}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"plans": "abc"}, "plans"),
        ({"plans": (7,)}, "plans"),
        ({"services": (7,)}, "services"),
        ({"valid_from": "2026-07-02", "valid_until": "2026-07-01"}, "valid_until"),
        ({"uses_max": 0}, "uses_max"),
        ({"uses_per_customer": 1.5}, "uses_per_customer"),
    ],
)
def test_what_is_no_coupon_is_refused(desk: Desk, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        coupon(desk, **fields)
    assert refused.value.field == field
    assert desk.catalog.coupons() == ()


def test_what_a_coupon_names_must_be_here(desk: Desk) -> None:
    unknown: list[dict[str, Any]] = [{"plans": ("nothing",)}, {"services": ("nothing",)}]
    for fields in unknown:
        with pytest.raises(Unknown):
            coupon(desk, **fields)
    with pytest.raises(CurrencyMismatch):
        coupon(desk, amount=Money.of(5, "CHF"))


@pytest.mark.parametrize("given", [7, None.__class__, b"ESTATE", object()])
def test_what_is_no_code_is_refused_by_a_sale(studio: Studio, given: Any) -> None:
    with pytest.raises(InvalidInput):
        studio.desk.sales.sell(studio.anna, studio.pass_physio, coupon=given)


@pytest.mark.parametrize("given", ["NATALE", "", "x" * 300, "è", "-"])
def test_a_code_that_no_coupon_has_is_unknown(studio: Studio, given: str) -> None:
    coupon(studio.desk)
    with pytest.raises(Unknown) as refused:
        studio.desk.sales.sell(studio.anna, studio.pass_physio, coupon=given)
    assert refused.value.kind == "coupon"


def test_the_codes_of_coupons_are_for_staff(studio: Studio) -> None:
    with pytest.raises(NotAllowed):
        studio.desk.by(studio.anna).catalog.coupons()
