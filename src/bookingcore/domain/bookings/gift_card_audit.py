"""What `verify()` looks at on gift cards: that each holds what its movements leave."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from bookingcore.domain.bookings.audit import Fault
from bookingcore.domain.values.ids import GiftCardId


@frozen(kw_only=True)
class GiftCardSum:
    """A gift card's counters, beside the sums and the number of its movements, in minor units.

    Attributes:
        issued: the sum of the movements with which it was issued.
        moved: the sum of all its movements.
        currencies: how many currencies the card and its movements are in.
    """

    gift_card_id: GiftCardId
    amount: int
    remaining: int
    moves: int
    issued: int
    moved: int
    movements: int
    last_no: int
    currencies: int

    def faults(self) -> Iterator[Fault]:
        """P4: what remains is the sum of the movements, which leave no gap, in one currency."""
        if self.remaining != self.moved:
            yield self._fault(f"says {self.remaining} remain, its movements leave {self.moved}")
        if self.remaining < 0:
            yield self._fault(f"holds {self.remaining}, below zero")
        if self.amount != self.issued:
            yield self._fault(f"says it was issued with {self.amount}, not with {self.issued}")
        if not self.moves == self.movements == self.last_no:
            counted = f"has {self.movements} up to no. {self.last_no}"
            yield self._fault(f"counts {self.moves} movements, {counted}")
        if self.currencies > 1:
            yield self._fault(f"mixes {self.currencies} currencies")

    def _fault(self, sentence: str) -> Fault:
        return Fault("P4", self.gift_card_id, sentence)
