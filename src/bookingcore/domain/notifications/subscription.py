"""What a host wants to hear of, and what it has yet to hear (002-26, A62)."""

from __future__ import annotations

from attrs import evolve, field, frozen
from pendulum import DateTime

from bookingcore.domain.values.events import Event, EventKind
from bookingcore.domain.values.ids import CustomerId, SubscriptionId

NAME_MAX = 64
"""The longest name of a subscription."""

LIVE_MAX = 100
"""How many a center may have: every command looks at all of them."""


@frozen(kw_only=True)
class Subscription:
    """A host's wish to hear of events, under a name of its own.

    Attributes:
        id: its name, such as 'crm'.
        kinds: only events of one of these kinds; None for any.
        customer_id: only events of this customer, wherever their card goes; None for any.
        label: only events of customers who carry it as it happens; None for any.
        ended: whether the host does not want to hear any more.
    """

    id: SubscriptionId
    kinds: frozenset[EventKind] | None = None
    customer_id: CustomerId | None = None
    label: str | None = None
    ended: bool = False
    version: int = field(default=1, eq=False, repr=False)

    def may_want(self, event: Event) -> bool:
        """Whether *event* is wanted, as far as that can be said without the customer's card."""
        if self.ended or (self.kinds is not None and event.kind not in self.kinds):
            return False
        if self.customer_id is not None and event.customer_id != self.customer_id:
            return False
        return self.label is None or event.customer_id is not None


@frozen(kw_only=True)
class Reaction:
    """An event that a host has yet to hear of.

    Written with the event, in its transaction, and taken away once the host has heard.

    Attributes:
        subscription_id: for which subscription.
        customer_id: whose events are heard in order; None where those of the stream are.
        stream, no, seq: what the event is known by.
        at: the instant of the event, UTC.
        free_at: until when somebody tells it, or when it is tried again; None for at once.
        attempts: how often telling was begun.
    """

    subscription_id: SubscriptionId
    customer_id: CustomerId | None
    stream: str
    no: int
    seq: int
    at: DateTime
    free_at: DateTime | None = None
    attempts: int = 0
    version: int = field(default=1, eq=False, repr=False)

    @classmethod
    def to(cls, event: Event, subscription: Subscription) -> Reaction:
        """What *subscription* has yet to hear of *event*."""
        return cls(
            subscription_id=subscription.id,
            customer_id=event.customer_id,
            stream=event.stream,
            no=event.no,
            seq=event.seq,
            at=event.at,
        )

    @property
    def id(self) -> str:
        """What the row is known by: the subscription and the event."""
        return f"{self.subscription_id}:{self.stream}:{self.no}:{self.seq}"

    @property
    def queue(self) -> tuple[str, str]:
        """What is heard one by one: for each subscription a customer's events, or a stream's."""
        return self.subscription_id, self.customer_id or self.stream

    @property
    def order(self) -> tuple[DateTime, bool, str, int, int]:
        """By what it comes before others in its queue: as a customer's history tells them."""
        return self.at, self.stream != self.customer_id, self.stream, self.no, self.seq

    @property
    def tellable_at(self) -> DateTime:
        """When it may be told."""
        return self.at if self.free_at is None else self.free_at

    def leased(self, until: DateTime) -> Reaction:
        """Once somebody has begun to tell it, who has time *until* then."""
        return evolve(self, free_at=until, attempts=self.attempts + 1)

    def let_go(self) -> Reaction:
        """Once whoever had a lease on it has not begun to tell it."""
        return evolve(self, free_at=None, attempts=self.attempts - 1)

    def put_off(self, until: DateTime) -> Reaction:
        """Once it could not be told, and is to be tried again *until* then at the earliest."""
        return evolve(self, free_at=until)
