"""The double-entry check of `verify()` on money: gift cards move with payments and refunds."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from bookingcore.domain.bookings.audit import Fault
from bookingcore.domain.values.ids import GiftCardId, PaymentId, RefundId


@frozen(kw_only=True)
class CardPaired:
    """The ledger of a gift card, beside the payments, refunds and the line that stand against it.

    Attributes:
        misplaced: how many movements issue it and are not its first one, or the other way round.
        unpaid: how many movements spend money of it for no payment by it of that amount, or for
            one that another movement was for.
        unrefunded: how many movements put money onto it otherwise than the parts of a refund do.
        sold: whether it says that a sale sells it.
        lines: how many lines of that sale sell it.
    """

    gift_card_id: GiftCardId
    misplaced: int
    unpaid: int
    unrefunded: int
    sold: bool
    lines: int

    def faults(self) -> Iterator[Fault]:
        """P4: what came onto it and went from it went from somewhere, and came there."""
        if self.misplaced:
            yield self._fault("was not issued by its first movement, and by no other one")
        if self.unpaid:
            yield self._fault(f"has {self.unpaid} movements that spent money for no payment by it")
        if self.unrefunded:
            yield self._fault(f"has {self.unrefunded} movements that no part of a refund is like")
        if self.sold and self.lines != 1:
            yield self._fault(f"names a sale of which {self.lines} lines sell it")

    def _fault(self, sentence: str) -> Fault:
        return Fault("P4", self.gift_card_id, sentence)


@frozen(kw_only=True)
class PaymentPaired:
    """A payment, beside its sale and the gift card that it was taken from.

    Attributes:
        owned: whether its sale is there, and of its customer.
        by_card: whether it was taken from a gift card.
        spent: how many movements of the gift card that it names took that amount for it.
    """

    payment_id: PaymentId
    owned: bool
    by_card: bool
    spent: int

    def faults(self) -> Iterator[Fault]:
        """P4: it is of a sale of its customer, and a gift card gave it once."""
        if not self.owned:
            yield self._fault("is not for a sale of its customer")
        if self.spent != int(self.by_card):
            came = "is" if self.by_card else "is not"
            yield self._fault(f"{came} by gift card, {self.spent} movements of one are for it")

    def _fault(self, sentence: str) -> Fault:
        return Fault("P4", self.payment_id, sentence)


@frozen(kw_only=True)
class RefundPaired:
    """A refund, beside its sale and the gift cards that its parts were put onto.

    Attributes:
        owned: whether its sale is there, and of its customer.
        line: whether that has the line of the booking that is given back; True for none.
        by_card: how many of its parts were put onto a gift card.
        unmoved: how many of those the gift cards do not have as many movements of as there are.
    """

    refund_id: RefundId
    owned: bool
    line: bool
    by_card: int
    unmoved: int

    def faults(self) -> Iterator[Fault]:
        """P4: it is of a sale of its customer, and came onto the gift cards that it names."""
        if not self.owned:
            yield self._fault("is not of a sale of its customer")
        if not self.line:
            yield self._fault("gives back the line of a booking that its sale does not have")
        if self.unmoved:
            parts = f"{self.unmoved} of {self.by_card} parts"
            yield self._fault(f"put {parts} onto gift cards that do not have them")

    def _fault(self, sentence: str) -> Fault:
        return Fault("P4", self.refund_id, sentence)
