"""Answers about customers: their cards, their tasks, and what belongs to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.answers.answer import Answer, answers, asked, in_center
from bookingcore.adapters.sql.answers.balances import sales
from bookingcore.adapters.sql.answers.history import events
from bookingcore.adapters.sql.answers.payments import refunds
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.owning import OWNED_NAMES, counted, its_rows
from bookingcore.adapters.sql.phrases import Phrase, Row, Values, given
from bookingcore.adapters.sql.rows import KEPT
from bookingcore.adapters.sql.rows.customers import CUSTOMERS
from bookingcore.adapters.sql.rows.history import events_with_words
from bookingcore.adapters.sql.rows.payments import refunds_with_parts
from bookingcore.adapters.sql.rows.people import TASKS
from bookingcore.adapters.sql.rows.sales import sales_with_lines
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.ownership.registry import OWNED
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.events import Event
from bookingcore.ports.people import (
    AbsorbedInto,
    CustomersFound,
    CustomersPage,
    OpenTasks,
    Owned,
    OwnedCount,
    OwnedCounts,
)

_CUSTOMER = tables.customer.c
_LABEL = tables.customer_label.c
_TASK = tables.task.c


@cache
def _customers_found(words: int, statuses: int, label: bool) -> Phrase:
    """Cards in order of name."""
    statement, names = _found(words, statuses, label)
    ordered = statement.order_by(_CUSTOMER.search, _CUSTOMER.id).limit(given("limit"))
    return asked(ordered, *names, "limit")


@cache
def _customers_page(words: int, statuses: int, label: bool, after: bool) -> Phrase:
    """Cards in order of id."""
    statement, names = _found(words, statuses, label)
    if after:
        statement = statement.where(_CUSTOMER.id > given("after"))
    return asked(statement.order_by(_CUSTOMER.id).limit(given("limit")), *names, "after", "limit")


def _found(words: int, statuses: int, label: bool) -> tuple[Select[Any], tuple[str, ...]]:
    names = tuple(f"word_{place}" for place in range(words))
    conditions: list[ColumnElement[bool]] = [
        _CUSTOMER.search.like(given(name), escape="\\") for name in names
    ]
    wanted = tuple(f"status_{place}" for place in range(statuses))
    conditions.append(_CUSTOMER.status.in_([given(name) for name in wanted]))
    if label:
        labelled = select(_LABEL.customer_id).where(
            in_center(tables.customer_label), _LABEL.label == given("label")
        )
        conditions.append(_CUSTOMER.id.in_(labelled))
    statement = select(*CUSTOMERS.selected).where(in_center(tables.customer), *conditions)
    return statement, (*names, *wanted, "label")


@answers(CustomersFound)
def customers_found(codec: Codec, question: CustomersFound) -> Answer:
    """The customers whose card holds every word."""
    patterns, statuses = _patterns(question.text), _statuses(question.statuses)
    phrase = _customers_found(len(patterns), len(statuses), question.label is not None)
    values = (*patterns, *statuses, question.label, question.limit)
    return Answer(phrase, values, CUSTOMERS.read)


@answers(CustomersPage)
def customers_page(codec: Codec, question: CustomersPage) -> Answer:
    """The customers whose card holds every word, behind one of them."""
    patterns, statuses = _patterns(question.text), _statuses(question.statuses)
    labelled, further = question.label is not None, question.after is not None
    phrase = _customers_page(len(patterns), len(statuses), labelled, further)
    values = (*patterns, *statuses, question.label, question.after, question.limit)
    return Answer(phrase, values, CUSTOMERS.read)


def _patterns(text: str) -> Values:
    return tuple(f"%{_escaped(word)}%" for word in dict.fromkeys(text.casefold().split()))


def _statuses(statuses: Sequence[CustomerStatus]) -> Values:
    # An empty list has no form that every database takes; NULL is nobody's status.
    return tuple(status.name for status in statuses) or (None,)


def _escaped(word: str) -> str:
    """*word* as a LIKE pattern that matches nothing else."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


@cache
def _absorbed_into() -> Phrase:
    statement = select(*CUSTOMERS.selected).where(
        in_center(tables.customer), _CUSTOMER.absorbed_into == given("customer")
    )
    return asked(statement, "customer")


@answers(AbsorbedInto)
def absorbed_into(codec: Codec, question: AbsorbedInto) -> Answer:
    """The cards that lead to a customer's."""
    return Answer(_absorbed_into(), (question.customer,), _cards_by_id)


def _cards_by_id(codec: Codec, rows: Sequence[Row]) -> tuple[Customer, ...]:
    # Put in order here: for ORDER BY id SQLite would walk through the center's whole primary key.
    return tuple(sorted(CUSTOMERS.read(codec, rows), key=attrgetter("id")))


@cache
def _open_tasks(until: bool) -> Phrase:
    conditions = [in_center(tables.task), _TASK.completed_at.is_(None)]
    if until:
        conditions.append(_TASK.due_on <= given("until"))
    statement = select(*TASKS.selected).where(*conditions).order_by(_TASK.due_on, _TASK.id)
    return asked(statement.limit(given("limit")), "until", "limit")


@answers(OpenTasks)
def open_tasks(codec: Codec, question: OpenTasks) -> Answer:
    """What is to be done, first what is due first."""
    until = codec.put_maybe_day(question.until)
    return Answer(_open_tasks(until is not None), (until, question.limit), TASKS.read)


_WHOLE: dict[type[Any], tuple[Callable[..., Select[Any]], Callable[..., tuple[Any, ...]]]] = {
    Sale: (sales, sales_with_lines),
    Refund: (refunds, refunds_with_parts),
    Event: (events, events_with_words),
}
"""How rows are asked for that are not whole without their parts, and how they are read."""


@cache
def _owned(name: str) -> Phrase:
    (row,) = (row for row in OWNED if row.__name__ == name)
    kept = KEPT[row]
    theirs = its_rows(kept, given("customer"), OWNED[row].by)
    if row in _WHOLE:
        return asked(_WHOLE[row][0](*theirs), "customer")
    return asked(select(*kept.selected).where(*theirs), "customer")


@answers(Owned)
def owned(codec: Codec, question: Owned[Any]) -> Answer:
    """The rows of a type that belong to a customer."""
    row: type[object] = question.row
    kept = KEPT[row]
    read = _WHOLE[row][1] if row in _WHOLE else kept.read
    key = attrgetter(*kept.key)

    def in_order(codec: Codec, rows: Sequence[Row]) -> tuple[Any, ...]:
        return tuple(sorted(read(codec, rows), key=key))

    return Answer(_owned(row.__name__), (question.customer,), in_order)


@cache
def _owned_counts() -> Phrase:
    return asked(select(*counted(given("customer"))), "customer")


@answers(OwnedCounts)
def owned_counts(codec: Codec, question: OwnedCounts) -> Answer:
    """How many rows belong to a customer."""
    return Answer(_owned_counts(), (question.customer,), _read_counts)


def _read_counts(codec: Codec, rows: Sequence[Row]) -> tuple[OwnedCount, ...]:
    (counts,) = rows
    named = zip(OWNED_NAMES, counts, strict=True)
    return tuple(OwnedCount(name, count) for name, count in named if count)
