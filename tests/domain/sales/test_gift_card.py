"""Gift cards: when they can be spent, who is named on them, what a bearer sees."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.sales.gift_card import GiftCard
from bookingcore.domain.values.ids import CustomerId, GiftCardId, SaleId
from bookingcore.errors import GiftCardEmpty, GiftCardExpired, GiftCardNotActive
from tests.domain.build import at, euro, july

ANNA, UGO = CustomerId("anna"), CustomerId("ugo")


def card(**fields: Any) -> GiftCard:
    row = GiftCard(
        id=GiftCardId("g1"),
        code="ABCD-EFGH-JKMN-PQRS",
        amount=euro(50),
        remaining=euro(50),
        moves=1,
        purchaser_id=ANNA,
        holder_id=UGO,
        sale_id=SaleId("sale"),
        issued_at=at(1),
        issued_by="staff:maria",
    )
    return evolve(row, **fields)


def test_it_is_spendable_to_its_last_day_inclusive() -> None:
    lasting = card(expires_on=july(7))

    assert lasting.spendable_on(july(7))
    assert not lasting.spendable_on(july(8))
    assert card().spendable_on(july(365))
    lasting.refuse_spending(july(7))
    with pytest.raises(GiftCardExpired) as refused:
        lasting.refuse_spending(july(8))
    assert (refused.value.gift_card_id, refused.value.on) == ("g1", "2026-07-07")


def test_it_is_not_spendable_before_it_is_paid_for() -> None:
    sold = card(active=False)

    assert not sold.spendable_on(july(1))
    with pytest.raises(GiftCardNotActive):
        sold.refuse_spending(july(1))


def test_an_empty_one_is_not_spendable() -> None:
    empty = card(remaining=euro(0))

    assert not empty.spendable_on(july(1))
    with pytest.raises(GiftCardEmpty):
        empty.refuse_spending(july(1))


def test_it_names_who_bought_it_and_who_holds_it() -> None:
    assert card().names(ANNA)
    assert card().names(UGO)
    assert not card().names(CustomerId("mia"))
    assert not card(purchaser_id=None, holder_id=None).names(ANNA)


def test_whoever_has_no_more_than_the_code_hears_of_nobody() -> None:
    seen = card().shown_to_bearer()

    assert seen == card(purchaser_id=None, holder_id=None, sale_id=None, issued_by="")


def test_the_code_is_no_part_of_how_it_shows_itself() -> None:
    assert "ABCD" not in repr(card())
