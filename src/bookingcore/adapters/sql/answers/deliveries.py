"""Answers about messages: which are to be sent, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from pendulum import UTC, DateTime
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    case,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    tuple_,
)

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.answers.answer import Answer, answers, asked, in_center
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Phrase, Row, given
from bookingcore.adapters.sql.rows.deliveries import DELIVERIES
from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.notifications.delivery import DeliveryStatus
from bookingcore.domain.values.notify import Reason
from bookingcore.ports.deliveries import (
    DeliveriesAbout,
    DeliveriesPage,
    DeliveriesTo,
    DeliveryCount,
    DeliveryCounts,
    NextSendable,
    Sendable,
)

_DELIVERY = tables.delivery.c
_EVER = DateTime(1, 1, 1, tzinfo=UTC)
_ORDER = _DELIVERY.caused_at, _DELIVERY.seq, _DELIVERY.id

# In the statement's own words: a planner that sees no value looks into no index of what waits.
_WAITING: ColumnElement[str] = literal_column(f"'{DeliveryStatus.WAITING.name}'")

# No column of an index: for one channel alone SQLite would look up every recipient, of any center.
_CHANNEL = func.coalesce(_DELIVERY.channel, literal_column("'-'"))

_FROM: ColumnElement[Any] = case(
    (_DELIVERY.free_at > _DELIVERY.send_at, _DELIVERY.free_at), else_=_DELIVERY.send_at
)
"""When a message may be sent."""


def _waiting(channels: int) -> tuple[Select[Any], tuple[str, ...]]:
    """What waits for one of so many channels, with the names of their values."""
    names = tuple(f"channel_{place}" for place in range(channels))
    wanted = _CHANNEL.in_([given(name) for name in names])
    statement = select(*DELIVERIES.selected).where(
        in_center(tables.delivery), _DELIVERY.status == _WAITING, wanted
    )
    return statement, names


def _first(at: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether no other waits before a message whose instant has come *at* that one.

    To the same customer, and then to the same professional: each has its index.
    """
    before = tables.delivery.alias("before")
    same_customer = before.c.customer_id == _DELIVERY.customer_id
    same_professional = and_(
        _DELIVERY.customer_id.is_(None),
        before.c.customer_id.is_(None),
        before.c.resource_id == _DELIVERY.resource_id,
    )
    waits = _waits_before(before, at)
    return and_(
        *(not_(exists().where(whose, *waits)) for whose in (same_customer, same_professional))
    )


def _waits_before(before: FromClause, at: ColumnElement[Any]) -> tuple[ColumnElement[bool], ...]:
    its_order = tuple_(before.c.caused_at, before.c.seq, before.c.id)
    return (
        before.c.center == _DELIVERY.center,
        before.c.status == _WAITING,
        before.c.channel == _DELIVERY.channel,
        before.c.send_at <= at,
        its_order < tuple_(*_ORDER),
    )


@cache
def _sendable(channels: int) -> Phrase:
    waiting, names = _waiting(channels)
    now = given("now")
    statement = waiting.where(
        _DELIVERY.send_at <= now,
        or_(_DELIVERY.free_at.is_(None), _DELIVERY.free_at <= now),
        _first(now),
    )
    return asked(statement.order_by(*_ORDER).limit(given("limit")), "now", "limit", *names)


@answers(Sendable)
def sendable(codec: Codec, question: Sendable) -> Answer:
    """What may be sent now."""
    now, channels = codec.put_instant(question.now), _named(question.channels)
    return Answer(_sendable(len(channels)), (now, question.limit, *channels), DELIVERIES.read)


@cache
def _next_sendable(channels: int) -> Phrase:
    waiting, names = _waiting(channels)
    # Every instant is after the first one; without a bound SQLite would look into no index.
    statement = waiting.where(_DELIVERY.send_at >= given("ever"), _first(_FROM))
    return asked(statement.order_by(_FROM, *_ORDER).limit(1), "ever", *names)


@answers(NextSendable)
def next_sendable(codec: Codec, question: NextSendable) -> Answer:
    """What may be sent first."""
    ever, channels = codec.put_instant(_EVER), _named(question.channels)
    return Answer(_next_sendable(len(channels)), (ever, *channels), DELIVERIES.read)


def _named(channels: tuple[Channel, ...]) -> tuple[str, ...]:
    """Their names; where there are none a name that no channel has, so that nothing is found."""
    return tuple(channel.name for channel in channels) or ("",)


@cache
def _deliveries_to(kinds: int) -> Phrase:
    names = tuple(f"kind_{place}" for place in range(kinds))
    wanted = (_DELIVERY.kind.in_([given(name) for name in names]),) if kinds else ()
    statement = select(*DELIVERIES.selected).where(
        in_center(tables.delivery), _DELIVERY.customer_id == given("customer"), *wanted
    )
    return asked(statement.order_by(*_ORDER), "customer", *names)


@answers(DeliveriesTo)
def deliveries_to(codec: Codec, question: DeliveriesTo) -> Answer:
    """What a customer is told."""
    kinds = tuple(kind.name for kind in question.kinds)
    return Answer(_deliveries_to(len(kinds)), (question.customer, *kinds), DELIVERIES.read)


@cache
def _deliveries_about() -> Phrase:
    statement = select(*DELIVERIES.selected).where(
        in_center(tables.delivery), _DELIVERY.about == given("about")
    )
    return asked(statement.order_by(*_ORDER), "about")


@answers(DeliveriesAbout)
def deliveries_about(codec: Codec, question: DeliveriesAbout) -> Answer:
    """What is told about something."""
    return Answer(_deliveries_about(), (question.about,), DELIVERIES.read)


@cache
def _deliveries_page() -> Phrase:
    page = select(*DELIVERIES.selected).where(
        in_center(tables.delivery), _DELIVERY.id > given("after")
    )
    return asked(page.order_by(_DELIVERY.id).limit(given("limit")), "after", "limit")


@answers(DeliveriesPage)
def deliveries_page(codec: Codec, question: DeliveriesPage) -> Answer:
    """Messages in order of id, for `verify()`."""
    return Answer(_deliveries_page(), (question.after, question.limit), DELIVERIES.read)


@cache
def _delivery_counts() -> Phrase:
    statement = (
        select(_DELIVERY.status, _DELIVERY.reason, func.count())
        .where(in_center(tables.delivery), _DELIVERY.about == given("about"))
        .group_by(_DELIVERY.status, _DELIVERY.reason)
    )
    return asked(statement, "about")


@answers(DeliveryCounts)
def delivery_counts(codec: Codec, question: DeliveryCounts) -> Answer:
    """How many messages about something stand where."""
    return Answer(_delivery_counts(), (question.about,), _read_counts)


def _read_counts(codec: Codec, rows: Sequence[Row]) -> tuple[DeliveryCount, ...]:
    counted = {(status, reason): count for status, reason, count in rows}
    return tuple(
        DeliveryCount(status, reason, counted[(status.name, reason and reason.name)])
        for status in DeliveryStatus
        for reason in (None, *Reason)
        if (status.name, reason and reason.name) in counted
    )
