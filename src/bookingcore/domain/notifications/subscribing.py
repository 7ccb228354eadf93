"""Beginning to hear of events, and hearing of them no more (A62)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from attrs import evolve

from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.notifications.subscription import LIVE_MAX, Reaction, Subscription
from bookingcore.domain.values.changes import Add, Change, Decision, Put
from bookingcore.domain.values.checks import shown
from bookingcore.domain.values.events import Event, EventKind, Happened
from bookingcore.domain.values.ids import CustomerId
from bookingcore.errors import InvalidInput


def decide_subscribing(wanted: Subscription, known: Sequence[Subscription]) -> Decision[None]:
    """Hear of what is *wanted* from now on, whatever the subscription of that name said before.

    *known* are all that the center has.

    Raises:
        InvalidInput: there are too many.
    """
    same = [before for before in known if before.id == wanted.id]
    if wanted in same:
        return Decision(result=None, changes=(), happened=())
    if sum(not each.ended for each in known if each.id != wanted.id) >= LIVE_MAX:
        remedy = f"unsubscribe from another one first: {LIVE_MAX} are the most"
        raise InvalidInput("name", shown(wanted.id), remedy)
    new: list[Change] = [Add(wanted)]
    changes = [Put(evolve(wanted, version=before.version)) for before in same]
    kinds = wanted.kinds
    happened = Happened(
        kind=EventKind.SUBSCRIBED,
        subject=wanted.id,
        facts={
            "kinds": None if kinds is None else " ".join(sorted(kind.name for kind in kinds)),
            "customer": wanted.customer_id,
            "label": wanted.label,
        },
    )
    return Decision(result=None, changes=changes or new, happened=[happened])


def decide_unsubscribing(known: Subscription) -> Decision[None]:
    """Hear no more of it; what was yet to be heard is dropped."""
    if known.ended:
        return Decision(result=None, changes=(), happened=())
    happened = Happened(kind=EventKind.UNSUBSCRIBED, subject=known.id)
    return Decision(result=None, changes=[Put(evolve(known, ended=True))], happened=[happened])


def reactions(
    events: Sequence[Event],
    subscriptions: Sequence[Subscription],
    card: Callable[[CustomerId], Customer | None],
) -> Iterator[Reaction]:
    """What each of *subscriptions* is to hear of *events*.

    *card* is asked for a customer's card, as it is once the events have happened, only where
    labels are looked at.
    """
    for subscription in subscriptions:
        for event in events:
            if subscription.may_want(event) and _carries(subscription.label, event, card):
                yield Reaction.to(event, subscription)


def _carries(
    label: str | None, event: Event, card: Callable[[CustomerId], Customer | None]
) -> bool:
    if label is None or event.customer_id is None:
        return label is None
    known = card(event.customer_id)
    return known is not None and label in known.labels
