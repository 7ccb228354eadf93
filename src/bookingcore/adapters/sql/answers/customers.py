"""Answers about customers, the catalog, history, and what was remembered."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.answers.answer import Answer, answers, asked, in_center
from bookingcore.adapters.sql.answers.balances import sale_by_id
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Phrase, Values, given
from bookingcore.adapters.sql.rows import KEPT
from bookingcore.adapters.sql.rows.customers import CUSTOMERS
from bookingcore.adapters.sql.rows.history import EVENTS, events_with_words, remembered_commands
from bookingcore.adapters.sql.rows.sales import sales_with_lines
from bookingcore.domain.sales.sale import Sale
from bookingcore.ports.questions import All, ById, CustomersFound, History, Remembered

_CUSTOMER = tables.customer.c
_EVENT = tables.event.c
_WORD = tables.word.c


@answers(ById)
def by_id(codec: Codec, question: ById[Any]) -> Answer:
    """The row of a type with that id."""
    if question.row is Sale:
        return Answer(sale_by_id(), (question.id,), sales_with_lines)
    kept = KEPT[question.row]
    return Answer(kept.by_id, (question.id,), kept.read)


@answers(All)
def all_rows(codec: Codec, question: All[Any]) -> Answer:
    """Every row of a type."""
    kept = KEPT[question.row]
    return Answer(kept.all, (), kept.read)


@cache
def _customers_found(words: int, status: bool) -> Phrase:
    names = tuple(f"word_{place}" for place in range(words))
    conditions: list[ColumnElement[bool]] = [
        _CUSTOMER.search.like(given(name), escape="\\") for name in names
    ]
    if status:
        conditions.append(_CUSTOMER.status == given("status"))
        names += ("status",)
    statement = (
        select(*CUSTOMERS.selected)
        .where(in_center(tables.customer), *conditions)
        .order_by(_CUSTOMER.search, _CUSTOMER.id)
        .limit(given("limit"))
    )
    return asked(statement, *names, "limit")


@answers(CustomersFound)
def customers_found(codec: Codec, question: CustomersFound) -> Answer:
    """The customers whose card holds every word."""
    words = tuple(dict.fromkeys(question.text.casefold().split()))
    values: Values = tuple(f"%{_escaped(word)}%" for word in words)
    if question.status is not None:
        values += (question.status.name,)
    phrase = _customers_found(len(words), question.status is not None)
    return Answer(phrase, (*values, question.limit), CUSTOMERS.read)


def _escaped(word: str) -> str:
    """*word* as a LIKE pattern that matches nothing else."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


@cache
def _history() -> Phrase:
    place = ("center", "stream", "no", "seq")
    on = [_WORD[name] == _EVENT[name] for name in place]
    joined = tables.event.outerjoin(tables.word, on[0] & on[1] & on[2] & on[3])
    statement = (
        select(*EVENTS.selected, _WORD.name, _WORD.text)
        .select_from(joined)
        .where(
            in_center(tables.event),
            # Most of a customer's events are those of their stream; an index has the rest.
            or_(
                *(_EVENT[name] == given("id") for name in ("stream", "subject", "session_id")),
                (_EVENT.customer_id == given("id")) & (_EVENT.customer_id != _EVENT.stream),
            ),
        )
        .order_by(
            _EVENT.happened_at,
            _EVENT.stream != given("id"),
            _EVENT.stream,
            _EVENT.no,
            _EVENT.seq,
            _WORD.name,
        )
    )
    return asked(statement, "id")


@answers(History)
def history(codec: Codec, question: History) -> Answer:
    """The events about an entity, with their words."""
    return Answer(_history(), (question.id,), events_with_words)


@cache
def _remembered() -> Phrase:
    kept = tables.remembered.c
    statement = select(kept.digest, kept.result).where(
        in_center(tables.remembered),
        *(kept[name] == given(name) for name in ("actor", "command", "key")),
    )
    return asked(statement, "actor", "command", "key")


@answers(Remembered)
def remembered(codec: Codec, question: Remembered) -> Answer:
    """What an earlier command with that key made."""
    values = question.actor, question.command, question.key
    return Answer(_remembered(), values, remembered_commands)
