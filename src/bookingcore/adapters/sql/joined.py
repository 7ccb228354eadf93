"""The store inside one of its own units: a savepoint in its transaction."""

from __future__ import annotations

from contextlib import AbstractContextManager

from bookingcore.adapters.sql.transactions import OuterSnapshot, Savepoint
from bookingcore.adapters.sql.unit import SqlUnit
from bookingcore.adapters.sql.wire import Exchange
from bookingcore.domain.values.checks import shown
from bookingcore.domain.values.ids import CenterId
from bookingcore.errors import InvalidInput
from bookingcore.ports.store import Reader, Store, Unit


class JoinedStore:
    """The store inside an open unit of it: never commits, and runs nothing again."""

    owns = False

    def __init__(self, exchange: Exchange, outer: SqlUnit) -> None:
        self._exchange = exchange
        self._outer = outer

    def begin(self, center: CenterId) -> AbstractContextManager[Unit]:
        """A savepoint in the open unit: kept with it, or undone alone when its block raises.

        Raises:
            LostGuard: on leaving the block, when a guard was lost.
            UnitClosed: on entering it, when the open unit has ended.
        """
        return Savepoint(self._outer, center)

    def snapshot(self, center: CenterId) -> AbstractContextManager[Reader]:
        """A reader of *center* that sees what the open unit has written so far.

        Raises:
            UnitClosed: on entering the block, when the open unit has ended.
        """
        return OuterSnapshot(self._outer, center)

    def joined(self, handle: object) -> Store:
        """This store inside another unit of it: a savepoint in a savepoint.

        Raises:
            InvalidInput: *handle* is no unit of this store.
        """
        return joined_to(self._exchange, handle)


def joined_to(exchange: Exchange, handle: object) -> JoinedStore:
    """The store inside *handle*, which must be an open unit of it.

    Raises:
        InvalidInput: it is none.
    """
    if not isinstance(handle, SqlUnit) or not handle.is_of(exchange):
        raise InvalidInput("handle", shown(handle), "give an open unit of this store")
    return JoinedStore(exchange, handle)
