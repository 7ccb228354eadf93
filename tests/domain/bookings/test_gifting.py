"""Gift cards beside a sale: sold, let be spent, spent, and put back onto."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.bookings.gifting import NO_CARDS, GiftCards, MovingCards, named_by, together
from bookingcore.domain.sales.gift_card import GiftCard
from bookingcore.domain.sales.lines import gift_card_line
from bookingcore.domain.sales.payment import Method
from bookingcore.domain.sales.refund import RefundStatus
from bookingcore.domain.sales.sale import SaleLine
from bookingcore.domain.values.changes import Put
from bookingcore.domain.values.ids import CustomerId, GiftCardId, PaymentId, SaleId
from bookingcore.errors import GiftCardForGiftCard, GiftCardSold
from tests.domain.build import MARIA, at, euro, july, sale
from tests.domain.sales.test_gift_card import card
from tests.domain.takings import NOW, part, payment, refund

G1, G2 = GiftCardId("g1"), GiftCardId("g2")
FRESH = card(sale_id=None, active=False, purchaser_id=None)
BY_CARD = payment("m1", 20, method=Method.GIFT_CARD, gift_card_id=G1)


def moving(cards: GiftCards) -> MovingCards:
    return cards.moving(NOW, MARIA)


def written(cards: MovingCards) -> list[GiftCard]:
    rows = [change.row for change in cards.changes() if isinstance(change, Put)]
    return [row for row in rows if isinstance(row, GiftCard)]


@pytest.mark.parametrize(("price", "active"), [(50, False), (0, True)])
def test_what_is_sold_can_be_spent_at_once_only_where_nothing_is_due(
    price: int, active: bool
) -> None:
    cards = moving(GiftCards(sold=[FRESH]))
    cards.sell(sale(total=price))

    [after] = written(cards)
    assert (after.sale_id, after.purchaser_id, after.active) == ("sale", "anna", active)


def test_who_bought_it_stays_its_purchaser() -> None:
    cards = moving(GiftCards(sold=[card(sale_id=None, purchaser_id=CustomerId("ugo"))]))
    cards.sell(sale())

    assert [after.purchaser_id for after in written(cards)] == ["ugo"]


def test_it_is_sold_once() -> None:
    with pytest.raises(GiftCardSold) as refused:
        moving(GiftCards(sold=[card()])).sell(sale())

    assert refused.value.gift_card_id == G1


@pytest.mark.rule("A37")
def test_it_can_be_spent_once_its_sale_is_paid_and_never_once_that_was_undone() -> None:
    def after(**fields: Any) -> list[GiftCard]:
        cards = moving(GiftCards(sold=[card(active=False)]))
        cards.enable(sale(total=30, **fields))
        return written(cards)

    assert after(paid=29) == []
    assert after(paid=30) == [card()]
    assert after(paid=30, voided=True) == []


@pytest.mark.rule("A38")
def test_money_that_went_back_or_is_on_its_way_pays_for_no_card() -> None:
    def after(**sums: int) -> list[GiftCard]:
        money: dict[str, Any] = {name: euro(amount) for name, amount in sums.items()}
        cards = moving(GiftCards(sold=[card(active=False)]))
        cards.enable(evolve(sale(total=30), **money))
        return written(cards)

    assert after(paid=30, refunded=1) == []
    assert after(paid=60, refunded=30, refunding=30) == []
    assert after(paid=60, refunded=30) == [card()]
    # What is not asked for any more need not be there.
    assert after(paid=20, waived=10) == [card()]
    assert after(paid=20, waived=10, refunding=5) == []


def test_the_cards_of_another_sale_stay_as_they_are() -> None:
    cards = moving(GiftCards(sold=[card(active=False, sale_id=SaleId("other"))]))
    cards.enable(sale(paid=30))

    assert cards.changes() == []


def test_what_may_be_spent_already_is_not_written_again() -> None:
    cards = moving(GiftCards(sold=[card()]))
    cards.enable(sale(paid=30))

    assert cards.changes() == []


def test_it_pays_for_what_is_no_gift_card() -> None:
    cards = moving(GiftCards(others=[card()], on=july(1)))
    lines: tuple[SaleLine, ...] = (gift_card_line(card(id=G2)),)

    with pytest.raises(GiftCardForGiftCard):
        cards.spend(BY_CARD, sale(lines=lines))
    cards.spend(BY_CARD, sale())
    assert written(cards) == [card(remaining=euro(30), moves=2)]


def test_other_money_moves_no_gift_card() -> None:
    cards = moving(GiftCards(others=[card()]))
    cards.spend(payment(), sale())
    cards.put_back(refund("r1", part()))

    assert cards.changes() == []


def test_money_goes_back_onto_it_once_it_is_there() -> None:
    cards = moving(GiftCards(others=[card()]))
    on_card = part(method=Method.GIFT_CARD, gift_card_id=G1, amount=5)
    cards.put_back(refund("r1", on_card))
    assert written(cards) == [card(remaining=euro(55), moves=2)]

    waiting = moving(GiftCards(others=[card()]))
    pending = part(method=Method.GIFT_CARD, gift_card_id=G1, status=RefundStatus.PENDING)
    waiting.put_back(refund("r1", pending))
    assert waiting.changes() == []


def test_cards_of_several_sales_are_looked_at_together_on_the_latest_day() -> None:
    first = GiftCards(sold=[card(id=G2)], others=[card()], on=july(1))
    second = GiftCards(others=[card(id=GiftCardId("g3"))], on=july(2))

    assert together([first, second]) == GiftCards(
        sold=[card(id=G2)], others=[card(), card(id=GiftCardId("g3"))], on=july(2)
    )
    assert not moving(together([])).changes()
    assert (list(together([]).others), together([]).on) == ([], NO_CARDS.on)


def test_the_cards_of_payments_are_named_once_each() -> None:
    again = payment("m2", 5, method=Method.GIFT_CARD, gift_card_id=G1, at=at(11))
    other = payment("m3", 5, method=Method.GIFT_CARD, gift_card_id=G2)

    assert named_by([BY_CARD, payment("m4"), again, other]) == [G1, G2]
    assert BY_CARD.id == PaymentId("m1")
