"""Cancelling: whether it is late, what it costs, what comes back, what that frees (A13-A15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from attrs import field, frozen
from pendulum import DateTime

from bookingcore.domain.bookings.booking import Booking, Cancelled
from bookingcore.domain.bookings.fees import LATE_CANCELLATION, Billing, fee_facts
from bookingcore.domain.bookings.refunding import RefundFacts
from bookingcore.domain.bookings.selling import sale_made
from bookingcore.domain.bookings.settling import Holdings, Settled, settled
from bookingcore.domain.bookings.telling import NotTold, Told, told
from bookingcore.domain.bookings.undoing import LineEnd, PaidLines
from bookingcore.domain.catalog.cancellation import AllowLate
from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.domain.redemption.supply import Redemption
from bookingcore.domain.sales.balance import MovementKind
from bookingcore.domain.sales.ledger import BalanceLedger
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.schedule.session import Cause
from bookingcore.domain.values.actors import Actor, Oneself
from bookingcore.domain.values.changes import Add, Count, Decision, Put
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.ids import RefundId
from bookingcore.domain.values.moments import add_minutes, elapsed
from bookingcore.domain.values.money import Money
from bookingcore.domain.values.notify import Notify
from bookingcore.errors import (
    AlreadyCancelled,
    CancellationForbidden,
    NotAllowed,
    Refused,
    SessionStarted,
)

_MINUTE = timedelta(minutes=1)


@frozen(kw_only=True)
class CancellationRequest:
    """The wish to cancel.

    Attributes:
        cause: why; None for the customer's request, which a customer's own always is (A13).
        give_back: staff's own decision whether the units come back; None for the rule. True also
            waives the fee (A13).
        reason: why staff decided so; required with `give_back`.
        message: a personal message to the customer, kept beside the event.
        notify: who is told; usually the customer and the professionals (A31).
        refund: the id for a refund of what was paid for the booking itself (A63); None where
            nobody asked for one.
    """

    now: DateTime
    actor: Actor
    cause: Cause | None = None
    give_back: bool | None = None
    reason: str = ""
    message: str = ""
    notify: Notify = field(factory=Notify)
    refund: RefundId | None = None

    @property
    def why(self) -> Cause:
        """The cause, which is the customer's request unless another was given."""
        return self.cause or Cause.CUSTOMER_REQUEST


@frozen(kw_only=True)
class CancellationFacts:
    """What the decision looks at.

    Attributes:
        policy: what was promised when the booking was made.
        redemptions: the units that pay for the booking.
        holdings: what redemption needs of the customer, the balances of *redemptions* included;
            neither its awaiting nor its movable bookings hold the booking itself.
        billing: how a fee is billed; None where none may be: the booking is nobody's, or owed one
            before. A cancellation that costs no fee does not look at it.
        line: the sale whose line pays for the booking, with its money; None where none does.
    """

    booking: Booking
    policy: ServicePolicy
    redemptions: Sequence[Redemption]
    holdings: Holdings
    billing: Billing | None = None
    line: RefundFacts | None = None


@frozen(kw_only=True)
class Cancellation:
    """What a cancellation did.

    Attributes:
        booking: the cancelled booking.
        late: whether the free limit had passed.
        units_returned: units that went back to their balances.
        units_forfeited: units that stay consumed.
        redeemed: other bookings of the customer that the returned units now pay for.
        fee: what the customer owes for it; None for nothing.
        sale: the sale of the fee, which awaits its payment.
        refund: the money that goes back; None where no refund was asked for.
        waived: what was not paid of the booking's own price, and is not asked for any more.
        not_told: the customer, where the library does not tell them: call them (A31).
    """

    booking: Booking
    late: bool
    units_returned: int
    units_forfeited: int
    redeemed: tuple[Booking, ...] = ()
    fee: Money | None = None
    sale: Sale | None = None
    refund: Refund | None = None
    waived: Money | None = None
    not_told: tuple[NotTold, ...] = ()


