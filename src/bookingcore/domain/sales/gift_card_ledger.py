"""Writing to the ledgers of gift cards: each movement numbered, each sum kept beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import evolve
from pendulum import DateTime

from bookingcore.domain.sales.gift_card import GiftCard, GiftCardMovement, GiftCardMovementKind
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.changes import Add, Change, Put
from bookingcore.domain.values.ids import GiftCardId, PaymentId, RefundId
from bookingcore.domain.values.money import Money
from bookingcore.errors import GiftCardEmpty, MoreThanOnCard


class GiftCardLedger:
    """The ledgers of some gift cards while a decision is being made.

    Movements are appended, the cards follow, and `changes()` tells what to write: each card once,
    however often it moved. Whoever writes holds the locks of the cards.
    """

    def __init__(self, cards: Iterable[GiftCard], *, on: date, at: DateTime, by: Actor) -> None:
        """*on* is the local date of the center at the instant *at*."""
        self._cards = {card.id: card for card in cards}
        self._new: set[GiftCardId] = set()
        self._changed: dict[GiftCardId, None] = {}
        self._movements: list[GiftCardMovement] = []
        self._on = on
        self._at = at
        self._by = str(by)

    @property
    def movements(self) -> tuple[GiftCardMovement, ...]:
        """The movements that were appended, in their order."""
        return tuple(self._movements)

    def card(self, id: GiftCardId) -> GiftCard:
        """The card *id* as it stands now."""
        return self._cards[id]

    def issue(self, card: GiftCard) -> None:
        """Open the ledger of a new *card* with its amount."""
        self._new.add(card.id)
        empty = Money.zero(card.amount.currency)
        self._cards[card.id] = evolve(card, remaining=empty, moves=0)
        self._move(card.id, GiftCardMovementKind.ISSUED, card.amount)

    def replace(self, card: GiftCard) -> None:
        """Take over a change of *card* that moves no money."""
        self._cards[card.id] = card
        self._changed[card.id] = None

    def spend(self, id: GiftCardId, payment: PaymentId, amount: Money) -> None:
        """Take *amount*, more than zero, from a card for *payment*.

        Raises:
            GiftCardNotActive: the sale of the card is not paid.
            GiftCardExpired: its last day is over.
            GiftCardEmpty: nothing is left.
            MoreThanOnCard: less is left.
            CurrencyMismatch: it holds money of another currency.
        """
        self._cards[id].refuse_spending(self._on)
        self._move(id, GiftCardMovementKind.SPENT, -amount, payment=payment)

    def put_back(self, id: GiftCardId, refund: RefundId, amount: Money) -> None:
        """Put *amount*, more than zero, onto a card with *refund*.

        Whatever its state: money that is owed is not lost. Its last day stays (see A14).

        Raises:
            CurrencyMismatch: it holds money of another currency.
        """
        self._move(id, GiftCardMovementKind.REFUNDED, amount, refund=refund)

    def void(self, id: GiftCardId, amount: Money | None = None) -> Money:
        """Take *amount*, more than zero, off a card for good; None for all that is left.

        Returns:
            What was taken.

        Raises:
            GiftCardEmpty: nothing is left.
            MoreThanOnCard: less is left.
            CurrencyMismatch: it holds money of another currency.
        """
        remaining = self._cards[id].remaining
        if remaining.is_zero:
            raise GiftCardEmpty(id)
        taken = remaining if amount is None else amount
        self._move(id, GiftCardMovementKind.VOIDED, -taken)
        return taken

    def changes(self) -> list[Change]:
        """The cards that changed, then their movements."""
        rows = [self._cards[id] for id in self._changed]
        cards: list[Change] = [Add(row) if row.id in self._new else Put(row) for row in rows]
        return cards + [Add(movement) for movement in self._movements]

    def _move(
        self,
        id: GiftCardId,
        kind: GiftCardMovementKind,
        amount: Money,
        *,
        payment: PaymentId | None = None,
        refund: RefundId | None = None,
    ) -> None:
        before = self._cards[id]
        remaining = before.remaining + amount
        if remaining.is_negative:
            raise MoreThanOnCard(id, str(-amount), str(before.remaining))
        after = evolve(before, remaining=remaining, moves=before.moves + 1)
        self.replace(after)
        self._movements.append(
            GiftCardMovement(
                gift_card_id=id,
                no=after.moves,
                kind=kind,
                amount=amount,
                payment_id=payment,
                refund_id=refund,
                at=self._at,
                by=self._by,
            )
        )
