"""Marking who came, and counting them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from attrs import frozen
from pendulum import DateTime

from bookingcore.desk.arguments import between as period_between
from bookingcore.desk.arguments import booking_id, found, service_id, session_id
from bookingcore.desk.booking.cancelling import Cancelling
from bookingcore.desk.booking.holding import billings, held
from bookingcore.desk.booking.part import Part
from bookingcore.desk.permissions import refuse_foreign
from bookingcore.desk.redirecting import found_card, read_of
from bookingcore.desk.running import Command, carry_out, read
from bookingcore.domain.bookings.attending import (
    AttendanceCounts,
    NoShow,
    decide_attendance,
    decide_confirmation,
)
from bookingcore.domain.bookings.booking import Attendance, Booking
from bookingcore.domain.catalog.service import Service
from bookingcore.domain.catalog.terms import Terms
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.actors import Oneself
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.checks import member, shown, truth
from bookingcore.domain.values.ids import BookingId, CustomerId, SaleId, ServiceId, SessionId
from bookingcore.errors import CancellationForbidden, InvalidInput, Unknown
from bookingcore.ports.questions import AttendanceOf, BookingsIn, ById, OwnerOf
from bookingcore.ports.store import Reader, Ref, Unit

_CONFIRM = "bookings.confirm_attendance"

Marks = Mapping[BookingId, Attendance]


@frozen
class Attending(Part):
    """Who turned up."""

    def mark(self, booking: Booking | str, attendance: Attendance) -> Booking:
        """Mark whether the customer turned up; any value may follow any other (002-05).

        The first absence of a booking whose terms ask for it makes a sale of the no-show fee,
        which awaits payment (A35); it stays when the mark is taken back.

        Raises:
            AbsentTooEarly: `ABSENT` before the start.
            AlreadyCancelled: nobody attends a cancelled booking.
            Unknown: no such booking here.
        """
        id, marked = booking_id(booking), member(attendance, "attendance", Attendance)
        sale = SaleId(self._context.new_id())

        def decide(unit: Unit, now: DateTime) -> Decision[Booking]:
            question = ById(Booking, id)
            itself = held(unit, found(unit.load(question)[question], "booking", id))
            no_shows = self._no_shows(unit, [itself], {id: marked}, {id: sale}, now)
            return decide_attendance(itself, marked, now, no_shows.get(id))

        command = Command(
            name="bookings.mark", stream=Ref(Customer, OwnerOf(Booking, id)), decide=decide
        )
        return carry_out(self._context, command)

    def confirm_attendance(self, booking: Booking | str, attending: bool = True) -> Booking:
        """Answer whether the customer will come, as they are asked before (001-14, A3).

        A yes is on record, and nobody asks again unless the booking moves. A no cancels it as the
        customer would, while that costs nothing.

        Args:
            booking: which one.
            attending: whether they will come.

        Raises:
            AlreadyCancelled: it was cancelled before.
            SessionStarted: it has begun.
            CancellationForbidden: a no that comes too late to cancel for nothing; say so to the
                front desk, or cancel at its price with `cancel`.
            Unknown: no such booking here, or not one of the customer who acts.
        """
        id = booking_id(booking)
        if not truth(attending, "attending"):
            return self._declined(id)

        def decide(unit: Unit, now: DateTime) -> Decision[Booking]:
            return decide_confirmation(self._own_locked(unit, id), now)

        command = Command(name=_CONFIRM, stream=Ref(Customer, OwnerOf(Booking, id)), decide=decide)
        return carry_out(self._context, command)

    def _declined(self, id: BookingId) -> Booking:
        terms = Cancelling(self._context).cancellation_terms(id)
        if terms.late:
            raise CancellationForbidden(id, terms.free_until)
        return Cancelling(self._context).cancel(id).booking

    def _own_locked(self, unit: Unit, id: BookingId) -> Booking:
        """The booking of that id, if it is the actor's business."""
        question = ById(Booking, id)
        itself = found(unit.load(question)[question], "booking", id)
        refuse_foreign(self._context.actor, itself.customer_id, "booking", id)
        return held(unit, itself)

    def mark_session(
        self, session: Session | str, marks: Mapping[Booking | str, Attendance]
    ) -> tuple[Booking, ...]:
        """Mark several bookings of one session, all of them or none; each as `mark` does.

        Args:
            session: which one.
            marks: the attendance of each booking that is marked; the others stay as they are.

        Returns:
            The marked bookings, in the order of *marks*.

        Raises:
            AbsentTooEarly: `ABSENT` before the start.
            AlreadyCancelled: nobody attends a cancelled booking.
            Unknown: no such session here, or no such booking in it.
            InvalidInput: no mapping, or one that names a booking twice.
        """
        id, wanted = session_id(session), _marks(marks)
        sales = {each: SaleId(self._context.new_id()) for each in wanted}

        def decide(unit: Unit, now: DateTime) -> Decision[tuple[Booking, ...]]:
            _lock_owners(unit, id, _named(unit, id, wanted))
            bookings = _named(unit, id, wanted)
            no_shows = self._no_shows(unit, bookings, wanted, sales, now)
            decisions = [
                decide_attendance(each, wanted[each.id], now, no_shows.get(each.id))
                for each in bookings
            ]
            return Decision(
                result=tuple(decision.result for decision in decisions),
                changes=[change for decision in decisions for change in decision.changes],
                happened=[each for decision in decisions for each in decision.happened],
            )

        command = Command(name="bookings.mark_session", stream=None, decide=decide)
        return carry_out(self._context, command)

    def attendance(
        self,
        *,
        customer: Customer | str | None = None,
        service: Service | str | None = None,
        between: tuple[object, object] | None = None,
    ) -> AttendanceCounts:
        """How many live bookings stand at each attendance (002-06).

        Args:
            customer: whose; None for everybody's, and for a customer who asks, their own.
            service: of which service; None for any.
            between: (start, end) of the sessions' starts: times, end excluded; or days of the
                center's zone, last day included. None for any time.

        Raises:
            Unknown: no such customer or service here, or not the customer who asks.
            InvalidInput: an end before the start, or no period at all.
        """
        of = None if service is None else service_id(service)

        def ask(who: CustomerId | None, reader: Reader) -> AttendanceCounts:
            _refuse_unknown(reader, who, of)
            start = end = None
            if between is not None:
                own = self._context.own_center
                zone = self._context.configured(reader.load(own)[own]).settings.time_zone
                start, end = period_between(between, zone)
            question = AttendanceOf(who, of, start, end)
            counts = reader.load(question)[question]
            return AttendanceCounts(**{row.attendance.value: row.bookings for row in counts})

        actor, query = self._context.actor, "bookings.attendance"
        whose = actor.customer_id if customer is None and isinstance(actor, Oneself) else customer
        if whose is None:
            return read(self._context, query, partial(ask, None))
        return read_of(self._context, query, whose, ask)

    def _no_shows(
        self,
        unit: Unit,
        bookings: Sequence[Booking],
        marks: Marks,
        sales: Mapping[BookingId, SaleId],
        now: DateTime,
    ) -> Mapping[BookingId, NoShow]:
        """What each absence costs; nothing of those that cost nothing, or were billed before."""
        absent = [each for each in bookings if marks[each.id] is Attendance.ABSENT]
        if not absent:
            return {}
        terms = {each.terms: ById(Terms, each.terms) for each in absent}
        answers = unit.load(*terms.values())
        fees = {id: answers[question][0].policy.no_show_fee for id, question in terms.items()}
        owing = [each for each in absent if fees[each.terms] is not None]
        billed = billings(unit, owing, sales, now)
        actor = self._context.actor
        return {
            each.id: NoShow(fee=fee, billing=billed[each.id], actor=actor)
            for each in owing
            if (fee := fees[each.terms]) is not None and each.id in billed
        }


