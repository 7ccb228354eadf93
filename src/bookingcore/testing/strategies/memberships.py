"""Strategies for memberships, the periods that were billed, and the attempts to charge them."""

from __future__ import annotations

from hypothesis import strategies as st

from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.memberships.attempt import AttemptOutcome, PaymentAttempt
from bookingcore.domain.memberships.membership import (
    Membership,
    MembershipPeriod,
    MembershipStatus,
)
from bookingcore.domain.sales.payment import Payment
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.ids import AttemptId, MembershipId, PlanId, SaleId
from bookingcore.testing.strategies.ledgers import sales
from bookingcore.testing.strategies.people import customers
from bookingcore.testing.strategies.values import (
    ZONES,
    actors,
    days,
    ids,
    instants,
    names,
    notes,
    or_any,
)


@st.composite
def memberships(
    draw: st.DrawFn, customer: Customer | None = None, plan: Plan | None = None
) -> Membership:
    """Memberships of *plan* that *customer* has, or anybody; counters need not be sums."""
    owner = draw(or_any(customer, customers())).id
    maybe_day, sale = st.none() | days(), st.none() | ids().map(SaleId)
    return Membership(
        id=MembershipId(draw(ids())),
        customer_id=owner,
        plan_id=plan.id if plan else PlanId(draw(ids())),
        branch_id=None,
        zone=draw(st.sampled_from(ZONES)),
        sold_by=draw(names()),
        note=draw(notes()),
        card=draw(st.none() | names()),
        status=draw(st.sampled_from(MembershipStatus)),
        anchor=draw(days()),
        next_period_on=draw(days()),
        period=draw(st.integers(0, 10_000)),
        due_on=draw(maybe_day),
        sale_id=draw(sale),
        attempts=draw(st.integers(0, 100)),
        retry_on=draw(maybe_day),
        term_until=draw(maybe_day),
        ends_on=draw(maybe_day),
        fee_sale_id=draw(sale),
        started_at=draw(instants()),
    )


@st.composite
def membership_periods(
    draw: st.DrawFn, membership: Membership | None = None, sale: Sale | None = None
) -> MembershipPeriod:
    """Periods of *membership* that *sale* billed, or of any by any."""
    first, last = sorted((draw(days()), draw(days())))
    return MembershipPeriod(
        membership_id=draw(or_any(membership, memberships())).id,
        no=draw(st.integers(1, 10_000)),
        first=first,
        last=last,
        sale_id=draw(or_any(sale, sales())).id,
    )


@st.composite
def payment_attempts(
    draw: st.DrawFn, membership: Membership | None = None, payment: Payment | None = None
) -> PaymentAttempt:
    """Attempts at what *membership* owes by *payment*, or at anything by none."""
    tried = draw(or_any(membership, memberships()))
    return PaymentAttempt(
        id=AttemptId(draw(ids())),
        membership_id=tried.id,
        customer_id=tried.customer_id,
        due_on=draw(days()),
        no=draw(st.integers(1, 100)),
        at=draw(instants()),
        by=str(draw(actors())),
        outcome=draw(st.sampled_from(AttemptOutcome)),
        reason=draw(notes()),
        sale_id=payment.sale_id if payment else SaleId(draw(ids())),
        payment_id=payment.id if payment else None,
    )


@st.composite
def subscribed(
    draw: st.DrawFn, customer: Customer, plan: Plan, payment: Payment, sale: Sale
) -> tuple[Membership, MembershipPeriod, PaymentAttempt]:
    """A membership with one of its periods, and an attempt to charge it."""
    membership = draw(memberships(customer, plan))
    period = draw(membership_periods(membership, sale))
    return membership, period, draw(payment_attempts(membership, payment))
