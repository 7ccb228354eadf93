"""What hosts are yet to hear of a command: written in its own transaction (A62)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bookingcore.desk.seen import Watched
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.notifications.subscribing import reactions
from bookingcore.domain.notifications.subscription import Subscription
from bookingcore.domain.values.changes import Add, Change
from bookingcore.domain.values.events import Event
from bookingcore.domain.values.ids import CustomerId
from bookingcore.ports.questions import All

SUBSCRIPTIONS = All(Subscription)
"""What each command asks for along with its first questions."""


def heard_of(unit: Watched, events: Sequence[Event], changes: Sequence[Change]) -> Iterator[Add]:
    """What hosts are yet to hear of *events*, which come with these *changes*."""
    wanted = [each for each in unit.answer(SUBSCRIPTIONS) if not each.ended]
    if not wanted:
        return
    seen = unit.answered().after(changes)

    def card(customer: CustomerId) -> Customer | None:
        seen.load(unit, (Customer, customer))
        return seen.get(Customer, customer)

    yield from map(Add, reactions(events, wanted, card))
