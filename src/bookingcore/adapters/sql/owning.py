"""Whose things are: given to another card, forgotten, listed and counted.

No noun is known here by its name: the registry says what becomes of each. One statement for each
table, however many rows there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, func, or_, select, update

from bookingcore.adapters.sql.phrases import Phrase, given
from bookingcore.adapters.sql.rows import KEPT
from bookingcore.adapters.sql.rows.kept import Kept
from bookingcore.domain.ownership.registry import OWNED, Absorbing, Erasing

Conditions = tuple[ColumnElement[bool], ...]

OWNED_NAMES = tuple(sorted(row.__name__ for row in OWNED))
"""The names of the types that belong to customers, in order."""


@cache
def reassignments() -> tuple[Phrase, ...]:
    """What lets everything of one customer belong to another: center, old and new."""
    # What is looked up through another row goes first: while that one is still the old card's.
    rows = sorted(OWNED, key=lambda row: KEPT[row].through is None)
    return tuple(phrase for row in rows for phrase in _reassignments(row))


def _reassignments(row: type[Any]) -> Iterator[Phrase]:
    old, names = given("old"), ("center", "old", "new")
    if OWNED[row].absorbing is Absorbing.GOES:
        for table, theirs in _places(KEPT[row], old, OWNED[row].by):
            yield Phrase(delete(table).where(*theirs), names)
        return
    # Each field by itself: a row may name two customers, of whom only the one is given up.
    for field in OWNED[row].by:
        for table, theirs in _places(KEPT[row], old, (field,)):
            yield Phrase(update(table).values({field: given("new")}).where(*theirs), names)


@cache
def oblivion() -> tuple[Phrase, ...]:
    """What lets go of the words in everything of a customer: center and customer."""
    return tuple(phrase for row in OWNED for phrase in _oblivion(row))


def _oblivion(row: type[Any]) -> Iterator[Phrase]:
    customer, names = given("customer"), ("center", "customer")
    kept, owned = KEPT[row], OWNED[row]
    # What stands in rows of its own is blank without them.
    gone = {part.table for part in kept.parts if part.field in owned.blanks}
    blank = {name: value for name, value in owned.blanks.items() if name in kept.columns}
    for table, theirs in _places(kept, customer, owned.by):
        if owned.erasing is Erasing.GOES or table in gone:
            yield Phrase(delete(table).where(*theirs), names)
        elif blank and table is kept.table:
            yield Phrase(update(table).values(blank).where(*theirs), names)


def counted(customer: ColumnElement[str]) -> list[ColumnElement[Any]]:
    """How many rows of each type belong to *customer*, in the order of `OWNED_NAMES`."""
    kept = {row.__name__: KEPT[row] for row in OWNED}
    return [_count(kept[name], customer) for name in OWNED_NAMES]


def _count(kept: Kept[Any], customer: ColumnElement[str]) -> ColumnElement[Any]:
    counting = select(func.count()).select_from(kept.table)
    return counting.where(*its_rows(kept, customer, OWNED[kept.row].by)).scalar_subquery()


def its_rows(kept: Kept[Any], customer: ColumnElement[str], by: tuple[str, ...]) -> Conditions:
    """The rows that name *customer* in one of the fields *by*, looked up by an index of each."""
    its = _named(kept.table, customer, by)
    if kept.through is None:
        return its
    column, other = kept.through
    others = select(other.c.id).where(*_named(other, customer, by)).correlate_except(other)
    return (*its, kept.table.c[column].in_(others))


def _places(
    kept: Kept[Any], customer: ColumnElement[str], by: tuple[str, ...]
) -> Iterator[tuple[Table, Conditions]]:
    """Where the customer of a row is named; parts first, for they refer to it."""
    for part in kept.parts:
        if set(by) <= set(part.table.c.keys()):
            yield part.table, _named(part.table, customer, by)
    yield kept.table, its_rows(kept, customer, by)


def _named(table: Table, customer: ColumnElement[str], by: tuple[str, ...]) -> Conditions:
    # With the center in each: SQLite looks up what is on either side of an OR by itself.
    each = [and_(table.c.center == given("center"), table.c[name] == customer) for name in by]
    return (or_(*each),)
