"""The questions about events that hosts are yet to hear of."""

from __future__ import annotations

from attrs import frozen
from pendulum import DateTime

from bookingcore.domain.notifications.subscription import Reaction
from bookingcore.domain.values.events import Event
from bookingcore.domain.values.ids import SubscriptionId
from bookingcore.ports.questions import Question


@frozen
class Tellable(Question[Reaction]):
    """What may be told by an instant: of what waits in one queue, the first.

    That is: what nobody has a lease on *by* then and is not put off, and before which nothing else
    waits in its queue (`Reaction.queue`, `Reaction.order`). In order of when it may be told, then
    of the event's instant, then of id.

    Attributes:
        subscriptions: only for one of these.
    """

    by: DateTime
    limit: int
    subscriptions: tuple[SubscriptionId, ...]


@frozen
class EventAt(Question[Event]):
    """The event with that stream, number and sequence, with its words; or none."""

    stream: str
    no: int
    seq: int
