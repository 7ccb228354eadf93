"""The blocks in which a store is used: a transaction, a snapshot, a savepoint."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType

from bookingcore.adapters.sql.unit import SqlReader, SqlUnit
from bookingcore.adapters.sql.wire import OwnWire
from bookingcore.domain.values.ids import CenterId
from bookingcore.ports.store import Reader, Unit

Connect = Callable[[], OwnWire]


class Transaction(AbstractContextManager[Unit]):
    """A unit that is committed at the end of the block, and undone when it raises."""

    __slots__ = ("_center", "_connect", "_unit", "_wire")

    def __init__(self, connect: Connect, center: CenterId) -> None:
        self._connect = connect
        self._center = center

    def __enter__(self) -> SqlUnit:
        self._wire = wire = self._connect()
        try:
            wire.begin_writing()
        except BaseException:
            wire.hang_up()
            raise
        self._unit = SqlUnit(wire, self._center)
        return self._unit

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._unit.flush()
                self._wire.commit()
        finally:
            self._unit.close()
            self._wire.hang_up()


class Snapshot(AbstractContextManager[Reader]):
    """A reader that sees the moment of its first question until the end of the block."""

    __slots__ = ("_center", "_connect", "_reader", "_wire")

    def __init__(self, connect: Connect, center: CenterId) -> None:
        self._connect = connect
        self._center = center

    def __enter__(self) -> SqlReader:
        self._wire = wire = self._connect()
        try:
            wire.begin_reading()
        except BaseException:
            wire.hang_up()
            raise
        self._reader = SqlReader(wire, self._center)
        return self._reader

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._reader.close()
        if self._wire.stands:
            self._wire.end_reading()
        self._wire.hang_up()


class Savepoint(AbstractContextManager[Unit]):
    """A unit inside a transaction, which is kept with it, or undone alone when it raises."""

    __slots__ = ("_center", "_name", "_outer", "_unit", "_wire")

    def __init__(self, outer: SqlUnit, center: CenterId) -> None:
        self._outer = outer
        self._center = center

    def __enter__(self) -> SqlUnit:
        self._wire = wire = self._outer.wire
        wire.savepoints += 1
        self._name = f"bookingcore_{wire.savepoints}"
        wire.say(f"SAVEPOINT {self._name}")
        self._unit = SqlUnit(wire, self._center)
        return self._unit

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        kept = False
        try:
            if kind is None:
                self._unit.flush()
                self._wire.say(f"RELEASE SAVEPOINT {self._name}")
                self._wire.send()
                kept = True
        finally:
            self._unit.close()
            # A transaction that has ended meanwhile has taken its savepoints along.
            if not kept and self._wire.stands:
                self._wire.roll_back_to(self._name)


class OuterSnapshot(AbstractContextManager[Reader]):
    """A reader inside a transaction, which sees what that has written so far."""

    __slots__ = ("_center", "_outer", "_reader")

    def __init__(self, outer: SqlUnit, center: CenterId) -> None:
        self._outer = outer
        self._center = center

    def __enter__(self) -> SqlReader:
        self._reader = SqlReader(self._outer.wire, self._center)
        return self._reader

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._reader.close()
