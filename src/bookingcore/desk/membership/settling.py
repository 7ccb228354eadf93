"""What an answered charge means for the membership that asked for it."""

from __future__ import annotations

from attrs import evolve
from pendulum import DateTime

from bookingcore.domain.memberships.membership import Membership
from bookingcore.domain.memberships.renewing import decide_answered
from bookingcore.domain.sales.payment import Payment
from bookingcore.domain.values.changes import Decision
from bookingcore.ports.memberships import AttemptsAt
from bookingcore.ports.questions import ById
from bookingcore.ports.store import Reader


def with_attempts(reader: Reader, decision: Decision[Payment], now: DateTime) -> Decision[Payment]:
    """*decision* about a payment, with what becomes of the attempt that it was asked for by."""
    asked = AttemptsAt(decision.result.id)
    attempts = reader.load(asked)[asked] if decision.happened else ()
    for attempt in attempts:
        question = ById(Membership, attempt.membership_id)
        membership = reader.load(question)[question][0]
        answered = decide_answered([attempt], membership, decision.result, now)
        decision = evolve(
            decision,
            changes=[*decision.changes, *answered.changes],
            happened=[*decision.happened, *answered.happened],
        )
    return decision
