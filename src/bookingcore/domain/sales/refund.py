"""Money that goes back: from which payments, by which way, and what it took with it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from attrs import evolve, field, frozen
from pendulum import DateTime

from bookingcore.domain.sales.payment import Method
from bookingcore.domain.values.ids import (
    BalanceId,
    BookingId,
    BranchId,
    CustomerId,
    GiftCardId,
    PaymentId,
    RefundId,
    SaleId,
)
from bookingcore.domain.values.money import Money


class RefundStatus(Enum):
    """Where a refund stands; what is given back at the desk is done at once."""

    # Written down before the provider is asked, or accepted by it and not decided.
    PENDING = "pending"
    DONE = "done"
    # The provider said no: the money stays.
    FAILED = "failed"
    # The provider was asked and did not answer: it will be asked what became of it.
    UNKNOWN = "unknown"


REFUND_TRANSITIONS: Mapping[RefundStatus, frozenset[RefundStatus]] = {
    RefundStatus.PENDING: frozenset({RefundStatus.DONE, RefundStatus.FAILED, RefundStatus.UNKNOWN}),
    RefundStatus.UNKNOWN: frozenset({RefundStatus.DONE, RefundStatus.FAILED, RefundStatus.PENDING}),
    # By then units have come back, and the money may have gone another way.
    RefundStatus.FAILED: frozenset(),
    # A bank may send the money back to the provider days later.
    RefundStatus.DONE: frozenset({RefundStatus.FAILED}),
}
"""What may become of a part of a refund."""

ON_ITS_WAY = frozenset({RefundStatus.PENDING, RefundStatus.UNKNOWN})
"""Where nobody can tell yet whether the money goes."""


@frozen(kw_only=True)
class RefundPart:
    """The part of a refund that undoes one payment.

    Attributes:
        payment_id: the payment; its parts never add up to more than it.
        method: by which way the money goes: that of the payment, unless another was asked for.
        gift_card_id: the gift card that the money is put onto; None for other methods.
        charge: the provider's name of the charge that it gives back; empty where no provider does.
        reference: the provider's own name for this part; empty where there is none.
        reason: why it failed, in the provider's words.
    """

    payment_id: PaymentId
    method: Method
    amount: Money
    status: RefundStatus
    gift_card_id: GiftCardId | None = None
    charge: str = ""
    reference: str = ""
    reason: str = ""

    @property
    def asked(self) -> bool:
        """Whether a provider gives it back."""
        return bool(self.charge)

    @property
    def on_its_way(self) -> bool:
        """Whether nobody can tell yet whether the money goes."""
        return self.status in ON_ITS_WAY


@frozen
class UnitsTaken:
    """Units that a refund took out of a balance (A38)."""

    balance_id: BalanceId
    units: int


@frozen(kw_only=True)
class Refund:
    """Money of a sale that goes back; a record of its own, which undoes no payment (A36).

    Attributes:
        amount: the sum of its parts.
        booking_id: the booking whose line it gives back; None for one of the whole sale.
        units: the units that it took out of balances.
        note: words kept with it.
    """

    id: RefundId
    sale_id: SaleId
    customer_id: CustomerId
    amount: Money
    parts: tuple[RefundPart, ...]
    booking_id: BookingId | None = None
    units: tuple[UnitsTaken, ...] = ()
    branch_id: BranchId | None = None
    note: str = ""
    at: DateTime
    by: str
    version: int = field(default=1, eq=False, repr=False)

    @property
    def status(self) -> RefundStatus:
        """Where it stands: what stands worst of its parts."""
        return min((part.status for part in self.parts), key=_WORST.index)

    def with_part(self, no: int, part: RefundPart) -> Refund:
        """It with another part at place *no*, counted from 0."""
        return evolve(self, parts=(*self.parts[:no], part, *self.parts[no + 1 :]))

    def key(self, no: int) -> str:
        """The key by which a provider is asked for part *no*."""
        return f"{self.id}.{no}"

    def total(self, *statuses: RefundStatus) -> Money:
        """The sum of its parts that stand at one of *statuses*."""
        amounts = (part.amount for part in self.parts if part.status in statuses)
        return sum(amounts, Money.zero(self.amount.currency))


_WORST = (RefundStatus.UNKNOWN, RefundStatus.PENDING, RefundStatus.FAILED, RefundStatus.DONE)
