"""Five categories by three channels: what customers choose about (004-30 to 004-34, A53, A54)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bookingcore import (
    Category,
    Channel,
    ChannelRule,
    Channels,
    Customer,
    MessageKind,
    NotificationPolicy,
    Preferences,
)
from tests.desk.post import Post


def cancelled(post: Post, anna: Customer) -> None:
    post.desk.bookings.cancel(post.booked(anna))


def reminded(post: Post, anna: Customer) -> None:
    booking = post.booked(anna)
    post.desk.deliver()
    post.clock.move_to(booking.starts_at.subtract(hours=24))
    post.desk.run_due()


def expiring(post: Post, anna: Customer) -> None:
    plan = post.desk.catalog.add_plan(
        "Dieci", price="100.00", units=10, services=(post.yoga,), valid_for=30
    )
    post.desk.sales.sell(anna, plan)
    post.clock.advance(days=23)
    post.desk.run_due()


def written_to(post: Post, anna: Customer) -> None:
    post.desk.notifications.send("Due per uno")
    post.desk.run_due()


def sold(post: Post, anna: Customer) -> None:
    plan = post.desk.catalog.add_plan(
        "Dieci", price="100.00", units=10, services=(post.yoga,), valid_for=None
    )
    post.desk.sales.sell(anna, plan)


ACTS: dict[Category, tuple[MessageKind, Callable[[Post, Customer], None]]] = {
    Category.APPOINTMENT: (MessageKind.BOOKING_CANCELLED, cancelled),
    Category.SERVICE: (MessageKind.REMINDER, reminded),
    Category.PACKAGES: (MessageKind.BALANCE_EXPIRING, expiring),
    Category.MARKETING: (MessageKind.MANUAL, written_to),
    Category.TRANSACTIONS: (MessageKind.SALE, sold),
}


@pytest.mark.rule("004-30", "004-31", "004-32", "004-33", "004-34", "A53", "A54")
@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("wanted", [True, False, None])
def test_what_a_customer_says_of_a_category_holds_for_its_messages_and_no_others(
    post: Post, category: Category, wanted: bool | None
) -> None:
    """Where nothing was said, all but marketing is told."""
    kind, act = ACTS[category]
    everywhere = ChannelRule(kind=kind, channels=frozenset(Channel))
    post.desk.notifications.set_policy(NotificationPolicy(rules=(everywhere,)))
    anna = post.anna(phone="+39 333 1234567")
    said = Channels(email=wanted, push=wanted, sms=wanted)
    others = Channels(email=False, push=False, sms=False)
    choices = {each.value: said if each is category else others for each in Category}
    post.desk.by(anna).customers.set_preferences(anna, Preferences(**choices))
    act(post, anna)

    told = {channel.value for channel in Channel} if wanted else set[str]()
    if wanted is None and category is not Category.MARKETING:
        told = {channel.value for channel in Channel}
    assert {line.partition(" ")[0] for line in post.delivered()} == told


@pytest.mark.rule("004-30", "A53")
def test_each_channel_is_chosen_by_itself(post: Post) -> None:
    everywhere = ChannelRule(kind=MessageKind.BOOKING_CANCELLED, channels=frozenset(Channel))
    post.desk.notifications.set_policy(NotificationPolicy(rules=(everywhere,)))
    anna = post.anna(phone="+39 333 1234567")
    choices = Preferences(appointment=Channels(email=False, sms=True))
    post.desk.by(anna).customers.set_preferences(anna, choices)
    cancelled(post, anna)

    assert post.delivered() == ["push booking_cancelled", "sms booking_cancelled"]
