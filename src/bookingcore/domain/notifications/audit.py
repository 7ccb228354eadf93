"""What `verify()` looks at on messages: what became of each, and why (P7)."""

from __future__ import annotations

from collections.abc import Iterator

from bookingcore.domain.bookings.audit import Fault
from bookingcore.domain.notifications.delivery import Delivery, DeliveryStatus


def delivery_faults(delivery: Delivery) -> Iterator[Fault]:
    """P7: what was sent was begun, what was not has its reason, and what waits can be sent."""
    for broken, sentence in (
        (delivery.waits is not (delivery.ended_at is None), _ended(delivery)),
        (_unexplained(delivery), f"it is {delivery.status.value}, and nothing says why"),
        (_explained(delivery), f"it is {delivery.status.value}, and has a reason not to be"),
        (_unbegun(delivery), "it was sent, and nobody ever began to send it"),
        (_to_nobody(delivery), f"it is {delivery.status.value}, to nobody or through no channel"),
    ):
        if broken:
            yield Fault("P7", delivery.id, sentence)


def _ended(delivery: Delivery) -> str:
    return f"it is {delivery.status.value}, and ended at {delivery.ended_at}"


def _unexplained(delivery: Delivery) -> bool:
    silent = delivery.reason is None
    return silent and delivery.status in {DeliveryStatus.WITHHELD, DeliveryStatus.FAILED}


def _explained(delivery: Delivery) -> bool:
    told = delivery.status in {DeliveryStatus.WAITING, DeliveryStatus.SENT}
    return told and delivery.reason is not None


def _unbegun(delivery: Delivery) -> bool:
    return delivery.status is DeliveryStatus.SENT and delivery.attempts < 1


def _to_nobody(delivery: Delivery) -> bool:
    somebody = delivery.customer_id or delivery.resource_id
    goes = delivery.status in {DeliveryStatus.WAITING, DeliveryStatus.SENT}
    return goes and (somebody is None or delivery.channel is None)
