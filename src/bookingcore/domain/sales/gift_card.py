"""A gift card: money under a code, and the ledger of what came onto it and went from it."""

from __future__ import annotations

from datetime import date
from enum import Enum

from attrs import evolve, field, frozen
from pendulum import DateTime

from bookingcore.domain.values.ids import CustomerId, GiftCardId, PaymentId, RefundId, SaleId
from bookingcore.domain.values.money import Money
from bookingcore.errors import GiftCardEmpty, GiftCardExpired, GiftCardNotActive


class GiftCardMovementKind(Enum):
    """Why money came onto a gift card or went from it."""

    ISSUED = "issued"
    # It paid for something.
    SPENT = "spent"
    # A refund was put onto it.
    REFUNDED = "refunded"
    # Staff took it off for good.
    VOIDED = "voided"


@frozen(kw_only=True)
class GiftCardMovement:
    """One line of a gift card's ledger; never changed, never removed.

    Attributes:
        no: its place in the ledger, counted from 1 without gaps.
        amount: positive when money comes, negative when it goes; never zero.
        payment_id: the payment for which it was taken.
        refund_id: the refund with which it came back.
    """

    gift_card_id: GiftCardId
    no: int
    kind: GiftCardMovementKind
    amount: Money
    payment_id: PaymentId | None = None
    refund_id: RefundId | None = None
    at: DateTime
    by: str


@frozen(kw_only=True)
class GiftCard:
    """Money that whoever has the code can spend here (004-25, 004-26).

    Attributes:
        code: as it is shown; a secret, so it stands in no event and in no `repr()`.
        amount: what it was issued with.
        remaining: the sum of its movements, recomputed by `verify()`; never below zero.
        moves: how many movements its ledger has.
        purchaser_id: who bought it; None for nobody known (A55).
        holder_id: whose it is; None for nobody known (A55).
        expires_on: the last day on which it can be spent, inclusive, in the center's zone; None
            for ever.
        sale_id: the sale that sells it; None where the center gives it.
        active: whether it can be spent: one that is sold only once its sale is paid.
    """

    id: GiftCardId
    code: str = field(repr=False)
    amount: Money
    remaining: Money
    moves: int
    purchaser_id: CustomerId | None = None
    holder_id: CustomerId | None = None
    expires_on: date | None = None
    sale_id: SaleId | None = None
    active: bool = True
    issued_at: DateTime
    issued_by: str
    version: int = field(default=1, eq=False, repr=False)

    def spendable_on(self, day: date) -> bool:
        """Whether it pays for anything on *day*, a local date of the center."""
        return self.active and self.remaining.is_positive and not self.expired_on(day)

    def expired_on(self, day: date) -> bool:
        """Whether its last day is over on *day*, a local date of the center."""
        return self.expires_on is not None and day > self.expires_on

    def refuse_spending(self, day: date) -> None:
        """Refuse to take money from it on *day*, a local date of the center.

        Raises:
            GiftCardNotActive: its sale is not paid.
            GiftCardExpired: its last day is over.
            GiftCardEmpty: nothing is left.
        """
        if not self.active:
            raise GiftCardNotActive(self.id)
        if self.expires_on is not None and self.expired_on(day):
            raise GiftCardExpired(self.id, self.expires_on.isoformat())
        if self.remaining.is_zero:
            raise GiftCardEmpty(self.id)

    def names(self, customer: CustomerId) -> bool:
        """Whether *customer* bought it or holds it."""
        return customer in {self.purchaser_id, self.holder_id}

    def shown_to_bearer(self) -> GiftCard:
        """What somebody sees of it who has no more than the code: nobody's name, no sale."""
        return evolve(self, purchaser_id=None, holder_id=None, sale_id=None, issued_by="")
