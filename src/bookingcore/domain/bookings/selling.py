"""Selling, and the bookings that a sale pays for at once.

Selling reaches into bookings because a sale redeems what awaits it in the same step (A5): no
further action, no matter whether it is paid (000-15, 000-24).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.gifting import NO_CARDS, GiftCards
from bookingcore.domain.bookings.settling import Holdings, settled
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.sales.ledger import BalanceLedger
from bookingcore.domain.sales.lines import opened_sale, total_of
from bookingcore.domain.sales.sale import GrantOn, LineKind, Sale, SaleLine
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.changes import Add, Change, Decision, Put
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.ids import (
    BalanceId,
    BookingId,
    BranchId,
    CouponId,
    CustomerId,
    SaleId,
)
from bookingcore.domain.values.periods import Validity
from bookingcore.errors import AlreadyCancelled, BookingPaid, CustomerNotActive, InvalidInput


@frozen(kw_only=True)
class SaleRequest:
    """The wish to sell; at least one line, all in one currency.

    Attributes:
        bookings: those that lines pay for, each as it is now.
        coupon_id: the coupon by which the lines are cheaper already.
        cards: the gift cards that lines sell.
    """

    id: SaleId
    lines: Sequence[SaleLine]
    application_date: date
    grant_on: GrantOn
    branch_id: BranchId | None
    sold_by: str
    note: str
    now: DateTime
    actor: Actor
    bookings: Sequence[Booking] = ()
    coupon_id: CouponId | None = None
    cards: GiftCards = NO_CARDS


def decide_sale(request: SaleRequest, customer: Customer, holdings: Holdings) -> Decision[Sale]:
    """Sell, grant the balance unless that waits for payment (A4), and redeem what awaits (A5).

    A line about a booking pays for it at once, as a unit does, whether it is paid or not (A63).

    Raises:
        CustomerNotActive: the card is not active any more.
        InvalidInput: a line pays for somebody else's booking.
        AlreadyCancelled: a line pays for a booking that was cancelled.
        BookingPaid: a line pays for a booking that is paid for.
        GiftCardSold: a line sells a gift card that was sold before.
        CurrencyMismatch: lines in several currencies.
    """
    if customer.status is not CustomerStatus.ACTIVE:
        raise CustomerNotActive(customer.id, customer.status.name)
    sale = new_sale(request, customer.id)
    paid_for = [_paid_for(booking, sale) for booking in request.bookings]
    ledger = BalanceLedger(holdings.balances, at=request.now, by=request.actor)
    left = without(holdings, {booking.id for booking in paid_for})
    changes, happened = grant(sale, left, ledger) if sale.granted else ([], [])
    cards = request.cards.moving(request.now, request.actor)
    cards.sell(sale)
    return Decision(
        result=sale,
        changes=[Add(sale), *map(Put, paid_for), *cards.changes(), *changes],
        happened=[sale_made(sale), *(_line_pays(each, sale) for each in paid_for), *happened],
    )


def new_sale(request: SaleRequest, customer: CustomerId) -> Sale:
    """The sale as it begins: nothing was paid for it yet."""
    total = total_of(request.lines)
    return opened_sale(
        id=request.id,
        customer_id=customer,
        branch_id=request.branch_id,
        lines=tuple(request.lines),
        application_date=request.application_date,
        grant_on=request.grant_on,
        granted=request.grant_on is GrantOn.SALE or total.is_zero,
        coupon_id=request.coupon_id,
        sold_at=request.now,
        sold_by=request.sold_by,
        note=request.note,
    )


def _paid_for(booking: Booking, sale: Sale) -> Booking:
    """*booking* once a line of *sale* pays for it."""
    if booking.customer_id != sale.customer_id:
        raise InvalidInput("booking", booking.id, "give a booking of the customer who buys")
    if booking.cancellation is not None:
        raise AlreadyCancelled(booking.id, booking.cancellation.at)
    if booking.sale_id is not None or (booking.units_needed and not booking.awaiting):
        raise BookingPaid(booking.id)
    return booking.paid_by(sale.id)


def without(holdings: Holdings, bookings: Iterable[BookingId]) -> Holdings:
    """*holdings* in which *bookings* await nothing any more."""
    gone = set(bookings)
    return evolve(holdings, awaiting=[each for each in holdings.awaiting if each.id not in gone])


def grant(
    sale: Sale, holdings: Holdings, ledger: BalanceLedger
) -> tuple[list[Change], list[Happened]]:
    """Open the sale's balances and redeem what awaits them."""
    granted = opened(sale, ledger)
    outcome = settled(holdings, ledger)
    return [*ledger.changes(), *outcome.changes()], [*granted, *outcome.happened]


def opened(sale: Sale, ledger: BalanceLedger) -> list[Happened]:
    """Open the sale's balances; the event of each."""
    granted = []
    for line in sale.lines_of(LineKind.PLAN):
        if line.balance_id is not None:
            ledger.grant(balance_granted(sale, line, line.balance_id))
            granted.append(_grant_event(sale, ledger.balance(line.balance_id)))
    return granted


def balance_granted(sale: Sale, line: SaleLine, id: BalanceId) -> Balance:
    """The balance *id* that a *line* of *sale* grants, all of its units left (A6).

    Raises:
        InvalidInput: the line is of no plan.
    """
    if line.plan_id is None:
        raise InvalidInput("line", line.name, "only the line of a plan grants balance")
    validity = Validity.lasting(sale.application_date, line.valid_for)
    return Balance(
        id=id,
        customer_id=sale.customer_id,
        sale_id=sale.id,
        plan_id=line.plan_id,
        services=line.services,
        units=line.units,
        remaining=line.units,
        moves=0,
        valid_from=validity.first,
        valid_until=validity.last,
        grace_days=line.grace_days,
    )


def sale_made(sale: Sale) -> Happened:
    """What the history says of a new sale."""
    return Happened(
        kind=EventKind.SALE_MADE,
        subject=sale.id,
        customer_id=sale.customer_id,
        facts={
            "total": sale.total.minor,
            "currency": sale.total.currency,
            "application_date": sale.application_date.isoformat(),
            "grant_on": sale.grant_on.name,
        },
        words={"note": sale.note} if sale.note else {},
    )


def _line_pays(booking: Booking, sale: Sale) -> Happened:
    return Happened(
        kind=EventKind.BOOKING_PAID_FOR,
        subject=booking.id,
        customer_id=booking.customer_id,
        session_id=booking.session_id,
        facts={"sale": sale.id},
    )


def _grant_event(sale: Sale, balance: Balance) -> Happened:
    last = balance.valid_until
    return Happened(
        kind=EventKind.BALANCE_GRANTED,
        subject=balance.id,
        customer_id=balance.customer_id,
        facts={
            "sale": sale.id,
            "units": balance.units,
            "valid_from": balance.valid_from.isoformat(),
            "valid_until": last.isoformat() if last else None,
        },
    )
