"""Joining a waiting list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps

from attrs import frozen
from pendulum import DateTime

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.eligibility import (
    BookingFacts,
    BookingRequest,
    Override,
    Rule,
    customer_is_active,
    lets_pass,
    not_booked_twice,
    own_professional_leads,
    service_is_wanted,
    session_takes_place,
    stands_aside,
)
from bookingcore.domain.bookings.making import first_of
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.ids import EntryId
from bookingcore.domain.waitlist.entry import WaitlistEntry
from bookingcore.domain.waitlist.line import Line, changes_of
from bookingcore.domain.waitlist.offering import advanced
from bookingcore.errors import (
    AlreadyWaiting,
    PlacesFree,
    Refused,
    SessionStarted,
    WaitlistFull,
)


@frozen(kw_only=True)
class JoinRequest:
    """The wish to wait for *places* in a session."""

    places: int
    now: DateTime
    actor: Actor
    override: Override | None = None


@frozen(kw_only=True)
class JoinFacts:
    """What the rules look at.

    Attributes:
        line: as it stands, with nothing left to be done in it.
        bookings: the customer's live bookings in the session, or at its time.
    """

    customer: Customer
    line: Line
    bookings: Sequence[Booking] = ()


JoinRule = Callable[[JoinRequest, JoinFacts], Refused | None]


def as_join_rule(rule: Rule) -> JoinRule:
    """A *rule* of booking, asked about who joins: about their card and their bookings."""

    @wraps(rule)
    def joins(request: JoinRequest, facts: JoinFacts) -> Refused | None:
        wish = BookingRequest(
            places=request.places, now=request.now, actor=request.actor, override=request.override
        )
        line = facts.line
        known = BookingFacts(
            customer=facts.customer,
            session=line.session,
            policy=line.policy,
            plan_linked=False,
            clashes=facts.bookings,
        )
        return rule(wish, known)

    return joins


def session_has_not_started(request: JoinRequest, facts: JoinFacts) -> Refused | None:
    """Nobody waits for what has begun: lists close at the start, for staff too (A19)."""
    session = facts.line.session
    if request.now < session.starts_at:
        return None
    return SessionStarted(session.id, session.starts_at)


def not_waiting(request: JoinRequest, facts: JoinFacts) -> Refused | None:
    """Nobody waits twice; who lost an offer joins again, at the end (A17)."""
    entry = facts.line.of(facts.customer.id)
    return None if entry is None else AlreadyWaiting(entry.session_id, entry.id)


def places_are_taken(request: JoinRequest, facts: JoinFacts) -> Refused | None:
    """Free places are booked, unless the service lets customers queue for them all the same.

    Who is blacklisted cannot book them, and so may wait for them (004-04, A22).
    """
    line, session = facts.line, facts.line.session
    if facts.customer.blacklisted:
        return None
    if line.policy.waitlist.join_when_free and session.capacity is not None:
        return None
    if not session.live or any(line.waiting()) or not session.has_room_for(request.places):
        return None
    return PlacesFree(session.id, session.places_left)


def few_wait(request: JoinRequest, facts: JoinFacts) -> Refused | None:
    """No more wait than the service allows (A16)."""
    limit = facts.line.policy.waitlist.capacity
    if limit is None or sum(entry.open for entry in facts.line.entries) < limit:
        return None
    return WaitlistFull(facts.line.session.id, limit)


JOIN_RULES: tuple[JoinRule, ...] = (
    as_join_rule(customer_is_active),
    as_join_rule(service_is_wanted),
    as_join_rule(session_takes_place),
    session_has_not_started,
    as_join_rule(own_professional_leads),
    as_join_rule(not_booked_twice),
    not_waiting,
    places_are_taken,
    few_wait,
)
"""The rules in the documented order; the first refusal is the one that is raised."""


def decide_join(
    id: EntryId,
    request: JoinRequest,
    facts: JoinFacts,
    before: Line,
    rules: Sequence[JoinRule] = JOIN_RULES,
) -> Decision[WaitlistEntry]:
    """Put the customer at the end of the line; *before* is the line as it was read.

    Raises:
        Refused: the first violation, carrying all of them.
    """
    answers = [refusal for rule in rules if (refusal := rule(request, facts)) is not None]
    passed = [answer for answer in answers if lets_pass(request.override, request.actor, answer)]
    standing = tuple(answer for answer in answers if answer not in passed)
    if standing:
        raise first_of(standing)
    entry = WaitlistEntry(
        id=id,
        customer_id=facts.customer.id,
        session_id=facts.line.session.id,
        places=request.places,
        position=max((each.position for each in facts.line.entries), default=0) + 1,
        joined_at=request.now,
        staff_only=stands_aside(facts.customer, facts.line.session),
    )
    line = advanced(facts.line.joined_by(entry), request.now)
    codes = " ".join(sorted(answer.code for answer in passed))
    return Decision(
        result=line.entry(id) or entry,
        changes=changes_of(before, line, request.now),
        happened=[_joined(entry, codes, request), *line.happened],
    )


def _joined(entry: WaitlistEntry, codes: str, request: JoinRequest) -> Happened:
    reason = request.override.reason if request.override and codes else ""
    return Happened(
        kind=EventKind.WAITLIST_JOINED,
        subject=entry.id,
        customer_id=entry.customer_id,
        session_id=entry.session_id,
        facts={"places": entry.places, "position": entry.position, "overridden": codes},
        words={"override_reason": reason} if reason else {},
    )
