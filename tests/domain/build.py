"""Entities for tests, each named by the little that matters in it.

Everything happens in July 2026 and in UTC, so that a day is a number and a local date is the date
of its instant.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from attrs import evolve
from pendulum import UTC, DateTime

from bookingcore.domain.bookings.booking import Booking, BookingStatus, Cancelled
from bookingcore.domain.bookings.eligibility import BookingFacts, BookingRequest, Override
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.catalog.cancellation import AllowLate, CancellationPolicy
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.catalog.policies import BalancePolicy, ServicePolicy
from bookingcore.domain.catalog.terms import Terms
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.redemption.supply import Demand, Redemption, Supply
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.sales.sale import GrantOn, Sale
from bookingcore.domain.schedule.session import Cause, Session
from bookingcore.domain.values.actors import Actor, Oneself, Staff
from bookingcore.domain.values.ids import (
    BalanceId,
    BookingId,
    CustomerId,
    PlanId,
    SaleId,
    ServiceId,
    SessionId,
)
from bookingcore.domain.values.money import Money

MARIA = Staff("maria")
ANNA = Oneself(CustomerId("anna"))


def july(day: int) -> date:
    """A day of July 2026; 0 is the last one of June."""
    return date.fromordinal(date(2026, 7, 1).toordinal() + day - 1)


def at(day: int, hour: int = 18, minute: int = 0, **fields: int) -> DateTime:
    """An instant of July 2026, UTC."""
    on = july(day)
    return DateTime(on.year, on.month, on.day, hour, minute, tzinfo=UTC, **fields)


def euro(amount: str | int) -> Money:
    return Money.of(amount, "EUR")


def policy(
    *,
    balance: BalancePolicy = BalancePolicy.ACCEPT_AND_AWAIT,
    limit: int = 0,
    allow_late: AllowLate = AllowLate.FORFEIT,
    awaiting_max: int | None = None,
    allow_overlap: bool = False,
) -> ServicePolicy:
    """A policy; *limit* is the free-cancellation limit in minutes."""
    return ServicePolicy(
        balance_policy=balance,
        awaiting_max=awaiting_max,
        cancellation=CancellationPolicy(limit=limit, allow_late=allow_late),
        allow_overlap=allow_overlap,
    )


TERMS = Terms.of(ServicePolicy()).id


def customer(id: str = "anna", **fields: Any) -> Customer:
    return evolve(Customer(id=CustomerId(id), name=id.title()), **fields)


def session(
    id: str = "s1",
    *,
    on: int = 2,
    hour: int = 18,
    service: str = "yoga",
    capacity: int | None = 10,
    taken: int = 0,
) -> Session:
    """A session of one hour on a day of July."""
    return Session(
        id=SessionId(id),
        service_id=ServiceId(service),
        branch_id=None,
        starts_at=at(on, hour),
        ends_at=at(on, hour, 59),
        zone="UTC",
        on=july(on),
        capacity=capacity,
        taken=taken,
        admitted=None if capacity is None else max(capacity, taken),
        terms=TERMS,
    )


def booking(
    id: str = "b1",
    *,
    on: int = 2,
    hour: int = 18,
    service: str = "yoga",
    places: int = 1,
    units: int | None = None,
    status: BookingStatus = BookingStatus.AWAITING_REDEMPTION,
    **fields: Any,
) -> Booking:
    """A booking on a day of July, which needs *units*: one for each place unless said."""
    made = Booking(
        id=BookingId(id),
        customer_id=CustomerId("anna"),
        session_id=SessionId(f"session of {id}"),
        service_id=ServiceId(service),
        starts_at=at(on, hour),
        ends_at=at(on, hour, 59),
        on=july(on),
        places=places,
        units_needed=places if units is None else units,
        status=status,
        terms=TERMS,
        made_at=at(0),
        made_by="staff:maria",
    )
    return evolve(made, **fields)


def booked(id: str = "b1", **fields: Any) -> Booking:
    return booking(id, status=BookingStatus.BOOKED, **fields)


def cancelled(id: str = "b1", **fields: Any) -> Booking:
    """A booking that its customer cancelled in time, on 1 July at noon."""
    end = Cancelled(
        at=at(1, 12),
        by="customer:anna",
        cause=Cause.CUSTOMER_REQUEST,
        late=False,
        units_returned=0,
    )
    return booking(id, **fields).ended(end)


def plan(
    id: str = "pass",
    *,
    services: tuple[str, ...] = ("yoga",),
    units: int = 1,
    valid_for: int | None = 30,
    price: str | int = 30,
    grace_days: int = 0,
    **fields: Any,
) -> Plan:
    return Plan(
        id=PlanId(id),
        name=id.title(),
        price=euro(price),
        units=units,
        services=tuple(map(ServiceId, services)),
        valid_for=valid_for,
        grace_days=grace_days,
        **fields,
    )


def balance(
    id: str = "p1",
    *,
    services: tuple[str, ...] = ("yoga",),
    units: int = 1,
    left: int | None = None,
    first: int = 1,
    last: int | None = 31,
    **fields: Any,
) -> Balance:
    """A balance of *units*, *left* of which are not redeemed, valid from *first* to *last* July."""
    remaining = units if left is None else left
    made = Balance(
        id=BalanceId(id),
        customer_id=CustomerId("anna"),
        sale_id=SaleId(f"sale of {id}"),
        plan_id=PlanId("pass"),
        services=tuple(map(ServiceId, services)),
        units=units,
        remaining=remaining,
        moves=1 + units - remaining,
        valid_from=july(first),
        valid_until=None if last is None else july(last),
    )
    return evolve(made, **fields)


def sale(
    id: str = "sale", *, total: str | int = 30, paid: str | int = 0, applies: int = 1, **fields: Any
) -> Sale:
    """A sale without lines, of which so many euros are paid."""
    made = Sale(
        id=SaleId(id),
        customer_id=CustomerId("anna"),
        branch_id=None,
        lines=(),
        total=euro(total),
        paid=euro(paid),
        pending=euro(0),
        refunded=euro(0),
        refunding=euro(0),
        waived=euro(0),
        application_date=july(applies),
        grant_on=GrantOn.SALE,
        granted=True,
        sold_at=at(applies, 9),
        sold_by="maria",
    )
    return evolve(made, **fields)


def demand(
    id: str, *, on: int = 2, hour: int = 18, service: str = "yoga", units: int = 1
) -> Demand:
    return booking(id, on=on, hour=hour, service=service, places=units).demand


def supply(
    id: str,
    *services: str,
    left: int = 1,
    first: int = 1,
    last: int | None = 31,
    grace_days: int = 0,
) -> Supply:
    """Units for *services* (yoga unless said), valid from *first* to *last* July."""
    return Supply(
        balance_id=BalanceId(id),
        services=frozenset(map(ServiceId, services or ("yoga",))),
        first=july(first),
        last=None if last is None else july(last),
        grace_days=grace_days,
        left=left,
    )


def wish(
    *,
    places: int = 1,
    now: DateTime | None = None,
    actor: Actor = MARIA,
    override: Override | None = None,
    note: str = "",
) -> BookingRequest:
    """Maria's wish to book, on the eve of July unless said."""
    return BookingRequest(
        places=places, now=now or at(0), actor=actor, override=override, note=note
    )


def facts(**fields: Any) -> BookingFacts:
    """Anna, a yoga session of 2 July with ten places, a plan for yoga, no balance."""
    usual = BookingFacts(
        customer=customer(), session=session(), policy=ServicePolicy(), plan_linked=True
    )
    return evolve(usual, **fields)


def holdings(*balances: Balance, awaiting: Sequence[Booking] = ()) -> Holdings:
    """Balances, and bookings that await; none that could be re-tied."""
    return Holdings(balances=balances, awaiting=awaiting)


def retied(booking: Booking, paid_by: Balance, *others: Balance) -> Holdings:
    """A booking that may be re-tied, whose units *paid_by* pays for, and other balances."""
    tie = Redemption(booking.id, paid_by.id, booking.units_needed)
    return Holdings(balances=(paid_by, *others), movable=(booking,), redemptions=(tie,))


def override(*codes: str, reason: str = "the teacher agrees") -> Override:
    return Override(reason=reason, codes=frozenset(codes))
