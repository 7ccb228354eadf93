"""Memberships for the contracts: plain ones by number, full ones, and as they change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from attrs import evolve

from bookingcore.domain.catalog.cycle import Cycle
from bookingcore.domain.catalog.plan import UnusedUnits
from bookingcore.domain.memberships.attempt import AttemptOutcome, PaymentAttempt
from bookingcore.domain.memberships.membership import (
    Membership,
    MembershipPeriod,
    MembershipStatus,
)
from bookingcore.domain.values.actors import SYSTEM
from bookingcore.domain.values.ids import AttemptId, MembershipId
from bookingcore.domain.values.money import Money
from bookingcore.testing.contracts.people_specimens import LINE, WORDS
from bookingcore.testing.contracts.rows import (
    a_branch,
    a_customer,
    a_payment,
    a_plan,
    a_sale,
    id_of,
    july,
)


def a_membership(number: int = 1, customer: int = 1, **fields: Any) -> Membership:
    """A membership of the first plan since 1 July, of which nothing is billed."""
    row = Membership(
        id=MembershipId(id_of(Membership, number)),
        customer_id=a_customer(customer).id,
        plan_id=a_plan().id,
        branch_id=None,
        zone="Europe/Rome",
        sold_by="staff:maria",
        anchor=date(2026, 7, 1),
        next_period_on=date(2026, 7, 1),
        started_at=july(1, 8, number % 60),
    )
    return evolve(row, **fields)


def a_period(no: int = 1, membership: int = 1, sale: int = 1, **fields: Any) -> MembershipPeriod:
    """A period that was billed by the sale of that number: a month of 2026."""
    row = MembershipPeriod(
        membership_id=a_membership(membership).id,
        no=no,
        first=date(2026, no, 1),
        last=date(2026, no, 28),
        sale_id=a_sale(sale).id,
    )
    return evolve(row, **fields)


def an_attempt(
    number: int = 1, membership: int = 1, customer: int = 1, sale: int = 1, **fields: Any
) -> PaymentAttempt:
    """The first attempt to charge the sale of that number, on 1 July; no card was charged."""
    row = PaymentAttempt(
        id=AttemptId(id_of(PaymentAttempt, number)),
        membership_id=a_membership(membership).id,
        customer_id=a_customer(customer).id,
        due_on=date(2026, 7, 1),
        no=1,
        at=july(1, 9, number % 60),
        by="system",
        outcome=AttemptOutcome.NOT_CHARGED,
        sale_id=a_sale(sale).id,
    )
    return evolve(row, **fields)


MEMBERSHIP = a_membership(
    2,
    branch_id=a_branch().id,
    zone="America/Argentina/Buenos_Aires",
    sold_by=LINE,
    note=WORDS,
    card="t" * 255,
    status=MembershipStatus.PAUSED,
    anchor=date(2024, 2, 29),
    next_period_on=date(9998, 12, 31),
    period=1_000_000,
    due_on=date(1000, 1, 1),
    sale_id=a_sale().id,
    attempts=12,
    retry_on=date(2026, 7, 4),
    term_until=date(2027, 2, 28),
    ends_on=date(2028, 2, 29),
    fee_sale_id=a_sale().id,
    started_at=july(1, 0, 0, 1),
)
ATTEMPT = an_attempt(
    2,
    due_on=date(9998, 12, 31),
    no=1_000_000,
    at=july(1, 0, 0, 1),
    by=str(SYSTEM),
    outcome=AttemptOutcome.FAILED,
    reason=WORDS,
    payment_id=a_payment().id,
)

REFERRED = (a_membership(),)
"""What the rows below refer to."""

FULL: Sequence[Any] = (
    a_plan(
        3,
        price=Money.of("1.234", "BHD"),
        every=Cycle(months=1200),
        cancellation_fee=Money.of("0.001", "BHD"),
        minimum_term=1000,
        unused=UnusedUnits.ROLL_OVER,
        void_on_end=True,
    ),
    a_plan(3, every=Cycle(days=36_500), cancellation_fee=Money.zero("EUR")),
    MEMBERSHIP,
    a_period(2, first=date(1000, 1, 1), last=date(9998, 12, 31)),
    ATTEMPT,
)

BARE: Sequence[Any] = (a_membership(2), a_period(), an_attempt(2))

PUT: Sequence[tuple[Any, Any]] = (
    (a_membership(2, branch_id=MEMBERSHIP.branch_id), MEMBERSHIP),
    (MEMBERSHIP, a_membership(2, branch_id=MEMBERSHIP.branch_id)),
    (
        evolve(ATTEMPT, outcome=AttemptOutcome.PENDING, reason=""),
        evolve(ATTEMPT, outcome=AttemptOutcome.CAPTURED),
    ),
)
