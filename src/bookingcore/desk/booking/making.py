"""Booking a place."""

from __future__ import annotations

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import customer_id, override_told, session_id
from bookingcore.desk.booking.part import Part
from bookingcore.desk.loading import booking_facts
from bookingcore.desk.queues import locked_line, read_line
from bookingcore.desk.redirecting import following, read_of
from bookingcore.desk.running import Command, carry_out, keyed
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.eligibility import BookingFacts, BookingRequest, Override
from bookingcore.domain.bookings.making import Verdict, decide_booking, verdict_on
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.ids import BookingId, CustomerId, SessionId
from bookingcore.domain.waitlist.answering import as_shown_to, passed_through, taken_out
from bookingcore.domain.waitlist.entry import WaitlistEntry
from bookingcore.domain.waitlist.line import Line
from bookingcore.domain.waitlist.offering import advanced
from bookingcore.ports.store import Reader, Ref, Unit


@frozen
class Making(Part):
    """Whether a place can be booked, and booking it."""

    def check(
        self,
        customer: Customer | str,
        session: Session | str,
        *,
        places: int = 1,
        override: Override | None = None,
    ) -> Verdict:
        """What `book` would answer now, without writing: every violation, in order.

        Raises:
            Unknown: no such customer or session here, or not the customer who asks.
            InvalidInput: places out of bounds.
        """
        where, wanted = session_id(session), self._request(places, None, override)
        context = self._context

        def ask(who: CustomerId, reader: Reader) -> Verdict:
            request = wanted(now=context.clock.now())
            facts = booking_facts(context, reader, who, where, request)
            if facts.session.queued:
                before = read_line(context, reader, where)
                _, _, facts = _as_seen_by(who, before, facts, request.now)
            return verdict_on(request, facts, context.chain)

        return read_of(context, "bookings.check", customer, ask)

    def book(
        self,
        customer: Customer | str,
        session: Session | str,
        *,
        places: int = 1,
        note: str | None = None,
        override: Override | None = None,
        key: str | None = None,
    ) -> Booking:
        """Hold places for the customer, and redeem units for them where the service asks (000-09).

        Args:
            customer: whose places.
            session: in which session.
            places: how many, 1 to 10,000.
            note: words kept with the booking.
            override: staff's decision to let rules pass, with a reason (A67).
            key: idempotency key.

        Raises:
            Refused: the first rule that says no, carrying all that do in `violations`.
            Unknown: no such customer or session here, or not the customer who acts.
            InvalidInput: places out of bounds.
        """
        where, wanted = session_id(session), self._request(places, note, override)
        id = BookingId(self._context.new_id())
        told = keyed(key, customer_id(customer), where, places, note, override_told(override))

        def book(who: CustomerId) -> Booking:
            command = Command(
                name="bookings.book",
                stream=Ref(Customer, who),
                decide=lambda unit, now: self._decided(unit, id, wanted(now=now), who, where),
                key=told,
            )
            return carry_out(self._context, command, self.get)

        return following(self._context, "bookings.book", customer, book)

    def _decided(
        self, unit: Unit, id: BookingId, request: BookingRequest, who: CustomerId, where: SessionId
    ) -> Decision[Booking]:
        """The booking *id*, with its places counted in the waiting list if there is one."""
        chain = self._context.chain
        facts = booking_facts(self._context, unit, who, where, request)
        if not facts.session.queued:
            return decide_booking(id, request, facts, chain)
        before = locked_line(self._context, unit, where)
        line, entry, seen = _as_seen_by(who, before, facts, request.now)
        decision = decide_booking(id, request, seen, chain)
        return passed_through(decision, before, line, entry, request.now)


def _as_seen_by(
    who: CustomerId, before: Line, facts: BookingFacts, now: DateTime
) -> tuple[Line, WaitlistEntry | None, BookingFacts]:
    """What *who* finds in a session with a waiting list: the line without them, and the facts."""
    line = advanced(before, now)
    entry = line.of(who)
    ahead = line.ahead_of(entry) if entry is None or not entry.held else 0
    line = taken_out(line, entry)
    return line, entry, evolve(facts, session=as_shown_to(entry, line), ahead=ahead)
