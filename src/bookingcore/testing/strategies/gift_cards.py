"""Strategies for gift cards, their codes and their movements."""

from __future__ import annotations

from hypothesis import strategies as st

from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.gift_card import GiftCard, GiftCardMovement, GiftCardMovementKind
from bookingcore.domain.sales.gift_card_code import CODE_BITS, GiftCardCode, code_of, compared
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.ids import GiftCardId, PaymentId, RefundId
from bookingcore.testing.strategies.people import customers
from bookingcore.testing.strategies.values import (
    CURRENCIES,
    actors,
    days,
    ids,
    instants,
    money,
    or_any,
)


@st.composite
def gift_cards(
    draw: st.DrawFn, customer: Customer | None = None, sale: Sale | None = None
) -> GiftCard:
    """Gift cards of *customer*, or of anybody; bought, held, both or neither; some by *sale*."""
    owner = draw(or_any(customer, customers())).id
    currency, sold = draw(st.sampled_from(CURRENCIES)), draw(st.booleans()) and sale is not None
    return GiftCard(
        id=GiftCardId(draw(ids())),
        code=code_of(draw(st.integers(0, 2**CODE_BITS - 1))),
        amount=draw(money(currency, least=1)),
        remaining=draw(money(currency)),
        moves=draw(st.integers(1, 1_000)),
        purchaser_id=draw(st.none() | st.just(owner)),
        holder_id=draw(st.none() | st.just(owner)),
        expires_on=draw(st.none() | days()),
        sale_id=sale.id if sold and sale else None,
        active=not sold or draw(st.booleans()),
        issued_at=draw(instants()),
        issued_by=str(draw(actors())),
    )


@st.composite
def gift_card_codes(draw: st.DrawFn, card: GiftCard | None = None) -> GiftCardCode:
    """The code of *card*, or of any."""
    coded = draw(or_any(card, gift_cards()))
    return GiftCardCode(id=compared(coded.code), gift_card_id=coded.id)


@st.composite
def gift_card_movements(draw: st.DrawFn, card: GiftCard | None = None) -> GiftCardMovement:
    """Movements of *card*, or of any."""
    moved = draw(or_any(card, gift_cards()))
    kind = draw(st.sampled_from(GiftCardMovementKind))
    amount = draw(money(moved.amount.currency, least=1))
    gone = kind in {GiftCardMovementKind.SPENT, GiftCardMovementKind.VOIDED}
    spent, back = kind is GiftCardMovementKind.SPENT, kind is GiftCardMovementKind.REFUNDED
    return GiftCardMovement(
        gift_card_id=moved.id,
        no=draw(st.integers(1, 10_000)),
        kind=kind,
        amount=-amount if gone else amount,
        payment_id=PaymentId(draw(ids())) if spent else None,
        refund_id=RefundId(draw(ids())) if back else None,
        at=draw(instants()),
        by=str(draw(actors())),
    )


@st.composite
def issued(
    draw: st.DrawFn, customer: Customer, sale: Sale
) -> tuple[GiftCard, GiftCardCode, GiftCardMovement]:
    """A gift card with its code and one of its movements."""
    card = draw(gift_cards(customer, sale))
    return card, draw(gift_card_codes(card)), draw(gift_card_movements(card))
