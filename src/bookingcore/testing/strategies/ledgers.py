"""Strategies for sales, payments, refunds, balances and their movements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache

from hypothesis import strategies as st

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.catalog.service import Service
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.balance import Balance, Movement, MovementKind
from bookingcore.domain.sales.payment import ChargeStatus, Method, Payment
from bookingcore.domain.sales.refund import Refund, RefundPart, RefundStatus, UnitsTaken
from bookingcore.domain.sales.sale import GrantOn, LineKind, Sale, SaleLine
from bookingcore.domain.values.checks import (
    DAYS_MAX,
    UNITS_MAX,
)
from bookingcore.domain.values.ids import (
    BalanceId,
    BookingId,
    CouponId,
    GiftCardId,
    PaymentId,
    PlanId,
    RefundId,
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
    names,
    notes,
    or_any,
    some_of,
)


@st.composite
def sales(draw: st.DrawFn, customer: Customer | None = None, plan: Plan | None = None) -> Sale:
    """Sales of *plan* to *customer*, or of any to anybody, in one currency, paid or not.

    Some sell or bill something else as well. Never more went back than came in.
    """
    sold = draw(or_any(plan, plans()))
    currency = sold.price.currency
    lines = (
        *(draw(_plan_lines(sold)) for _ in range(draw(st.integers(1, 3)))),
        *draw(st.lists(_other_lines(currency), max_size=2)),
    )
    total = sum((line.total for line in lines), Money.zero(currency))
    paid = draw(money(currency))
    refunded = draw(money(currency, most=paid.minor))
    return Sale(
        id=SaleId(draw(ids())),
        customer_id=draw(or_any(customer, customers())).id,
        branch_id=None,
        lines=lines,
        total=total,
        paid=paid,
        pending=draw(money(currency)),
        refunded=refunded,
        refunding=draw(money(currency, most=(paid - refunded).minor)),
        waived=draw(money(currency, most=total.minor)),
        application_date=draw(days()),
        grant_on=draw(st.sampled_from(GrantOn)),
        granted=draw(st.booleans()),
        voided=draw(st.booleans()),
        coupon_id=draw(st.none() | ids().map(CouponId)),
        sold_at=draw(instants()),
        sold_by=str(draw(actors())),
        note=draw(notes()),
    )


@st.composite
def _plan_lines(draw: st.DrawFn, plan: Plan) -> SaleLine:
    """Lines that sell so many of *plan*, some of them cheaper."""
    quantity = draw(st.integers(1, 100))
    price, units = plan.price, plan.units * quantity
    return SaleLine(
        kind=LineKind.PLAN,
        name=plan.name,
        quantity=quantity,
        price=price,
        discount=draw(money(price.currency, most=price.minor * quantity)),
        plan_id=plan.id,
        units=units,
        services=plan.services if units else (),
        valid_for=draw(st.none() | st.integers(1, DAYS_MAX)),
        grace_days=draw(st.integers(0, 365)),
        balance_id=BalanceId(draw(ids())) if units else None,
    )


@st.composite
def _other_lines(draw: st.DrawFn, currency: str) -> SaleLine:
    """Lines of a booking, a fee or a gift card."""
    kind = draw(st.sampled_from((LineKind.BOOKING, LineKind.FEE, LineKind.GIFT_CARD)))
    price, is_card = draw(money(currency)), kind is LineKind.GIFT_CARD
    return SaleLine(
        kind=kind,
        name=draw(names()),
        price=price,
        discount=draw(money(currency, most=price.minor)),
        booking_id=None if is_card else BookingId(draw(ids())),
        gift_card_id=GiftCardId(draw(ids())) if is_card else None,
    )


@st.composite
def payments(draw: st.DrawFn, sale: Sale | None = None) -> Payment:
    """Payments of *sale*, or of any; at no branch."""
    paid = draw(or_any(sale, sales()))
    return Payment(
        id=PaymentId(draw(ids())),
        sale_id=paid.id,
        customer_id=paid.customer_id,
        amount=draw(money(paid.total.currency, least=1)),
        method=draw(st.sampled_from(Method)),
        status=draw(st.sampled_from(ChargeStatus)),
        card=draw(st.none() | _tokens()),
        gift_card_id=draw(st.none() | ids().map(GiftCardId)),
        reference=draw(_tokens()),
        reason=draw(notes()),
        note=draw(notes()),
        at=draw(instants()),
        by=str(draw(actors())),
    )


@st.composite
def refunds(
    draw: st.DrawFn, payment: Payment | None = None, booking: Booking | None = None
) -> Refund:
    """Refunds of *payment*, or of any, in one part or several; at no branch."""
    paid = draw(or_any(payment, payments()))
    parts = tuple(draw(st.lists(_parts(paid), min_size=1, max_size=3)))
    return Refund(
        id=RefundId(draw(ids())),
        sale_id=paid.sale_id,
        customer_id=paid.customer_id,
        amount=sum((part.amount for part in parts), Money.zero(paid.amount.currency)),
        parts=parts,
        booking_id=booking.id if booking else None,
        units=tuple(draw(st.lists(_units_taken(), max_size=2))),
        note=draw(notes()),
        at=draw(instants()),
        by=str(draw(actors())),
    )


@st.composite
def _parts(draw: st.DrawFn, payment: Payment) -> RefundPart:
    return RefundPart(
        payment_id=payment.id,
        method=draw(st.sampled_from(Method)),
        amount=draw(money(payment.amount.currency, least=1)),
        status=draw(st.sampled_from(RefundStatus)),
        gift_card_id=draw(st.none() | ids().map(GiftCardId)),
        charge=draw(_tokens()),
        reference=draw(_tokens()),
        reason=draw(notes()),
    )


@cache
def _units_taken() -> st.SearchStrategy[UnitsTaken]:
    return st.builds(UnitsTaken, ids().map(BalanceId), st.integers(1, UNITS_MAX))


@cache
def _tokens() -> st.SearchStrategy[str]:
    """What a provider calls things: up to 255 characters, or nothing."""
    return st.text(st.characters(categories=("L", "N", "P")), max_size=255)


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
        refunded=draw(st.booleans()),
        split_from=draw(st.none() | ids().map(BalanceId)),
    )


@st.composite
def movements(
    draw: st.DrawFn, balance: Balance | None = None, booking: Booking | None = None
) -> Movement:
    """Movements of *balance*, or of any, for *booking* or for none."""
    moved, kind = draw(or_any(balance, balances())), draw(st.sampled_from(MovementKind))
    units = draw(st.integers(-UNITS_MAX, UNITS_MAX).filter(bool))
    return Movement(
        balance_id=moved.id,
        no=draw(st.integers(1, 10_000)),
        kind=kind,
        units=units,
        booking_id=booking.id if booking else None,
        customer_id=moved.customer_id,
        at=draw(instants()),
        by=str(draw(actors())),
        other_id=BalanceId(draw(ids())) if kind is MovementKind.SPLIT else None,
    )
