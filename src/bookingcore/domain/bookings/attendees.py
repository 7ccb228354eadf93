"""What happens to everybody in sessions at once: they are moved, or they are cancelled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from attrs import field, frozen
from pendulum import DateTime

from bookingcore.domain.bookings.booking import Booking, Cancelled
from bookingcore.domain.bookings.cancelling import Cost, booking_cancelled, cost_of, gave_back
from bookingcore.domain.bookings.moving import Placed, booking_moved, redeemed_there
from bookingcore.domain.bookings.refunding import RefundFacts
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.bookings.telling import NotTold, Told, told
from bookingcore.domain.bookings.undoing import LineEnd, PaidLines
from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.domain.redemption.supply import Redemption
from bookingcore.domain.sales.ledger import BalanceLedger
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.schedule.session import Cause, Session
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.changes import Decision, Put
from bookingcore.domain.values.events import EventKind, Fact, Happened
from bookingcore.domain.values.ids import BookingId, CustomerId, PolicyHash, RefundId, SessionId
from bookingcore.domain.values.notify import Notify
from bookingcore.errors import IntoThePast, SessionCancelled


@frozen(kw_only=True)
class Attendee:
    """One customer of the sessions concerned, with all of their live bookings in them.

    Attributes:
        customer_id: None for bookings of nobody (A65).
        redemptions: the units that pay for the bookings.
        holdings: what redemption needs of the customer, the balances of *redemptions* included,
            and without the bookings themselves.
        lines: the sales whose lines pay for the bookings, with their money.
    """

    customer_id: CustomerId | None
    bookings: Sequence[Booking]
    redemptions: Sequence[Redemption] = ()
    holdings: Holdings = field(factory=Holdings)
    lines: Sequence[RefundFacts] = ()

    def ties_of(self, booking: Booking) -> list[Redemption]:
        """The units that pay for one of the bookings."""
        return [tie for tie in self.redemptions if tie.booking_id == booking.id]


@frozen(kw_only=True)
class SessionRequest:
    """The wish to move or cancel sessions.

    Attributes:
        notify: who is told; usually the customers and the professionals (A31).
        message: personal words to everybody concerned.
        refunds: an id for the refund of each booking whose own price is given back (A63); empty
            where nobody asked for refunds.
    """

    now: DateTime
    actor: Actor
    notify: Notify
    message: str = ""
    refunds: Mapping[BookingId, RefundId] = field(factory=dict)

    def ledger(self, holdings: Holdings) -> BalanceLedger:
        """The ledgers of a customer's balances, written by this command."""
        return BalanceLedger(holdings.balances, at=self.now, by=self.actor)

    def telling(self, booking: Booking) -> Told:
        """Who is told of what becomes of *booking*."""
        return told(booking, self.notify, customer=True, resources=True)

    @property
    def told(self) -> str:
        """Who is told of what becomes of the session."""
        return self.notify.told(customer=True, resources=True)

    @property
    def words(self) -> dict[str, str]:
        """The message, where there is one."""
        return {"message": self.message} if self.message else {}


@frozen(kw_only=True)
class SessionCancellation:
    """What the cancellation of a session did.

    Attributes:
        session: the cancelled session.
        cancelled: the bookings that were cancelled with it.
        redeemed: other bookings of its customers that the returned units now pay for.
        refunds: the money that goes back, where refunds were asked for.
        not_told: the customers whom the library does not tell: call them (A31).
    """

    session: Session
    cancelled: tuple[Booking, ...]
    redeemed: tuple[Booking, ...] = ()
    refunds: tuple[Refund, ...] = ()
    not_told: tuple[NotTold, ...] = ()


def refuse_dead(session: Session) -> None:
    """Refuse to change a session that was cancelled.

    Raises:
        SessionCancelled: it was.
    """
    if session.cancellation is not None:
        raise SessionCancelled(session.id, session.cancellation.at)


@frozen(kw_only=True)
class Fate:
    """What becomes of one session: it is moved, or it does not take place."""

    before: Session
    after: Session

    @property
    def cause(self) -> Cause | None:
        """Why it does not take place; None where it does."""
        end = self.after.cancellation
        return None if end is None else end.cause


@frozen(kw_only=True)
class Upheaval:
    """What became of everybody in several sessions.

    Attributes:
        moved: the bookings that moved with their sessions.
        cancelled: the bookings that ended with theirs.
        redeemed: other bookings of these customers that units now pay for.
        refunds: the money that goes back.
        not_told: the customers whom the library does not tell: call them (A31).
    """

    moved: tuple[Booking, ...]
    cancelled: tuple[Booking, ...]
    redeemed: tuple[Booking, ...]
    refunds: tuple[Refund, ...]
    not_told: tuple[NotTold, ...]


def decide_upheaval(
    request: SessionRequest,
    fates: Sequence[Fate],
    attendees: Sequence[Attendee],
    policies: Mapping[PolicyHash, ServicePolicy],
) -> Decision[Upheaval]:
    """Move and cancel several sessions with everybody in them, in one step.

    Each customer's bookings are decided together, so that units which one of them gives back may
    pay for another. The sessions themselves are not among the changes: their lines hold them.

    Raises:
        SessionCancelled: one of the sessions was cancelled before.
        IntoThePast: the new time of one is over.
    """
    for fate in fates:
        _refuse(request, fate)
    decided = [
        _decided(request, {fate.before.id: fate for fate in fates}, each, policies)
        for each in attendees
    ]
    result = Upheaval(
        moved=tuple(booking for each in decided for booking in each.result.moved),
        cancelled=tuple(booking for each in decided for booking in each.result.cancelled),
        redeemed=tuple(booking for each in decided for booking in each.result.redeemed),
        refunds=tuple(refund for each in decided for refund in each.result.refunds),
        not_told=tuple(one for each in decided for one in each.result.not_told),
    )
    ended = Counter(booking.session_id for booking in result.cancelled)
    sessions = [_of_session(request, fate, ended[fate.before.id]) for fate in fates]
    return Decision(
        result=result,
        changes=[change for each in decided for change in each.changes],
        happened=[*sessions, *(one for each in decided for one in each.happened)],
    )


