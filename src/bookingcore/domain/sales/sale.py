"""The act of selling, and the payment status that its payments give it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum

from attrs import field, frozen
from pendulum import DateTime

from bookingcore.domain.values.ids import (
    BalanceId,
    BookingId,
    BranchId,
    CouponId,
    CustomerId,
    GiftCardId,
    PlanId,
    SaleId,
    ServiceId,
)
from bookingcore.domain.values.money import Money


class PaymentStatus(Enum):
    """Where the money of a sale stands; derived from its payments and refunds, never set (A37)."""

    AWAITING_PAYMENT = "awaiting_payment"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    # Some of what was paid went back.
    PARTIALLY_REFUNDED = "partially_refunded"
    # All that was paid went back.
    REFUNDED = "refunded"
    # The sale costs nothing.
    EXEMPT = "exempt"
    # Nothing was paid, and nothing is asked for any more.
    VOIDED = "voided"


PAYMENT_TRANSITIONS: Mapping[PaymentStatus, frozenset[PaymentStatus]] = {
    PaymentStatus.AWAITING_PAYMENT: frozenset(
        {PaymentStatus.PARTIALLY_PAID, PaymentStatus.PAID, PaymentStatus.VOIDED}
    ),
    PaymentStatus.PARTIALLY_PAID: frozenset(
        {PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.REFUNDED}
    ),
    PaymentStatus.PAID: frozenset({PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.REFUNDED}),
    # What a bank sends back was not refunded after all.
    PaymentStatus.PARTIALLY_REFUNDED: frozenset(
        {PaymentStatus.REFUNDED, PaymentStatus.PAID, PaymentStatus.PARTIALLY_PAID}
    ),
    # Partially: a deposit that went back, and then somebody paid after all.
    PaymentStatus.REFUNDED: frozenset(
        {PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.PAID, PaymentStatus.PARTIALLY_PAID}
    ),
    PaymentStatus.EXEMPT: frozenset({PaymentStatus.VOIDED}),
    # A charge that was asked for before, and of which the provider tells late: it goes back.
    PaymentStatus.VOIDED: frozenset({PaymentStatus.PAID, PaymentStatus.REFUNDED}),
}
"""What may become of the money of a sale. Nothing leads from paid to unpaid (002-13, A36)."""


class GrantOn(Enum):
    """When a sale grants its balance (A4)."""

    # At the sale, paid or not (000-19). The default.
    SALE = "sale"
    # Only when nothing is due any more.
    PAYMENT = "payment"


class LineKind(Enum):
    """What a line of a sale is for."""

    # A plan, which grants balance.
    PLAN = "plan"
    # A booking: the line pays for it as a unit does (A63).
    BOOKING = "booking"
    # Something owed about a booking: a late cancellation, a no-show.
    FEE = "fee"
    GIFT_CARD = "gift_card"


@frozen(kw_only=True)
class SaleLine:
    """One line of a sale: so many of something, at the price and for the units of that day.

    Attributes:
        plan_id: the plan that was sold; None for what is none.
        discount: what the whole line is cheaper by; at most quantity times price.
        units: units granted by the whole line; 0 when it grants none.
        services: the services that its units pay for.
        valid_for: days of validity of its units, the application date included; None for ever.
        grace_days: days after the last one on which its units still pay (A8).
        balance_id: the balance that it grants, or will grant; None when it grants none.
        booking_id: the booking that it pays for, or that its fee is about.
        gift_card_id: the gift card that it sells.
    """

    kind: LineKind
    name: str
    quantity: int = 1
    price: Money
    discount: Money
    plan_id: PlanId | None = None
    units: int = 0
    services: tuple[ServiceId, ...] = ()
    valid_for: int | None = None
    grace_days: int = 0
    balance_id: BalanceId | None = None
    booking_id: BookingId | None = None
    gift_card_id: GiftCardId | None = None

    @property
    def total(self) -> Money:
        """Quantity times price, less the discount."""
        return self.price * self.quantity - self.discount


@frozen(kw_only=True)
class Sale:
    """The act of selling, with the sums of what came in for it and went back.

    Attributes:
        application_date: first day on which the balance is valid; apart from the day of the
            sale and of the payment (000-03).
        total: the sum of its lines.
        paid: the sum of its captured payments, recomputed by `verify()`; so are the next three.
        pending: the sum of the payments that a provider was asked for and has not decided.
        refunded: the sum of what went back.
        refunding: the sum of what is on its way back.
        waived: what is not asked for any more: the center's loss, not a refund.
        granted: whether its balance exists already.
        voided: whether it was undone as a whole.
        coupon_id: the coupon by which its lines are cheaper; None for none.
    """

    id: SaleId
    customer_id: CustomerId
    branch_id: BranchId | None
    lines: tuple[SaleLine, ...]
    total: Money
    paid: Money
    pending: Money
    refunded: Money
    refunding: Money
    waived: Money
    application_date: date
    grant_on: GrantOn
    granted: bool
    voided: bool = False
    coupon_id: CouponId | None = None
    sold_at: DateTime
    sold_by: str
    note: str = ""
    version: int = field(default=1, eq=False, repr=False)

    @property
    def due(self) -> Money:
        """What is still to be paid, never below zero.

        What was refunded is not due again: a refund takes back what was asked for, too.
        """
        left = self.total - self.paid - self.waived
        return Money.zero(left.currency) if left.is_negative else left

    @property
    def open(self) -> Money:
        """What is due and not on its way already: as much as may be paid now."""
        left = self.due - self.pending
        return Money.zero(left.currency) if left.is_negative else left

    @property
    def refundable(self) -> Money:
        """What was paid and neither went back nor is on its way."""
        return self.paid - self.refunded - self.refunding

    @property
    def payment_status(self) -> PaymentStatus:
        """Where the money of the sale stands (000-18, A37)."""
        if self.refunded.is_positive:
            whole = self.refunded == self.paid
            return PaymentStatus.REFUNDED if whole else PaymentStatus.PARTIALLY_REFUNDED
        if self.paid.is_positive:
            return PaymentStatus.PAID if self.due.is_zero else PaymentStatus.PARTIALLY_PAID
        if self.voided or (self.total.is_positive and self.due.is_zero):
            return PaymentStatus.VOIDED
        return PaymentStatus.EXEMPT if self.total.is_zero else PaymentStatus.AWAITING_PAYMENT

    def lines_of(self, kind: LineKind) -> Iterator[SaleLine]:
        """Its lines of that *kind*, in their order."""
        return (line for line in self.lines if line.kind is kind)
