"""`desk.waitlist`: waiting for a place, and what becomes of an offer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import (
    customer_id,
    entry_id,
    found,
    override_by,
    override_told,
    session_id,
    several,
)
from bookingcore.desk.booking.part import Part
from bookingcore.desk.context import Context
from bookingcore.desk.loading import booking_facts, language_of
from bookingcore.desk.permissions import refuse_foreign
from bookingcore.desk.queues import locked_line
from bookingcore.desk.redirecting import following, found_card, read_of
from bookingcore.desk.running import Command, carry_out, keyed, read
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.eligibility import BookingRequest, Override
from bookingcore.domain.bookings.making import decide_booking
from bookingcore.domain.bookings.public_status import (
    PublicStatus,
    public_status,
    public_status_of_wait,
)
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.checks import PLACES_MAX, shown, text, whole
from bookingcore.domain.values.ids import BookingId, CustomerId, EntryId
from bookingcore.domain.values.languages import language as known_language
from bookingcore.domain.waitlist.answering import (
    decide_declining,
    decide_leaving,
    decide_order,
    decide_promotion,
    opened_for,
    passed_through,
)
from bookingcore.domain.waitlist.entry import WaitlistEntry
from bookingcore.domain.waitlist.joining import JoinFacts, JoinRequest, decide_join
from bookingcore.domain.waitlist.line import Line
from bookingcore.domain.waitlist.offering import advanced
from bookingcore.errors import InvalidInput
from bookingcore.ports.questions import (
    ById,
    Clashes,
    EntriesIn,
    EntriesOf,
    OwnerOf,
)
from bookingcore.ports.store import Reader, Ref, Unit

Answer = Callable[[WaitlistEntry, Line, DateTime], Decision[WaitlistEntry]]


@frozen
class Waitlist:
    """Who waits for places in sessions, and who is offered one (000-10, 001-10, A16-A21)."""

    _context: Context

    def join(
        self,
        customer: Customer | str,
        session: Session | str,
        *,
        places: int = 1,
        override: Override | None = None,
        key: str | None = None,
    ) -> WaitlistEntry:
        """Put the customer at the end of the session's waiting list (001-11).

        Args:
            customer: who waits.
            session: for which session.
            places: how many places, all or none: 1 to 10,000.
            override: staff's decision to let rules pass, with a reason (A67).
            key: idempotency key.

        Raises:
            Refused: the first rule that says no, carrying all that do in `violations`.
            Unknown: no such customer or session here, or not the customer who acts.
            InvalidInput: places out of bounds.
        """
        where, context = session_id(session), self._context
        wanted = whole(places, "places", 1, PLACES_MAX)
        staff = override_by(context.actor, override)
        id = EntryId(context.new_id())

        def decide(who: CustomerId, unit: Unit, now: DateTime) -> Decision[WaitlistEntry]:
            card, clashes = ById(Customer, who), Clashes(who, where)
            answers = unit.load(card, clashes)
            known = found_card(answers[card], who)
            before = locked_line(context, unit, where)
            facts = JoinFacts(
                customer=known,
                line=advanced(before, now),
                bookings=answers[clashes],
            )
            request = JoinRequest(places=wanted, now=now, actor=context.actor, override=staff)
            return decide_join(id, request, facts, before, context.join_chain)

        told = keyed(key, customer_id(customer), where, wanted, override_told(staff))

        def join(who: CustomerId) -> WaitlistEntry:
            command = Command(
                name="waitlist.join",
                stream=Ref(Customer, who),
                decide=partial(decide, who),
                key=told,
            )
            return carry_out(context, command, self.get)

        return following(context, "waitlist.join", customer, join)

    def get(self, entry: WaitlistEntry | str) -> WaitlistEntry:
        """The entry as it is now.

        Raises:
            Unknown: no such entry here, or not one of the customer who asks.
        """
        id = entry_id(entry)
        return read(self._context, "waitlist.get", lambda reader: self._own(reader, id))

    def entries(self, session: Session | str) -> tuple[WaitlistEntry, ...]:
        """Everybody who ever waited for a session, in order of position.

        Raises:
            Unknown: no such session here.
        """
        id = session_id(session)

        def ask(reader: Reader) -> tuple[WaitlistEntry, ...]:
            itself, question = ById(Session, id), EntriesIn(id)
            answers = reader.load(itself, question)
            found(answers[itself], "session", id)
            return answers[question]

        return read(self._context, "waitlist.entries", ask)

    def of(self, customer: Customer | str) -> tuple[WaitlistEntry, ...]:
        """Where a customer waits, and waited, in the order in which they joined.

        Raises:
            Unknown: no such customer here, or not the one who asks.
        """

        def ask(who: CustomerId, reader: Reader) -> tuple[WaitlistEntry, ...]:
            card, question = ById(Customer, who), EntriesOf(who)
            answers = reader.load(card, question)
            found_card(answers[card], who)
            return answers[question]

        return read_of(self._context, "waitlist.of", customer, ask)

    def public_status(
        self, entry: WaitlistEntry | str, *, language: str | None = None
    ) -> PublicStatus:
        """How the wait is shown to its customer (001-11, A32); once accepted, as the booking is.

        Args:
            entry: which one.
            language: "en", "it" or "es"; None for the customer's, or else the center's first.

        Raises:
            Unknown: no such entry here, or not one of the customer who asks.
        """
        id = entry_id(entry)
        asked = None if language is None else known_language(language, "language")

        def ask(reader: Reader) -> PublicStatus:
            itself = self._own(reader, id)
            shown_in = asked or language_of(self._context, reader, itself.customer_id)
            became = ById(Booking, itself.booking_id or "")
            for booking in reader.load(became)[became]:
                return public_status(booking, shown_in)
            over = not itself.answerable(self._context.clock.now()) and not itself.waits
            return public_status_of_wait(over=over, language=shown_in)

        return read(self._context, "waitlist.public_status", ask)

    def accept(
        self,
        entry: WaitlistEntry | str,
        *,
        override: Override | None = None,
        key: str | None = None,
    ) -> Booking:
        """Take the places on offer (001-13): they are booked, by every rule of booking (A21).

        Args:
            entry: the entry that has the offer.
            override: staff's decision to let rules pass, with a reason (A67).
            key: idempotency key.

        Raises:
            NoOffer, OfferExpired, EntryEnded: there is nothing to accept.
            Refused: a rule of booking says no; the offer runs on.
            Unknown: no such entry here, or not one of the customer who acts.
        """
        id, staff = entry_id(entry), override_by(self._context.actor, override)
        booking = BookingId(self._context.new_id())

        def decide(unit: Unit, now: DateTime) -> Decision[Booking]:
            return self._accepted(unit, id, booking, staff, now)

        command = Command(
            name="waitlist.accept",
            stream=Ref(Customer, OwnerOf(WaitlistEntry, id)),
            decide=decide,
            key=keyed(key, id, override_told(staff)),
        )
        return carry_out(self._context, command, Part(self._context).get)

    def decline(self, entry: WaitlistEntry | str) -> WaitlistEntry:
        """Refuse the places on offer; they go on to the next one (A20).

        Raises:
            NoOffer, OfferExpired, EntryEnded: there is nothing to refuse.
            Unknown: no such entry here, or not one of the customer who acts.
        """
        return self._answered("waitlist.decline", entry, decide_declining)

    def leave(self, entry: WaitlistEntry | str) -> WaitlistEntry:
        """Wait no longer; an offer goes on to the next one.

        Raises:
            EntryEnded: the wait is over already.
            Unknown: no such entry here, or not one of the customer who acts.
        """
        return self._answered("waitlist.leave", entry, decide_leaving)

    def promote(self, entry: WaitlistEntry | str, *, reason: str) -> WaitlistEntry:
        """Offer an entry its places now, out of order (A16, A22).

        Args:
            entry: whom.
            reason: why, 1 to 10,000 characters; it goes on record.

        Raises:
            SessionFull: fewer places are free than it waits for.
            OfferTooLate: the session starts too soon.
            EntryEnded: the wait is over.
            UnwantedServiceBlocked: nobody could accept it (A23).
            Unknown: no such entry here.
        """
        id, why = entry_id(entry), text(reason, "reason", required=True)

        def decide(unit: Unit, now: DateTime) -> Decision[WaitlistEntry]:
            known, line = self._with_line(unit, id)
            card = ById(Customer, known.customer_id)
            return decide_promotion(known, line, unit.load(card)[card][0], now, why)

        return carry_out(
            self._context, Command(name="waitlist.promote", stream=None, decide=decide)
        )

    def reorder(
        self, session: Session | str, entries: Sequence[WaitlistEntry | str], *, reason: str
    ) -> tuple[WaitlistEntry, ...]:
        """Let those who wait be offered places in another order.

        Args:
            session: whose waiting list.
            entries: each of those who wait, once, in the new order.
            reason: why, 1 to 10,000 characters; it goes on record.

        Raises:
            InvalidInput: *entries* does not name each of those who wait, once.
            Unknown: no such session or entry here.
        """
        where, why = session_id(session), text(reason, "reason", required=True)
        order = [_entry(each) for each in several(entries, "entries")]

        def decide(unit: Unit, now: DateTime) -> Decision[tuple[WaitlistEntry, ...]]:
            line = locked_line(self._context, unit, where)
            named = [ById(WaitlistEntry, id) for id in order]
            answers = unit.load(*named)
            for each in named:
                found(answers[each], "entry", each.id)
            return decide_order(line, order, now, why)

        command = Command(name="waitlist.reorder", stream=Ref(Session, where), decide=decide)
        return carry_out(self._context, command)

    def _answered(self, name: str, entry: WaitlistEntry | str, answer: Answer) -> WaitlistEntry:
        id = entry_id(entry)

        def decide(unit: Unit, now: DateTime) -> Decision[WaitlistEntry]:
            known, line = self._with_line(unit, id)
            return answer(known, line, now)

        stream = Ref(Customer, OwnerOf(WaitlistEntry, id))
        return carry_out(self._context, Command(name=name, stream=stream, decide=decide))

    def _accepted(
        self, unit: Unit, id: EntryId, booking: BookingId, staff: Override | None, now: DateTime
    ) -> Decision[Booking]:
        known, before = self._with_line(unit, id)
        line, known, session = opened_for(known, before, now)
        context = self._context
        request = BookingRequest(places=known.places, now=now, actor=context.actor, override=staff)
        facts = booking_facts(context, unit, known.customer_id, known.session_id, request)
        facts = evolve(facts, session=session)
        decision = decide_booking(booking, request, facts, context.chain)
        return passed_through(decision, before, line, known, now)

    def _with_line(self, unit: Unit, id: EntryId) -> tuple[WaitlistEntry, Line]:
        """The entry *id* and its waiting list, locked."""
        line = locked_line(self._context, unit, self._own(unit, id).session_id)
        # Until the lock was there it could have changed: what is open is in the line as it is now.
        return line.entry(id) or self._own(unit, id), line

    def _own(self, reader: Reader, id: EntryId) -> WaitlistEntry:
        question = ById(WaitlistEntry, id)
        entry = found(reader.load(question)[question], "entry", id)
        refuse_foreign(self._context.actor, entry.customer_id, "entry", id)
        return entry


def _entry(value: object) -> EntryId:
    if isinstance(value, WaitlistEntry | str):
        return entry_id(value)
    raise InvalidInput("entries", shown(value), "give entries or their ids")
