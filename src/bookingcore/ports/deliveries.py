"""The questions about messages: which are to be sent, and what became of them."""

from __future__ import annotations

from attrs import frozen
from pendulum import DateTime

from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.notifications.delivery import Delivery, DeliveryStatus
from bookingcore.domain.values.ids import CustomerId
from bookingcore.domain.values.notify import Reason
from bookingcore.ports.questions import Question


@frozen
class Sendable(Question[Delivery]):
    """Messages that may be sent now: of those that wait for one recipient and channel, the first.

    That is: whose instant `at` has come by *now*, that wait, that nobody has a lease on at *now*
    and that are not put off, and before which no other waits whose instant has come, for the same
    customer (or professional) and the same channel. In order: by cause, number and id.

    Attributes:
        channels: only those that go through one of these.
    """

    now: DateTime
    limit: int
    channels: tuple[Channel, ...]


@frozen
class NextSendable(Question[Delivery]):
    """The message that waits, through one of the channels, and may be sent first: one, or none.

    By the later of `at` and `free_at`, then in order; what waits behind another until then is none.
    """

    channels: tuple[Channel, ...]


@frozen
class DeliveriesTo(Question[Delivery]):
    """The messages to a customer, by cause, number and id.

    Attributes:
        kinds: only of one of these kinds; none for any.
    """

    customer: CustomerId
    kinds: tuple[MessageKind, ...] = ()


@frozen
class DeliveriesAbout(Question[Delivery]):
    """The messages about something, by cause, number and id."""

    about: str


@frozen
class DeliveriesPage(Question[Delivery]):
    """The messages after an id, at most *limit*, in order of id."""

    after: str
    limit: int


@frozen
class DeliveryCounts(Question["DeliveryCount"]):
    """How many messages about something stand where, by status and reason; none left out.

    In the order of the statuses, and for each of the reasons, no reason first.
    """

    about: str


@frozen
class DeliveryCount:
    """A row of the answer to `DeliveryCounts`."""

    status: DeliveryStatus
    reason: Reason | None
    count: int
