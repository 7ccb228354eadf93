"""Moving a booking: the same booking, another time; its units follow where they are valid (A8, A9).

What is moved never loses its old place before it has the new one: both are changed in one step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.bookings.eligibility import (
    BookingFacts,
    BookingRequest,
    Rule,
    overridden_codes,
    violations,
)
from bookingcore.domain.bookings.making import first_of
from bookingcore.domain.bookings.settling import Holdings, Settled, settled, supply_of
from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.domain.customers.forms import form_assigned
from bookingcore.domain.redemption.supply import Redemption
from bookingcore.domain.sales.balance import MovementKind
from bookingcore.domain.sales.ledger import BalanceLedger
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.actors import Oneself
from bookingcore.domain.values.changes import Add, Change, Count, Decision, Put
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.ids import BalanceId, BookingId
from bookingcore.domain.values.moments import add_minutes
from bookingcore.errors import (
    AlreadyCancelled,
    AnotherService,
    IntoThePast,
    MoveTooLate,
    SessionStarted,
)


@frozen(kw_only=True)
class MoveFacts:
    """What the decision looks at.

    Attributes:
        promised: the policy promised when the booking was made: it sets the limit for customers.
        old: the session that it leaves; the same as that of *facts* where the session moves.
        redemptions: the units that pay for it.
        facts: the new place as booking sees it; its `clashes` leave out the booking itself, its
            `holdings` hold the balances of *redemptions* and all bookings that await, but not
            the booking itself.
    """

    booking: Booking
    promised: ServicePolicy
    old: Session
    redemptions: Sequence[Redemption] = ()
    facts: BookingFacts

    @property
    def units_back(self) -> BookingFacts:
        """The facts with the booking's own units free, as the rules of the new place see them.

        What the line of a sale pays for needs no units there either (A63).
        """
        back: Counter[str] = Counter()
        for tie in self.redemptions:
            back[tie.balance_id] += tie.units
        balances = [
            evolve(balance, remaining=balance.remaining + back[balance.id])
            for balance in self.facts.holdings.balances
        ]
        return evolve(
            self.facts,
            plan_linked=self.facts.plan_linked and self.booking.sale_id is None,
            holdings=evolve(self.facts.holdings, balances=balances),
        )

    @property
    def stays(self) -> bool:
        """Whether it stays in its session, which moves with it."""
        return self.old.id == self.facts.session.id

    @property
    def keeps_time(self) -> bool:
        """Whether its session moves to other resources alone, which may have begun (003-04)."""
        return self.stays and self.old.starts_at == self.facts.session.starts_at


def move_until(booking: Booking, policy: ServicePolicy) -> DateTime:
    """Until when customers may move it: the policy's own limit, or the free one (A47)."""
    limit = policy.cancellation.limit if policy.move_limit is None else policy.move_limit
    return add_minutes(booking.starts_at, -limit)


def refuse_move(request: BookingRequest, move: MoveFacts) -> None:
    """Refuse what no chain of booking rules sees: it is about the booking that is there.

    Raises:
        AlreadyCancelled: it was cancelled.
        IntoThePast: the new time is over.
        SessionStarted, MoveTooLate: a customer is too late (003-02).
        AnotherService: a customer wants another service.
    """
    booking, session = move.booking, move.facts.session
    if booking.cancellation is not None:
        raise AlreadyCancelled(booking.id, booking.cancellation.at)
    if session.starts_at <= request.now and not move.keeps_time:
        raise IntoThePast(session.starts_at)
    if not isinstance(request.actor, Oneself):
        return
    if request.now >= booking.starts_at:
        raise SessionStarted(booking.session_id, booking.starts_at)
    until = move_until(booking, move.promised)
    if request.now >= until:
        raise MoveTooLate(booking.id, until)
    if session.service_id != booking.service_id:
        raise AnotherService(booking.id, session.service_id)


def decide_move(
    request: BookingRequest, move: MoveFacts, rules: Sequence[Rule], told: str = ""
) -> Decision[Booking]:
    """Move the booking to the session of its facts, by every rule of booking there.

    The chain *rules* is what the new place has to pass; *told* says who is told, for the record.

    Raises:
        Refused: the first violation, carrying all of them.
    """
    refuse_move(request, move)
    found = violations(request, move.units_back, rules)
    if found:
        raise first_of(found)
    holdings = move.facts.holdings
    ledger = BalanceLedger(holdings.balances, at=request.now, by=request.actor)
    (moved,), outcome = redeemed_there([_placed(move)], holdings, ledger, request.now)
    codes = overridden_codes(request, move.units_back, rules)
    words = {"override_reason": request.override.reason} if request.override and codes else {}
    return Decision(
        result=moved,
        changes=[
            Put(moved),
            *ledger.changes(),
            *(Put(booking) for booking in outcome.redeemed if booking.id != moved.id),
            *_counts(move),
            *map(Add, move.facts.coming_forms),
        ],
        happened=[
            booking_moved(move.booking, moved, told, words, codes),
            *outcome.happened,
            *map(form_assigned, move.facts.coming_forms),
        ],
    )


def _placed(move: MoveFacts) -> Placed:
    booking = move.booking.placed_in(move.facts.session)
    if booking.service_id != move.booking.service_id:
        booking = evolve(booking, terms=move.facts.session.terms)
    needed = booking.places if move.facts.needs_balance else 0
    return Placed(booking=booking, needed=needed, ties=move.redemptions)


