"""What was changed behind the library's back about messages, `verify()` tells (P7)."""

from __future__ import annotations

from typing import Any

import pytest

from bookingcore import Channel, Delivery, Desk, Reason
from bookingcore.domain.notifications.delivery import DeliveryStatus
from tests.desk.post import Post
from tests.desk.tampering import written_over

SENT, WITHHELD, WAITING = DeliveryStatus.SENT, DeliveryStatus.WITHHELD, DeliveryStatus.WAITING

TAMPERED: dict[str, tuple[DeliveryStatus, dict[str, Any]]] = {
    "sent for a reason": (SENT, {"reason": Reason.OPTED_OUT}),
    "sent by nobody": (SENT, {"attempts": 0}),
    "sent at no time": (SENT, {"ended_at": None}),
    "sent to nobody": (SENT, {"customer_id": None}),
    "sent through nothing": (SENT, {"channel": None}),
    "withheld without a reason": (WITHHELD, {"reason": None}),
    "withheld, and still to come": (WITHHELD, {"ended_at": None}),
    "failed without a reason": (SENT, {"status": DeliveryStatus.FAILED}),
    "waiting, and explained": (WAITING, {"reason": Reason.UNVERIFIED}),
    "waiting, and over": (SENT, {"status": WAITING}),
}


@pytest.fixture
def told(post: Post) -> tuple[Desk, dict[DeliveryStatus, Delivery]]:
    """One message that was sent, one that was withheld, one that waits."""
    anna = post.anna()
    shy = post.desk.customers.register(name="Bea")
    post.desk.bookings.cancel(post.desk.bookings.book(shy, post.session()))
    post.booked(anna)
    post.desk.deliver()
    post.booked(anna, post.session("2026-07-11T18:00"))
    known = [*post.desk.notifications.history(anna), *post.desk.notifications.history(shy)]
    return post.desk, {each.status: each for each in reversed(known)}


@pytest.mark.parametrize("how", TAMPERED)
def test_a_message_that_cannot_be_so_is_told(
    told: tuple[Desk, dict[DeliveryStatus, Delivery]], how: str
) -> None:
    desk, deliveries = told
    status, fields = TAMPERED[how]
    assert desk.verify() == ()
    written_over(desk, deliveries[status], **fields)

    assert ("P7", deliveries[status].id) in {(each.promise, each.subject) for each in desk.verify()}


def test_a_message_says_through_which_channel_it_was_withheld(
    told: tuple[Desk, dict[DeliveryStatus, Delivery]],
) -> None:
    desk, deliveries = told
    written_over(desk, deliveries[WITHHELD], channel=Channel.SMS)

    assert desk.verify() == ()
