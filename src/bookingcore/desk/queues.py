"""Waiting lists as commands read them: under the lock of their session."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from attrs import evolve
from pendulum import DateTime

from bookingcore.desk.arguments import found
from bookingcore.desk.context import Context
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import Count, Decision
from bookingcore.domain.values.ids import CustomerId, SessionId
from bookingcore.domain.waitlist.folding import Lines, folded, guarded, without_empty_appointment
from bookingcore.domain.waitlist.line import Line
from bookingcore.ports.questions import ById, Queue, SessionToBook
from bookingcore.ports.store import LostGuard, Reader, Ref, Unit

T = TypeVar("T")


def read_line(context: Context, reader: Reader, session: SessionId) -> Line:
    """The waiting list of *session*, as it is on record.

    Raises:
        Unknown: no such session here.
    """
    wanted, queue, own = SessionToBook(session), Queue(session), context.own_center
    answers = reader.load(wanted, queue, own)
    bookable = found(answers[wanted], "session", session)
    quiet = next((center.settings.quiet_hours for center in answers[own]), None)
    line = Line(
        session=bookable.session, policy=bookable.policy, entries=answers[queue], quiet=quiet
    )
    if not line.policy.waitlist.only_reachable:
        return line
    return evolve(line, unreachable=_unreachable(reader, line))


def locked_line(context: Context, unit: Unit, session: SessionId) -> Line:
    """The waiting list of *session*, which nobody else changes until the unit ends.

    Raises:
        Unknown: no such session here.
    """
    unit.lock(Ref(Session, session))
    return read_line(context, unit, session)


def locked_lines(context: Context, unit: Unit, sessions: Iterable[SessionId]) -> list[Line]:
    """The waiting lists of several *sessions*, locked in the one order that all keep."""
    ids = sorted(set(sessions))
    unit.lock(*(Ref(Session, id) for id in ids))
    return [read_line(context, unit, id) for id in ids]


def _unreachable(reader: Reader, line: Line) -> frozenset[CustomerId]:
    """Those who wait and could not be told of an offer (A16)."""
    cards = [ById(Customer, entry.customer_id) for entry in line.waiting()]
    answers = reader.load(*cards)
    waiting = (customer for card in cards for customer in answers[card])
    return frozenset(customer.id for customer in waiting if not customer.reachable)


def passed_on(
    context: Context,
    unit: Unit,
    decision: Decision[T],
    sessions: Sequence[Session],
    now: DateTime,
    known: Lines | None = None,
) -> Decision[T]:
    """*decision* with the places that it gives or takes passed on in the queues of *sessions*.

    Where nobody waits the places are counted without a lock: the edition that was read tells
    whether somebody has joined since. An appointment that is left empty does not take place.
    *known* are lines that are locked already, as the decision saw them.
    """
    decision = guarded(decision, sessions)
    left = _left_empty(decision, sessions)
    if left:
        for session in _locked_as_read(unit, left):
            decision = without_empty_appointment(decision, session, now, context.actor)
    seen = dict(known or {})
    queued = [each.id for each in sessions if each.queued and each.id not in seen]
    for line in locked_lines(context, unit, queued):
        seen[line.session.id] = (line, line)
    return folded(decision, seen, now)


def _left_empty(decision: Decision[T], sessions: Sequence[Session]) -> list[Session]:
    """The appointments for which nobody waits, and whose last places *decision* gives back."""
    given = {each.session_id: each.places for each in decision.changes if isinstance(each, Count)}
    return [
        session
        for session in sessions
        if session.appointment
        and session.live
        and not session.queued
        and given.get(session.id, 0) < 0
        and session.taken + given[session.id] == 0
    ]


def _locked_as_read(unit: Unit, sessions: Sequence[Session]) -> list[Session]:
    """*sessions*, locked; who has joined or booked before the lock has the unit run again."""
    unit.lock(*(Ref(Session, session.id) for session in sessions))
    asked = [ById(Session, session.id) for session in sessions]
    answers = unit.load(*asked)
    locked = [found(answers[each], "session", each.id) for each in asked]
    if locked != list(sessions):
        raise LostGuard("somebody has come to an appointment that was about to end")
    return locked
