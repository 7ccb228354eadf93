"""`desk.subscribe`: what a host wants to hear of, and who hears it (002-26, A62)."""

from __future__ import annotations

from collections.abc import Callable, Collection

from pendulum import DateTime

from bookingcore.desk.arguments import found, subscription_id
from bookingcore.desk.context import Context, Handler
from bookingcore.desk.hearing import SUBSCRIPTIONS
from bookingcore.desk.redirecting import card_of, following
from bookingcore.desk.running import Command, carry_out
from bookingcore.domain.catalog.center import Center
from bookingcore.domain.customers.account import refuse_erased
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.notifications.subscribing import decide_subscribing, decide_unsubscribing
from bookingcore.domain.notifications.subscription import NAME_MAX, Subscription
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.checks import member, shown
from bookingcore.domain.values.checks import name as line
from bookingcore.domain.values.checks import text as words
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import CustomerId, SubscriptionId
from bookingcore.errors import InvalidInput
from bookingcore.ports.questions import ById
from bookingcore.ports.store import Ref, Unit

_NAMED = "give name='crm', which stays the same whenever your program starts"


def subscribe(
    context: Context,
    handler: Handler,
    kinds: Collection[EventKind | str] | None,
    customer: Customer | str | None,
    label: str | None,
    name: str | None,
) -> Subscription:
    """Have *handler* called with each event that is wanted; see `Desk.subscribe`."""
    if not callable(handler):
        raise InvalidInput("handler", shown(handler), "give a function of one Event")
    id = _id(_name_of(handler) if name is None else name)
    wanted_kinds = _kinds(kinds)
    wanted_label = None if label is None else line(label, "label")
    if customer is not None and wanted_label is not None:
        raise InvalidInput("label", shown(label), "give a customer or a label, not both")

    def wanting(customer_id: CustomerId | None) -> Subscription:
        wanted = Subscription(
            id=id, kinds=wanted_kinds, customer_id=customer_id, label=wanted_label
        )

        def decide(unit: Unit, _: DateTime) -> Decision[None]:
            own = context.own_center
            answers = unit.load(SUBSCRIPTIONS, own)
            context.configured(answers[own])
            decision = decide_subscribing(wanted, answers[SUBSCRIPTIONS])
            if customer_id is not None and decision.changes:
                refuse_erased(card_of(customer_id, unit))
            return decision

        stream = Ref(Center, context.center)
        carry_out(context, Command(name="subscribe", stream=stream, decide=decide))
        return wanted

    subscription = (
        wanting(None) if customer is None else following(context, "subscribe", customer, wanting)
    )
    context.handlers[context.center, id] = handler
    return subscription


def unsubscribe(context: Context, subscription: Subscription | str) -> None:
    """Hear of it no more; see `Desk.unsubscribe`."""
    id = subscription_id(subscription)

    def decide(unit: Unit, _: DateTime) -> Decision[None]:
        itself = ById(Subscription, id)
        known = found(unit.load(itself)[itself], "subscription", id)
        return decide_unsubscribing(known)

    stream = Ref(Center, context.center)
    carry_out(context, Command(name="unsubscribe", stream=stream, decide=decide))
    context.handlers.pop((context.center, id), None)


def _name_of(handler: Callable[..., object]) -> str:
    """The name under which a function is found again when the program starts anew."""
    module, name = getattr(handler, "__module__", ""), getattr(handler, "__qualname__", "<none>")
    if not module or "<" in name:
        raise InvalidInput("name", "None", _NAMED)
    return f"{module}.{name}"


def _id(name: object) -> SubscriptionId:
    given = words(name, "name", required=True, longest=NAME_MAX)
    if not given.isascii() or not given.isprintable():
        raise InvalidInput("name", shown(name), "give printable ASCII such as 'crm'")
    return SubscriptionId(given)


def _kinds(kinds: object) -> frozenset[EventKind] | None:
    if kinds is None:
        return None
    if isinstance(kinds, str) or not isinstance(kinds, Collection) or not kinds:
        raise InvalidInput("kinds", shown(kinds), "give kinds of events, or None for any")
    return frozenset(member(kind, "kinds", EventKind) for kind in kinds)
