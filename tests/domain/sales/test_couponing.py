"""Having coupons, and counting their uses with the sales that they make cheaper."""

from __future__ import annotations

from bookingcore.domain.sales.coupon import CouponCode
from bookingcore.domain.sales.couponing import decide_coupon, with_use, without_use
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.changes import Add, Decision, Put
from bookingcore.domain.values.events import FACTS, EventKind
from tests.domain.build import euro, july, sale
from tests.domain.sales.test_coupon import coupon

SOLD: Decision[Sale] = Decision(result=sale(), changes=[Add(sale())], happened=[])
VOIDED: Decision[Sale] = Decision(result=sale(), changes=[Put(sale())], happened=[])


def test_a_new_coupon_takes_its_code() -> None:
    decision = decide_coupon(coupon())

    assert decision.changes == [
        Add(coupon()),
        Add(CouponCode(id="ESTATE", coupon_id=coupon().id)),
    ]
    [event] = decision.happened
    assert event.kind is EventKind.COUPON_ADDED
    assert set(event.facts) == FACTS[event.kind]
    assert (event.facts["percent"], event.facts["amount"]) == ("10", None)
    assert (event.facts["valid_from"], event.facts["valid_until"]) == (None, None)


def test_history_tells_the_amount_and_the_days_of_one_that_has_them() -> None:
    of = coupon(percent=None, amount=euro(5), valid_from=july(1), valid_until=july(31))
    [event] = decide_coupon(of).happened

    assert (event.facts["percent"], event.facts["amount"], event.facts["currency"]) == (
        None,
        500,
        "EUR",
    )
    assert (event.facts["valid_from"], event.facts["valid_until"]) == ("2026-07-01", "2026-07-31")


def test_each_sale_that_it_makes_cheaper_is_one_more_use() -> None:
    decision = with_use(coupon(used=2), SOLD)

    assert decision.changes == [Add(sale()), Put(coupon(used=3))]
    [event] = decision.happened
    assert (event.kind, event.subject) == (EventKind.COUPON_USED, "sale")
    assert event.facts == {"coupon": "c1", "used": 3}


def test_a_sale_that_is_undone_gives_its_use_back_once() -> None:
    decision = without_use(coupon(used=3), VOIDED)

    assert decision.changes == [Put(sale()), Put(coupon(used=2))]
    assert decision.happened[0].kind is EventKind.COUPON_GIVEN_BACK
    again: Decision[Sale] = Decision(result=sale(), changes=(), happened=())
    assert without_use(coupon(used=2), again) is again


def test_without_a_coupon_nothing_is_counted() -> None:
    assert with_use(None, SOLD) is SOLD
    assert without_use(None, VOIDED) is VOIDED
