"""The act of selling, and the payment status that its payments give it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum

from attrs import field, frozen
from pendulum import DateTime

from bookingcore.domain.values.ids import (
    BalanceId,
    BookingId,
    BranchId,
    CustomerId,
    PaymentId,
    PlanId,
    SaleId,
)
from bookingcore.domain.values.money import Money


class PaymentStatus(Enum):
    """Where the money of a sale stands; derived from its payments, never set (A37)."""

    AWAITING_PAYMENT = "awaiting_payment"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    # The sale costs nothing.
    EXEMPT = "exempt"
    VOIDED = "voided"


PAYMENT_TRANSITIONS: Mapping[PaymentStatus, frozenset[PaymentStatus]] = {
    PaymentStatus.AWAITING_PAYMENT: frozenset({PaymentStatus.PARTIALLY_PAID, PaymentStatus.PAID}),
    PaymentStatus.PARTIALLY_PAID: frozenset({PaymentStatus.PAID}),
    PaymentStatus.PAID: frozenset(),
    PaymentStatus.EXEMPT: frozenset(),
}
"""What a payment may make of a sale. Nothing leads back: paid is for good (002-13, A36)."""


class GrantOn(Enum):
    """When a sale grants its balance (A4)."""

    # At the sale, paid or not (000-19). The default.
    SALE = "sale"
    # Only when nothing is due any more.
    PAYMENT = "payment"


class Method(Enum):
    """How a payment came in."""

    CASH = "cash"
    CARD = "card"
    TRANSFER = "transfer"


@frozen(kw_only=True)
class SaleLine:
    """One line of a sale: so many of a plan, at the price and for the units of that day.

    Attributes:
        plan_id: what was sold; None for a fee.
        units: units granted by the whole line; 0 when it grants none.
        balance_id: the balance that it grants, or will grant; None when it grants none.
        booking_id: the booking that it is about, as a fee is; None for what grants balance.
    """

    plan_id: PlanId | None
    name: str
    quantity: int
    price: Money
    units: int
    balance_id: BalanceId | None
    booking_id: BookingId | None = None

    @property
    def total(self) -> Money:
        """Quantity times price."""
        return self.price * self.quantity


@frozen(kw_only=True)
class Sale:
    """The act of selling.

    Attributes:
        application_date: first day on which the balance is valid; apart from the day of the
            sale and of the payment (000-03).
        total: the sum of its lines.
        paid: the sum of its payments, recomputed by `verify()`.
        granted: whether its balance exists already.
    """

    id: SaleId
    customer_id: CustomerId
    branch_id: BranchId | None
    lines: tuple[SaleLine, ...]
    total: Money
    paid: Money
    application_date: date
    grant_on: GrantOn
    granted: bool
    sold_at: DateTime
    sold_by: str
    note: str = ""
    version: int = field(default=1, eq=False, repr=False)

    @property
    def due(self) -> Money:
        """What is still to be paid, never below zero."""
        return self.total - self.paid

    @property
    def payment_status(self) -> PaymentStatus:
        """Where the money of the sale stands (000-18, A37)."""
        if self.total.is_zero:
            return PaymentStatus.EXEMPT
        if self.paid.is_zero:
            return PaymentStatus.AWAITING_PAYMENT
        return PaymentStatus.PAID if self.due.is_zero else PaymentStatus.PARTIALLY_PAID


@frozen(kw_only=True)
class Payment:
    """Money that came in for a sale; never changed, never removed (002-13)."""

    id: PaymentId
    sale_id: SaleId
    customer_id: CustomerId
    amount: Money
    method: Method
    at: DateTime
    by: str
