"""What each event is to be told of, and to whom; the rest of history tells nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol, TypeVar

from attrs import field, frozen
from pendulum import DateTime

from bookingcore.domain.customers.preferences import Category, Channel
from bookingcore.domain.customers.tokens import TokenPurpose
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.sales.payment import Payment
from bookingcore.domain.values.actors import Actor, Oneself
from bookingcore.domain.values.events import EventKind, Fact, Happened
from bookingcore.domain.values.ids import CustomerId, SessionId
from bookingcore.domain.values.moments import resolve

T = TypeVar("T")


class Rows(Protocol):
    """What a command has read and written, each row as it is now."""

    def get(self, row: type[T], id: str, /) -> T | None:
        """The row of that type with that id; None where there is none."""


@frozen(kw_only=True)
class Topic:
    """Something to be told to somebody.

    Attributes:
        customer_id: to whom; None for nobody who is stored, or for the professionals of a session.
        about: the id of what it is about.
        session_id: the session that it is about; None for none.
        asked_for: whether its box is ticked.
        category: what it counts as; None for what the catalogue and the policy say.
        through: the channels that it was narrowed to; None for all of them.
        until: when it is of no use any more; None for never.
        facts: what it tells besides, that will not be so any more once it is sent.
    """

    kind: MessageKind
    customer_id: CustomerId | None
    about: str
    session_id: SessionId | None = None
    asked_for: bool = True
    category: Category | None = None
    through: frozenset[Channel] | None = None
    until: DateTime | None = None
    facts: Mapping[str, Fact] = field(factory=dict)


def topics(happened: Happened, actor: Actor, rows: Rows) -> Iterator[Topic]:
    """What *happened*, done by *actor*, is to be told of."""
    tell = TOPICS.get(happened.kind)
    return iter(()) if tell is None else tell(happened, actor, rows)


def needed(happened: Happened) -> Iterator[tuple[type[object], str]]:
    """The rows, beside the cards and sessions, that `topics` looks at, by type and id."""
    if happened.kind is EventKind.PAYMENT_TAKEN:
        yield Payment, str(happened.facts["payment"])


Tell = Callable[[Happened, Actor, Rows], Iterator[Topic]]


def _topic(
    kind: MessageKind, happened: Happened, about: str | None = None, **fields: object
) -> Topic:
    return Topic(
        **{  # type: ignore[arg-type]  # each by the name of a field
            "kind": kind,
            "customer_id": happened.customer_id,
            "about": about or happened.subject,
            "session_id": happened.session_id,
            **fields,
        }
    )


def _plainly(kind: MessageKind) -> Tell:
    """Tell the customer whom it is about, of what it is about."""

    def tell(happened: Happened, _: Actor, __: Rows) -> Iterator[Topic]:
        yield _topic(kind, happened)

    return tell


def _of_fact(kind: MessageKind, fact: str) -> Tell:
    """Tell the customer whom it is about, of what the event names."""

    def tell(happened: Happened, _: Actor, __: Rows) -> Iterator[Topic]:
        yield _topic(kind, happened, str(happened.facts[fact]))

    return tell


def _ticked(happened: Happened) -> frozenset[str]:
    """The boxes that were ticked: of the customer, of the resources."""
    return frozenset(str(happened.facts["notify"]).split())


def _made_online(happened: Happened, actor: Actor, _: Rows) -> Iterator[Topic]:
    """A booking that its customer made is confirmed; what staff write down is not (003-14)."""
    if isinstance(actor, Oneself):
        yield _topic(MessageKind.BOOKING_CREATED, happened)


def _moved(happened: Happened, _: Actor, __: Rows) -> Iterator[Topic]:
    ticked = _ticked(happened)
    facts = {name: happened.facts[name] for name in ("starts_before", "starts_at")}
    yield _topic(MessageKind.BOOKING_MOVED, happened, asked_for="customer" in ticked, facts=facts)
    yield _to_resources(MessageKind.RESOURCE_BOOKING_MOVED, happened, facts=facts)


def _cancelled(happened: Happened, _: Actor, __: Rows) -> Iterator[Topic]:
    asked_for = "customer" in _ticked(happened)
    yield _topic(MessageKind.BOOKING_CANCELLED, happened, asked_for=asked_for)
    yield _to_resources(MessageKind.RESOURCE_BOOKING_CANCELLED, happened)


def _session_cancelled(happened: Happened, _: Actor, __: Rows) -> Iterator[Topic]:
    """Who gives it is told once, however many were to come; and of an empty one too."""
    yield _to_resources(MessageKind.RESOURCE_BOOKING_CANCELLED, happened)


def _session_moved(happened: Happened, _: Actor, __: Rows) -> Iterator[Topic]:
    facts = {name: happened.facts[name] for name in ("starts_before", "starts_at")}
    yield _to_resources(MessageKind.RESOURCE_BOOKING_MOVED, happened, facts=facts)


def _to_resources(
    kind: MessageKind, happened: Happened, facts: Mapping[str, Fact] | None = None
) -> Topic:
    asked_for = "resources" in _ticked(happened)
    return _topic(kind, happened, customer_id=None, asked_for=asked_for, facts=facts or {})


def _offered(happened: Happened, _: Actor, __: Rows) -> Iterator[Topic]:
    until = resolve(str(happened.facts["expires_at"]), "UTC", field="expires_at")
    yield _topic(MessageKind.QUEUE_OFFER, happened, until=until)


def _link_asked(happened: Happened, _: Actor, __: Rows) -> Iterator[Topic]:
    purpose = TokenPurpose[str(happened.facts["purpose"])]
    yield _topic(LINKS[purpose], happened)


def _paid(happened: Happened, _: Actor, rows: Rows) -> Iterator[Topic]:
    """What a provider has charged is confirmed; who pays at the desk has a receipt (001-30)."""
    id = str(happened.facts["payment"])
    payment = rows.get(Payment, id)
    if payment is not None and payment.card is not None:
        yield _topic(MessageKind.PAYMENT_RECEIPT, happened, id)


def _refunded(happened: Happened, _: Actor, __: Rows) -> Iterator[Topic]:
    asked_for = "customer" in _ticked(happened)
    yield _topic(MessageKind.REFUND, happened, str(happened.facts["refund"]), asked_for=asked_for)


LINKS: Mapping[TokenPurpose, MessageKind] = {
    TokenPurpose.VERIFY: MessageKind.VERIFY_EMAIL,
    TokenPurpose.LOGIN: MessageKind.MAGIC_LINK,
    TokenPurpose.RESET: MessageKind.PASSWORD_RESET,
}
"""The message that brings a link for each purpose (001-19 to 001-21)."""

TOPICS: Mapping[EventKind, Tell] = {
    EventKind.CUSTOMER_REGISTERED: _plainly(MessageKind.WELCOME),
    EventKind.WELCOME_ASKED: _plainly(MessageKind.WELCOME),
    EventKind.ACCOUNT_LINK_ASKED: _link_asked,
    EventKind.BOOKING_MADE: _made_online,
    EventKind.BOOKING_MOVED: _moved,
    EventKind.BOOKING_CANCELLED: _cancelled,
    EventKind.SESSION_MOVED: _session_moved,
    EventKind.SESSION_CANCELLED: _session_cancelled,
    EventKind.FORM_ASSIGNED: _plainly(MessageKind.FORM_REMINDER),
    EventKind.OFFER_MADE: _offered,
    EventKind.OFFER_EXPIRED: _plainly(MessageKind.QUEUE_OFFER_EXPIRED),
    EventKind.OFFER_ACCEPTED: _of_fact(MessageKind.QUEUE_PLACE_OBTAINED, "booking"),
    EventKind.SALE_MADE: _plainly(MessageKind.SALE),
    EventKind.PAYMENT_REQUESTED: _of_fact(MessageKind.PAYMENT_REQUEST, "request"),
    EventKind.PAYMENT_TAKEN: _paid,
    EventKind.PAYMENT_FAILED: _of_fact(MessageKind.PAYMENT_FAILED, "payment"),
    EventKind.REFUND_MADE: _refunded,
}
"""The kinds of events that somebody is told of. All others are of interest to nobody outside."""
