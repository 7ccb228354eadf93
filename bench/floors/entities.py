"""The entities of the floor in memory: what it makes of them, and what it asks them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from attrs import evolve

from bookingcore import (
    Balance,
    Customer,
    GrantOn,
    LineKind,
    Money,
    Plan,
    Sale,
    SaleLine,
    Session,
    Staff,
)

DESK = Staff("desk")
ACTOR = str(DESK)


def plain(session: Session) -> Session:
    """*session* with times of the standard library."""
    times: dict[str, Any] = {
        name: datetime.combine(at.date(), at.time(), UTC)
        for name, at in (("starts_at", session.starts_at), ("ends_at", session.ends_at))
    }
    return evolve(session, **times)


def sale_of(id: Any, card: Customer, plan: Plan, balance: Any, first: date, at: Any) -> Sale:
    """The sale of one of *plan*, which grants *balance*."""
    nothing: Any = Money(minor=0, currency=plan.price.currency)
    line = SaleLine(
        kind=LineKind.PLAN,
        plan_id=plan.id,
        name=plan.name,
        price=plan.price,
        discount=nothing,
        units=plan.units,
        services=plan.services,
        valid_for=plan.valid_for,
        balance_id=balance,
    )
    return Sale(
        id=id,
        customer_id=card.id,
        branch_id=None,
        lines=(line,),
        total=plan.price,
        **dict.fromkeys(["paid", "pending", "refunded", "refunding", "waived"], nothing),
        application_date=first,
        grant_on=GrantOn.SALE,
        granted=True,
        sold_at=at,
        sold_by=ACTOR,
    )


def pays(balance: Balance, session: Session) -> bool:
    """Whether a unit of the balance may pay for the session."""
    covers = session.service_id in balance.services
    return covers and balance.valid_from <= session.on <= until(balance)


def until(balance: Balance) -> date:
    """The last day on which its units pay."""
    if balance.valid_until is None:
        return date.max
    return balance.valid_until + timedelta(days=balance.grace_days)