def _counts(move: MoveFacts) -> list[Change]:
    if move.stays:
        return []
    session, places = move.facts.session, move.booking.places
    beyond = not session.has_room_for(places)
    into = Count(
        session_id=session.id, places=places, edition=session.edition, beyond_capacity=beyond
    )
    return [into, Count(session_id=move.old.id, places=-places, edition=move.old.edition)]


@frozen(kw_only=True)
class Placed:
    """A booking as it stands in its new place, and the units that pay for it so far.

    Attributes:
        needed: the units that it needs there; 0 for none.
        ties: the units that pay for it.
    """

    booking: Booking
    needed: int
    ties: Sequence[Redemption]

    def follow(self, holdings: Holdings) -> bool:
        """Whether its units are valid there too (A9).

        A booking that awaits has none, and is looked at anew. One that needs none has none to lose.
        What the line of a sale pays for stays paid for (A63).
        """
        if self.booking.sale_id is not None:
            return True
        if self.booking.awaiting or self.needed != self.booking.units_needed:
            return False
        supplies = {balance.id: supply_of(balance) for balance in holdings.balances}
        return all(supplies[tie.balance_id].covers(self.booking.demand) for tie in self.ties)


def redeemed_there(
    placed: Sequence[Placed], holdings: Holdings, ledger: BalanceLedger, now: DateTime
) -> tuple[list[Booking], Settled]:
    """The bookings of one customer in their new places, in the order given, and what was redeemed.

    Units follow where all of a booking's are still valid; else they are given back. Whoever had
    units has them first, so that a move makes nobody wait for the sake of somebody who waited
    already; then whatever else is paid for that can be (A8).
    """
    bookings: dict[str, Booking] = {}
    first: list[Booking] = []
    waiting = list(holdings.awaiting)
    stay: list[Placed] = []
    released: list[Happened] = []
    for each in placed:
        booking = each.booking
        if each.follow(holdings):
            booking = evolve(booking, units_needed=each.needed)
            stay.append(each)
        else:
            booking = _released(each, ledger)
            released += [_release(each)] if each.ties else []
            (first if each.ties else waiting).extend([booking] if each.needed else [])
        bookings[booking.id] = booking
    known = _with_movable(holdings, [each.booking for each in stay], now)
    ties = [*holdings.redemptions, *(tie for each in placed for tie in each.ties)]
    again = settled(_tied(evolve(known, awaiting=first), ties, ledger), ledger)
    known = _with_movable(known, again.redeemed, now)
    rest = settled(_tied(evolve(known, awaiting=waiting), ties, ledger), ledger)
    redeemed = {booking.id: booking for booking in (*again.redeemed, *rest.redeemed)}
    outcome = Settled(
        redeemed=tuple(redeemed.values()), happened=(*released, *again.happened, *rest.happened)
    )
    return [redeemed.get(booking.id, booking) for booking in bookings.values()], outcome


def _released(placed: Placed, ledger: BalanceLedger) -> Booking:
    """The booking once its units are given back, and it needs what it needs in its new place."""
    for tie in placed.ties:
        ledger.move(tie.balance_id, MovementKind.RETURNED, tie.units, placed.booking.id)
    status = BookingStatus.AWAITING_REDEMPTION if placed.needed else BookingStatus.BOOKED
    return evolve(placed.booking, units_needed=placed.needed, status=status)


def _release(placed: Placed) -> Happened:
    booking = placed.booking
    return Happened(
        kind=EventKind.BOOKING_RELEASED,
        subject=booking.id,
        customer_id=booking.customer_id,
        session_id=booking.session_id,
        facts={"units": sum(tie.units for tie in placed.ties)},
    )


def _with_movable(holdings: Holdings, more: Sequence[Booking], now: DateTime) -> Holdings:
    """*holdings* with those of *more* that may be re-tied: their sessions have not started."""
    movable = [booking for booking in more if booking.redeems and booking.starts_at > now]
    return evolve(holdings, movable=(*holdings.movable, *movable))


def _tied(holdings: Holdings, ties: Sequence[Redemption], ledger: BalanceLedger) -> Holdings:
    """*holdings* with who holds what, once *ties* have become what the *ledger* says by now."""
    held: Counter[tuple[BookingId | None, BalanceId]] = Counter()
    for tie in ties:
        held[tie.booking_id, tie.balance_id] += tie.units
    for movement in ledger.movements:
        held[movement.booking_id, movement.balance_id] -= movement.units
    movable: dict[BookingId | None, Booking] = {each.id: each for each in holdings.movable}
    return evolve(
        holdings,
        redemptions=[
            Redemption(movable[booking].id, balance, units)
            for (booking, balance), units in held.items()
            if units > 0 and booking in movable
        ],
    )


def booking_moved(
    before: Booking,
    after: Booking,
    told: str,
    words: Mapping[str, str],
    overridden: Sequence[str] = (),
) -> Happened:
    """The event of a booking that has gone from where it was *before*."""
    return Happened(
        kind=EventKind.BOOKING_MOVED,
        subject=after.id,
        customer_id=after.customer_id,
        session_id=after.session_id,
        facts={
            "session_before": before.session_id,
            "starts_before": before.starts_at.isoformat(),
            "session": after.session_id,
            "starts_at": after.starts_at.isoformat(),
            "overridden": " ".join(overridden),
            "notify": told,
        },
        words=words,
    )
