"""Quotes: what something would cost, and selling it at that price (002-28)."""

from __future__ import annotations

from datetime import date, timedelta

from attrs import frozen
from pendulum import DateTime

from bookingcore.desk.arguments import Day, branch_id, customer_id, found, quote_id, words
from bookingcore.desk.loading import settling_holdings
from bookingcore.desk.permissions import refuse_foreign
from bookingcore.desk.redirecting import card_of, following, found_card, read_of
from bookingcore.desk.running import Command, carry_out, keyed, read
from bookingcore.desk.selling.coupons import coupon_id, coupon_of, locked_coupon, taken_off, uses_by
from bookingcore.desk.selling.gifting import cards_by_id
from bookingcore.desk.selling.lines import (
    SoldLine,
    WishedLine,
    asked_for,
    first_day,
    read_lines,
    wished_lines,
)
from bookingcore.desk.selling.part import Part
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.quoting import (
    QuoteWish,
    decide_acceptance,
    decide_quote,
    decide_quote_decline,
)
from bookingcore.domain.bookings.selling import SaleRequest
from bookingcore.domain.catalog.center import Branch
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.coupon import Coupon
from bookingcore.domain.sales.couponing import with_use
from bookingcore.domain.sales.quote import Quote
from bookingcore.domain.sales.sale import GrantOn, LineKind, Sale
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.checks import member, name
from bookingcore.domain.values.ids import BranchId, CouponId, CustomerId, QuoteId, SaleId
from bookingcore.domain.values.moments import local_date
from bookingcore.ports.people import Owned
from bookingcore.ports.questions import ById, OwnerOf
from bookingcore.ports.store import Reader, Ref, Unit

QUOTE_DAYS = 30
"""For how many days a quote is valid unless it says otherwise, the first one not counted."""


@frozen(kw_only=True)
class _Wish:
    """A quote as it was asked for, its ids read and new ids made."""

    id: QuoteId
    lines: tuple[WishedLine, ...]
    valid_until: date | None
    coupon: CouponId | None
    branch: BranchId | None
    note: str

    @property
    def told(self) -> tuple[object, ...]:
        """What it says, to tell one wish from another."""
        lines = [line.told for line in self.lines]
        return lines, str(self.valid_until), self.coupon, self.branch, self.note


@frozen(kw_only=True)
class _Acceptance:
    """The acceptance of a quote, as it was asked for."""

    id: SaleId
    quote: QuoteId
    application_date: date | None
    grant_on: GrantOn
    sold_by: str
    note: str | None

    @property
    def told(self) -> tuple[object, ...]:
        """What it says, to tell one wish from another."""
        day = str(self.application_date)
        return self.quote, day, self.grant_on.name, self.sold_by, self.note


