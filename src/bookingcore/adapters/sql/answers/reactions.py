"""Answers about events that hosts are yet to hear of."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    case,
    exists,
    func,
    not_,
    or_,
    select,
    tuple_,
)

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.answers.answer import Answer, answers, asked, in_center
from bookingcore.adapters.sql.answers.history import events
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Phrase, given
from bookingcore.adapters.sql.rows.history import events_with_words
from bookingcore.adapters.sql.rows.subscriptions import REACTIONS
from bookingcore.ports.reactions import EventAt, Tellable

_REACTION = tables.reaction.c
_EVENT = tables.event.c


def _order(reaction: FromClause) -> ColumnElement[Any]:
    """As a customer's history tells events: their own stream before others."""
    columns = reaction.c
    elsewhere = case((columns.stream == columns.customer_id, 0), else_=1)
    return tuple_(columns.happened_at, elsewhere, columns.stream, columns.no, columns.seq)


def _first() -> ColumnElement[bool]:
    """Whether nothing else waits before a reaction in its queue, a customer's or a stream's."""
    before = tables.reaction.alias("before")
    alike = (
        before.c.center == _REACTION.center,
        before.c.subscription_id == _REACTION.subscription_id,
        _order(before) < _order(tables.reaction),
    )
    same_customer = before.c.customer_id == _REACTION.customer_id
    same_stream = and_(
        _REACTION.customer_id.is_(None),
        before.c.customer_id.is_(None),
        before.c.stream == _REACTION.stream,
    )
    return and_(*(not_(exists().where(whose, *alike)) for whose in (same_customer, same_stream)))


@cache
def _tellable(subscriptions: int) -> Phrase:
    names = tuple(f"subscription_{place}" for place in range(subscriptions))
    by = given("by")
    statement = select(*REACTIONS.selected).where(
        in_center(tables.reaction),
        _REACTION.subscription_id.in_([given(name) for name in names]),
        or_(_REACTION.free_at.is_(None), _REACTION.free_at <= by),
        _first(),
    )
    when = func.coalesce(_REACTION.free_at, _REACTION.happened_at)
    ordered = statement.order_by(when, _REACTION.happened_at, _REACTION.id)
    return asked(ordered.limit(given("limit")), "by", "limit", *names)


@answers(Tellable)
def tellable(codec: Codec, question: Tellable) -> Answer:
    """What may be told by an instant."""
    # Where there are none, a name that no subscription has, so that nothing is found.
    names = question.subscriptions or ("",)
    values = (codec.put_instant(question.by), question.limit, *names)
    return Answer(_tellable(len(names)), values, REACTIONS.read)


@cache
def _event_at() -> Phrase:
    key = [_EVENT[name] == given(name) for name in ("stream", "no", "seq")]
    return asked(events(*key), "stream", "no", "seq")


@answers(EventAt)
def event_at(codec: Codec, question: EventAt) -> Answer:
    """One event, with its words."""
    values = (question.stream, question.no, question.seq)
    return Answer(_event_at(), values, events_with_words)
