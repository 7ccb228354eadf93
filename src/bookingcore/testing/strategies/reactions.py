"""What hosts want to hear of, and what they are yet to hear."""

from __future__ import annotations

from hypothesis import strategies as st

from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.notifications.subscription import NAME_MAX, Reaction, Subscription
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import SubscriptionId
from bookingcore.testing.strategies.people import customers
from bookingcore.testing.strategies.values import ids, instants, names, or_any


@st.composite
def subscriptions(draw: st.DrawFn, customer: Customer | None = None) -> Subscription:
    """To events of *customer*, of anybody, or of nobody in particular."""
    kinds = st.frozensets(st.sampled_from(EventKind), min_size=1)
    words = st.characters(min_codepoint=33, max_codepoint=126)
    return Subscription(
        id=SubscriptionId(draw(st.text(words, min_size=1, max_size=NAME_MAX))),
        kinds=draw(st.none() | kinds),
        customer_id=draw(st.none() | or_any(customer, customers()).map(lambda card: card.id)),
        label=draw(st.none() | names()),
        ended=draw(st.booleans()),
    )


@st.composite
def reactions(
    draw: st.DrawFn, subscription: Subscription | None = None, customer: Customer | None = None
) -> Reaction:
    """To something that happened to *customer*, or in a session."""
    whose = draw(st.none() | or_any(customer, customers()).map(lambda card: card.id))
    return Reaction(
        subscription_id=draw(or_any(subscription, subscriptions())).id,
        customer_id=whose,
        stream=draw(ids()) if whose is None or draw(st.booleans()) else whose,
        no=draw(st.integers(1, 1_000_000)),
        seq=draw(st.integers(0, 100)),
        at=draw(instants()),
        free_at=draw(st.none() | instants()),
        attempts=draw(st.integers(0, 20)),
    )


@st.composite
def heard(draw: st.DrawFn, customer: Customer) -> tuple[Subscription, Reaction]:
    """A subscription, and what it is yet to hear of *customer* or of others."""
    subscription = draw(subscriptions(customer))
    return subscription, draw(reactions(subscription, customer))
