"""Quoting what something would cost, and selling it at that price when the quote is accepted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.selling import SaleRequest, decide_sale
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.sales.lines import total_of
from bookingcore.domain.sales.quote import Quote, QuoteStatus
from bookingcore.domain.sales.sale import Sale, SaleLine
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.changes import Add, Decision, Put
from bookingcore.domain.values.events import EventKind, Fact, Happened
from bookingcore.domain.values.ids import BranchId, CouponId, QuoteId
from bookingcore.errors import CustomerNotActive, InvalidInput


@frozen(kw_only=True)
class QuoteWish:
    """What is to be quoted: at least one line, all in one currency.

    Attributes:
        bookings: those that lines would pay for.
        coupon_id: the coupon by which the lines are cheaper already.
        today: the day, in the center's zone.
    """

    id: QuoteId
    lines: Sequence[SaleLine]
    bookings: Sequence[Booking]
    coupon_id: CouponId | None
    branch_id: BranchId | None
    valid_until: date
    note: str
    today: date
    now: DateTime
    actor: Actor


def decide_quote(wish: QuoteWish, customer: Customer) -> Decision[Quote]:
    """Quote *wish* to a customer: nothing is sold, redeemed or held.

    Raises:
        CustomerNotActive: the card is not active any more.
        InvalidInput: its last day is over; or a line would pay for somebody else's booking.
        CurrencyMismatch: lines in several currencies.
    """
    if customer.status is not CustomerStatus.ACTIVE:
        raise CustomerNotActive(customer.id, customer.status.name)
    if wish.valid_until < wish.today:
        remedy = f"give {wish.today.isoformat()} or a later day"
        raise InvalidInput("valid_until", wish.valid_until.isoformat(), remedy)
    for booking in wish.bookings:
        if booking.customer_id != customer.id:
            raise InvalidInput("booking", booking.id, "give a booking of the customer who asks")
    quote = Quote(
        id=wish.id,
        customer_id=customer.id,
        branch_id=wish.branch_id,
        lines=tuple(wish.lines),
        total=total_of(wish.lines),
        valid_until=wish.valid_until,
        coupon_id=wish.coupon_id,
        made_at=wish.now,
        made_by=str(wish.actor),
        note=wish.note,
    )
    return Decision(result=quote, changes=[Add(quote)], happened=[_made(quote)])


def decide_acceptance(
    quote: Quote, request: SaleRequest, customer: Customer, holdings: Holdings, today: date
) -> Decision[Sale]:
    """Sell what was quoted, at the quoted prices; *request* has the quote's lines.

    Raises:
        QuoteExpired, QuoteClosed: the quote is not open *today*.
        CustomerNotActive, InvalidInput, AlreadyCancelled, BookingPaid, GiftCardSold,
            CurrencyMismatch: see `decide_sale`.
    """
    quote.refuse_closed(today)
    sold = decide_sale(request, customer, holdings)
    accepted = evolve(quote, status=QuoteStatus.ACCEPTED, sale_id=sold.result.id)
    return Decision(
        result=sold.result,
        changes=[*sold.changes, Put(accepted)],
        happened=[*sold.happened, _event(EventKind.QUOTE_ACCEPTED, quote, sale=sold.result.id)],
    )


def decide_quote_decline(quote: Quote, today: date) -> Decision[Quote]:
    """Close a quote that nobody wants.

    Raises:
        QuoteExpired, QuoteClosed: it is not open *today*.
    """
    quote.refuse_closed(today)
    declined = evolve(quote, status=QuoteStatus.DECLINED)
    happened = _event(EventKind.QUOTE_DECLINED, quote)
    return Decision(result=declined, changes=[Put(declined)], happened=[happened])


def _made(quote: Quote) -> Happened:
    event = _event(
        EventKind.QUOTE_MADE,
        quote,
        total=quote.total.minor,
        currency=quote.total.currency,
        valid_until=quote.valid_until.isoformat(),
        coupon=quote.coupon_id,
    )
    return evolve(event, words={"note": quote.note} if quote.note else {})


def _event(kind: EventKind, quote: Quote, **facts: Fact) -> Happened:
    return Happened(kind=kind, subject=quote.id, customer_id=quote.customer_id, facts=facts)
