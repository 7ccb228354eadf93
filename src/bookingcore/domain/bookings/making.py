"""Booking a place: the verdict, and the decision that follows from it."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, field, frozen

from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.bookings.eligibility import (
    RULES,
    BookingFacts,
    BookingRequest,
    Rule,
    overridden_codes,
    violations,
)
from bookingcore.domain.bookings.settling import Settled, settled
from bookingcore.domain.customers.forms import form_assigned
from bookingcore.domain.sales.ledger import BalanceLedger
from bookingcore.domain.values.changes import Add, Count, Decision
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.ids import BookingId
from bookingcore.errors import Refused


@frozen(kw_only=True)
class Verdict:
    """What `check()` answers: whether a booking would be made, and how it would stand.

    Attributes:
        violations: every refusal, in the documented order; empty when it would be made.
        status: `BOOKED` or `AWAITING_REDEMPTION` when it would be made; None when not.
    """

    violations: tuple[Refused, ...] = ()
    status: BookingStatus | None = field(default=None)

    @property
    def allowed(self) -> bool:
        """Whether `book()` would succeed now."""
        return not self.violations


def verdict_on(
    request: BookingRequest, facts: BookingFacts, rules: Sequence[Rule] = RULES
) -> Verdict:
    """What `book()` would answer to *request*, without deciding anything."""
    found = violations(request, facts, rules)
    if found:
        return Verdict(violations=found)
    booking, _, _ = _placed(BookingId(""), request, facts)
    return Verdict(status=booking.status)


def decide_booking(
    id: BookingId, request: BookingRequest, facts: BookingFacts, rules: Sequence[Rule] = RULES
) -> Decision[Booking]:
    """Make the booking *id*: the place is held, and units are redeemed where they are needed.

    It comes out `BOOKED` when units pay for it or none are needed, else `AWAITING_REDEMPTION`
    (000-09, A11, A12).

    Raises:
        Refused: the first violation, carrying all of them.
    """
    found = violations(request, facts, rules)
    if found:
        raise first_of(found)
    booking, ledger, outcome = _placed(id, request, facts)
    session = facts.session
    return Decision(
        result=booking,
        changes=[
            Add(booking),
            *ledger.changes(),
            Count(
                session_id=session.id,
                places=booking.places,
                edition=session.edition,
                beyond_capacity=not session.has_room_for(booking.places),
            ),
            *map(Add, facts.coming_forms),
        ],
        happened=[
            _made(booking, overridden_codes(request, facts, rules), request),
            *outcome.happened,
            *map(form_assigned, facts.coming_forms),
        ],
    )


def first_of(violations: tuple[Refused, ...]) -> Refused:
    """The first of *violations*, carrying all of them."""
    violations[0].violations = violations
    return violations[0]


def _placed(
    id: BookingId, request: BookingRequest, facts: BookingFacts
) -> tuple[Booking, BalanceLedger, Settled]:
    """The booking as it comes out, with the ledger of what was redeemed for it."""
    holdings, session = facts.holdings, facts.session
    booking = Booking(
        id=id,
        customer_id=facts.customer.id,
        session_id=session.id,
        service_id=session.service_id,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        on=session.on,
        places=request.places,
        units_needed=request.places if facts.needs_balance else 0,
        status=BookingStatus.AWAITING_REDEMPTION if facts.needs_balance else BookingStatus.BOOKED,
        terms=session.terms,
        made_at=request.now,
        made_by=str(request.actor),
        note=request.note,
    )
    ledger = BalanceLedger(holdings.balances, at=request.now, by=request.actor)
    if not facts.needs_balance:
        return booking, ledger, Settled()
    outcome = settled(evolve(holdings, awaiting=(booking,)), ledger)
    return (outcome.redeemed[0] if outcome.redeemed else booking), ledger, outcome


def _made(booking: Booking, codes: Sequence[str], request: BookingRequest) -> Happened:
    reason = request.override.reason if request.override and codes else ""
    return Happened(
        kind=EventKind.BOOKING_MADE,
        subject=booking.id,
        customer_id=booking.customer_id,
        session_id=booking.session_id,
        facts={
            "session": booking.session_id,
            "places": booking.places,
            "status": booking.status.name,
            "overridden": " ".join(codes),
        },
        words={
            name: words
            for name, words in (("note", request.note), ("override_reason", reason))
            if words
        },
    )
