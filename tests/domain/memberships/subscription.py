"""Memberships for tests: Anna's, of a month of yoga for 30 euros, since 1 July."""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import evolve
from pendulum import DateTime

from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.catalog.cycle import Cycle
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.memberships.membership import Membership
from bookingcore.domain.memberships.renewing import Billed, Billing, decide_renewal
from bookingcore.domain.values.changes import Add, Change, Decision, Put
from bookingcore.domain.values.ids import (
    AttemptId,
    BalanceId,
    CustomerId,
    MembershipId,
    PaymentId,
    PlanId,
    SaleId,
)
from tests.domain import build
from tests.domain.build import MARIA, at, july

MONTH = Cycle(months=1)


def monthly(**fields: Any) -> Plan:
    """A month of yoga: eight units, which expire with it."""
    usual: dict[str, Any] = {"units": 8, "valid_for": None, "every": MONTH}
    return build.plan("monthly", **{**usual, **fields})


def membership(**fields: Any) -> Membership:
    """Since 1 July; nothing is billed."""
    made = Membership(
        id=MembershipId("m1"),
        customer_id=CustomerId("anna"),
        plan_id=PlanId("monthly"),
        branch_id=None,
        zone="Europe/Rome",
        sold_by="maria",
        anchor=july(1),
        next_period_on=july(1),
        started_at=at(1, 9),
    )
    return evolve(made, **fields)


def billing(now: DateTime | None = None, *, charges: bool = True, no: int = 1) -> Billing:
    """How it is billed, with ids of that number."""
    return Billing(
        sale_id=SaleId(f"sale{no}"),
        balance_id=BalanceId(f"lot{no}"),
        payment_id=PaymentId(f"pay{no}"),
        attempt_id=AttemptId(f"try{no}"),
        charges=charges,
        now=now or at(1, 9),
        actor=MARIA,
    )


def renewed(
    membership: Membership, plan: Plan | None = None, how: Billing | None = None
) -> Decision[Billed]:
    """The next period billed, for somebody with nothing that awaits."""
    return decide_renewal(
        how or billing(), membership, plan or monthly(), build.customer(), Holdings()
    )


def added(changes: Any, kind: type[Any]) -> list[Any]:
    """The rows of a kind that are added."""
    return [each.row for each in changes if isinstance(each, Add) and isinstance(each.row, kind)]


def put(changes: Any, kind: type[Any]) -> list[Any]:
    """The rows of a kind that are put."""
    return [each.row for each in changes if isinstance(each, Put) and isinstance(each.row, kind)]


def due_days(changes: list[Change]) -> list[str]:
    """When work on the membership is expected."""
    return [str(getattr(each, "due", each)) for each in changes]


def day(month: int, number: int, year: int = 2026) -> date:
    """A day of 2026, unless said."""
    return date(year, month, number)
