"""Places that a decision gives or takes, counted in the sessions and queues that they concern."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from attrs import evolve
from pendulum import DateTime

from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import Change, Count, Decision
from bookingcore.domain.values.events import Happened
from bookingcore.domain.values.ids import CustomerId, SessionId
from bookingcore.domain.waitlist.line import Line, changes_of
from bookingcore.domain.waitlist.offering import advanced
from bookingcore.domain.waitlist.standing import standing_by, written

T = TypeVar("T")

Lines = Mapping[SessionId, tuple[Line, Line]]
"""For each session that is locked: its line as it was read, and as the decision saw it."""


def folded(decision: Decision[T], lines: Lines, now: DateTime) -> Decision[T]:
    """*decision*, with its counts of places in the sessions of *lines* passed on there (A20).

    Counts in other sessions stay as they are.
    """
    changes: list[Change] = []
    after = {id: line for id, (_, line) in lines.items()}
    for change in decision.changes:
        if isinstance(change, Count) and change.session_id in after:
            after[change.session_id] = after[change.session_id].counted(change.places)
        else:
            changes.append(change)
    happened: list[Happened] = list(decision.happened)
    for id, (before, _) in lines.items():
        line = advanced(after[id], now)
        changes += changes_of(before, line, now)
        happened += line.happened
    return evolve(decision, changes=changes, happened=happened)


def guarded(decision: Decision[T], sessions: Sequence[Session]) -> Decision[T]:
    """*decision*, whose counts hold only while each of *sessions* is the edition that was read."""
    editions = {session.id: session.edition for session in sessions}
    changes = [
        evolve(change, edition=editions.get(change.session_id, change.edition))
        if isinstance(change, Count)
        else change
        for change in decision.changes
    ]
    return evolve(decision, changes=changes)


def carried_through(
    lines: Sequence[tuple[Line, Session]],
    now: DateTime,
    cards: Mapping[CustomerId, Customer] | None = None,
) -> Decision[list[Session]]:
    """What becomes of *lines* once their sessions have changed, and what is to be written.

    *cards* are those of who waits, where other resources may make another of them eligible (A24).
    """
    changed = (
        (before, standing_by(evolve(before, session=session), cards or {}))
        for before, session in lines
    )
    decision = written(changed, now)
    return Decision(
        result=[line.session for line in decision.result],
        changes=decision.changes,
        happened=decision.happened,
    )