def _marks(value: object) -> Marks:
    if not isinstance(value, Mapping):
        raise InvalidInput("marks", shown(value), "give a mapping of bookings to attendances")
    marks: dict[BookingId, Attendance] = {}
    for booking, attendance in value.items():
        id = booking_id(booking)
        if id in marks:
            raise InvalidInput("marks", shown(id), "name each booking once")
        marks[id] = member(attendance, "attendance", Attendance)
    return marks


def _named(unit: Unit, session: SessionId, marks: Marks) -> tuple[Booking, ...]:
    """The bookings to mark as they are now, in the order of *marks*.

    Raises:
        Unknown: no such session, or no such booking in it.
    """
    itself, question = ById(Session, session), BookingsIn(session)
    answers = unit.load(itself, question)
    found(answers[itself], "session", session)
    there = {booking.id: booking for booking in answers[question]}
    for id in marks:
        if id not in there:
            raise Unknown("booking", id)
    return tuple(there[id] for id in marks)


def _lock_owners(unit: Unit, session: SessionId, bookings: Sequence[Booking]) -> None:
    """Lock whose bookings they are, and the session where any is nobody's."""
    owners = {each.customer_id for each in bookings}
    unit.lock(*(Ref(Customer, owner) for owner in owners if owner is not None))
    if None in owners:
        unit.lock(Ref(Session, session))


def _refuse_unknown(reader: Reader, customer: CustomerId | None, service: ServiceId | None) -> None:
    """Refuse to count what this center does not have.

    Raises:
        Unknown: no such customer or service here.
    """
    if customer is not None:
        card = ById(Customer, customer)
        found_card(reader.load(card)[card], customer)
    if service is not None:
        offered = ById(Service, service)
        found(reader.load(offered)[offered], "service", service)
