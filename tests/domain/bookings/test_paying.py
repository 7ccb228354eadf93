"""Taking money that is there: what is written, what is refused, what the last of it grants."""

from __future__ import annotations

import pytest
from attrs import evolve

from bookingcore.domain.bookings.gifting import GiftCards
from bookingcore.domain.bookings.paying import PaymentWish, decide_payment
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.sales.payment import ChargeStatus, Method
from bookingcore.domain.sales.sale import GrantOn, PaymentStatus
from bookingcore.domain.values.ids import BranchId, GiftCardId, PaymentId
from bookingcore.errors import GiftCardNotActive, InvalidInput, MoreThanDue, NothingDue
from tests.domain.build import MARIA, euro, july, sale
from tests.domain.sales.test_gift_card import card
from tests.domain.takings import NOW, Takings, cents, payment

G1 = GiftCardId("g1")


@pytest.mark.rule("002-12", "A37")
def test_everything_that_is_due_is_taken_unless_an_amount_is_given() -> None:
    takings = Takings()
    first, rest = takings.pay(euro(10)), takings.pay()

    assert (first.amount, rest.amount) == (euro(10), euro(20))
    assert takings.arrows == [
        (PaymentStatus.AWAITING_PAYMENT, PaymentStatus.PARTIALLY_PAID),
        (PaymentStatus.PARTIALLY_PAID, PaymentStatus.PAID),
    ]


@pytest.mark.parametrize("method", [Method.CASH, Method.CARD, Method.TRANSFER])
@pytest.mark.rule("002-07", "002-09")
def test_it_says_how_and_where_it_came(method: Method) -> None:
    wish = PaymentWish(
        id=PaymentId("m1"),
        amount=None,
        method=method,
        now=NOW,
        actor=MARIA,
        branch_id=BranchId("centro"),
        note="at the bar",
    )
    decision = decide_payment(wish, sale(branch_id=BranchId("mare")), Holdings())

    expected = payment(method=method, branch_id=BranchId("centro"), note="at the bar")
    assert decision.result[1] == expected
    [event] = decision.happened
    assert (event.subject, event.facts["method"], event.words) == ("sale", method.name, {})


def test_it_came_where_the_thing_was_sold_unless_said() -> None:
    wish = Takings().wish(None)
    _, taken = decide_payment(wish, sale(branch_id=BranchId("mare")), Holdings()).result

    assert taken.branch_id == "mare"


@pytest.mark.rule("A4")
def test_money_that_is_on_its_way_grants_nothing_and_can_be_paid_by_nobody_else() -> None:
    takings = Takings(grant_on=GrantOn.PAYMENT)
    asked = takings.charge(euro(20))

    with pytest.raises(MoreThanDue) as refused:
        takings.pay(euro("10.01"))
    assert refused.value.due == "10.00 EUR"
    takings.pay()
    with pytest.raises(NothingDue):
        takings.pay()
    assert takings.balances == {}

    takings.hear(asked.id, ChargeStatus.CAPTURED)
    assert takings.balance.remaining == 10
    assert takings.sale.granted


@pytest.mark.rule("A4")
def test_a_charge_that_fails_leaves_its_amount_to_be_paid() -> None:
    takings = Takings(grant_on=GrantOn.PAYMENT)
    takings.hear(takings.charge().id, ChargeStatus.FAILED)

    assert takings.pay().amount == euro(30)
    assert takings.balance.remaining == 10


@pytest.mark.parametrize("amount", [0, -1])
def test_a_provider_is_asked_for_more_than_nothing(amount: int) -> None:
    with pytest.raises(InvalidInput):
        Takings().charge(cents(amount))


def test_a_provider_is_asked_for_no_more_than_is_due() -> None:
    with pytest.raises(MoreThanDue):
        Takings().charge(euro("30.01"))


def test_a_sale_that_was_undone_is_paid_by_nobody() -> None:
    takings = Takings()
    takings.void()

    with pytest.raises(NothingDue) as refused:
        takings.pay()
    assert refused.value.payment_status == "VOIDED"


@pytest.mark.rule("004-25")
def test_a_gift_card_pays_with_what_is_on_it() -> None:
    wish = Takings().wish(euro(20), method=Method.GIFT_CARD, gift_card_id=G1)
    cards = GiftCards(others=[card()], on=july(10))
    _, taken = decide_payment(wish, sale(), Holdings(), cards).result
    changes = decide_payment(wish, sale(), Holdings(), cards).changes

    assert (taken.method, taken.gift_card_id) == (Method.GIFT_CARD, G1)
    rows = [getattr(change, "row", None) for change in changes]
    assert card(remaining=euro(30), moves=2) in rows


def test_a_gift_card_that_does_not_pay_leaves_no_payment() -> None:
    wish = Takings().wish(None, method=Method.GIFT_CARD, gift_card_id=G1)
    cards = GiftCards(others=[card(active=False)], on=july(10))

    with pytest.raises(GiftCardNotActive):
        decide_payment(wish, sale(), Holdings(), cards)


def test_a_gift_card_that_is_sold_can_be_spent_once_all_of_its_sale_is_paid() -> None:
    cards = GiftCards(sold=[card(active=False)], on=july(10))

    def spendable_after(amount: int) -> bool:
        wish = evolve(Takings().wish(euro(amount)))
        changes = decide_payment(wish, sale(), Holdings(), cards).changes
        return card(active=True) in [getattr(change, "row", None) for change in changes]

    assert (spendable_after(29), spendable_after(30)) == (False, True)
