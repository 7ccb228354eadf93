"""A lot of units for certain services, valid between two dates, and its ledger."""

from __future__ import annotations

from datetime import date
from enum import Enum

from attrs import evolve, field, frozen
from pendulum import DateTime

from bookingcore.domain.values.ids import (
    BalanceId,
    BookingId,
    CustomerId,
    PlanId,
    SaleId,
    ServiceId,
)
from bookingcore.domain.values.periods import Validity


class MovementKind(Enum):
    """Why units came or went."""

    GRANTED = "granted"
    REDEEMED = "redeemed"
    # Given back by a booking: cancelled, or now paid by another balance.
    RETURNED = "returned"
    ADJUSTED = "adjusted"
    VOIDED = "voided"
    # What was voided counts again.
    REINSTATED = "reinstated"
    # From one lot into another, which has an expiry of its own (004-17).
    SPLIT = "split"


@frozen(kw_only=True)
class Movement:
    """One line of a balance's ledger; never changed, never removed.

    Attributes:
        no: its place in the ledger, counted from 1 without gaps.
        units: positive when units come, negative when they go; never 0.
        booking_id: the booking that the units pay for or come back from.
        other_id: where a lot was split, the one that they went to or came from.
    """

    balance_id: BalanceId
    no: int
    kind: MovementKind
    units: int
    booking_id: BookingId | None
    customer_id: CustomerId
    at: DateTime
    by: str
    other_id: BalanceId | None = None


@frozen(kw_only=True)
class Balance:
    """A lot of units for certain services (000-14), valid between two local dates.

    Attributes:
        units: how many of those are its own that the sale granted.
        remaining: the sum of its movements, recomputed by `verify()`; never below zero (P2).
        moves: how many movements its ledger has.
        services: the services that its units pay for, as they were when it was granted.
        valid_from: first day of validity, inclusive: the sale's application date.
        valid_until: last day, inclusive; None for ever.
        expiry_by_hand: whether staff set the last day, so that a new application date leaves it.
        grace_days: days after the last one on which its units still pay (A8).
        refunded: whether all its money went back, or its sale was undone: what comes back to it
            is void (A38).
        split_from: the lot that the sale granted, where this is a part of it; None for that.
    """

    id: BalanceId
    customer_id: CustomerId
    sale_id: SaleId
    plan_id: PlanId
    services: tuple[ServiceId, ...]
    units: int
    remaining: int
    moves: int
    valid_from: date
    valid_until: date | None
    expiry_by_hand: bool = False
    grace_days: int = 0
    refunded: bool = False
    split_from: BalanceId | None = None
    version: int = field(default=1, eq=False, repr=False)

    @property
    def granted_as(self) -> BalanceId:
        """The lot that the sale granted: itself, or the one that it is a part of."""
        return self.split_from or self.id

    @property
    def validity(self) -> Validity:
        """First and last day, both inclusive."""
        return Validity(self.valid_from, self.valid_until)

    def applied_from(self, day: date) -> Balance:
        """This balance with another application date (A6).

        The last day moves along, so that it is valid as long as before, unless staff set it by
        hand; then a first day after it leaves one day of validity.
        """
        if self.expiry_by_hand and self.valid_until is not None:
            return evolve(self, valid_from=day, valid_until=max(day, self.valid_until))
        moved = self.validity.moved_to(day)
        return evolve(self, valid_from=moved.first, valid_until=moved.last)
