"""Booking a place."""

from __future__ import annotations

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import (
    override_told,
    session_id,
)
from bookingcore.desk.booking.part import Part
from bookingcore.desk.loading import booking_facts
from bookingcore.desk.queues import locked_line, read_line
from bookingcore.desk.running import Command, carry_out, keyed, read
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
        who, where = self._customer(customer), session_id(session)
        wanted = self._request(places, None, override)

        def ask(reader: Reader) -> Verdict:
            request = wanted(now=self._context.clock.now())
            facts = booking_facts(reader, who, where, places, request.now)
            if facts.session.queued:
                before = read_line(self._context, reader, where)
                _, _, facts = _as_seen_by(who, before, facts, request.now)
            return verdict_on(request, facts)

        return read(self._context, "bookings.check", ask)

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
        who, where = self._customer(customer), session_id(session)
        wanted = self._request(places, note, override)
        id = BookingId(self._context.new_id())

        def decide(unit: Unit, now: DateTime) -> Decision[Booking]:
            return self._decided(unit, id, wanted(now=now), who, where)

        command = Command(
            name="bookings.book",
            stream=Ref(Customer, who),
            decide=decide,
            key=keyed(key, who, where, places, note, override_told(override)),
        )
        return carry_out(self._context, command, self.get)

    def _decided(
        self, unit: Unit, id: BookingId, request: BookingRequest, who: CustomerId, where: SessionId
    ) -> Decision[Booking]:
        """The booking *id*, with its places counted in the waiting list if there is one."""
        facts = booking_facts(unit, who, where, request.places, request.now)
        if not facts.session.queued:
            return decide_booking(id, request, facts)
        before = locked_line(self._context, unit, where)
        line, entry, seen = _as_seen_by(who, before, facts, request.now)
        decision = decide_booking(id, request, seen)
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
