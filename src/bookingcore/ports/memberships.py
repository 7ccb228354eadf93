"""The questions about memberships."""

from __future__ import annotations

from attrs import frozen

from bookingcore.domain.memberships.attempt import PaymentAttempt
from bookingcore.domain.memberships.audit import PeriodsBilled
from bookingcore.domain.memberships.membership import MembershipPeriod
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.values.ids import MembershipId, PaymentId
from bookingcore.ports.questions import Question


@frozen
class PeriodsOf(Question[MembershipPeriod]):
    """The periods that were billed for a membership, from its first one."""

    membership_id: MembershipId


@frozen
class AttemptsOf(Question[PaymentAttempt]):
    """Every attempt to charge a membership, by due day and number."""

    membership_id: MembershipId


@frozen
class AttemptsAt(Question[PaymentAttempt]):
    """The attempts that a payment was asked for, in order of id: one, or none."""

    payment_id: PaymentId


@frozen
class CreditsOf(Question[Balance]):
    """The balances that the sales of a membership granted, in order of id (004-16)."""

    membership_id: MembershipId


@frozen
class PeriodsBilledPage(Question[PeriodsBilled]):
    """For each membership, its periods and attempts beside what it says; a page, like `audits`."""

    after: str
    limit: int
