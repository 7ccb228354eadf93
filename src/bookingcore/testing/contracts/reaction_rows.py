"""What hosts want to hear of, and what they are yet to hear, for the contracts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import evolve

from bookingcore.domain.notifications.subscription import Reaction, Subscription
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import SubscriptionId
from bookingcore.testing.contracts.rows import a_customer, a_session, july


def a_subscription(number: int = 1, **fields: Any) -> Subscription:
    """To all that happens."""
    return evolve(Subscription(id=SubscriptionId(f"host {number}")), **fields)


def a_reaction(number: int = 1, customer: int = 1, **fields: Any) -> Reaction:
    """To an event in a customer's history, in the minute of its number."""
    id = a_customer(customer).id
    row = Reaction(
        subscription_id=a_subscription().id,
        customer_id=id,
        stream=id,
        no=number,
        seq=0,
        at=july(1, 12, number % 60),
    )
    return evolve(row, **fields)


def to_a_session(number: int = 1, session: int = 1, **fields: Any) -> Reaction:
    """To an event in a session's history that is nobody's."""
    its: dict[str, Any] = {"customer_id": None, "stream": a_session(session).id}
    return a_reaction(number, **{**its, **fields})


REFERRED = (a_subscription(1), a_subscription(3))

SUBSCRIPTION = a_subscription(
    2,
    kinds=frozenset({EventKind.BOOKING_MADE, EventKind.SALE_MADE}),
    customer_id=a_customer(1).id,
    label="ànna %_",
    ended=True,
)
REACTION = a_reaction(
    2,
    subscription_id=a_subscription(3).id,
    no=2**53,
    seq=10_000,
    at=july(1, 0, 0, 1),
    free_at=july(2, 0, 0, 4),
    attempts=1_000_000,
)

FULL: Sequence[Any] = (SUBSCRIPTION, REACTION)

BARE: Sequence[Any] = (
    a_subscription(2),
    a_subscription(2, kinds=frozenset({EventKind.LINK_REOPENED})),
    a_reaction(2),
    to_a_session(2),
)

PUT: Sequence[tuple[Any, Any]] = (
    (a_subscription(2), SUBSCRIPTION),
    (SUBSCRIPTION, a_subscription(2)),
    (a_reaction(2), a_reaction(2).leased(july(2))),
    (a_reaction(2).leased(july(2)), a_reaction(2).leased(july(2)).let_go()),
)
