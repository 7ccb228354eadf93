"""Answers about history."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, tuple_

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.answers.answer import Answer, answers, asked, in_center
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Phrase, given
from bookingcore.adapters.sql.rows.history import EVENTS, events_with_words
from bookingcore.ports.people import HistoryPage
from bookingcore.ports.questions import History

_EVENT = tables.event.c
_WORD = tables.word.c
_PLACE = (_EVENT.stream, _EVENT.no, _EVENT.seq)


def events(*conditions: ColumnElement[bool]) -> Select[Any]:
    """The events for which *conditions* hold: a row for each of their words, event by event."""
    on = [_WORD[name] == _EVENT[name] for name in ("center", "stream", "no", "seq")]
    joined = tables.event.outerjoin(tables.word, on[0] & on[1] & on[2] & on[3])
    statement = select(*EVENTS.selected, _WORD.name, _WORD.text).select_from(joined)
    return statement.where(in_center(tables.event), *conditions).order_by(*_PLACE, _WORD.name)


@cache
def _history() -> Phrase:
    # A customer's events in other streams, and those that came to them from another card.
    elsewhere = (_EVENT.customer_id == given("id")) & (_EVENT.customer_id != _EVENT.stream)
    own = [_EVENT[name] == given("id") for name in ("stream", "subject", "session_id")]
    place = _EVENT.happened_at, _EVENT.stream != given("id"), *_PLACE, _WORD.name
    return asked(events(or_(*own, elsewhere)).order_by(None).order_by(*place), "id")


@answers(History)
def history(codec: Codec, question: History) -> Answer:
    """The events about an entity, with their words."""
    return Answer(_history(), (question.id,), events_with_words)


@cache
def _history_page(kinds: int, start: bool, end: bool, before: bool) -> Phrase:
    names = tuple(f"kind_{place}" for place in range(kinds))
    conditions: list[ColumnElement[bool]] = [_EVENT.customer_id == given("customer")]
    if kinds:
        conditions.append(_EVENT.kind.in_([given(name) for name in names]))
    if start:
        conditions.append(_EVENT.happened_at >= given("start"))
    if end:
        conditions.append(_EVENT.happened_at < given("end"))
    if before:
        # The first says little, but an index can follow it.
        behind = tuple_(*map(given, _BEFORE))
        conditions.append(_EVENT.happened_at <= given("before"))
        conditions.append(tuple_(_EVENT.happened_at, *_PLACE) < behind)
    page = (
        select(*EVENTS.selected, _EVENT.center)
        .where(in_center(tables.event), *conditions)
        .order_by(*(column.desc() for column in (_EVENT.happened_at, *_PLACE)))
        .limit(given("limit"))
        .subquery("page")
    )
    on = [_WORD[name] == page.c[name] for name in ("center", "stream", "no", "seq")]
    joined = page.outerjoin(tables.word, on[0] & on[1] & on[2] & on[3])
    columns = [page.c[name] for name in EVENTS.columns]
    latest_first = [page.c[name].desc() for name in ("happened_at", "stream", "no", "seq")]
    statement = select(*columns, _WORD.name, _WORD.text).select_from(joined)
    ordered = statement.order_by(*latest_first, _WORD.name)
    return asked(ordered, "customer", "start", "end", *_BEFORE, "limit", *names)


_BEFORE = ("before", "before_stream", "before_no", "before_seq")


@answers(HistoryPage)
def history_page(codec: Codec, question: HistoryPage) -> Answer:
    """A page of a customer's events, with their words."""
    start, end, before = question.start, question.end, question.before
    kinds = tuple(kind.name for kind in question.kinds)
    phrase = _history_page(len(kinds), start is not None, end is not None, before is not None)
    at, *place = before or (None, None, None, None)
    times = codec.put_maybe_instant(start), codec.put_maybe_instant(end)
    values = question.customer, *times, codec.put_maybe_instant(at), *place, question.limit
    return Answer(phrase, (*values, *kinds), events_with_words)