@frozen(kw_only=True)
class Cost:
    """What cancelling costs at some instant.

    Attributes:
        late: whether the free limit has passed.
        gives_back: whether the units come back.
        fee: what is owed, where anybody can owe it; None for nothing.
    """

    late: bool
    gives_back: bool
    fee: Money | None


def free_until(booking: Booking, policy: ServicePolicy) -> DateTime:
    """The instant at which cancelling starts to be late: the start minus the limit (A15)."""
    return add_minutes(booking.starts_at, -policy.cancellation.limit)


def is_late(booking: Booking, policy: ServicePolicy, now: DateTime) -> bool:
    """Whether cancelling at *now* is late; at the very limit it is (A15)."""
    return now >= free_until(booking, policy)


def cost_of(
    booking: Booking,
    policy: ServicePolicy,
    now: DateTime,
    *,
    cause: Cause = Cause.CUSTOMER_REQUEST,
    give_back: bool | None = None,
) -> Cost:
    """What cancelling at *now* costs: the cause decides, not the actor (A13).

    The center's own cause costs nothing, and neither does what is in time. What is late costs
    what the band that holds says, and the unit where none holds. Staff's *give_back* decides about
    the units; True also waives the fee.
    """
    late = is_late(booking, policy, now)
    if cause is Cause.CENTER or not late:
        return Cost(late=late, gives_back=give_back is not False, fee=None)
    band = policy.cancellation.band(elapsed(now, booking.starts_at) / _MINUTE)
    comes_back = band is not None and band.give_back
    return Cost(
        late=True,
        gives_back=comes_back if give_back is None else give_back,
        fee=None if band is None or give_back else band.fee,
    )


def refusal_to_customers(booking: Booking, policy: ServicePolicy, now: DateTime) -> Refused | None:
    """Why the booking's own customer may not cancel it at *now*; None where they may (A13, A47)."""
    if booking.cancellation is not None:
        return AlreadyCancelled(booking.id, booking.cancellation.at)
    if now >= booking.starts_at:
        return SessionStarted(booking.session_id, booking.starts_at)
    if policy.cancellation.allow_late is AllowLate.FORBID and is_late(booking, policy, now):
        return CancellationForbidden(booking.id, free_until(booking, policy))
    return None


def decide_cancellation(
    request: CancellationRequest, facts: CancellationFacts
) -> Decision[Cancellation]:
    """Cancel the booking, give back its units or not, bill a fee, redeem others with what came.

    Raises:
        AlreadyCancelled: it was cancelled before.
        NothingToRefund: a refund is asked for, and nothing was paid for the booking itself.
        RefundUnsupported: the provider cannot give the money back (A39).
        NotAllowed: a customer decides what only staff may: the cause, or what comes back.
        SessionStarted: a customer cancels after the start.
        CancellationForbidden: a customer cancels late and the service forbids it.
    """
    _refuse(request, facts)
    booking = facts.booking
    ledger = BalanceLedger(facts.holdings.balances, at=request.now, by=request.actor)
    lines = PaidLines(
        [facts.line] if facts.line else [],
        now=request.now,
        actor=request.actor,
        notify=request.notify,
    )
    after = _aftermath(request, facts, ledger, lines)
    sales = [after.sale] if after.sale else []
    telling = told(booking, request.notify, customer=True, resources=True)
    end = _end(request, after.cost, after.returned, after.sale)
    cancelled = booking.ended(end)
    return Decision(
        result=_cancellation(cancelled, facts, after, telling),
        changes=[
            Put(cancelled),
            *map(Add, sales),
            *ledger.changes(),
            *after.outcome.changes(),
            *lines.changes(),
            Count(session_id=booking.session_id, places=-booking.places),
        ],
        happened=[
            _told(request, booking, end, telling, after.sale),
            *map(sale_made, sales),
            *lines.happened,
            *after.outcome.happened,
        ],
    )


@frozen(kw_only=True)
class _Aftermath:
    """What a cancellation does beside ending the booking.

    Attributes:
        returned: units that are there again.
        outcome: what these pay for now.
        line: what became of the line that paid for the booking.
        sale: that of the fee.
    """

    cost: Cost
    returned: int
    outcome: Settled
    line: LineEnd
    sale: Sale | None


