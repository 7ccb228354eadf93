"""A new sale and its lines: what is sold, for how much, and what a coupon takes off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import evolve
from pendulum import DateTime

from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.sales.gift_card import GiftCard
from bookingcore.domain.sales.sale import GrantOn, LineKind, Sale, SaleLine
from bookingcore.domain.values.ids import (
    BalanceId,
    BookingId,
    BranchId,
    CouponId,
    CustomerId,
    SaleId,
)
from bookingcore.domain.values.money import Money
from bookingcore.errors import InvalidInput


def plan_line(
    plan: Plan,
    quantity: int,
    balance_id: BalanceId,
    *,
    price: Money | None = None,
    valid_for: int | None = None,
) -> SaleLine:
    """A line that sells *quantity* of *plan*.

    Args:
        plan: what is sold.
        quantity: 1 or more.
        balance_id: the id for the balance that it grants, if it grants any.
        price: of one; None for the plan's.
        valid_for: days of validity; None for the plan's.
    """
    units = plan.units * quantity
    cost = plan.price if price is None else price
    return SaleLine(
        kind=LineKind.PLAN,
        name=plan.name,
        quantity=quantity,
        price=cost,
        discount=Money.zero(cost.currency),
        plan_id=plan.id,
        units=units,
        services=plan.services if units else (),
        valid_for=plan.valid_for if valid_for is None else valid_for,
        grace_days=plan.grace_days,
        balance_id=balance_id if units else None,
    )


def booking_line(booking: BookingId, name: str, places: int, price: Money) -> SaleLine:
    """A line that pays for a booking of *places* places, each at *price* (A63)."""
    return SaleLine(
        kind=LineKind.BOOKING,
        name=name,
        quantity=places,
        price=price,
        discount=Money.zero(price.currency),
        booking_id=booking,
    )


def gift_card_line(card: GiftCard, price: Money | None = None) -> SaleLine:
    """A line that sells a gift *card*, for its amount unless another *price* is given."""
    cost = card.amount if price is None else price
    return SaleLine(
        kind=LineKind.GIFT_CARD,
        name="Gift card",
        price=cost,
        discount=Money.zero(cost.currency),
        gift_card_id=card.id,
    )


def fee_line(booking: BookingId, name: str, fee: Money) -> SaleLine:
    """A line of a fee that is owed about a booking."""
    return SaleLine(
        kind=LineKind.FEE,
        name=name,
        price=fee,
        discount=Money.zero(fee.currency),
        booking_id=booking,
    )


def discounted(line: SaleLine, by: Money, field: str = "discount") -> SaleLine:
    """*line* made cheaper *by* so much, beside what it is cheaper by already.

    Raises:
        InvalidInput: a negative discount, or more than the line costs.
        CurrencyMismatch: one in another currency.
    """
    if by.is_negative or by > line.total:
        raise InvalidInput(field, str(by), f"give 0 to {line.total}, what the line costs")
    return evolve(line, discount=line.discount + by)


def total_of(lines: Iterable[SaleLine]) -> Money:
    """The sum of one line or more.

    Raises:
        CurrencyMismatch: they are in several currencies.
    """
    first, *others = (line.total for line in lines)
    return sum(others, first)


def opened_sale(
    *,
    id: SaleId,
    customer_id: CustomerId,
    branch_id: BranchId | None,
    lines: tuple[SaleLine, ...],
    application_date: date,
    sold_at: DateTime,
    sold_by: str,
    grant_on: GrantOn = GrantOn.SALE,
    granted: bool = True,
    coupon_id: CouponId | None = None,
    note: str = "",
) -> Sale:
    """A sale of *lines* for which no money has moved."""
    total = total_of(lines)
    nothing = Money.zero(total.currency)
    return Sale(
        id=id,
        customer_id=customer_id,
        branch_id=branch_id,
        lines=lines,
        total=total,
        paid=nothing,
        pending=nothing,
        refunded=nothing,
        refunding=nothing,
        waived=nothing,
        application_date=application_date,
        grant_on=grant_on,
        granted=granted,
        coupon_id=coupon_id,
        sold_at=sold_at,
        sold_by=sold_by,
        note=note,
    )
