"""Strategies for sales, payments, balances and their movements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import strategies as st

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.catalog.service import Service
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.balance import Balance, Movement, MovementKind
from bookingcore.domain.sales.sale import GrantOn, Method, Payment, Sale, SaleLine
from bookingcore.domain.values.checks import (
    DAYS_MAX,
    UNITS_MAX,
)
from bookingcore.domain.values.ids import (
    BalanceId,
    BookingId,
    PaymentId,
    PlanId,
    SaleId,
)
from bookingcore.domain.values.money import Money
from bookingcore.testing.strategies.catalog import plans, services
from bookingcore.testing.strategies.people import customers
from bookingcore.testing.strategies.values import (
    actors,
    days,
    ids,
    instants,
    money,
    notes,
    or_any,
    some_of,
)


@st.composite
def sales(draw: st.DrawFn, customer: Customer | None = None, plan: Plan | None = None) -> Sale:
    """Sales of *plan* to *customer*, or of any to anybody, in one currency, paid or not.

    Some bill a fee as well.
    """
    sold = draw(or_any(plan, plans()))
    fee = SaleLine(
        plan_id=None,
        name=sold.name,
        quantity=1,
        price=sold.price,
        units=0,
        balance_id=None,
        booking_id=BookingId(draw(ids())),
    )
    lines = tuple(
        SaleLine(
            plan_id=sold.id,
            name=sold.name,
            quantity=draw(st.integers(1, 100)),
            price=sold.price,
            units=sold.units,
            balance_id=draw(st.none() | ids().map(BalanceId)) if sold.units else None,
        )
        for _ in range(draw(st.integers(1, 3)))
    ) + (fee,) * draw(st.integers(0, 1))
    total = sum((line.total for line in lines), Money.zero(sold.price.currency))
    return Sale(
        id=SaleId(draw(ids())),
        customer_id=draw(or_any(customer, customers())).id,
        branch_id=None,
        lines=lines,
        total=total,
        paid=draw(money(total.currency, most=total.minor)),
        application_date=draw(days()),
        grant_on=draw(st.sampled_from(GrantOn)),
        granted=draw(st.booleans()),
        sold_at=draw(instants()),
        sold_by=str(draw(actors())),
        note=draw(notes()),
    )


@st.composite
def payments(draw: st.DrawFn, sale: Sale | None = None) -> Payment:
    """Payments of *sale*, or of any."""
    paid = draw(or_any(sale, sales()))
    return Payment(
        id=PaymentId(draw(ids())),
        sale_id=paid.id,
        customer_id=paid.customer_id,
        amount=draw(money(paid.total.currency, least=1)),
        method=draw(st.sampled_from(Method)),
        at=draw(instants()),
        by=str(draw(actors())),
    )


@st.composite
def balances(
    draw: st.DrawFn, sale: Sale | None = None, offered: Sequence[Service] | None = None
) -> Balance:
    """Balances that *sale* granted for some of the services *offered*, or any for any."""
    granting, first = draw(or_any(sale, sales())), draw(days())
    plan = granting.lines[0].plan_id or PlanId(draw(ids()))
    lasts = st.none() | st.integers(0, DAYS_MAX).map(lambda n: first + timedelta(days=n))
    return Balance(
        id=BalanceId(draw(ids())),
        customer_id=granting.customer_id,
        sale_id=granting.id,
        plan_id=plan,
        services=draw(some_of(offered, services())),
        units=draw(st.integers(1, UNITS_MAX)),
        remaining=draw(st.integers(0, UNITS_MAX)),
        moves=draw(st.integers(0, 1_000)),
        valid_from=first,
        valid_until=draw(lasts),
        expiry_by_hand=draw(st.booleans()),
        grace_days=draw(st.integers(0, 365)),
    )


@st.composite
def movements(
    draw: st.DrawFn, balance: Balance | None = None, booking: Booking | None = None
) -> Movement:
    """Movements of *balance*, or of any, for *booking* or for none."""
    moved = draw(or_any(balance, balances()))
    units = draw(st.integers(-UNITS_MAX, UNITS_MAX).filter(bool))
    return Movement(
        balance_id=moved.id,
        no=draw(st.integers(1, 10_000)),
        kind=draw(st.sampled_from(MovementKind)),
        units=units,
        booking_id=booking.id if booking else None,
        customer_id=moved.customer_id,
        at=draw(instants()),
        by=str(draw(actors())),
    )
