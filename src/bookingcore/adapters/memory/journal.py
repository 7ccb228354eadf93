"""The way back: what was overwritten in the books, and rows with other fields."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, TypeVar

from attrs import fields

from bookingcore.adapters.memory.tables import Table

Row = TypeVar("Row")


class Journal:
    """What was overwritten, in order, so that it can be put back."""

    __slots__ = ("_overwritten",)

    def __init__(self) -> None:
        self._overwritten: list[tuple[Table[Any], Any, Any]] = []

    @property
    def mark(self) -> int:
        """Where the journal stands now."""
        return len(self._overwritten)

    def write(self, table: Table[Any], key: Any, row: object) -> None:
        """Put *row* into *table* and remember what was there."""
        self._overwritten.append((table, key, table.write(key, row)))

    def undo(self, mark: int) -> None:
        """Put everything back that was overwritten since *mark*, latest first."""
        while len(self._overwritten) > mark:
            table, key, before = self._overwritten.pop()
            table.write(key, before)


def altered(row: Row, **changed: object) -> Row:
    """*row* with the fields *changed*: what `evolve` does, in less than half the time."""
    kind = type(row)
    names, values = _FIELDS.get(kind) or _fields_of(kind)
    return kind(**{**dict(zip(names, values(row), strict=True)), **changed})


def _fields_of(kind: type[Any]) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    names = tuple(field.name for field in fields(kind))
    _FIELDS[kind] = names, attrgetter(*names)
    return _FIELDS[kind]


_FIELDS: dict[type[object], tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]] = {}