def _aftermath(
    request: CancellationRequest,
    facts: CancellationFacts,
    ledger: BalanceLedger,
    lines: PaidLines,
) -> _Aftermath:
    booking, policy = facts.booking, facts.policy
    cost = cost_of(booking, policy, request.now, cause=request.why, give_back=request.give_back)
    returned = gave_back(booking, facts.redemptions, ledger) if cost.gives_back else 0
    line = lines.end(booking, forgives=cost.gives_back, refund=request.refund)
    lines.grant(ledger)
    return _Aftermath(
        cost=cost,
        returned=returned,
        outcome=settled(facts.holdings, ledger),
        line=line,
        sale=_sale(request, facts, cost),
    )


def _cancellation(
    booking: Booking, facts: CancellationFacts, after: _Aftermath, telling: Told
) -> Cancellation:
    held = sum(redemption.units for redemption in facts.redemptions)
    return Cancellation(
        booking=booking,
        late=after.cost.late,
        units_returned=after.returned,
        units_forfeited=held - after.returned,
        redeemed=tuple(after.outcome.redeemed),
        fee=after.sale.total if after.sale else None,
        sale=after.sale,
        refund=after.line.refund,
        waived=after.line.waived,
        not_told=telling.not_told,
    )


def _refuse(request: CancellationRequest, facts: CancellationFacts) -> None:
    booking, actor = facts.booking, request.actor
    if booking.cancellation is not None:
        raise AlreadyCancelled(booking.id, booking.cancellation.at)
    if not isinstance(actor, Oneself):
        return
    if request.refund is not None:
        raise NotAllowed("refund", str(actor))
    if request.give_back is not None:
        raise NotAllowed("give_back", str(actor))
    if request.cause is Cause.CENTER:
        raise NotAllowed("cause", str(actor))
    if refused := refusal_to_customers(booking, facts.policy, request.now):
        raise refused


def gave_back(booking: Booking, ties: Sequence[Redemption], ledger: BalanceLedger) -> int:
    """Give the units of *ties* back to the balances that they came from; how many are there again.

    What comes back to a balance whose money went back is void (A38).
    """
    for tie in ties:
        ledger.move(tie.balance_id, MovementKind.RETURNED, tie.units, booking.id)
    return sum(tie.units for tie in ties if not ledger.balance(tie.balance_id).refunded)


def _sale(request: CancellationRequest, facts: CancellationFacts, cost: Cost) -> Sale | None:
    if cost.fee is None or facts.billing is None:
        return None
    return facts.billing.sale(
        facts.booking.id, cost.fee, LATE_CANCELLATION, request.now, request.actor
    )


def _end(request: CancellationRequest, cost: Cost, returned: int, sale: Sale | None) -> Cancelled:
    return Cancelled(
        at=request.now,
        by=str(request.actor),
        cause=request.why,
        late=cost.late,
        units_returned=returned,
        fee=sale.total if sale else None,
    )


def _told(
    request: CancellationRequest, booking: Booking, end: Cancelled, telling: Told, sale: Sale | None
) -> Happened:
    words = {"message": request.message, "reason": request.reason}
    decided = request.give_back is not None
    return booking_cancelled(booking, end, telling.text, words, sale=sale, by_decision=decided)


def booking_cancelled(
    booking: Booking,
    end: Cancelled,
    told: str,
    words: Mapping[str, str],
    *,
    sale: Sale | None = None,
    by_decision: bool = False,
) -> Happened:
    """The event of a *booking* that came to that *end*, with the *sale* of a fee.

    *by_decision*: whether staff decided about the units otherwise than the rule.
    """
    return Happened(
        kind=EventKind.BOOKING_CANCELLED,
        subject=booking.id,
        customer_id=booking.customer_id,
        session_id=booking.session_id,
        facts={
            "cause": end.cause.name,
            "late": end.late,
            "units_returned": end.units_returned,
            "decided_by_staff": by_decision,
            "notify": told,
            **fee_facts(sale),
        },
        words={name: text for name, text in words.items() if text},
    )
