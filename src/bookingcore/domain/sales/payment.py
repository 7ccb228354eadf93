"""Money that came in for a sale, or was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from attrs import field, frozen
from pendulum import DateTime

from bookingcore.domain.values.ids import BranchId, CustomerId, GiftCardId, PaymentId, SaleId
from bookingcore.domain.values.money import Money


class Method(Enum):
    """How money comes in, or goes back."""

    CASH = "cash"
    # Through the payment provider, or by the center's own terminal.
    CARD = "card"
    TRANSFER = "transfer"
    GIFT_CARD = "gift_card"


class ChargeStatus(Enum):
    """Where a payment stands; what is taken at the desk is captured at once."""

    # Written down before the provider is asked, or accepted by it and not decided.
    PENDING = "pending"
    # The money is there.
    CAPTURED = "captured"
    # It is not, and will not be.
    FAILED = "failed"
    # The provider was asked and did not answer: it will be asked what became of it.
    UNKNOWN = "unknown"


CHARGE_TRANSITIONS: Mapping[ChargeStatus, frozenset[ChargeStatus]] = {
    ChargeStatus.PENDING: frozenset(
        {ChargeStatus.CAPTURED, ChargeStatus.FAILED, ChargeStatus.UNKNOWN}
    ),
    ChargeStatus.UNKNOWN: frozenset(
        {ChargeStatus.CAPTURED, ChargeStatus.FAILED, ChargeStatus.PENDING}
    ),
    # A provider that said no, and then tells that the money came after all, is believed.
    ChargeStatus.FAILED: frozenset({ChargeStatus.CAPTURED}),
    ChargeStatus.CAPTURED: frozenset(),
}
"""What may become of a payment. Money that came in stays on record for good (002-13)."""

UNDECIDED = frozenset({ChargeStatus.PENDING, ChargeStatus.UNKNOWN})
"""Where nobody can tell yet whether the money moves."""


@frozen(kw_only=True)
class Payment:
    """Money that came in for a sale, or that a provider was asked for.

    Attributes:
        card: the provider's token of the card that is charged; None where none is.
        gift_card_id: the gift card that it was taken from; None for other methods.
        reference: the provider's own name for it; empty where there is none.
        reason: why it failed, in the provider's words.
        branch_id: where it was taken; None for the center's own place.
        note: words kept with it.
    """

    id: PaymentId
    sale_id: SaleId
    customer_id: CustomerId
    amount: Money
    method: Method
    status: ChargeStatus = ChargeStatus.CAPTURED
    card: str | None = None
    gift_card_id: GiftCardId | None = None
    reference: str = ""
    reason: str = ""
    branch_id: BranchId | None = None
    note: str = ""
    at: DateTime
    by: str
    version: int = field(default=1, eq=False, repr=False)

    @property
    def undecided(self) -> bool:
        """Whether nobody can tell yet whether the money moves."""
        return self.status in UNDECIDED