def _refuse(request: SessionRequest, fate: Fate) -> None:
    refuse_dead(fate.before)
    start = fate.after.starts_at
    if fate.cause is None and start <= request.now and start != fate.before.starts_at:
        raise IntoThePast(start)


def _decided(
    request: SessionRequest,
    fates: Mapping[SessionId, Fate],
    attendee: Attendee,
    policies: Mapping[PolicyHash, ServicePolicy],
) -> Decision[Upheaval]:
    """What becomes of one customer."""
    ledger = request.ledger(attendee.holdings)
    lines = PaidLines(attendee.lines, now=request.now, actor=request.actor, notify=request.notify)
    both = [(booking, fates[booking.session_id]) for booking in attendee.bookings]
    ended = [
        _ended(request, fate, booking, policies, attendee, ledger, lines)
        for booking, fate in both
        if fate.cause is not None
    ]
    lines.grant(ledger)
    placed = [_placed(fate, booking, attendee) for booking, fate in both if fate.cause is None]
    moved, outcome = redeemed_there(placed, attendee.holdings, ledger, request.now)
    before = {booking.id: booking for booking in attendee.bookings}
    others = tuple(booking for booking in outcome.redeemed if booking.id not in before)
    cancelled = tuple(each.booking for each in ended)
    return Decision(
        result=Upheaval(
            moved=tuple(moved),
            cancelled=cancelled,
            redeemed=others,
            refunds=tuple(each.line.refund for each in ended if each.line.refund),
            not_told=_not_told(request, attendee),
        ),
        changes=[
            *(Put(booking) for booking in (*moved, *cancelled, *others)),
            *ledger.changes(),
            *lines.changes(),
        ],
        happened=[
            *(each.happened for each in ended),
            *(_moved(request, before[each.id], each) for each in moved),
            *lines.happened,
            *outcome.happened,
        ],
    )


def _not_told(request: SessionRequest, attendee: Attendee) -> tuple[NotTold, ...]:
    telling = [request.telling(booking) for booking in attendee.bookings]
    return tuple(one for each in telling for one in each.not_told)


@frozen(kw_only=True)
class _Ended:
    """A booking that ended, what became of the line that paid for it, and the event."""

    booking: Booking
    line: LineEnd
    happened: Happened


def _ended(
    request: SessionRequest,
    fate: Fate,
    booking: Booking,
    policies: Mapping[PolicyHash, ServicePolicy],
    attendee: Attendee,
    ledger: BalanceLedger,
    lines: PaidLines,
) -> _Ended:
    cause = fate.cause or Cause.CENTER
    cost = cost_of(booking, policies[booking.terms], request.now, cause=cause)
    end = _end(request, cause, booking, cost, attendee, ledger)
    said = request.telling(booking).text
    return _Ended(
        booking=booking.ended(end),
        line=_line_end(request, booking, cost, lines),
        happened=booking_cancelled(booking, end, said, request.words),
    )


def _placed(fate: Fate, booking: Booking, attendee: Attendee) -> Placed:
    there = booking.placed_in(fate.after)
    return Placed(booking=there, needed=booking.units_needed, ties=attendee.ties_of(booking))


def _moved(request: SessionRequest, before: Booking, after: Booking) -> Happened:
    return booking_moved(before, after, request.telling(after).text, request.words)


def _end(
    request: SessionRequest,
    cause: Cause,
    booking: Booking,
    cost: Cost,
    attendee: Attendee,
    ledger: BalanceLedger,
) -> Cancelled:
    ties = attendee.ties_of(booking) if cost.gives_back else []
    return Cancelled(
        at=request.now,
        by=str(request.actor),
        cause=cause,
        late=cost.late,
        units_returned=gave_back(booking, ties, ledger),
    )


def _line_end(request: SessionRequest, booking: Booking, cost: Cost, lines: PaidLines) -> LineEnd:
    """End the line that pays for *booking*; what was paid goes back if refunds were asked for."""
    share = lines.share(booking)
    paid = share is not None and share.refundable.is_positive
    refund = request.refunds.get(booking.id) if paid else None
    return lines.end(booking, forgives=cost.gives_back, refund=refund)


def _of_session(request: SessionRequest, fate: Fate, bookings: int) -> Happened:
    session, cause = fate.after, fate.cause
    if cause is not None:
        facts: dict[str, Fact] = {"cause": cause.name, "bookings": bookings}
    else:
        facts = {
            "starts_before": fate.before.starts_at.isoformat(),
            "ends_before": fate.before.ends_at.isoformat(),
            "starts_at": session.starts_at.isoformat(),
            "ends_at": session.ends_at.isoformat(),
            "resources": " ".join(session.resources),
        }
    return Happened(
        kind=EventKind.SESSION_MOVED if cause is None else EventKind.SESSION_CANCELLED,
        subject=session.id,
        session_id=session.id,
        facts={**facts, "notify": request.told},
        words=request.words,
    )
