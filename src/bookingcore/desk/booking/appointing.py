"""Appointments: a session made for one booking, with or without a customer (003-01, 003-06)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import (
    Instant,
    booking_id,
    branch_id,
    customer_id,
    found,
    instant_told,
    override_told,
    service_id,
)
from bookingcore.desk.booking.part import Part
from bookingcore.desk.drafting import Wish, drafted, resource_ids
from bookingcore.desk.loading import facts_at
from bookingcore.desk.redirecting import following
from bookingcore.desk.running import Command, Key, carry_out, keyed
from bookingcore.desk.scheduling.adding import session_added
from bookingcore.domain.bookings.appointing import decide_attaching, decide_for_nobody
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.eligibility import BookingRequest, Override
from bookingcore.domain.bookings.making import decide_booking
from bookingcore.domain.catalog.center import Branch
from bookingcore.domain.catalog.service import Resource, Service
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.values.actors import Oneself
from bookingcore.domain.values.changes import Add, Count, Decision
from bookingcore.domain.values.checks import PLACES_MAX, whole
from bookingcore.domain.values.ids import BookingId, CustomerId, SessionId
from bookingcore.errors import NotAllowed
from bookingcore.ports.questions import (
    ById,
    ServiceToBook,
    SessionOf,
    SessionToBook,
)
from bookingcore.ports.store import Ref, Unit

_APPOINT = "bookings.book_appointment"


@frozen
class Appointing(Part):
    """Appointments, made whole: the session and its booking in one step."""

    def book_appointment(
        self,
        customer: Customer | str | None,
        service: Service | str,
        *,
        starts_at: Instant,
        ends_at: Instant | None = None,
        resources: Sequence[Resource | str] = (),
        branch: Branch | str | None = None,
        places: int = 1,
        note: str | None = None,
        override: Override | None = None,
        fold: int | None = None,
        key: str | None = None,
    ) -> Booking:
        """Make an appointment: a session of its own, and the booking that fills it.

        Args:
            customer: whose; None for nobody yet, which only staff may say (A65).
            service: what takes place.
            starts_at: aware, or a wall time of the branch.
            ends_at: as `starts_at`; None for the start plus the service's duration.
            resources: professionals, rooms and devices that it needs, all at once.
            branch: where; None for the center's own place and zone.
            places: how many places, 1 to 10,000: all that the session has.
            note: words kept with the booking.
            override: staff's decision to let rules pass, with a reason (A67).
            fold: which reading of a wall time that the clock change skips or repeats.
            key: idempotency key.

        Raises:
            Refused: the first rule that says no, carrying all that do in `violations`.
            ResourceBusy: a resource would be in two places at once (P5).
            ResourceNotServing: a resource is not for the service.
            Unknown: a customer, service, branch or resource that is not here.
            InvalidInput: an end that is not after the start, places out of bounds.
            NonexistentTime, AmbiguousTime: a wall time around a clock change.
        """
        actor = self._context.actor
        if customer is None and isinstance(actor, Oneself):
            raise NotAllowed("bookings.book_appointment without a customer", str(actor))
        wish = Wish(
            id=SessionId(self._context.new_id()),
            service=service_id(service),
            branch=None if branch is None else branch_id(branch),
            resources=resource_ids(resources),
            starts_at=starts_at,
            ends_at=ends_at,
            capacity=whole(places, "places", 1, PLACES_MAX),
            fold=None if fold is None else whole(fold, "fold", 0, 1),
            appointment=True,
        )
        id, request = BookingId(self._context.new_id()), self._request(places, note, override)
        given = None if customer is None else customer_id(customer)
        told = _keyed(key, given, wish, note, override)

        appoint = partial(self._appoint, id, wish, request, told)
        if customer is None:
            return appoint(None)
        return following(self._context, _APPOINT, customer, appoint)

    def attach_customer(self, booking: Booking | str, customer: Customer | str) -> Booking:
        """Make an appointment of nobody that customer's, and redeem units for it (003-06, A65).

        Args:
            booking: an appointment without a customer.
            customer: whose it is from now on.

        Raises:
            CustomerThere: it is somebody's already.
            AlreadyCancelled: it was cancelled.
            Refused: a rule of booking says no to this customer.
            Unknown: no such booking or customer here.
        """
        id, context = booking_id(booking), self._context

        def decide(who: CustomerId, unit: Unit, now: DateTime) -> Decision[Booking]:
            itself, place = ById(Booking, id), SessionOf(id)
            answers = unit.load(itself, place)
            known = found(answers[itself], "booking", id)
            [session] = answers[place]
            facts = facts_at(context, unit, who, session, SessionToBook(session.id), now)
            request = BookingRequest(places=known.places, now=now, actor=context.actor)
            return decide_attaching(request, known, facts, context.chain)

        def attach(who: CustomerId) -> Booking:
            stream = Ref(Customer, who)
            command = Command(
                name="bookings.attach_customer", stream=stream, decide=partial(decide, who)
            )
            return carry_out(context, command)

        return following(context, "bookings.attach_customer", customer, attach)

    def _appoint(
        self,
        id: BookingId,
        wish: Wish,
        request: partial[BookingRequest],
        key: Key | None,
        who: CustomerId | None,
    ) -> Booking:
        command = Command(
            name=_APPOINT,
            stream=None if who is None else Ref(Customer, who),
            decide=partial(self._appointed, id, who, wish, request),
            key=key,
        )
        return carry_out(self._context, command, self.get)

    def _appointed(
        self,
        id: BookingId,
        who: CustomerId | None,
        wish: Wish,
        wanted: partial[BookingRequest],
        unit: Unit,
        now: DateTime,
    ) -> Decision[Booking]:
        """The appointment with its booking; the session is new, so its places need no guard."""
        request, session = wanted(now=now), drafted(self._context, unit, wish)
        if who is None:
            decision = decide_for_nobody(id, request, session)
        else:
            promised = ServiceToBook(session.service_id)
            facts = facts_at(self._context, unit, who, session, promised, now)
            decision = decide_booking(id, request, facts, self._context.chain)
        filled = session.counted(request.places)
        changes = [each for each in decision.changes if not isinstance(each, Count)]
        return evolve(
            decision,
            changes=[Add(filled), *changes],
            happened=[session_added(filled), *decision.happened],
        )


def _keyed(
    key: str | None,
    who: CustomerId | None,
    wish: Wish,
    note: str | None,
    override: Override | None,
) -> Key | None:
    starts, ends = wish.starts_at, wish.ends_at
    told = (
        instant_told(starts, "starts_at"),
        None if ends is None else instant_told(ends, "ends_at"),
        override_told(override),
    )
    where = (wish.branch, wish.resources, wish.fold)
    return keyed(key, who, wish.service, where, told, wish.capacity, note)
