"""Asking a payment provider: what it said, and when to ask again what became of a call."""

from __future__ import annotations

from datetime import timedelta

from attrs import frozen
from pendulum import DateTime

from bookingcore.domain.sales.payment import ChargeStatus
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.changes import Change, Expect, Withdraw
from bookingcore.domain.values.due import Due, DueKind, due_key
from bookingcore.domain.values.ids import RefundId

TIME_TO_ASK = timedelta(minutes=1)
"""How long whoever wrote a call down has for it, before the next one does it."""

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
"""How long after a call without an answer the provider is asked again: twice as long each time."""

DOUBLINGS_MAX = 10


def asked_now(kind: DueKind, subject: str, now: DateTime) -> Due:
    """The work of asking a provider, which whoever writes it down does at once.

    Should they die, the next one finds it when their time is over.
    """
    until = now + TIME_TO_ASK
    return Due(kind=kind, subject=subject, due_at=now, leased_until=until, attempts=1)


@frozen(kw_only=True)
class Answer:
    """What a provider said of a charge, or of a part of a refund.

    Attributes:
        due: the work of asking, by its kind and subject.
        attempts: how often the provider was asked so far; so long the next time waits.
        refund_id: an id for the refund of what came in twice, should it come to that.
    """

    status: ChargeStatus
    reference: str
    reason: str
    now: DateTime
    actor: Actor
    due: tuple[DueKind, str]
    attempts: int
    refund_id: RefundId

    def later(self, undecided: bool) -> list[Change]:
        """The provider is asked again while it is *undecided*, and not any more once it is not."""
        kind, subject = self.due
        if not undecided:
            return [Withdraw(due_key(kind, subject))]
        wait = min(FIRST_WAIT * 2 ** min(self.attempts, DOUBLINGS_MAX), LONGEST_WAIT)
        again = Due(kind=kind, subject=subject, due_at=self.now + wait, attempts=self.attempts)
        return [Expect(again)]
