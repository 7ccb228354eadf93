"""Moving a booking to another session, time or resource (003-04, 003-21)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import Instant, booking_id, found, override_by, session_id
from bookingcore.desk.booking.part import Part
from bookingcore.desk.drafting import period_moved, refuse_busy, refuse_not_serving, resource_ids
from bookingcore.desk.loading import apart_from, facts_at, with_balances
from bookingcore.desk.permissions import refuse_foreign
from bookingcore.desk.queues import cards_in, locked_line, locked_lines, passed_on
from bookingcore.desk.running import Command, carry_out
from bookingcore.domain.bookings.attendees import (
    Attendee,
    Fate,
    SessionRequest,
    decide_upheaval,
)
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.eligibility import BookingRequest, Override
from bookingcore.domain.bookings.moving import MoveFacts, decide_move
from bookingcore.domain.bookings.telling import told
from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.domain.catalog.service import Resource
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.redemption.supply import Redemption
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.actors import Oneself
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.checks import whole
from bookingcore.domain.values.ids import BookingId, CustomerId, ResourceId, SessionId
from bookingcore.domain.values.notify import Notify
from bookingcore.domain.waitlist.answering import as_shown_to, taken_out, taken_up
from bookingcore.domain.waitlist.folding import Lines, carried_through
from bookingcore.domain.waitlist.offering import advanced
from bookingcore.errors import AlreadyCancelled, InvalidInput, NobodyAttached, NotAnAppointment
from bookingcore.ports.questions import (
    BalancesPaying,
    ById,
    OwnerOf,
    RedemptionsOf,
    SessionOf,
    SessionToBook,
    TermsOfBooking,
)
from bookingcore.ports.store import Ref, Unit


@frozen(kw_only=True)
class _Wish:
    """Where a booking is to go, its ids read."""

    booking: BookingId
    to: SessionId | None
    starts_at: Instant | None
    ends_at: Instant | None
    resources: tuple[ResourceId, ...] | None
    notify: Notify
    override: Override | None
    fold: int | None


@frozen(kw_only=True)
class _Found:
    """The booking with what it leaves behind.

    Attributes:
        promised: the policy promised when it was made.
        redemptions: the units that pay for it, and `paying` their balances.
    """

    booking: Booking
    old: Session
    promised: ServicePolicy
    redemptions: Sequence[Redemption]
    paying: tuple[Balance, ...]


@frozen
class Moving(Part):
    """The same booking, the same id, in another place; its history is kept."""

    def reschedule(
        self,
        booking: Booking | str,
        *,
        to: Session | str | None = None,
        starts_at: Instant | None = None,
        ends_at: Instant | None = None,
        resources: Sequence[Resource | str] | None = None,
        notify: Notify | bool | None = None,
        override: Override | None = None,
        fold: int | None = None,
    ) -> Booking:
        """Move a booking: into another session, or its appointment to another time or resource.

        It keeps its old place until it has the new one, and its own old place is no obstacle. Its
        units follow where they are still valid; else they are given back, and it is redeemed anew
        (A8, A9). `why_not_told` of the answer says whether staff should call the customer.

        Args:
            booking: what is moved.
            to: the session to move into.
            starts_at: for an appointment: aware, or a wall time of its zone.
            ends_at: as `starts_at`; None for the same length.
            resources: for an appointment: what it needs from now on; None for the same.
            notify: who is told. Usually the professionals; the customer when they move it
                themselves, and else only where staff say so (003-05, A31).
            override: staff's decision to let rules pass, with a reason (A67).
            fold: which reading of a wall time that the clock change skips or repeats.

        Raises:
            Refused: the first rule that says no, carrying all that do in `violations`.
            IntoThePast: the new time is over.
            MoveTooLate, SessionStarted, AnotherService: for customers (A47).
            NotAnAppointment: a class moves for everybody, by `schedule.move_session`.
            ResourceBusy, ResourceNotServing: about the resources (P5).
            AlreadyCancelled: it was cancelled.
            InvalidInput: nowhere to go, or two places at once.
            Unknown: no such booking, session or resource here.
        """
        wish = _Wish(
            booking=booking_id(booking),
            to=None if to is None else session_id(to),
            starts_at=starts_at,
            ends_at=ends_at,
            resources=None if resources is None else resource_ids(resources),
            notify=Notify.of(notify),
            override=override_by(self._context.actor, override),
            fold=None if fold is None else whole(fold, "fold", 0, 1),
        )
        _refuse_nowhere(wish)
        command = Command(
            name="bookings.reschedule",
            stream=Ref(Customer, OwnerOf(Booking, wish.booking)),
            decide=partial(self._rescheduled, wish),
        )
        return carry_out(self._context, command)

    def _rescheduled(self, wish: _Wish, unit: Unit, now: DateTime) -> Decision[Booking]:
        itself, old, terms = (
            ById(Booking, wish.booking),
            SessionOf(wish.booking),
            TermsOfBooking(wish.booking),
        )
        ties, paying = RedemptionsOf(wish.booking), BalancesPaying(wish.booking)
        target = ById(Session, wish.to or "")
        answers = unit.load(itself, old, terms, ties, paying, target)
        booking = found(answers[itself], "booking", wish.booking)
        refuse_foreign(self._context.actor, booking.customer_id, "booking", booking.id)
        leaving = _Found(
            booking=booking,
            old=answers[old][0],
            promised=answers[terms][0].policy,
            redemptions=answers[ties],
            paying=answers[paying],
        )
        if wish.to is None:
            return self._appointment_moved(wish, leaving, unit, now)
        if booking.customer_id is None:
            raise NobodyAttached(booking.id)
        session = found(answers[target], "session", wish.to)
        return self._into_session(wish, session, leaving, unit, now)

    def _into_session(
        self, wish: _Wish, target: Session, leaving: _Found, unit: Unit, now: DateTime
    ) -> Decision[Booking]:
        booking, to = leaving.booking, target.id
        if to == booking.session_id:
            raise InvalidInput("to", to, "give another session than the one that it is in")
        by_line = [each.id for each in (leaving.old, target) if each.counts_by_line]
        seen: Lines = {
            line.session.id: (line, advanced(line, now))
            for line in locked_lines(self._context, unit, by_line)
        }
        before, line = seen.get(to, (None, None))
        entry = line.of(booking.customer_id) if line else None
        ahead = line.ahead_of(entry) if line and not (entry and entry.held) else 0
        if line:
            line = taken_out(line, entry)
            target = as_shown_to(entry, line)
        move = self._facts(leaving, target, unit, now)
        move = evolve(move, facts=evolve(move.facts, ahead=ahead))
        decision = self._decided_move(wish, move, now)
        if before and line:
            seen = {**seen, to: (before, taken_up(line, entry, decision.result, now))}
        return passed_on(self._context, unit, decision, (leaving.old, target), now, seen)

    def _appointment_moved(
        self, wish: _Wish, leaving: _Found, unit: Unit, now: DateTime
    ) -> Decision[Booking]:
        booking = leaving.booking
        if not leaving.old.appointment:
            raise NotAnAppointment(leaving.old.id)
        resources = leaving.old.resources if wish.resources is None else wish.resources
        unit.lock(*(Ref(Resource, each) for each in resources))
        line = locked_line(self._context, unit, leaving.old.id)
        old = line.session
        if old.taken > booking.places:
            raise NotAnAppointment(old.id)
        after = old.moved(period_moved(old, wish.starts_at, wish.ends_at, wish.fold), resources)
        refuse_not_serving(unit, resources, old.service_id)
        refuse_busy(unit, resources, [after.period], {old.id})
        if booking.customer_id is None:
            decision = self._nobody_moved(wish, booking, old, after, now)
        else:
            free = after.counted(-booking.places)
            move = self._facts(evolve(leaving, old=old), free, unit, now)
            decision = self._decided_move(wish, move, now)
        passed = carried_through([(line, after)], now, cards_in(unit, [line]))
        return evolve(
            decision,
            changes=[*decision.changes, *passed.changes],
            happened=[*decision.happened, *passed.happened],
        )

    def _nobody_moved(
        self, wish: _Wish, booking: Booking, old: Session, after: Session, now: DateTime
    ) -> Decision[Booking]:
        """An appointment of nobody: no rule about a customer holds."""
        if booking.cancellation is not None:
            raise AlreadyCancelled(booking.id, booking.cancellation.at)
        request = SessionRequest(now=now, actor=self._context.actor, notify=wish.notify)
        attendees = [Attendee(customer_id=None, bookings=[booking])]
        decision = decide_upheaval(request, [Fate(before=old, after=after)], attendees, {})
        [moved] = decision.result.moved
        return Decision(result=moved, changes=decision.changes, happened=decision.happened)

    def _facts(self, leaving: _Found, target: Session, unit: Unit, now: DateTime) -> MoveFacts:
        booking = leaving.booking
        owner = CustomerId(booking.customer_id or "")
        facts = facts_at(self._context, unit, owner, target, SessionToBook(target.id), now)
        holdings = with_balances(apart_from(facts.holdings, {booking.id}), leaving.paying)
        return MoveFacts(
            booking=booking,
            promised=leaving.promised,
            old=leaving.old,
            redemptions=leaving.redemptions,
            facts=evolve(
                facts,
                clashes=[each for each in facts.clashes if each.id != booking.id],
                awaiting=len(holdings.awaiting),
                holdings=holdings,
            ),
        )

    def _decided_move(self, wish: _Wish, move: MoveFacts, now: DateTime) -> Decision[Booking]:
        telling = self._told(wish, move.booking)
        return decide_move(
            self._moving(wish, move.booking, now), move, self._context.chain, telling
        )

    def _moving(self, wish: _Wish, booking: Booking, now: DateTime) -> BookingRequest:
        return BookingRequest(
            places=booking.places, now=now, actor=self._context.actor, override=wish.override
        )

    def _told(self, wish: _Wish, booking: Booking) -> str:
        customer = isinstance(self._context.actor, Oneself)
        return told(booking, wish.notify, customer=customer, resources=True).text


def _refuse_nowhere(wish: _Wish) -> None:
    inside = wish.starts_at is not None or wish.ends_at is not None or wish.resources is not None
    if wish.to is None and not inside:
        raise InvalidInput("to", "None", "give a session, or a time or resources")
    if wish.to is not None and inside:
        raise InvalidInput("starts_at", "given with `to`", "give a session, or a time, not both")
