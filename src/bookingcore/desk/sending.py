"""One message on its way out: looked at again, put into words, and handed over."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from attrs import frozen
from pendulum import DateTime

from bookingcore.desk.context import Context
from bookingcore.desk.running import read
from bookingcore.desk.seen import Seen
from bookingcore.desk.signing import KEY, signature
from bookingcore.desk.standing import planner, standing_rows
from bookingcore.domain.bookings.links import new_link
from bookingcore.domain.catalog.service import Resource
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.customers.tokens import AccountToken, payload, written
from bookingcore.domain.notifications.catalogue import CATALOGUE, MessageClass, MessageKind
from bookingcore.domain.notifications.composing import MANAGED, Composer, pattern
from bookingcore.domain.notifications.content import Content
from bookingcore.domain.notifications.deciding import Withheld, addresses_of
from bookingcore.domain.notifications.delivery import Delivery
from bookingcore.domain.notifications.links import Links, filled
from bookingcore.domain.notifications.planning import Planner
from bookingcore.domain.notifications.subjects import first_rows, next_rows, obsolete
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import BookingId
from bookingcore.domain.values.notify import Reason
from bookingcore.domain.values.sealing import NONCE_BITS, nonce
from bookingcore.errors import PortMissing
from bookingcore.ports.messages import Mailer, Message, Push, Sms
from bookingcore.ports.questions import ById, History
from bookingcore.ports.renderer import Renderer
from bookingcore.ports.store import Answers, Reader

COMMAND = "deliver"

_WORDED = {
    MessageKind.BOOKING_CANCELLED: EventKind.BOOKING_CANCELLED,
    MessageKind.BOOKING_MOVED: EventKind.BOOKING_MOVED,
    MessageKind.RESOURCE_BOOKING_CANCELLED: EventKind.BOOKING_CANCELLED,
    MessageKind.RESOURCE_BOOKING_MOVED: EventKind.BOOKING_MOVED,
}
"""The events whose words are sent along (003-07, 003-08)."""


@frozen(kw_only=True)
class Letter:
    """A message that may be sent now.

    Attributes:
        addresses: where it goes: to one of them, or to every device.
        unsubscribe: where its customer chooses what to be told of; empty for nowhere.
    """

    delivery: Delivery
    content: Content
    addresses: Sequence[str]
    unsubscribe: str = ""


@frozen(kw_only=True)
class Held:
    """A message that may not be sent now.

    Attributes:
        reason: why it never will be; None where it waits until `at`.
    """

    delivery: Delivery
    reason: Reason | None = None
    at: DateTime | None = None


@frozen(kw_only=True)
class _Case:
    """A message with the rows that it is about, as they are now."""

    delivery: Delivery
    seen: Seen
    plans: Planner
    words: str
    answers: Answers
    now: DateTime


def looked_at(context: Context, delivery: Delivery) -> Letter | Held:
    """*delivery* as it may be sent now, or why not: the gates are asked again (P7)."""
    case = read(context, COMMAND, partial(_case, context, delivery))
    if obsolete(delivery, case.seen, case.now):
        return Held(delivery=delivery, reason=Reason.OBSOLETE)
    addresses = _addresses(case)
    if isinstance(addresses, Held):
        return addresses
    links = case.plans.policy.links
    composer = Composer(
        center=context.center,
        settings=case.plans.settings,
        rows=case.seen,
        now=case.now,
        words=case.words,
        link=_link(context, case, links),
    )
    return Letter(
        delivery=delivery,
        content=composer.content(delivery),
        addresses=addresses,
        unsubscribe=_unsubscribe(delivery, links),
    )


def _case(context: Context, delivery: Delivery, reader: Reader) -> _Case:
    now, seen, history = context.clock.now(), Seen(), History(delivery.about)
    first = [ById(row, id) for row, id in (*standing_rows(context), *first_rows(delivery))]
    worded = _WORDED.get(delivery.kind)
    answers = reader.load(KEY, *first, *([history] if worded else []))
    for question in first:
        seen.learn(question, answers)
    seen.follow(reader, next_rows, [row for question in first for row in answers[question]])
    said = [
        event.words.get("message", "")
        for event in (answers[history] if worded else ())
        if event.kind is worded and event.at == delivery.caused_at
    ]
    return _Case(
        delivery=delivery,
        seen=seen,
        plans=planner(context, seen, now),
        words=said[-1] if said else "",
        answers=answers,
        now=now,
    )


def _addresses(case: _Case) -> Sequence[str] | Held:
    """Where the message goes, if nothing is in the way."""
    delivery, channel = case.delivery, case.delivery.channel
    if delivery.resource_id is not None:
        resource = case.seen.get(Resource, delivery.resource_id)
        if resource is None or not resource.email:
            return Held(delivery=delivery, reason=Reason.NO_ADDRESS)
        return [resource.email]
    if delivery.kind is MessageKind.VERIFY_EMAIL:
        token = case.seen.get(AccountToken, delivery.about)
        return [token.address] if token else Held(delivery=delivery, reason=Reason.OBSOLETE)
    verdict = case.plans.again(delivery)
    if isinstance(verdict, Withheld):
        return Held(delivery=delivery, reason=verdict.reason)
    if verdict.at > case.now:
        return Held(delivery=delivery, at=verdict.at)
    card = delivery.customer_id and case.seen.get(Customer, delivery.customer_id)
    if channel is Channel.PUSH and card:
        return addresses_of(card, channel, CATALOGUE[delivery.kind].of)
    return [verdict.address]


def _link(context: Context, case: _Case, links: Links) -> str:
    """The link that the message brings, with a token of its own where it needs one."""
    delivery, said = case.delivery, pattern(links, case.delivery.kind)
    token = _token(context, case)
    if token:
        return filled(said, token) or token
    return filled(said, delivery.about)


def _token(context: Context, case: _Case) -> str:
    delivery, bits = case.delivery, context.chance.bits(NONCE_BITS)
    token = case.seen.get(AccountToken, delivery.about)
    if token is not None:
        said = payload(context.center, token.id, nonce(bits))
        return written(said, signature(context, case.answers, said, COMMAND))
    if delivery.kind in MANAGED:
        link = new_link(context.center, BookingId(delivery.about), bits)
        return link.token(signature(context, case.answers, link.payload, COMMAND))
    return ""


def _unsubscribe(delivery: Delivery, links: Links) -> str:
    may = CATALOGUE[delivery.kind].of in (MessageClass.NOTICE, MessageClass.MANUAL)
    if not may or delivery.channel is not Channel.EMAIL:
        return ""
    return filled(links.unsubscribe, delivery.customer_id or "")


def messages(context: Context, letter: Letter) -> list[Message]:
    """*letter* in words, to each of its addresses.

    Raises:
        TextsBroken: it cannot be put into words.
        PortMissing: nothing puts it into words.
    """
    delivery, content = letter.delivery, letter.content
    words = renderer_of(context).render(content)
    return [
        Message(
            id=delivery.id,
            kind=delivery.kind.value,
            channel=content.channel.value,
            recipient=address,
            language=content.language,
            subject=words.subject,
            body=words.body,
            html=words.html,
            calendar=words.calendar,
            unsubscribe=letter.unsubscribe,
        )
        for address in letter.addresses
    ]


def renderer_of(context: Context) -> Renderer:
    """What puts messages into words.

    Raises:
        PortMissing: nothing does.
    """
    if context.renderer is None:
        raise PortMissing("renderer")
    return context.renderer


def port_of(context: Context, channel: Channel) -> Mailer | Push | Sms | None:
    """What sends messages through *channel*; None where nothing does."""
    ports: dict[Channel, Mailer | Push | Sms | None] = {
        Channel.EMAIL: context.mailer,
        Channel.PUSH: context.push,
        Channel.SMS: context.sms,
    }
    return ports[channel]
