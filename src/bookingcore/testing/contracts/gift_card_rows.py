"""Gift cards for the contracts: plain ones by number, full ones, and as they change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from attrs import evolve

from bookingcore.domain.sales.gift_card import GiftCard, GiftCardMovement, GiftCardMovementKind
from bookingcore.domain.sales.gift_card_code import GiftCardCode
from bookingcore.domain.values.actors import SYSTEM
from bookingcore.domain.values.ids import GiftCardId, PaymentId, RefundId
from bookingcore.domain.values.money import Money
from bookingcore.testing.contracts.rows import a_customer, a_sale, id_of, july

ANNA, BRUNO = a_customer(1).id, a_customer(2).id


def a_gift_card(number: int = 1, **fields: Any) -> GiftCard:
    """Fifty euros that the center gave to nobody it knows; no movement yet."""
    row = GiftCard(
        id=GiftCardId(id_of(GiftCard, number)),
        code=f"GIFT-CARD-{number:04}",
        amount=Money.of(50, "EUR"),
        remaining=Money.of(50, "EUR"),
        moves=0,
        issued_at=july(1, 8, number % 60),
        issued_by="staff:maria",
    )
    return evolve(row, **fields)


def a_gift_card_code(id: str = "G1FTCARD0001", card: int = 1) -> GiftCardCode:
    """The code of the gift card of that number."""
    return GiftCardCode(id=id, gift_card_id=a_gift_card(card).id)


def a_gift_card_movement(
    card: GiftCard, no: int, amount: str = "50.00", **fields: Any
) -> GiftCardMovement:
    """Money that came onto *card* when it was issued, or was voided."""
    money = Money.of(amount, card.amount.currency)
    kinds = GiftCardMovementKind
    row = GiftCardMovement(
        gift_card_id=card.id,
        no=no,
        kind=kinds.VOIDED if money.is_negative else kinds.ISSUED,
        amount=money,
        at=july(1, 10, no % 60),
        by="staff:maria",
    )
    return evolve(row, **fields)


CARD = a_gift_card(
    2,
    code="Anna-" * 12 + "2026",
    amount=Money(minor=2**62, currency="JPY"),
    remaining=Money(minor=2**53 + 1, currency="JPY"),
    moves=12,
    purchaser_id=ANNA,
    holder_id=BRUNO,
    expires_on=date(9998, 12, 31),
    sale_id=a_sale().id,
    active=False,
    issued_at=july(1, 0, 0, 1),
    issued_by=str(SYSTEM),
)

REFERRED = (a_gift_card(),)
"""What the rows below refer to."""

FULL: Sequence[Any] = (
    CARD,
    a_gift_card_code("0" * 64),
    a_gift_card_movement(
        a_gift_card(),
        1,
        "-0.01",
        kind=GiftCardMovementKind.SPENT,
        payment_id=PaymentId(a_sale().id),
        at=july(1, 1, 1, 1),
        by="system",
    ),
    a_gift_card_movement(
        a_gift_card(),
        2,
        kind=GiftCardMovementKind.REFUNDED,
        refund_id=RefundId(a_sale().id),
    ),
)

BARE: Sequence[Any] = (a_gift_card(2), a_gift_card_movement(a_gift_card(), 1))

PUT: Sequence[tuple[Any, Any]] = (
    (
        evolve(CARD, remaining=CARD.amount, moves=1, purchaser_id=None, sale_id=None),
        CARD,
    ),
    (CARD, evolve(CARD, holder_id=None, expires_on=None, active=True)),
)
