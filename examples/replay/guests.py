"""The first pass: every row is a customer of its own, who books, pays, and comes or does not.

A place is a guest. In a session that is too small, or for which others wait, the desk refuses;
staff then takes the guests all the same, with an override on record, so that every reservation
lives on as it did. Who had to wait joins the list first, and is promoted by staff after as many
days as in the file; every change is a move to another session.

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
    Customer,
    EventKind,
    InvalidInput,
    Offers,
    Override,
    PaymentStatus,
    Plan,
    QueueAhead,
    Sale,
    SessionFull,
    WaitlistEntry,
    WaitlistPolicy,
)
from examples.replay import figures
from examples.replay.hotel import Hotel, reservations
from examples.replay.lives import Deposit, Life, Outcome, Slot
from examples.replay.timeline import Act, Step

TAKEN_IN = Override(
    reason="the hotel took them in", codes=frozenset({SessionFull.code, QueueAhead.code})
)

BY_STAFF = WaitlistPolicy(offers=Offers.MANUAL, capacity=None, join_when_free=True)
"""Nobody is offered a place but by staff, and anybody may wait."""

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
        self._waiting: dict[int, WaitlistEntry] = {}
        self._refusals: Counter[str] = Counter()
        hotel.offer(capacities, allow_overlap=False, waitlist=BY_STAFF)
        self._plans = {"0": self._at_rate("0")}
        hotel.schedule(capacities)

    def take(self, step: Step) -> None:
        """What happens in *step*, given to the desk."""
        self._hotel.clock.move_to(step.at)
        match step.act:
            case Act.JOIN:
                self._wait(step.life, step.slot)
            case Act.BOOK:
                self._arrive(step.life, step.slot)
            case Act.MOVE:
                self._move(self._bookings[step.number], step.slot)
            case Act.MARK:
                self._mark(step.life)
            case Act.CANCEL | Act.CANCEL_AT_ONCE:
                self._give(self._hotel.desk.bookings.cancel, self._bookings.pop(step.number))
                del self._sales[step.number]

    def _arrive(self, life: Life, slot: Slot) -> None:
        desk, entry = self._hotel.desk, self._waiting.pop(life.number, None)
        booking = self._promoted(entry) if entry else self._book(self._guest(life).id, life, slot)
        self._bookings[life.number] = booking.id
        sale = self._give(desk.sales.sell, booking.customer_id or "", self._line(life))
        self._sales[life.number] = sale
        if life.deposit is Deposit.FULL:
            self._pay(sale)
        if life.deposit is Deposit.PART:
            self._give(desk.sales.pay, sale, sale.total.split(2)[0])

    def _guest(self, life: Life) -> Customer:
        register = self._hotel.desk.customers.register
        customer = self._give(register, name=f"Guest {life.number}")
        self._customers.append(customer.id)
        return customer

    def _wait(self, life: Life, slot: Slot) -> None:
        join, session = self._hotel.desk.waitlist.join, self._hotel.sessions[slot]
        self._waiting[life.number] = self._give(
            join, self._guest(life), session, places=life.guests
        )

    def _promoted(self, entry: WaitlistEntry) -> Booking:
        """Whoever waited, once their time has come; on record where too few places are free."""
        desk = self._hotel.desk
        try:
            self._give(desk.waitlist.promote, entry, reason="their time had come")
        except SessionFull:
            book = desk.bookings.book
            who, where = entry.customer_id, entry.session_id
            return self._give(book, who, where, places=entry.places, override=TAKEN_IN)
        return self._give(desk.waitlist.accept, entry)

    def _book(self, customer: str, life: Life, slot: Slot) -> Booking:
        book, session = self._hotel.desk.bookings.book, self._hotel.sessions[slot]
        try:
            return self._give(book, customer, session, places=life.guests)
        except (SessionFull, QueueAhead):
            return self._give(book, customer, session, places=life.guests, override=TAKEN_IN)

    def _move(self, booking: str, slot: Slot) -> None:
        reschedule = self._hotel.desk.bookings.reschedule
        self._give(reschedule, booking, to=self._hotel.sessions[slot], override=TAKEN_IN)

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

    def _waited(self) -> set[str]:
        """The bookings of those who had waited for them."""
        waitlist, sessions = self._hotel.desk.waitlist, self._hotel.sessions.values()
        entries = (entry for session in sessions for entry in waitlist.entries(session))
        return {entry.booking_id for entry in entries if entry.booking_id}

    def found(self) -> figures.Guests:
        """What the desk has on record, counted as `figures` counts the file."""
        ended = list(self._hotel.ended())
        sales = [sale for who in self._customers for sale in self._hotel.desk.sales.of(who)]
        bookings = [booking for _, booked in ended for booking in booked]
        waited = self._waited()
        let_in = Counter(
            (kind, code, booking in waited)
            for session, _ in ended
            for kind, code, booking in self._hotel.overridden(session)
        )
        made, moved = EventKind.BOOKING_MADE, EventKind.BOOKING_MOVED
        full, ahead = SessionFull.code, QueueAhead.code
        statuses = Counter(sale.payment_status for sale in sales)
        return figures.Guests(
            **reservations(
                bookings,
                sessions=len(ended),
                early_marks=self._refusals[AbsentTooEarly.code],
            ),
            waited=len(waited),
            moved=sum(self._hotel.moves(session) for session, _ in ended),
            refused=let_in[made, full, True] + let_in[made, full, False],
            refused_waiting=let_in[made, full, True],
            past_the_queue=let_in[made, ahead, False],
            moved_in_full=let_in[moved, full, True] + let_in[moved, full, False],
            moved_past=let_in[moved, ahead, True] + let_in[moved, ahead, False],
            rates_below_zero=self._refusals[InvalidInput.code],
            exempt=statuses[PaymentStatus.EXEMPT],
            awaiting_payment=statuses[PaymentStatus.AWAITING_PAYMENT],
            partially_paid=statuses[PaymentStatus.PARTIALLY_PAID],
            paid=statuses[PaymentStatus.PAID],
            cents_sold=sum(sale.total.minor for sale in sales),
            cents_paid=sum(sale.paid.minor for sale in sales),
        )
