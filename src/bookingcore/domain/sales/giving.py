"""Giving out gift cards, handing them on, extending them, taking back what is left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.sales.gift_card import GiftCard
from bookingcore.domain.sales.gift_card_code import GiftCardCode, compared
from bookingcore.domain.sales.gift_card_ledger import GiftCardLedger
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.changes import Add, Change, Decision, Put
from bookingcore.domain.values.events import EventKind, Fact, Happened
from bookingcore.domain.values.ids import CustomerId, GiftCardId, SaleId
from bookingcore.domain.values.money import Money
from bookingcore.errors import CustomerNotActive


@frozen(kw_only=True)
class GiftCardWish:
    """A gift card that is to be issued.

    Attributes:
        code: as it is shown; no other card of the center has it.
        amount: more than zero, in the center's currency.
        purchaser, holder: their cards; None for nobody known.
        expires_on: its last day, inclusive; None for ever.
        sale_id: the sale that sells it; None where the center gives it.
    """

    id: GiftCardId
    code: str
    amount: Money
    purchaser: Customer | None = None
    holder: Customer | None = None
    expires_on: date | None = None
    sale_id: SaleId | None = None


def decide_gift_card(
    wish: GiftCardWish, *, on: date, now: DateTime, actor: Actor
) -> Decision[GiftCard]:
    """Issue a gift card: one that is sold can be spent only once its sale is paid.

    Raises:
        CustomerNotActive: purchaser or holder are not registered here any more.
    """
    people = [each for each in (wish.purchaser, wish.holder) if each is not None]
    ledger = GiftCardLedger((), on=on, at=now, by=actor)
    ledger.issue(_new(wish, now, actor))
    card = ledger.card(wish.id)
    taken = GiftCardCode(id=compared(card.code), gift_card_id=card.id)
    happened = _event(
        EventKind.GIFT_CARD_ISSUED,
        card,
        **_amount(card.amount),
        expires_on=_told(card.expires_on),
        sold=card.sale_id is not None,
    )
    return Decision(
        result=card,
        changes=[*ledger.changes(), Add(taken), *still_there(people)],
        happened=[happened],
    )


def still_there(people: Iterable[Customer]) -> list[Change]:
    """What loses a guard when one of *people* is merged or erased meanwhile.

    A gift card names two customers and is numbered by itself, so nobody's card is locked for it.

    Raises:
        CustomerNotActive: one of them is not registered here any more.
    """
    cards = {card.id: card for card in people}
    for card in cards.values():
        if card.status is not CustomerStatus.ACTIVE:
            raise CustomerNotActive(card.id, card.status.name)
    # In the one order that all keep: two commands about the same two would wait for each other.
    return [Put(cards[id]) for id in sorted(cards)]


def decide_gift_card_edit(
    before: GiftCard, after: GiftCard, holder: Customer | None
) -> Decision[GiftCard]:
    """Write *before* over with *after*; *holder* is its new holder's card, where it has one.

    Raises:
        CustomerNotActive: the new holder is not registered here any more.
    """
    if after == before:
        return Decision(result=before, changes=(), happened=())
    happened = _event(
        EventKind.GIFT_CARD_CHANGED,
        after,
        holder_before=before.holder_id,
        holder=after.holder_id,
        expires_before=_told(before.expires_on),
        expires_on=_told(after.expires_on),
    )
    people = [] if holder is None else [holder]
    return Decision(result=after, changes=[Put(after), *still_there(people)], happened=[happened])


def decide_gift_card_voiding(
    ledger: GiftCardLedger, id: GiftCardId, comment: str
) -> Decision[GiftCard]:
    """Take all that is left off a gift card, for good.

    Raises:
        GiftCardEmpty: nothing is left.
    """
    taken = ledger.void(id)
    card = ledger.card(id)
    happened = evolve(
        _event(EventKind.GIFT_CARD_VOIDED, card, **_amount(taken)),
        words={"comment": comment} if comment else {},
    )
    return Decision(result=card, changes=ledger.changes(), happened=[happened])


def _new(wish: GiftCardWish, now: DateTime, actor: Actor) -> GiftCard:
    return GiftCard(
        id=wish.id,
        code=wish.code,
        amount=wish.amount,
        remaining=wish.amount,
        moves=0,
        purchaser_id=_id(wish.purchaser),
        holder_id=_id(wish.holder),
        expires_on=wish.expires_on,
        sale_id=wish.sale_id,
        active=wish.sale_id is None,
        issued_at=now,
        issued_by=str(actor),
    )


def _id(customer: Customer | None) -> CustomerId | None:
    return None if customer is None else customer.id


def _told(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _amount(money: Money) -> dict[str, Fact]:
    return {"amount": money.minor, "currency": money.currency}


def _event(kind: EventKind, card: GiftCard, **facts: Fact) -> Happened:
    """An event of the card's own history: it belongs to nobody's, for it names two people."""
    return Happened(kind=kind, subject=card.id, facts=facts)
