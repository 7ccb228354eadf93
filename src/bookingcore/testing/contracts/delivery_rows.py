"""Messages that go out, what is written to many, and policies for the contracts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import evolve

from bookingcore.domain.customers.customer import CustomerStatus
from bookingcore.domain.customers.preferences import Category, Channel
from bookingcore.domain.notifications.announcement import Announcement, CustomerFilter
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.notifications.delivery import Delivery, DeliveryStatus
from bookingcore.domain.notifications.policy import ChannelRule, NotificationPolicy
from bookingcore.domain.notifications.standing import StandingPolicy
from bookingcore.domain.values.actors import SYSTEM
from bookingcore.domain.values.ids import AnnouncementId, CenterId, DeliveryId
from bookingcore.domain.values.notify import Reason
from bookingcore.testing.contracts.people_specimens import WORDS
from bookingcore.testing.contracts.rows import (
    ROME,
    a_booking,
    a_branch,
    a_customer,
    a_resource,
    a_service,
    id_of,
    july,
)


def a_delivery(number: int = 1, customer: int = 1, **fields: Any) -> Delivery:
    """An e-mail about the first booking that waits, caused in the minute of its number."""
    row = Delivery(
        id=DeliveryId(id_of(Delivery, number)),
        customer_id=a_customer(customer).id,
        kind=MessageKind.BOOKING_CREATED,
        about=a_booking().id,
        channel=Channel.EMAIL,
        status=DeliveryStatus.WAITING,
        at=july(1, 12),
        caused_at=july(1, 12, number % 60),
    )
    return evolve(row, **fields)


def to_a_professional(number: int = 1, professional: int = 1, **fields: Any) -> Delivery:
    """An e-mail to a professional."""
    its: dict[str, Any] = {
        "customer_id": None,
        "resource_id": a_resource(professional).id,
        "kind": MessageKind.RESOURCE_BOOKING_MOVED,
    }
    return a_delivery(number, **{**its, **fields})


def withheld(number: int = 1, reason: Reason = Reason.OPTED_OUT, **fields: Any) -> Delivery:
    """One that was not sent."""
    return a_delivery(number, **fields).ended(DeliveryStatus.WITHHELD, july(1, 12), reason)


def an_announcement(number: int = 1, **fields: Any) -> Announcement:
    """A few words to everybody, on their way."""
    row = Announcement(
        id=AnnouncementId(id_of(Announcement, number)),
        subject=f"Announcement {number}",
        text="We are closed in August.",
        to=CustomerFilter(),
        category=Category.SERVICE,
        channels=None,
        sent_at=july(1, 13, number % 60),
        sent_by="staff:maria",
    )
    return evolve(row, **fields)


def a_policy(center: CenterId = ROME, **fields: Any) -> StandingPolicy:
    """The policy of a center that wants what the catalogue says."""
    return evolve(StandingPolicy(id=center, policy=NotificationPolicy()), **fields)


REFERRED = (a_resource(3),)

DELIVERY = a_delivery(
    2,
    resource_id=a_resource(3).id,
    kind=MessageKind.BOOKING_MOVED,
    about=a_booking(2).id,
    branch_id=a_branch().id,
    service_id=a_service().id,
    channel=Channel.SMS,
    category=Category.MARKETING,
    facts={"starts_at": "2026-07-01T18:00:00Z", "late": False, "places": -3, "by": None},
    status=DeliveryStatus.FAILED,
    reason=Reason.UNDELIVERABLE,
    at=july(1, 0, 0, 1),
    until=july(2, 0, 0, 2),
    caused_at=july(1, 0, 0, 3),
    seq=10_000,
    free_at=july(2, 0, 0, 4),
    attempts=1_000_000,
    ended_at=july(2, 0, 0, 5),
)
ANNOUNCEMENT = an_announcement(
    2,
    subject=WORDS,
    text=WORDS,
    to=CustomerFilter(text="ànna %_", status=CustomerStatus.DEREGISTERED, label="vip"),
    category=Category.MARKETING,
    channels=frozenset({Channel.SMS, Channel.EMAIL}),
    sent_at=july(1, 0, 0, 1),
    sent_by=str(SYSTEM),
    after=a_customer(1).id,
    done_at=july(2, 0, 0, 1),
)
POLICY = a_policy(
    policy=NotificationPolicy(
        rules=(
            ChannelRule(kind=MessageKind.SALE, channels=frozenset()),
            ChannelRule(
                kind=MessageKind.REMINDER,
                channels=frozenset(Channel),
                branch_id=a_branch().id,
                service_id=a_service().id,
            ),
        ),
        reviews_as=Category.SERVICE,
    )
)

FULL: Sequence[Any] = (DELIVERY, ANNOUNCEMENT, POLICY)

BARE: Sequence[Any] = (
    a_delivery(2),
    a_delivery(2, customer_id=None, channel=None),
    to_a_professional(2, 3),
    an_announcement(2),
    an_announcement(2, channels=frozenset()),
    a_policy(),
)

PUT: Sequence[tuple[Any, Any]] = (
    (a_delivery(2), DELIVERY),
    (DELIVERY, a_delivery(2)),
    (a_delivery(2), a_delivery(2).leased(july(2))),
    (withheld(2), withheld(2).released(july(3))),
    (an_announcement(2), ANNOUNCEMENT),
    (ANNOUNCEMENT, an_announcement(2)),
    (a_policy(), POLICY),
    (POLICY, a_policy()),
)
