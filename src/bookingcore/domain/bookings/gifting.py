"""The gift cards that a sale has to do with: those that it sells, that pay for it, or get money.

A card that is sold can be spent once its sale is paid, and no longer once that was undone. It
never pays for another gift card.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.domain.sales.gift_card import GiftCard
from bookingcore.domain.sales.gift_card_ledger import GiftCardLedger
from bookingcore.domain.sales.payment import Payment
from bookingcore.domain.sales.refund import Refund, RefundPart, RefundStatus
from bookingcore.domain.sales.sale import LineKind, Sale
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.changes import Change
from bookingcore.domain.values.ids import GiftCardId
from bookingcore.domain.values.money import Money
from bookingcore.errors import GiftCardForGiftCard, GiftCardNotReturnable, GiftCardSold


@frozen(kw_only=True)
class GiftCards:
    """The gift cards of a decision, each locked.

    Attributes:
        sold: those that the sale sells.
        others: those that pay, or that money goes back onto.
        on: the local date of the center, on which they must be valid.
    """

    sold: Sequence[GiftCard] = ()
    others: Sequence[GiftCard] = ()
    on: date = date.min

    def moving(self, now: DateTime, actor: Actor) -> MovingCards:
        """The cards while the decision is being made."""
        return MovingCards(self, now, actor)


NO_CARDS = GiftCards()
"""For a sale that has to do with none."""


def together(cards: Iterable[GiftCards]) -> GiftCards:
    """The gift cards that several sales sell, and that money of theirs goes back onto."""
    known = list(cards)
    return GiftCards(
        sold=[card for each in known for card in each.sold],
        others=[card for each in known for card in each.others],
        on=max((each.on for each in known), default=date.min),
    )


class MovingCards:
    """Gift cards while a decision is being made: what is spent, put back, sold and undone."""

    def __init__(self, cards: GiftCards, now: DateTime, actor: Actor) -> None:
        self._sold = [card.id for card in cards.sold]
        known = {card.id: card for card in (*cards.sold, *cards.others)}
        self._ledger = GiftCardLedger(known.values(), on=cards.on, at=now, by=actor)

    def changes(self) -> list[Change]:
        """The cards that changed, with their movements."""
        return self._ledger.changes()

    def sell(self, sale: Sale) -> None:
        """Say which *sale* sells the cards, and whom to; they can be spent once it is paid.

        Raises:
            GiftCardSold: another sale sells one of them.
        """
        for card in map(self._ledger.card, self._sold):
            if card.sale_id is not None:
                raise GiftCardSold(card.id)
            buyer = card.purchaser_id or sale.customer_id
            after = evolve(card, sale_id=sale.id, purchaser_id=buyer, active=sale.due.is_zero)
            self._ledger.replace(after)

    def enable(self, sale: Sale) -> None:
        """Let the cards that *sale* sold be spent, once nothing is due and its money is here.

        Money that came in and went back, or is on its way back, pays for no card.
        """
        kept = sale.refundable >= sale.total - sale.waived
        if sale.due.is_zero and kept and not sale.voided:
            self._let(active=True, of=sale)

    def disable(self, sale: Sale) -> None:
        """Let the cards that *sale* sold not be spent any more."""
        self._let(active=False, of=sale)

    def spend(self, payment: Payment, sale: Sale) -> None:
        """Take a *payment* from the card that it names.

        Raises:
            GiftCardForGiftCard: the *sale* sells gift cards.
            GiftCardNotActive, GiftCardExpired, GiftCardEmpty, MoreThanOnCard: the card does not
                hold that money now.
        """
        if payment.gift_card_id is None:
            return
        if any(sale.lines_of(LineKind.GIFT_CARD)):
            raise GiftCardForGiftCard(payment.gift_card_id, sale.id)
        self._ledger.spend(payment.gift_card_id, payment.id, payment.amount)

    def put_back(self, refund: Refund) -> None:
        """Put the parts of a *refund* that go to gift cards onto them."""
        for part in refund.parts:
            if part.gift_card_id is not None and _is_there(part):
                self._ledger.put_back(part.gift_card_id, refund.id, part.amount)

    def refuse_spent(self, sale: Sale, back: Money) -> None:
        """Refuse to give money back for cards that were spent, or for a part of what sold them.

        Raises:
            GiftCardNotReturnable: a card was spent, or not all of the sale goes back.
        """
        for card in map(self._ledger.card, self._sold):
            if card.remaining != card.amount or back != sale.total:
                raise GiftCardNotReturnable(card.id)

    def _let(self, *, active: bool, of: Sale) -> None:
        for card in map(self._ledger.card, self._sold):
            if card.sale_id == of.id and card.active is not active:
                self._ledger.replace(evolve(card, active=active))


def _is_there(part: RefundPart) -> bool:
    return part.status is RefundStatus.DONE


def named_by(payments: Iterable[Payment]) -> list[GiftCardId]:
    """The gift cards that *payments* were taken from: each once."""
    ids = (payment.gift_card_id for payment in payments)
    return list(dict.fromkeys(id for id in ids if id is not None))
