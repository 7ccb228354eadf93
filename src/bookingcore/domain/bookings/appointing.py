"""Appointments of nobody yet, and whose they become (003-06, A65)."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.bookings.eligibility import (
    RULES,
    BookingFacts,
    BookingRequest,
    Rule,
    places_are_left,
    violations,
)
from bookingcore.domain.bookings.making import first_of
from bookingcore.domain.bookings.settling import settled
from bookingcore.domain.customers.forms import form_assigned
from bookingcore.domain.sales.ledger import BalanceLedger
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import Add, Decision, Put
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.ids import BookingId
from bookingcore.errors import AlreadyCancelled, CustomerThere


def decide_for_nobody(
    id: BookingId, request: BookingRequest, session: Session
) -> Decision[Booking]:
    """Keep *session* for somebody whom staff will name later: it is booked, and redeems nothing."""
    booking = Booking(
        id=id,
        customer_id=None,
        session_id=session.id,
        service_id=session.service_id,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        on=session.on,
        places=request.places,
        units_needed=0,
        status=BookingStatus.BOOKED,
        terms=session.terms,
        made_at=request.now,
        made_by=str(request.actor),
        note=request.note,
    )
    happened = Happened(
        kind=EventKind.BOOKING_MADE,
        subject=id,
        session_id=session.id,
        facts={
            "session": session.id,
            "places": request.places,
            "status": booking.status.name,
            "overridden": "",
        },
        words={"note": request.note} if request.note else {},
    )
    return Decision(result=booking, changes=[Add(booking)], happened=[happened])


def decide_attaching(
    request: BookingRequest,
    booking: Booking,
    facts: BookingFacts,
    rules: Sequence[Rule] = RULES,
) -> Decision[Booking]:
    """Make the *booking* of nobody that of the customer of *facts*, and redeem units for it.

    Every rule of booking holds but for the places, which it has already.

    Raises:
        CustomerThere: it is somebody's.
        AlreadyCancelled: it was cancelled.
        Refused: the first violation, carrying all of them.
    """
    if booking.customer_id is not None:
        raise CustomerThere(booking.id, booking.customer_id)
    if booking.cancellation is not None:
        raise AlreadyCancelled(booking.id, booking.cancellation.at)
    found = violations(request, facts, [rule for rule in rules if rule is not places_are_left])
    if found:
        raise first_of(found)
    needed = booking.places if facts.needs_balance else 0
    status = BookingStatus.AWAITING_REDEMPTION if needed else BookingStatus.BOOKED
    attached = evolve(booking, customer_id=facts.customer.id, units_needed=needed, status=status)
    ledger = BalanceLedger(facts.holdings.balances, at=request.now, by=request.actor)
    outcome = settled(evolve(facts.holdings, awaiting=(attached,) if needed else ()), ledger)
    result = outcome.redeemed[0] if outcome.redeemed else attached
    happened = Happened(
        kind=EventKind.CUSTOMER_ATTACHED,
        subject=result.id,
        customer_id=result.customer_id,
        session_id=result.session_id,
        facts={"status": result.status.name},
    )
    return Decision(
        result=result,
        changes=[Put(result), *ledger.changes(), *map(Add, facts.coming_forms)],
        happened=[happened, *outcome.happened, *map(form_assigned, facts.coming_forms)],
    )
