"""A customer's membership of a plan that renews, and the periods that were billed for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import Enum

from attrs import evolve, field, frozen
from pendulum import DateTime

from bookingcore.domain.values.changes import Change, Expect, Withdraw
from bookingcore.domain.values.due import Due, DueKind, due_key
from bookingcore.domain.values.ids import BranchId, CustomerId, MembershipId, PlanId, SaleId
from bookingcore.domain.values.moments import start_of_day
from bookingcore.errors import MembershipEnded, MembershipEnding, MembershipPaused

_DAY = timedelta(days=1)


class MembershipStatus(Enum):
    """Whether the membership renews."""

    ACTIVE = "active"
    # It renews for nobody until staff resume it.
    PAUSED = "paused"
    ENDED = "ended"


MEMBERSHIP_TRANSITIONS: Mapping[MembershipStatus, frozenset[MembershipStatus]] = {
    MembershipStatus.ACTIVE: frozenset({MembershipStatus.PAUSED, MembershipStatus.ENDED}),
    MembershipStatus.PAUSED: frozenset({MembershipStatus.ACTIVE, MembershipStatus.ENDED}),
    MembershipStatus.ENDED: frozenset(),
}
"""What may become of a membership."""


class EndCause(Enum):
    """Why a membership ended."""

    CANCELLED = "cancelled"
    # The customer has left the center: renewals stop (A64).
    DEREGISTERED = "deregistered"


@frozen(kw_only=True)
class MembershipPeriod:
    """A period that was billed: once, for its number is taken then.

    Attributes:
        no: counted from 1 without gaps.
        first, last: its days, both inclusive; the day of payment moves neither.
    """

    membership_id: MembershipId
    no: int
    first: date
    last: date
    sale_id: SaleId


@frozen(kw_only=True)
class Membership:
    """A plan that renews for a customer, period by period.

    Attributes:
        branch_id: where it was sold; None for the center's own place.
        zone: the zone in which its days are meant: the branch's.
        card: the provider's token of the card to charge; None where it is paid at the desk.
        anchor: the day from which its periods are counted.
        next_period_on: first day of the period that is billed next.
        period: how many were billed.
        due_on: first day of the one that was billed last, and `sale_id` its sale.
        attempts: how often that was to be charged.
        retry_on: when it is charged again by itself; None where that is done, or left to staff.
        term_until: last day of the minimum term; None where there is none.
        ends_on: its last day, inclusive; None while nobody has cancelled it.
        fee_sale_id: the sale of the fee for ending it early.
    """

    id: MembershipId
    customer_id: CustomerId
    plan_id: PlanId
    branch_id: BranchId | None
    zone: str
    sold_by: str
    note: str = ""
    card: str | None = None
    status: MembershipStatus = MembershipStatus.ACTIVE
    anchor: date
    next_period_on: date
    period: int = 0
    due_on: date | None = None
    sale_id: SaleId | None = None
    attempts: int = 0
    retry_on: date | None = None
    term_until: date | None = None
    ends_on: date | None = None
    fee_sale_id: SaleId | None = None
    started_at: DateTime
    version: int = field(default=1, eq=False, repr=False)

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return self.status is MembershipStatus.ENDED

    @property
    def next_payment_on(self) -> date | None:
        """When its next period is billed; None while it is paused, and where none is any more."""
        if self.status is not MembershipStatus.ACTIVE:
            return None
        last = self.ends_on
        return self.next_period_on if last is None or self.next_period_on <= last else None

    @property
    def work_on(self) -> date | None:
        """The next day on which something becomes of it by itself; None for never."""
        if self.ended:
            return None
        over = None if self.ends_on is None else self.ends_on + _DAY
        days = [day for day in (self.next_payment_on, self.retry_on, over) if day is not None]
        return min(days, default=None)

    def renews_by(self, today: date) -> bool:
        """Whether a period is to be billed."""
        return self.next_payment_on is not None and self.next_payment_on <= today

    def over_by(self, today: date) -> bool:
        """Whether its last day has passed, though it has not ended yet."""
        return not self.ended and self.ends_on is not None and self.ends_on < today

    def retries_by(self, today: date) -> bool:
        """Whether what failed is to be charged again."""
        return self.retry_on is not None and self.retry_on <= today

    def expected(self) -> Change:
        """The work that becomes due for it, at the start of its day; or none any more."""
        day = self.work_on
        if day is None:
            return Withdraw(due_key(DueKind.RENEWAL, self.id))
        at = start_of_day(day, self.zone)
        return Expect(Due(kind=DueKind.RENEWAL, subject=self.id, due_at=at))

    def refuse_ended(self) -> None:
        """Refuse what cannot be done once it is over.

        Raises:
            MembershipEnded: it is.
        """
        if self.ended:
            raise MembershipEnded(self.id)

    def refuse_unless_renewing(self) -> None:
        """Refuse to bill another period where none is to come.

        Raises:
            MembershipEnded, MembershipPaused, MembershipEnding: why.
        """
        self.refuse_ended()
        if self.status is MembershipStatus.PAUSED:
            raise MembershipPaused(self.id)
        if self.next_payment_on is None and self.ends_on is not None:
            raise MembershipEnding(self.id, self.ends_on.isoformat())

    def at_end(self) -> Membership:
        """It once it is over: nothing is done for it any more."""
        return evolve(self, status=MembershipStatus.ENDED, retry_on=None)
