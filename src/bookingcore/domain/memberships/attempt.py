"""Attempts to charge what a membership owes: each on record, whatever became of it (004-18)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import Enum

from attrs import field, frozen
from pendulum import DateTime

from bookingcore.domain.sales.payment import ChargeStatus
from bookingcore.domain.values.ids import AttemptId, CustomerId, MembershipId, PaymentId, SaleId

RETRY_DAYS = (1, 3, 7)
"""How many days after its due day a charge that failed is tried again; then it is for staff."""


class AttemptOutcome(Enum):
    """What became of an attempt to charge a period of a membership."""

    # The provider is asked, and has not decided.
    PENDING = "pending"
    CAPTURED = "captured"
    FAILED = "failed"
    # No card is on file, or it costs nothing: the sale is paid at the desk.
    NOT_CHARGED = "not_charged"


ATTEMPT_TRANSITIONS: Mapping[AttemptOutcome, frozenset[AttemptOutcome]] = {
    AttemptOutcome.PENDING: frozenset({AttemptOutcome.CAPTURED, AttemptOutcome.FAILED}),
    # A provider that said no, and then tells that the money came after all, is believed.
    AttemptOutcome.FAILED: frozenset({AttemptOutcome.CAPTURED}),
    AttemptOutcome.CAPTURED: frozenset(),
    AttemptOutcome.NOT_CHARGED: frozenset(),
}
"""What may become of an attempt: what becomes of its payment."""

OUTCOMES: Mapping[ChargeStatus, AttemptOutcome] = {
    ChargeStatus.PENDING: AttemptOutcome.PENDING,
    ChargeStatus.UNKNOWN: AttemptOutcome.PENDING,
    ChargeStatus.CAPTURED: AttemptOutcome.CAPTURED,
    ChargeStatus.FAILED: AttemptOutcome.FAILED,
}
"""What the payment of an attempt says of it."""


@frozen(kw_only=True)
class PaymentAttempt:
    """One attempt to charge a period.

    Attributes:
        due_on: the first day of the period.
        no: which attempt it is for that period, counted from 1.
        reason: why it failed, in the provider's words.
        sale_id: the sale of the period.
        payment_id: what the provider was asked for; None where it was asked for nothing.
    """

    id: AttemptId
    membership_id: MembershipId
    customer_id: CustomerId
    due_on: date
    no: int
    at: DateTime
    by: str
    outcome: AttemptOutcome
    reason: str = ""
    sale_id: SaleId
    payment_id: PaymentId | None = None
    version: int = field(default=1, eq=False, repr=False)


def retry_after(due_on: date, today: date) -> date | None:
    """The first day after *today* on which what was due on a day is tried again; None for none."""
    days = (due_on + timedelta(days=days) for days in RETRY_DAYS)
    return next((day for day in days if day > today), None)
