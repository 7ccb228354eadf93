"""How one type of row is kept: its table, its columns, and the way there and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import Any, Generic, TypeVar

from attrs import define
from sqlalchemy import Column, Table, delete, insert, select, update

from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Phrase, Row, Values, given

T = TypeVar("T")

Parts = Callable[[Codec, T], Sequence[Values]]

# Not json.dumps, which makes an encoder at each call when it is given options.
canonical_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
"""JSON in one form only: equal values have equal text."""


@lru_cache(maxsize=4096)
def texts_json(texts: tuple[str, ...]) -> str:
    """Texts as a JSON list."""
    return canonical_json(texts)


@lru_cache(maxsize=4096)
def texts(written: str) -> tuple[Any, ...]:
    """The texts of a JSON list, in its order."""
    return tuple(json.loads(written))


@define(slots=False, eq=False, kw_only=True)
class PartTable(Generic[T]):
    """A table with rows of its own for the parts of a row: written with it, whole.

    Attributes:
        owner: the column that names the row it is part of.
        rows: the parts, as the values of all columns after the center.
        field: the field of the entity that is kept in nothing but them; None where they are an
            index to what the row itself says.
    """

    table: Table
    owner: str
    rows: Parts[T]
    field: str | None = None

    @cached_property
    def insertion(self) -> Phrase:
        """Writes one part."""
        return _insertion(self.table, tuple(self.table.c.keys()))

    @cached_property
    def removal(self) -> Phrase:
        """Removes all parts of a row."""
        columns = self.table.c
        statement = delete(self.table).where(
            columns.center == given("center"), columns[self.owner] == given("id")
        )
        return Phrase(statement, ("center", "id"))


@define(slots=False, eq=False, kw_only=True)
class Kept(Generic[T]):
    """How rows of type *T* are kept.

    Attributes:
        key: the columns of the primary key after the center; the center is its own key.
        columns: those of the entity, in the order of `put` and `get`.
        put: an entity as the values of *columns*.
        get: the entity whose values stand at the start of a row.
        versioned: whether it can be put again; then `version` is the last column.
        steady: columns that hardly ever change and stand in indexes or refer to other rows.
        locked: whether it can be locked; then a new row has the number 1.
        parts: the tables that hold more of it.
        through: the column that names another row of the same customer, and that row's table:
            where those of a customer are looked up by it, so that nothing is indexed twice.
    """

    row: type[T]
    table: Table
    key: tuple[str, ...] = ("id",)
    columns: tuple[str, ...]
    put: Callable[[Codec, T], Values]
    get: Callable[[Codec, Row], T]
    versioned: bool = True
    steady: tuple[str, ...] = ()
    locked: bool = False
    parts: tuple[PartTable[T], ...] = ()
    through: tuple[str, Table] | None = None

    @cached_property
    def selected(self) -> tuple[Column[Any], ...]:
        """The columns to select, so that `get` can read them."""
        return tuple(self.table.c[name] for name in self.columns)

    @cached_property
    def insertion(self) -> Phrase:
        """Writes a new row: the center, then what `put` gives."""
        return _insertion(self.table, ("center", *self.columns), {"no": 1} if self.locked else {})

    @cached_property
    def replacement(self) -> Phrase:
        """Writes a row over the version that was read: the center, then what `put` gives.

        Raises:
            TypeError: rows of this type never change.
        """
        if not self.versioned:
            raise TypeError(f"a {self.row.__name__} is written once and never changes")
        return self._update()

    @cached_property
    def amendment(self) -> Phrase:
        """Like `replacement`, and finds the row only if its steady columns stay as they are.

        SQLite writes every index anew that a column of the statement stands in, and looks up
        every row that one refers to, even if nothing changes there.
        """
        return self._update(*self.steady)

    def _update(self, *steady: str) -> Phrase:
        columns = self.table.c
        found_by = ("center", *self.key, "version", *steady)
        written = {name: given(name) for name in self.columns if name not in found_by}
        statement = (
            update(self.table)
            .values({**written, "version": columns.version + 1})
            .where(*(columns[name] == given(name) for name in found_by))
        )
        return Phrase(statement, ("center", *self.columns))

    @cached_property
    def removal(self) -> Phrase:
        """Takes away the row that was read: the center, then what `put` gives."""
        columns = self.table.c
        version = ("version",) if self.versioned else ()
        found_by = ("center", *self.key, *version)
        statement = delete(self.table).where(*(columns[name] == given(name) for name in found_by))
        return Phrase(statement, ("center", *self.columns))

    @cached_property
    def locking(self) -> Phrase:
        """Counts up the number of the row *id*, which locks it; answers with id and number.

        Raises:
            TypeError: rows of this type have no number.
        """
        return self._locking()

    @cached_property
    def locking_and_by_id(self) -> Phrase:
        """Like `locking`; after id and number it answers with the row itself, as `by_id` does.

        Raises:
            TypeError: rows of this type have no number.
        """
        return self._locking(*self.selected)

    def _locking(self, *answered: Column[Any]) -> Phrase:
        if not self.locked:
            raise TypeError(f"a {self.row.__name__} cannot be locked; lock its owner")
        columns = self.table.c
        statement = (
            update(self.table)
            .values(no=columns.no + 1)
            .where(columns.center == given("center"), self._id_column == given("id"))
            .returning(self._id_column, columns.no, *answered)
        )
        return Phrase(statement, ("center", "id"))

    @cached_property
    def by_id(self) -> Phrase:
        """The row with that id."""
        columns = self.table.c
        statement = select(*self.selected).where(
            columns.center == given("center"), self._id_column == given("id")
        )
        return Phrase(statement, ("center", "id"))

    @cached_property
    def all(self) -> Phrase:
        """Every row of the center, in order of id."""
        columns = self.table.c
        statement = select(*self.selected).where(columns.center == given("center"))
        return Phrase(statement.order_by(self._id_column), ("center",))

    def read(self, codec: Codec, rows: Sequence[Row]) -> tuple[T, ...]:
        """The entities of *rows*."""
        get = self.get
        return tuple([get(codec, row) for row in rows])

    @property
    def _id_column(self) -> Column[Any]:
        return self.table.c[self.key[0]]


def _insertion(
    table: Table, columns: tuple[str, ...], fixed: dict[str, Any] | None = None
) -> Phrase:
    values = {name: given(name) for name in columns}
    return Phrase(insert(table).values({**values, **(fixed or {})}), columns)
