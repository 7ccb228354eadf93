"""Cancelling: whether it is late, whether the unit comes back, what that frees (A13-A15)."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen
from pendulum import DateTime

from bookingcore.domain.bookings.booking import Booking, Cancelled, Cause
from bookingcore.domain.bookings.settling import Holdings, settled
from bookingcore.domain.catalog.policies import AllowLate, ServicePolicy
from bookingcore.domain.redemption.supply import Redemption
from bookingcore.domain.sales.balance import MovementKind
from bookingcore.domain.sales.ledger import BalanceLedger
from bookingcore.domain.values.actors import Actor, Oneself
from bookingcore.domain.values.changes import Count, Decision, Put
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.moments import add_minutes
from bookingcore.errors import AlreadyCancelled, CancellationForbidden, NotAllowed, SessionStarted


@frozen(kw_only=True)
class CancellationRequest:
    """The wish to cancel.

    Attributes:
        cause: why; None for the customer's request, which a customer's own always is (A13).
        give_back: staff's own decision whether the units come back; None for the rule (A13).
        reason: why staff decided so; required with `give_back`.
        message: a personal message to the customer, kept beside the event.
    """

    now: DateTime
    actor: Actor
    cause: Cause | None = None
    give_back: bool | None = None
    reason: str = ""
    message: str = ""


@frozen(kw_only=True)
class CancellationFacts:
    """What the decision looks at.

    Attributes:
        policy: what was promised when the booking was made.
        redemptions: the units that pay for the booking.
        holdings: what redemption needs of the customer, the balances of *redemptions* included;
            neither its awaiting nor its movable bookings hold the booking itself.
    """

    booking: Booking
    policy: ServicePolicy
    redemptions: Sequence[Redemption]
    holdings: Holdings


@frozen(kw_only=True)
class Cancellation:
    """What a cancellation did.

    Attributes:
        booking: the cancelled booking.
        late: whether the free limit had passed.
        units_returned: units that went back to their balances.
        units_forfeited: units that stay consumed.
        redeemed: other bookings of the customer that the returned units now pay for.
    """

    booking: Booking
    late: bool
    units_returned: int
    units_forfeited: int
    redeemed: tuple[Booking, ...] = ()


def free_until(booking: Booking, policy: ServicePolicy) -> DateTime:
    """The instant at which cancelling starts to be late: the start minus the limit (A15)."""
    return add_minutes(booking.starts_at, -policy.cancellation.limit)


def is_late(booking: Booking, policy: ServicePolicy, now: DateTime) -> bool:
    """Whether cancelling at *now* is late; at the very limit it is (A15)."""
    return now >= free_until(booking, policy)


def gives_back(cause: Cause, late: bool, decided: bool | None) -> bool:
    """Whether the units come back: the cause decides, not the actor (A13)."""
    if decided is not None:
        return decided
    return cause is Cause.CENTER or not late


def decide_cancellation(
    request: CancellationRequest, facts: CancellationFacts
) -> Decision[Cancellation]:
    """Cancel the booking, give back its units or not, and redeem others with what came back.

    Raises:
        AlreadyCancelled: it was cancelled before.
        NotAllowed: a customer decides what only staff may: the cause, or what comes back.
        SessionStarted: a customer cancels after the start.
        CancellationForbidden: a customer cancels late and the service forbids it.
    """
    booking = facts.booking
    late = is_late(booking, facts.policy, request.now)
    _refuse(request, facts, late)
    cause = request.cause or Cause.CUSTOMER_REQUEST
    held = sum(redemption.units for redemption in facts.redemptions)
    returned = held if gives_back(cause, late, request.give_back) else 0
    ledger = BalanceLedger(facts.holdings.balances, at=request.now, by=request.actor)
    if returned:
        for tie in facts.redemptions:
            ledger.move(tie.balance_id, MovementKind.RETURNED, tie.units, booking.id)
    outcome = settled(facts.holdings, ledger)
    cancelled = booking.ended(
        Cancelled(
            at=request.now,
            by=str(request.actor),
            cause=cause,
            late=late,
            units_returned=returned,
        )
    )
    return Decision(
        result=Cancellation(
            booking=cancelled,
            late=late,
            units_returned=returned,
            units_forfeited=held - returned,
            redeemed=tuple(outcome.redeemed),
        ),
        changes=[
            Put(cancelled),
            *ledger.changes(),
            *outcome.changes(),
            Count(session_id=booking.session_id, places=-booking.places),
        ],
        happened=[_cancelled(request, cancelled, late, returned), *outcome.happened],
    )


def _refuse(request: CancellationRequest, facts: CancellationFacts, late: bool) -> None:
    booking, end = facts.booking, facts.booking.cancellation
    if end is not None:
        raise AlreadyCancelled(booking.id, end.at)
    if not isinstance(request.actor, Oneself):
        return
    if request.give_back is not None:
        raise NotAllowed("give_back", str(request.actor))
    if request.cause is Cause.CENTER:
        raise NotAllowed("cause", str(request.actor))
    if request.now >= booking.starts_at:
        raise SessionStarted(booking.session_id, booking.starts_at)
    if late and facts.policy.cancellation.allow_late is AllowLate.FORBID:
        raise CancellationForbidden(booking.id, free_until(booking, facts.policy))


def _cancelled(
    request: CancellationRequest, booking: Booking, late: bool, returned: int
) -> Happened:
    words = {"message": request.message, "reason": request.reason}
    return Happened(
        kind=EventKind.BOOKING_CANCELLED,
        subject=booking.id,
        customer_id=booking.customer_id,
        session_id=booking.session_id,
        facts={
            "cause": (request.cause or Cause.CUSTOMER_REQUEST).name,
            "late": late,
            "units_returned": returned,
            "decided_by_staff": request.give_back is not None,
        },
        words={name: text for name, text in words.items() if text},
    )
