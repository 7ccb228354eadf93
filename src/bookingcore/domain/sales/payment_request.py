"""Money that a customer is asked for in the app: confirmed by them, or collected at once."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from attrs import evolve, field, frozen
from pendulum import DateTime

from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.ids import CustomerId, PaymentId, PaymentRequestId, SaleId
from bookingcore.domain.values.money import Money
from bookingcore.errors import RequestClosed


class PaymentRequestStatus(Enum):
    """Where a request for payment stands."""

    # The customer is asked to confirm it (001-31).
    PENDING = "pending"
    # Confirmed, or direct: the provider is asked for the money.
    APPROVED = "approved"
    # The money is there.
    PAID = "paid"
    # The provider said no: the sale still awaits payment (A49).
    FAILED = "failed"
    # The customer said no.
    DECLINED = "declined"
    # The center does not ask any more, or asks anew; or all was paid in another way meanwhile.
    WITHDRAWN = "withdrawn"


PAYMENT_REQUEST_TRANSITIONS: Mapping[PaymentRequestStatus, frozenset[PaymentRequestStatus]] = {
    PaymentRequestStatus.PENDING: frozenset(
        {
            PaymentRequestStatus.APPROVED,
            PaymentRequestStatus.DECLINED,
            PaymentRequestStatus.WITHDRAWN,
        }
    ),
    PaymentRequestStatus.APPROVED: frozenset(
        {PaymentRequestStatus.PAID, PaymentRequestStatus.FAILED}
    ),
    # A provider that said no, and then tells that the money came after all, is believed.
    PaymentRequestStatus.FAILED: frozenset({PaymentRequestStatus.PAID}),
    PaymentRequestStatus.PAID: frozenset(),
    PaymentRequestStatus.DECLINED: frozenset(),
    PaymentRequestStatus.WITHDRAWN: frozenset(),
}
"""What may become of a request for payment."""


@frozen(kw_only=True)
class PaymentRequest:
    """Money that a customer is asked for in the app, and why (001-07).

    Attributes:
        amount: as much as is asked for at most: what is open by then, should that be less.
        reason: what for, as the customer reads it.
        direct: whether nobody was asked to confirm it (001-08, A49).
        card: the provider's token of the card to charge; None while it is not known.
        payment_id: the payment that it became; None while it became none.
        asked_by: who asked for it.
        answered_at: when it was confirmed, declined or withdrawn; None before.
    """

    id: PaymentRequestId
    sale_id: SaleId
    customer_id: CustomerId
    amount: Money
    reason: str = ""
    status: PaymentRequestStatus = PaymentRequestStatus.PENDING
    direct: bool = False
    card: str | None = None
    payment_id: PaymentId | None = None
    asked_at: DateTime
    asked_by: str
    answered_at: DateTime | None = None
    version: int = field(default=1, eq=False, repr=False)

    @property
    def pending(self) -> bool:
        """Whether the customer is still asked."""
        return self.status is PaymentRequestStatus.PENDING

    def seen_with(self, sale: Sale) -> PaymentRequest:
        """As it is seen: where nothing is due for *sale* any more, nobody is asked to pay.

        That is never stored: should money that was on its way not come, it is asked for again.
        """
        over = self.pending and sale.due.is_zero
        return evolve(self, status=PaymentRequestStatus.WITHDRAWN) if over else self

    def refuse_closed(self) -> None:
        """Refuse to answer or withdraw what waits for no answer.

        Raises:
            RequestClosed: it was answered or withdrawn.
        """
        if not self.pending:
            raise RequestClosed(self.id, self.status.name)
