"""Giving gift cards out, handing them on, and taking back what is left."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.customers.customer import CustomerStatus
from bookingcore.domain.sales.gift_card import GiftCard, GiftCardMovement
from bookingcore.domain.sales.gift_card_code import GiftCardCode
from bookingcore.domain.sales.gift_card_ledger import GiftCardLedger
from bookingcore.domain.sales.giving import (
    GiftCardWish,
    decide_gift_card,
    decide_gift_card_edit,
    decide_gift_card_voiding,
)
from bookingcore.domain.values.changes import Add, Decision, Put
from bookingcore.domain.values.ids import GiftCardId, SaleId
from bookingcore.errors import CustomerNotActive, GiftCardEmpty
from tests.domain.build import MARIA, at, customer, euro, july
from tests.domain.sales.test_gift_card import card

G1 = GiftCardId("g1")


def issued(**fields: Any) -> Decision[GiftCard]:
    wish = GiftCardWish(id=G1, code="Natale-2026", amount=euro(50))
    return decide_gift_card(evolve(wish, **fields), on=july(1), now=at(1), actor=MARIA)


def test_a_gift_card_comes_with_its_code_and_its_first_movement() -> None:
    decision = issued(purchaser=customer("anna"), holder=customer("ugo"), expires_on=july(31))

    given = decision.result
    assert (given.remaining, given.moves, given.active) == (euro(50), 1, True)
    written, movement, code, *guards = decision.changes
    assert written == Add(given)
    assert isinstance(movement, Add)
    assert isinstance(movement.row, GiftCardMovement)
    assert code == Add(GiftCardCode(id="NATA1E2026", gift_card_id=G1))
    assert guards == [Put(customer("anna")), Put(customer("ugo"))]
    [happened] = decision.happened
    assert (happened.subject, happened.customer_id, happened.stream) == (G1, None, G1)
    assert happened.facts == {
        "amount": 5_000,
        "currency": "EUR",
        "expires_on": "2026-07-31",
        "sold": False,
    }


def test_who_buys_for_themselves_is_guarded_once() -> None:
    anna = customer("anna")

    assert issued(purchaser=anna, holder=anna).changes[3:] == [Put(anna)]
    assert issued().changes[3:] == []


def test_one_that_is_sold_is_not_active_yet() -> None:
    decision = issued(sale_id=SaleId("s1"))

    assert not decision.result.active
    assert decision.happened[0].facts["sold"] is True
    assert decision.happened[0].facts["expires_on"] is None


@pytest.mark.parametrize("whose", ["purchaser", "holder"])
@pytest.mark.parametrize("status", set(CustomerStatus) - {CustomerStatus.ACTIVE})
def test_who_is_not_registered_any_more_is_refused(whose: str, status: CustomerStatus) -> None:
    gone = customer("mia", status=status)

    with pytest.raises(CustomerNotActive):
        issued(**{whose: gone})
    with pytest.raises(CustomerNotActive):
        decide_gift_card_edit(card(), card(holder_id=gone.id), gone)


def test_an_edit_says_what_was_and_what_is() -> None:
    mia = customer("mia")
    after = card(holder_id=mia.id, expires_on=july(31))

    decision = decide_gift_card_edit(card(), after, mia)

    assert (decision.result, decision.changes) == (after, [Put(after), Put(mia)])
    assert decision.happened[0].facts == {
        "holder_before": "ugo",
        "holder": "mia",
        "expires_before": None,
        "expires_on": "2026-07-31",
    }
    assert decide_gift_card_edit(card(), after, None).changes == [Put(after)]


def test_an_edit_of_nothing_writes_nothing() -> None:
    decision = decide_gift_card_edit(card(), card(), customer("ugo"))

    assert (decision.changes, decision.happened) == ((), ())


@pytest.mark.parametrize("comment", ["", "perduta"])
def test_voiding_takes_all_that_is_left(comment: str) -> None:
    ledger = GiftCardLedger([card(remaining=euro(30))], on=july(1), at=at(1), by=MARIA)

    decision = decide_gift_card_voiding(ledger, G1, comment)

    assert decision.result.remaining.is_zero
    assert decision.changes == ledger.changes()
    [happened] = decision.happened
    assert happened.facts == {"amount": 3_000, "currency": "EUR"}
    assert happened.words == ({"comment": comment} if comment else {})
    with pytest.raises(GiftCardEmpty):
        decide_gift_card_voiding(ledger, G1, comment)
