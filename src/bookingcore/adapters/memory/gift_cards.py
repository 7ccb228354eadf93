"""What the questions about gift cards find: their ledgers, and sums taken from these."""

from __future__ import annotations

from collections.abc import Iterable

from bookingcore.adapters.memory.books import Books
from bookingcore.domain.bookings.gift_card_audit import GiftCardSum
from bookingcore.domain.sales.gift_card import GiftCardMovement, GiftCardMovementKind
from bookingcore.ports.gift_cards import GiftCardMovementsOf, GiftCardSumsPage


def gift_card_movements(books: Books, asked: GiftCardMovementsOf) -> Iterable[GiftCardMovement]:
    """The ledger of a gift card."""
    keys = books.gift_card_movements_of.of(asked.gift_card_id)
    return books.gift_card_movements.picked(sorted(keys))


def gift_card_sums(books: Books, asked: GiftCardSumsPage) -> Iterable[GiftCardSum]:
    """What gift cards say, beside their ledgers."""
    for card in books.gift_cards.page(asked.after, asked.limit):
        ledger = list(gift_card_movements(books, GiftCardMovementsOf(card.id)))
        issued = [each for each in ledger if each.kind is GiftCardMovementKind.ISSUED]
        yield GiftCardSum(
            gift_card_id=card.id,
            amount=card.amount.minor,
            remaining=card.remaining.minor,
            moves=card.moves,
            issued=sum(each.amount.minor for each in issued),
            moved=sum(each.amount.minor for each in ledger),
            movements=len(ledger),
            last_no=max((each.no for each in ledger), default=0),
            currencies=len({card.amount.currency, *(each.amount.currency for each in ledger)}),
        )
