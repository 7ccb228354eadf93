"""One question, one statement: how it is put, and how its rows are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from attrs import frozen
from sqlalchemy import ColumnElement, Select, Table, select

from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.columns import metadata
from bookingcore.adapters.sql.phrases import Phrase, Row, Values, given
from bookingcore.adapters.sql.rows import KEPT
from bookingcore.ports.questions import Owner, OwnerOf, Question

Q = TypeVar("Q", bound=Question[Any])


@frozen
class Answer:
    """How one question is answered.

    Attributes:
        values: those of the phrase after the center.
        read: the answer's rows, from the statement's.
    """

    phrase: Phrase
    values: Values
    read: Callable[[Codec, Sequence[Row]], tuple[Any, ...]]


HowTo = Callable[[Codec, Any], Answer]

ANSWERS: dict[type[Question[Any]], HowTo] = {}
"""How to answer each type of question."""


def answers(
    question: type[Q],
) -> Callable[[Callable[[Codec, Q], Answer]], Callable[[Codec, Q], Answer]]:
    """Enter a function as the way to answer questions of that type."""

    def enter(how_to: Callable[[Codec, Q], Answer]) -> Callable[[Codec, Q], Answer]:
        ANSWERS[question] = how_to
        return how_to

    return enter


def asked(statement: Select[Any], *names: str) -> Phrase:
    """*statement*, whose values are the center and then *names*."""
    return Phrase(statement, ("center", *names))


def in_center(table: Table) -> ColumnElement[bool]:
    """Only rows of the center that asks (P9)."""
    return table.c.center == given("center")


def owner_table(owner: Owner) -> str | None:
    """The table of the row by which the owner is known; None when they are known themselves."""
    return KEPT[owner.row].table.name if isinstance(owner, OwnerOf) else None


def owner_id(owner: Owner) -> str:
    """The id by which the owner is known: their own, or that of the row."""
    return owner.id if isinstance(owner, OwnerOf) else owner


def customer(table: str | None) -> ColumnElement[str]:
    """The customer's id: `given("owner")`, or the owner of the row of *table* with that id."""
    return given("owner") if table is None else owner_of(table)


def owner_of(table: str) -> ColumnElement[str]:
    """The owner of the row of *table* with the id `given("owner")`; NULL where there is none."""
    owned = metadata.tables[table].alias("owned")
    return (
        select(owned.c.customer_id)
        .where(owned.c.center == given("center"), owned.c.id == given("owner"))
        .scalar_subquery()
    )
