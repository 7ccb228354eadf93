"""The first pass: every row is a customer of its own, who books, pays, and comes or does not.

A place is a guest. In a session that is too small the desk refuses; staff then takes the guests
all the same, with an override on record, so that every reservation lives on as it did.

What a stay costs is sold as so many nights at a rate, by a plan that grants no units. A deposit is
paid at booking: all of it where nothing is refunded, else half. Who comes pays the rest. What is
not paid stays due: the file does not say that it was ever called in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from bookingcore import (
    AbsentTooEarly,
    Attendance,
    Booking,
    InvalidInput,
    Override,
    PaymentStatus,
    Plan,
    Sale,
    SessionFull,
)
from examples.replay import figures
from examples.replay.hotel import Hotel, reservations
from examples.replay.lives import Deposit, Life, Outcome, Slot
from examples.replay.timeline import Act, Step

TAKEN_IN = Override(reason="the hotel took them in", codes=frozenset({SessionFull.code}))

ATTENDANCE = {Outcome.PRESENT: Attendance.PRESENT, Outcome.ABSENT: Attendance.ABSENT}


class GuestReplay:
    """The first pass, step by step."""

    def __init__(self, hotel: Hotel, capacities: Mapping[Slot, int]) -> None:
        """Open the hotel: everything on offer and scheduled, nobody there yet."""
        self._hotel = hotel
        self._give = hotel.pace.timed
        self._bookings: dict[int, str] = {}
        self._sales: dict[int, Sale] = {}
        self._customers: list[str] = []
        self._refusals: Counter[str] = Counter()
        hotel.offer(capacities, allow_overlap=False)
        self._plans = {"0": self._at_rate("0")}
        hotel.schedule(capacities)

    def take(self, step: Step) -> None:
        """What happens in *step*, given to the desk."""
        self._hotel.clock.move_to(step.at)
        match step.act:
            case Act.BOOK:
                self._arrive(step.life)
            case Act.MARK:
                self._mark(step.life)
            case Act.CANCEL | Act.CANCEL_AT_ONCE:
                self._give(self._hotel.desk.bookings.cancel, self._bookings.pop(step.number))
                del self._sales[step.number]

    def _arrive(self, life: Life) -> None:
        desk = self._hotel.desk
        customer = self._give(desk.customers.register, name=f"Guest {life.number}")
        self._customers.append(customer.id)
        self._bookings[life.number] = self._book(customer.id, life).id
        sale = self._give(desk.sales.sell, customer, self._line(life))
        self._sales[life.number] = sale
        if life.deposit is Deposit.FULL:
            self._pay(sale)
        if life.deposit is Deposit.PART:
            self._give(desk.sales.pay, sale, sale.total.split(2)[0])

    def _book(self, customer: str, life: Life) -> Booking:
        book, session = self._hotel.desk.bookings.book, self._hotel.sessions[life.slot]
        try:
            return self._give(book, customer, session, places=life.guests)
        except SessionFull as full:
            self._refusals[full.code] += 1
        return self._give(book, customer, session, places=life.guests, override=TAKEN_IN)

    def _mark(self, life: Life) -> None:
        desk, attendance = self._hotel.desk, ATTENDANCE[life.outcome]
        try:
            self._give(desk.bookings.mark, self._bookings[life.number], attendance)
        except AbsentTooEarly as early:
            # Their life ends in a later step.
            self._refusals[early.code] += 1
            return
        del self._bookings[life.number]
        sale = self._sales.pop(life.number)
        if life.outcome is Outcome.PRESENT and life.deposit is not Deposit.FULL:
            self._pay(sale)

    def _pay(self, sale: Sale) -> None:
        """All that is still due, of a sale that costs anything."""
        if sale.payment_status is not PaymentStatus.EXEMPT:
            self._give(self._hotel.desk.sales.pay, sale)

    def _line(self, life: Life) -> tuple[Plan, int]:
        """So many nights at the rate; nothing to pay for who stayed none."""
        if life.nights == 0:
            return self._plans["0"], 1
        if life.rate not in self._plans:
            self._plans[life.rate] = self._at_rate(life.rate)
        return self._plans[life.rate], life.nights

    def _at_rate(self, rate: str) -> Plan:
        """A night at *rate*; at nothing where the desk refuses to pay people for coming."""
        offer = self._hotel.desk.catalog.add_plan
        try:
            return self._give(
                offer, f"Night at {rate}", price=rate, units=0, services=(), valid_for=None
            )
        except InvalidInput as refused:
            self._refusals[refused.code] += 1
            return self._plans["0"]

    def found(self) -> figures.Guests:
        """What the desk has on record, counted as `figures` counts the file."""
        ended = list(self._hotel.ended())
        sales = [sale for who in self._customers for sale in self._hotel.desk.sales.of(who)]
        bookings = [booking for _, booked in ended for booking in booked]
        refused = sum(self._hotel.overridden(session, SessionFull.code) for session, _ in ended)
        statuses = Counter(sale.payment_status for sale in sales)
        return figures.Guests(
            **reservations(
                bookings,
                sessions=len(ended),
                early_marks=self._refusals[AbsentTooEarly.code],
            ),
            refused=refused,
            rates_below_zero=self._refusals[InvalidInput.code],
            exempt=statuses[PaymentStatus.EXEMPT],
            awaiting_payment=statuses[PaymentStatus.AWAITING_PAYMENT],
            partially_paid=statuses[PaymentStatus.PARTIALLY_PAID],
            paid=statuses[PaymentStatus.PAID],
            cents_sold=sum(sale.total.minor for sale in sales),
            cents_paid=sum(sale.paid.minor for sale in sales),
        )
