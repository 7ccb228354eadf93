"""Whose things are: given to another card, forgotten, listed and counted.

No noun is known here by its name: the registry says what becomes of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bookingcore.adapters.memory.books import Books, KeptEvent, apart
from bookingcore.adapters.memory.journal import Journal, altered
from bookingcore.domain.ownership.registry import OWNED, Absorbing, Erasing
from bookingcore.domain.values.changes import Forget, Reassign
from bookingcore.domain.values.ids import CustomerId
from bookingcore.ports.people import Owned, OwnedCount, OwnedCounts


def reassign(books: Books, journal: Journal, change: Reassign) -> None:
    """Let what belongs to the old card belong to the new one, or take it away."""
    for row, owned in OWNED.items():
        if owned.absorbing is Absorbing.GOES:
            _take_away(books, journal, row, change.old)
        else:
            _hand_over(books, journal, row, change)


def forget(books: Books, journal: Journal, change: Forget) -> None:
    """Blank or take away what holds words of the customer."""
    for row, owned in OWNED.items():
        if owned.erasing is Erasing.GOES:
            _take_away(books, journal, row, change.customer)
        elif owned.erasing is Erasing.BLANKED:
            _write_over(books, journal, row, change.customer, **owned.blanks)


def owned(books: Books, asked: Owned[Any]) -> Iterable[Any]:
    """The rows of a type, in order of key."""
    rows = books.tables[asked.row].picked(sorted(books.owned[asked.row].of(asked.customer)))
    return (row.told() if isinstance(row, KeptEvent) else apart(row) for row in rows)


def owned_counts(books: Books, asked: OwnedCounts) -> Iterable[OwnedCount]:
    """How many there are of each type, in order of its name."""
    for row in sorted(OWNED, key=lambda row: row.__name__):
        count = len(books.owned[row].of(asked.customer))
        if count:
            yield OwnedCount(row.__name__, count)


def how_many(books: Books, customer: CustomerId) -> int:
    """How many rows belong to *customer*."""
    return sum(count.count for count in owned_counts(books, OwnedCounts(customer)))


def _hand_over(books: Books, journal: Journal, row: type[object], change: Reassign) -> None:
    """Each field that names the old customer names the new one, and the others whom they named."""
    table = books.tables[row]
    for key in _keys(books, row, change.old):
        named = [name for name in OWNED[row].by if getattr(table.rows[key], name) == change.old]
        journal.write(table, key, _with(table.rows[key], dict.fromkeys(named, change.new)))


def _take_away(books: Books, journal: Journal, row: type[object], customer: str) -> None:
    for key in _keys(books, row, customer):
        journal.write(books.tables[row], key, None)


def _write_over(
    books: Books, journal: Journal, row: type[object], customer: str, **fields: object
) -> None:
    table = books.tables[row]
    for key in _keys(books, row, customer):
        journal.write(table, key, _with(table.rows[key], fields))


def _keys(books: Books, row: type[object], customer: str) -> list[Any]:
    # The latest first: so they leave the index of a customer with many quickest.
    return books.owned[row].of(customer)[::-1]


def _with(row: Any, fields: Mapping[str, object]) -> Any:
    """*row* with other *fields*, in the same version."""
    if isinstance(row, KeptEvent):
        return KeptEvent.of(altered(row.told(), **fields))
    return altered(row, **fields)