@frozen
class Quoting(Part):
    """Quoting, and selling what was quoted."""

    def quote(
        self,
        customer: Customer | str,
        *lines: SoldLine,
        valid_until: Day | None = None,
        coupon: Coupon | str | None = None,
        branch: Branch | str | None = None,
        note: str | None = None,
        key: str | None = None,
    ) -> Quote:
        """Say what something would cost, at the prices of today (002-28).

        A quote is a wish: it redeems nothing, holds no place, and uses no coupon up.

        Args:
            customer: who asks.
            lines: as for `sell`.
            valid_until: its last day, inclusive, in the center's zone; None for 30 days from today.
            coupon: a coupon, its id or its code, that makes the lines cheaper.
            branch: where it would be sold; None for the center's own place.
            note: words kept with it.
            key: idempotency key.

        Raises:
            Unknown: a customer, plan, booking, gift card, coupon or branch that is not here.
            InvalidInput: no line, a quantity out of bounds, a day that is over; or a booking of
                somebody else.
            CouponNotYetValid, CouponExpired, CouponUsedUp, CouponNotForThis: the coupon.
            CustomerNotActive: the card is not active any more.
        """
        code = None if coupon is None else coupon_id(self._context, "sales.quote", coupon)
        wish = _Wish(
            id=QuoteId(self._context.new_id()),
            lines=wished_lines(self._context, lines),
            valid_until=None if valid_until is None else first_day(valid_until, "valid_until"),
            coupon=code,
            branch=None if branch is None else branch_id(branch),
            note=words(note, "note"),
        )
        told = keyed(key, customer_id(customer), *wish.told)

        def quote(who: CustomerId) -> Quote:
            command = Command(
                name="sales.quote",
                stream=Ref(Customer, who),
                decide=lambda unit, now: self._quote(unit, now, who, wish),
                key=told,
            )
            return carry_out(self._context, command, self.get_quote)

        return following(self._context, "sales.quote", customer, quote)

    def get_quote(self, quote: Quote | str) -> Quote:
        """The quote as it is now: `EXPIRED` where nobody answered it in time.

        Raises:
            Unknown: no such quote here, or not one of the customer who asks.
        """
        id = quote_id(quote)

        def ask(reader: Reader) -> Quote:
            known = _quote_of(reader, id)
            refuse_foreign(self._context.actor, known.customer_id, "quote", id)
            return known.seen_on(self._today(reader, self._context.clock.now()))

        return read(self._context, "sales.get_quote", ask)

    def quotes(self, customer: Customer | str) -> tuple[Quote, ...]:
        """The customer's quotes, oldest first.

        Raises:
            Unknown: no such customer here, or not the one who asks.
        """

        def ask(who: CustomerId, reader: Reader) -> tuple[Quote, ...]:
            card_of(who, reader)
            known = reader.load(Owned(Quote, who))[Owned(Quote, who)]
            today = self._today(reader, self._context.clock.now())
            in_order = sorted(known, key=lambda each: (each.made_at, each.id))
            return tuple(each.seen_on(today) for each in in_order)

        return read_of(self._context, "sales.quotes", customer, ask)

    def accept_quote(
        self,
        quote: Quote | str,
        *,
        application_date: Day | None = None,
        grant_on: GrantOn = GrantOn.SALE,
        sold_by: str | None = None,
        note: str | None = None,
        key: str | None = None,
    ) -> Sale:
        """Sell what was quoted, at the quoted prices, whatever the catalog says by now.

        Its coupon counts as used now; that it is over meanwhile makes no difference.

        Args:
            quote: which one.
            application_date: see `sell`.
            grant_on: see `sell`.
            sold_by: who sold; None for the actor.
            note: words kept with the sale; None for those of the quote.
            key: idempotency key.

        Raises:
            QuoteExpired, QuoteClosed: it is not open any more.
            CouponUsedUp: its coupon was used meanwhile as often as it may be.
            AlreadyCancelled, BookingPaid, GiftCardSold: what it is about cannot be sold any more.
            CustomerNotActive: the card is not active any more.
            InvalidInput: an impossible date.
            Unknown: no such quote here.
        """
        day = application_date
        wish = _Acceptance(
            id=SaleId(self._context.new_id()),
            quote=quote_id(quote),
            application_date=None if day is None else first_day(day, "application_date"),
            grant_on=member(grant_on, "grant_on", GrantOn),
            sold_by=str(self._context.actor) if sold_by is None else name(sold_by, "sold_by"),
            note=None if note is None else words(note, "note"),
        )
        command = Command(
            name="sales.accept_quote",
            stream=Ref(Customer, OwnerOf(Quote, wish.quote)),
            decide=lambda unit, now: self._accept(unit, now, wish),
            key=keyed(key, *wish.told),
        )
        return carry_out(self._context, command, self.get)

    def decline_quote(self, quote: Quote | str) -> Quote:
        """Close a quote that nobody wants.

        Raises:
            QuoteExpired, QuoteClosed: it is not open any more.
            Unknown: no such quote here.
        """
        id = quote_id(quote)

        def decide(unit: Unit, now: DateTime) -> Decision[Quote]:
            return decide_quote_decline(_quote_of(unit, id), self._today(unit, now))

        stream = Ref(Customer, OwnerOf(Quote, id))
        command = Command(name="sales.decline_quote", stream=stream, decide=decide)
        return carry_out(self._context, command)

    def _quote(self, unit: Unit, now: DateTime, who: CustomerId, wish: _Wish) -> Decision[Quote]:
        own, card = self._context.own_center, ById(Customer, who)
        places = [ById(Branch, wish.branch)] if wish.branch else []
        answers = unit.load(card, own, *places, *asked_for(wish.lines))
        customer = found_card(answers[card], who)
        settings = self._context.configured(answers[own]).settings
        for place in places:
            found(answers[place], "branch", place.id)
        lines = read_lines(self._context, unit, wish.lines, answers, settings.currency, now)
        if wish.coupon is not None:
            coupon = coupon_of(unit, wish.coupon)
            lines = taken_off(unit, coupon, who, lines, now, settings.time_zone)
        today = local_date(now, settings.time_zone)
        last = today + timedelta(days=QUOTE_DAYS) if wish.valid_until is None else wish.valid_until
        quoted = QuoteWish(
            id=wish.id,
            lines=lines.lines,
            bookings=lines.bookings,
            coupon_id=wish.coupon,
            branch_id=wish.branch,
            valid_until=last,
            note=wish.note,
            today=today,
            now=now,
            actor=self._context.actor,
        )
        return decide_quote(quoted, customer)

    def _accept(self, unit: Unit, now: DateTime, wish: _Acceptance) -> Decision[Sale]:
        quote = _quote_of(unit, wish.quote)
        today = self._today(unit, now)
        quote.refuse_closed(today)
        sold = [line.gift_card_id for line in quote.lines if line.kind is LineKind.GIFT_CARD]
        cards = cards_by_id(self._context, unit, sold, (), now)
        coupon = locked_coupon(unit, quote.coupon_id)
        if coupon is not None:
            coupon.refuse_again(uses_by(unit, coupon, quote.customer_id))
        request = SaleRequest(
            id=wish.id,
            lines=quote.lines,
            bookings=_bookings(unit, quote),
            cards=cards,
            application_date=wish.application_date or self._day_at(unit, now, quote.branch_id),
            grant_on=wish.grant_on,
            branch_id=quote.branch_id,
            coupon_id=quote.coupon_id,
            sold_by=wish.sold_by,
            note=quote.note if wish.note is None else wish.note,
            now=now,
            actor=self._context.actor,
        )
        owner = ById(Customer, quote.customer_id)
        [customer] = unit.load(owner)[owner]
        holdings = settling_holdings(unit, customer.id, now)
        return with_use(coupon, decide_acceptance(quote, request, customer, holdings, today))

    def _day_at(self, reader: Reader, now: DateTime, branch: BranchId | None) -> date:
        """The day at that branch, or at the center's own place."""
        if branch is None:
            return self._today(reader, now)
        place = ById(Branch, branch)
        return local_date(now, reader.load(place)[place][0].time_zone)


def _quote_of(reader: Reader, id: QuoteId) -> Quote:
    question = ById(Quote, id)
    return found(reader.load(question)[question], "quote", id)


def _bookings(reader: Reader, quote: Quote) -> list[Booking]:
    ids = [line.booking_id for line in quote.lines if line.booking_id is not None]
    asked = [ById(Booking, id) for id in ids]
    answers = reader.load(*asked)
    return [answers[each][0] for each in asked]
