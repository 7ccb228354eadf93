"""One message to one recipient through one channel, and what became of it (P7).

It is written with what caused it, in the same transaction, whether it is to be sent or withheld. It
holds no words: what it says is read when it is sent, and where it goes is looked up then.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from attrs import evolve, field, frozen
from pendulum import DateTime

from bookingcore.domain.customers.preferences import Category, Channel
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.values.events import Fact
from bookingcore.domain.values.ids import (
    BranchId,
    CustomerId,
    DeliveryId,
    ResourceId,
    ServiceId,
)
from bookingcore.domain.values.notify import Reason


class DeliveryStatus(Enum):
    """How far a message has come."""

    # To be sent.
    WAITING = "waiting"
    # Accepted by the other side.
    SENT = "sent"
    # Not sent, for a reason; it may be released once the reason is gone (A59).
    WITHHELD = "withheld"
    # Not accepted by the other side, for good.
    FAILED = "failed"


DELIVERY_TRANSITIONS: Mapping[DeliveryStatus, frozenset[DeliveryStatus]] = {
    DeliveryStatus.WAITING: frozenset(
        {DeliveryStatus.SENT, DeliveryStatus.WITHHELD, DeliveryStatus.FAILED}
    ),
    DeliveryStatus.SENT: frozenset(),
    DeliveryStatus.WITHHELD: frozenset({DeliveryStatus.WAITING}),
    DeliveryStatus.FAILED: frozenset(),
}
"""What may become of a message."""


@frozen(kw_only=True)
class Delivery:
    """A message to a customer or a professional, and what became of it.

    Attributes:
        id: the message's own, known to the other side too, so that a repeated one is recognised.
        customer_id: to whom; None for a professional, or where no customer is stored (A65).
        resource_id: the professional that it is to; None for a customer.
        about: the id of what it is about: a booking, a sale, an entry.
        branch_id, service_id: where, and for what, as far as that is known.
        channel: None where no channel could have carried it.
        category: what it counts as; None for what the catalogue and the policy say.
        facts: what it tells besides, that is not so any more once it is sent: the former start.
        reason: why it was not sent; None otherwise.
        at: not before, UTC.
        until: when it is of no use any more; None for never.
        caused_at: the instant of its cause; what was caused earlier goes out earlier.
        seq: its place among the messages to its recipient that were caused in that instant.
        free_at: until when somebody sends it, or when it is tried again; None for at once.
        attempts: how often sending was begun.
        ended_at: when it was sent, withheld or given up; None while it waits.
    """

    id: DeliveryId
    customer_id: CustomerId | None
    resource_id: ResourceId | None = None
    kind: MessageKind
    about: str
    branch_id: BranchId | None = None
    service_id: ServiceId | None = None
    channel: Channel | None
    category: Category | None = None
    facts: Mapping[str, Fact] = field(factory=dict)
    status: DeliveryStatus
    reason: Reason | None = None
    at: DateTime
    until: DateTime | None = None
    caused_at: DateTime
    seq: int = 0
    free_at: DateTime | None = None
    attempts: int = 0
    ended_at: DateTime | None = None
    version: int = field(default=1, eq=False, repr=False)

    @property
    def order(self) -> tuple[DateTime, int, str]:
        """By what it comes before others to the same recipient."""
        return self.caused_at, self.seq, self.id

    def leased(self, until: DateTime) -> Delivery:
        """Once somebody has begun to send it, who has time *until* then."""
        return evolve(self, free_at=until, attempts=self.attempts + 1)

    @property
    def waits(self) -> bool:
        """Whether it is still to be sent."""
        return self.status is DeliveryStatus.WAITING

    def let_go(self) -> Delivery:
        """Once whoever had a lease on it has not begun to send it."""
        return evolve(self, free_at=None, attempts=self.attempts - 1)

    def put_off(self, until: DateTime) -> Delivery:
        """Once it was not accepted, and is to be tried again *until* then at the earliest."""
        return evolve(self, free_at=until)

    def ended(self, status: DeliveryStatus, now: DateTime, reason: Reason | None) -> Delivery:
        """Once it is sent, withheld or given up."""
        return evolve(self, status=status, reason=reason, free_at=None, ended_at=now)

    def released(self, now: DateTime) -> Delivery:
        """Once what withheld it is gone."""
        return evolve(
            self, status=DeliveryStatus.WAITING, reason=None, at=max(self.at, now), ended_at=None
        )
