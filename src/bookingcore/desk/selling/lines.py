"""The lines of a sale as a caller gives them, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import frozen
from pendulum import DateTime

from bookingcore.desk.arguments import (
    Amount,
    Day,
    amount_told,
    booking_id,
    found,
    money,
    plan_id,
)
from bookingcore.desk.context import Context
from bookingcore.desk.selling.gifting import cards_by_id, gift_card_id
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.gifting import GiftCards
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.catalog.service import Service
from bookingcore.domain.sales.gift_card import GiftCard
from bookingcore.domain.sales.lines import booking_line, discounted, gift_card_line, plan_line
from bookingcore.domain.sales.sale import SaleLine
from bookingcore.domain.values.checks import shown, whole
from bookingcore.domain.values.ids import BalanceId, BookingId, GiftCardId, PlanId
from bookingcore.domain.values.moments import as_date
from bookingcore.domain.values.money import Money
from bookingcore.errors import InvalidInput
from bookingcore.ports.questions import ById
from bookingcore.ports.store import Answers, Reader, Unit

QUANTITY_MAX = 1000
LINES_MAX = 100
FIRST_DAY_MIN, FIRST_DAY_MAX = date(1000, 1, 1), date(9000, 12, 31)


@frozen(kw_only=True)
class Line:
    """A line to sell, where a plan or (plan, quantity) does not say it all.

    Exactly one of *plan*, *booking* and *gift_card* is given.

    Attributes:
        plan: a plan or its id.
        booking: a booking or its id: the line pays for it as a unit does (A63).
        gift_card: a gift card that was issued, its id or its code: the line sells it.
        quantity: how many of the plan, 1 to 1,000; a booking has as many as it has places.
        price: of one; None for the plan's, that of the booking's service, or what the gift card
            holds.
        discount: what the whole line is cheaper by; None for nothing.
    """

    plan: Plan | str | None = None
    booking: Booking | str | None = None
    gift_card: GiftCard | str | None = None
    quantity: int = 1
    price: Amount | None = None
    discount: Amount | None = None


SoldLine = Plan | str | tuple[Plan | str, int] | GiftCard | Line
"""A line as a caller gives it: a plan or its id, that with a quantity, a gift card, or a `Line`."""


@frozen(kw_only=True)
class WishedLine:
    """A line that was asked for, its ids read and new ids made."""

    plan: PlanId | None
    booking: BookingId | None
    gift_card: GiftCardId | None
    quantity: int
    price: Amount | None
    discount: Amount | None
    balance_id: BalanceId

    @property
    def told(self) -> tuple[object, ...]:
        """What it says, to tell one wish from another."""
        price = None if self.price is None else amount_told(self.price, "price")
        discount = None if self.discount is None else amount_told(self.discount, "discount")
        return self.plan, self.booking, self.gift_card, self.quantity, price, discount


def wished(context: Context, line: object) -> WishedLine:
    """A line as it was asked for.

    Raises:
        InvalidInput: no line, a quantity out of bounds, or nothing or two things to sell.
        Unknown: no such gift card here.
    """
    if isinstance(line, GiftCard):
        line = Line(gift_card=line)
    if not isinstance(line, Line):
        plan, quantity = line if isinstance(line, tuple) and len(line) == 2 else (line, 1)
        if not isinstance(plan, Plan | str):
            raise InvalidInput("lines", shown(line), "give a plan, (plan, quantity) or a Line")
        line = Line(plan=plan, quantity=quantity)
    things = [each for each in (line.plan, line.booking, line.gift_card) if each is not None]
    if len(things) != 1:
        remedy = "give the Line a plan, a booking or a gift card: one of them"
        raise InvalidInput("lines", shown(line), remedy)
    card = line.gift_card
    return WishedLine(
        plan=None if line.plan is None else plan_id(line.plan),
        booking=None if line.booking is None else booking_id(line.booking),
        gift_card=None if card is None else gift_card_id(context, "sales.sell", card),
        quantity=whole(line.quantity, "quantity", 1, QUANTITY_MAX),
        price=line.price,
        discount=line.discount,
        balance_id=BalanceId(context.new_id()),
    )


def wished_lines(context: Context, lines: Sequence[object]) -> tuple[WishedLine, ...]:
    """The lines of a sale or a quote as they were asked for.

    Raises:
        InvalidInput: no line, or too many; see `wished` for each.
    """
    if not 0 < len(lines) <= LINES_MAX:
        raise InvalidInput("lines", str(len(lines)), f"sell 1 to {LINES_MAX} lines")
    return tuple(wished(context, line) for line in lines)


@frozen(kw_only=True)
class ReadLines:
    """The lines of a sale with the rows that they are about."""

    lines: tuple[SaleLine, ...]
    bookings: tuple[Booking, ...]
    cards: GiftCards


def asked_for(wishes: Sequence[WishedLine]) -> tuple[ById[Plan] | ById[Booking], ...]:
    """The plans and bookings that *wishes* name, to be asked for with whatever else is asked."""
    plans = (ById(Plan, wish.plan) for wish in wishes if wish.plan is not None)
    booked = (ById(Booking, wish.booking) for wish in wishes if wish.booking is not None)
    return (*plans, *booked)


def read_lines(
    context: Context,
    unit: Unit,
    wishes: Sequence[WishedLine],
    answers: Answers,
    currency: str,
    now: DateTime,
) -> ReadLines:
    """The lines that *wishes* come to, with the bookings that they pay for and the cards they sell.

    *answers* hold what was `asked_for`.

    Raises:
        Unknown: no such plan, booking or gift card here.
        InvalidInput: a price or discount that cannot be meant; a service without a price; or one
            booking or gift card twice.
        CurrencyMismatch: an amount in another currency than the center's.
    """
    plans = [ById(Plan, wish.plan) for wish in wishes if wish.plan is not None]
    booked = [ById(Booking, wish.booking) for wish in wishes if wish.booking is not None]
    sold = [wish.gift_card for wish in wishes if wish.gift_card is not None]
    if len({*booked, *sold}) < len(booked) + len(sold):
        raise InvalidInput("lines", str(len(wishes)), "give each booking and gift card once")
    cards = cards_by_id(context, unit, sold, (), now)
    bookings = tuple(found(answers[each], "booking", each.id) for each in booked)
    offers = _Offers(
        plans={each.id: found(answers[each], "plan", each.id) for each in plans},
        bookings={booking.id: booking for booking in bookings},
        services=_services(unit, bookings),
        cards={card.id: card for card in cards.sold},
        currency=currency,
    )
    return ReadLines(lines=tuple(map(offers.line, wishes)), bookings=bookings, cards=cards)


def first_day(day: Day, field: str) -> date:
    """A day from which a sale may apply: one that leaves room for the longest validity."""
    first = as_date(day, field)
    if not FIRST_DAY_MIN <= first <= FIRST_DAY_MAX:
        raise InvalidInput(field, first.isoformat(), "give a day of the years 1000 to 9000")
    return first


def _services(reader: Reader, bookings: Sequence[Booking]) -> Mapping[str, Service]:
    asked = dict.fromkeys(ById(Service, booking.service_id) for booking in bookings)
    if not asked:
        return {}
    answers = reader.load(*asked)
    return {each.id: answers[each][0] for each in asked}


@frozen(kw_only=True)
class _Offers:
    """What lines are about, by id."""

    plans: Mapping[str, Plan]
    bookings: Mapping[str, Booking]
    services: Mapping[str, Service]
    cards: Mapping[str, GiftCard]
    currency: str

    def line(self, wish: WishedLine) -> SaleLine:
        """The line that *wish* comes to."""
        if wish.plan is not None:
            line = self._of_plan(wish, wish.plan)
        elif wish.booking is not None:
            line = self._of_booking(wish, wish.booking)
        else:
            line = self._of_card(wish, wish.gift_card or "")
        if wish.discount is None:
            return line
        return discounted(line, money(wish.discount, line.price.currency, "discount"))

    def _of_plan(self, wish: WishedLine, id: PlanId) -> SaleLine:
        plan = self.plans[id]
        price = self._price(wish, plan.price)
        return plan_line(plan, wish.quantity, wish.balance_id, price=price)

    def _of_card(self, wish: WishedLine, id: str) -> SaleLine:
        card = self.cards[id]
        return gift_card_line(card, self._price(wish, card.amount))

    def _of_booking(self, wish: WishedLine, id: BookingId) -> SaleLine:
        booking = self.bookings[id]
        service = self.services[booking.service_id]
        price = self._price(wish, service.price)
        return booking_line(booking.id, service.name, booking.places, price)

    def _price(self, wish: WishedLine, usual: Money | None) -> Money:
        if wish.price is None:
            if usual is None:
                raise InvalidInput("price", "None", "give a price; the service has none")
            return usual
        price = money(wish.price, self.currency if usual is None else usual.currency, "price")
        if price.is_negative:
            raise InvalidInput("price", str(price), "give zero or more")
        return price
