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
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.ids import CustomerId, SessionId
from bookingcore.domain.waitlist.folding import Lines, folded, guarded
from bookingcore.domain.waitlist.line import Line
from bookingcore.ports.questions import ById, Queue, SessionToBook
from bookingcore.ports.store import Reader, Ref, Unit

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


def cards_in(reader: Reader, lines: Iterable[Line]) -> dict[CustomerId, Customer]:
    """The cards of everybody who waits in *lines*."""
    waiting = {entry.customer_id for line in lines for entry in line.entries if entry.open}
    asked = [ById(Customer, id) for id in sorted(waiting)]
    if not asked:
        return {}
    answers = reader.load(*asked)
    return {card.id: card for each in asked for card in answers[each]}


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

    Where nobody waits the places of a class are counted without a lock: the edition that was read
    tells whether somebody has joined since. *known* are lines that are locked already, as the
    decision saw them.
    """
    seen = dict(known or {})
    by_line = [each.id for each in sessions if each.counts_by_line and each.id not in seen]
    for line in locked_lines(context, unit, by_line):
        seen[line.session.id] = (line, line)
    return folded(guarded(decision, sessions), seen, now)
