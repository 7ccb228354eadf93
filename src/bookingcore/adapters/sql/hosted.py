"""The store inside a transaction of the host's: a savepoint for each unit, and nothing more.

The host began the transaction and ends it. A refusal or a lost guard rolls back to the savepoint
and leaves the host's rows alone; nothing is committed here, and nothing is run again.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, suppress
from types import TracebackType
from typing import Any, NoReturn

from sqlalchemy import Connection, PoolProxiedConnection, update
from sqlalchemy.exc import PendingRollbackError, SQLAlchemyError

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.joined import joined_to
from bookingcore.adapters.sql.outages import FAILED, as_loss, reraise
from bookingcore.adapters.sql.pipelines import PipelinedWire, can_pipeline
from bookingcore.adapters.sql.unit import SqlReader, SqlUnit
from bookingcore.adapters.sql.wire import Exchange, Wire
from bookingcore.domain.values.ids import CenterId
from bookingcore.errors import HostTransactionUnusable, InvalidInput, StoreUnavailable
from bookingcore.ports.store import LostGuard, Reader, Store, Unit

# On SQLite a savepoint that comes before any write is a transaction of its own: releasing it
# commits. So a write that touches no row comes first; it takes the write lock, too.
_FIRST_WRITE = (
    update(tables.customer)
    .values(no=tables.customer.c.no)
    .where(tables.customer.c.center == "", tables.customer.c.id == "")
)

_BEGIN = "begin a transaction on it, and call the desk inside"
_ROLL_BACK = "roll it back and begin anew"
_SAVEPOINT = "bookingcore_unit"


class HostedStore:
    """The store inside the host's transaction.

    Attributes:
        owns: never: a lost guard is the host's to rerun, with its whole transaction.
    """

    owns = False

    def __init__(self, host: Host, exchange: Exchange) -> None:
        self._host = host
        self._exchange = exchange

    def begin(self, center: CenterId) -> AbstractContextManager[Unit]:
        """A savepoint: kept with the host's transaction, or undone alone when its block raises.

        Raises:
            LostGuard: on leaving the block, when a guard was lost.
            HostTransactionUnusable: on entering it, when a unit could not be undone.
        """
        return HostedUnit(self._host, self._exchange, center)

    def snapshot(self, center: CenterId) -> AbstractContextManager[Reader]:
        """A reader of *center* that sees what the host's transaction has written so far."""
        return HostedSnapshot(self._host, self._exchange, center)

    def joined(self, handle: object) -> Store:
        """This store inside one of its own units: a savepoint in a savepoint."""
        return joined_to(self._exchange, handle)


class Host:
    """The host's open transaction, on SQLAlchemy's `Connection` or `Session`."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle

    @classmethod
    def of(cls, handle: object) -> Host:
        """The host whose transaction *handle* is.

        Raises:
            InvalidInput: it is neither a `Connection` nor a `Session`.
        """
        if hasattr(handle, "run_sync"):
            remedy = "call the desk inside its run_sync(), or use AsyncDesk"
            raise InvalidInput("connection", type(handle).__name__, remedy)
        session = callable(getattr(handle, "flush", None)) and hasattr(handle, "connection")
        if not isinstance(handle, Connection) and not session:
            remedy = "give a Connection or a Session of SQLAlchemy, or a unit of this store"
            raise InvalidInput("connection", type(handle).__name__, remedy)
        return cls(handle)

    def connection(self) -> Connection:
        """The host's connection, with what its session had pending written.

        Raises:
            HostTransactionUnusable: it is closed, commits by itself, belongs to another thread,
                or its transaction has failed.
        """
        if isinstance(self._handle, Connection):
            return _usable(self._handle)
        try:
            self._handle.flush()
            connection: Connection = self._handle.connection()
        except PendingRollbackError as failed:
            raise HostTransactionUnusable("its transaction has failed", _ROLL_BACK) from failed
        return _usable(connection)


class HostedWire(Wire):
    """The host's connection, spoken to as long as the host leaves its transaction open.

    A savepoint that is set when that has ended would be a transaction of its own on SQLite.
    """

    __slots__ = ("_begun", "_connection")

    def __init__(
        self, exchange: Exchange, connection: Connection, *, in_savepoint: bool = False
    ) -> None:
        super().__init__(exchange, pooled(connection))
        self._connection = connection
        self._answered = in_savepoint
        self._begun = _transactions(connection)

    @property
    def stands(self) -> bool:
        """Whether the host is still in the transaction in which the savepoint was set."""
        return not self.closed and _transactions(self._connection) == self._begun

    def check(self) -> None:
        """Refuse to be spoken to when the transaction has ended.

        Raises:
            HostTransactionUnusable: the host has ended it.
            UnitClosed: the unit has ended.
        """
        super().check()
        if not self.stands:
            problem = "its transaction was ended in the middle of a command"
            raise HostTransactionUnusable(problem, "end it when the desk has returned")

    def _fail(self, error: Exception) -> NoReturn:
        dialect: Any = self._connection.dialect
        if dialect.is_disconnect(error, self._driver, None):
            # SQLAlchemy, which has not heard it, would go on with a dead connection.
            self._connection.invalidate(error)
            raise as_loss(error, self.exchange.url) from error
        # What fails before anything was answered had failed before.
        if not self._answered and getattr(error, "sqlstate", None) == FAILED:
            raise HostTransactionUnusable("its transaction has failed", _ROLL_BACK) from error
        super()._fail(error)


class PipelinedHostedWire(PipelinedWire, HostedWire):
    """The host's connection, on which statements travel together."""

    __slots__ = ()


class HostedUnit(AbstractContextManager[Unit]):
    """A unit in the host's transaction: kept with it, or undone alone when it raises."""

    __slots__ = ("_center", "_exchange", "_host", "_unit", "_wire")

    def __init__(self, host: Host, exchange: Exchange, center: CenterId) -> None:
        self._host = host
        self._exchange = exchange
        self._center = center

    def __enter__(self) -> SqlUnit:
        connection = self._host.connection()
        self._wire = _in_savepoint(connection, self._exchange)
        self._unit = SqlUnit(self._wire, self._center)
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
                self._wire.say(f"RELEASE SAVEPOINT {_SAVEPOINT}")
                self._wire.send()
                kept = True
        finally:
            self._unit.close()
            if not kept and self._wire.stands:
                self._undo()
            self._wire.let_go()

    def _undo(self) -> None:
        # A connection that was lost has rolled back everything, and where the savepoint could not
        # be set there is nothing to undo. Either is being raised.
        with suppress(LostGuard, StoreUnavailable):
            self._wire.roll_back_to(_SAVEPOINT)


class HostedSnapshot(AbstractContextManager[Reader]):
    """A reader in the host's transaction, which sees what that has written so far."""

    __slots__ = ("_center", "_exchange", "_host", "_reader", "_wire")

    def __init__(self, host: Host, exchange: Exchange, center: CenterId) -> None:
        self._host = host
        self._exchange = exchange
        self._center = center

    def __enter__(self) -> SqlReader:
        connection = self._host.connection()
        together = can_pipeline(connection.dialect)
        kind = PipelinedHostedWire if together else HostedWire
        self._wire = kind(self._exchange, connection)
        self._reader = SqlReader(self._wire, self._center)
        return self._reader

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._reader.close()
        self._wire.let_go()


def pooled(connection: Connection) -> PoolProxiedConnection:
    """The driver's connection beneath SQLAlchemy's."""
    return connection.connection


def _transactions(connection: Connection) -> tuple[object, object]:
    """The host's transaction, and the host's own savepoint in it."""
    return connection.get_transaction(), connection.get_nested_transaction()


def _in_savepoint(connection: Connection, exchange: Exchange) -> HostedWire:
    """The host's connection, in a savepoint that has been set or is the first thing to be said."""
    if not can_pipeline(connection.dialect):
        _set_savepoint(connection, exchange)
        return HostedWire(exchange, connection, in_savepoint=True)
    if not connection.in_transaction():
        # So SQLAlchemy learns that it has begun, without a trip.
        connection.begin()
    wire = PipelinedHostedWire(exchange, connection)
    wire.say(f"SAVEPOINT {_SAVEPOINT}")
    return wire


def _set_savepoint(connection: Connection, exchange: Exchange) -> None:
    """Set the savepoint through SQLAlchemy, which so learns that the transaction has begun."""
    try:
        if connection.dialect.name == "sqlite":
            connection.execute(_FIRST_WRITE)
            _refuse_autocommit(connection)
        connection.exec_driver_sql(f"SAVEPOINT {_SAVEPOINT}")
    except SQLAlchemyError as error:
        if getattr(getattr(error, "orig", None), "sqlstate", None) == FAILED:
            raise HostTransactionUnusable("its transaction has failed", _ROLL_BACK) from error
        reraise(error, exchange.url)


def _usable(connection: Connection) -> Connection:
    """*connection*, if a unit on it could be undone.

    Raises:
        HostTransactionUnusable: says why it could not, and the way out.
    """
    if connection.closed:
        raise HostTransactionUnusable("it is closed", "give an open connection")
    if connection.invalidated and connection.in_transaction():
        raise HostTransactionUnusable("its connection was lost", _ROLL_BACK)
    driver: Any = pooled(connection).dbapi_connection
    if getattr(driver, "autocommit", False) is True:
        raise HostTransactionUnusable("it commits every statement by itself", _BEGIN)
    if connection.dialect.name == "sqlite":
        _refuse_another_thread(driver)
    return connection


def _refuse_another_thread(driver: Any) -> None:
    try:
        driver.cursor().close()
    except driver.ProgrammingError as error:
        remedy = "call the desk in the thread that opened it"
        raise HostTransactionUnusable("it belongs to another thread", remedy) from error


def _refuse_autocommit(connection: Connection) -> None:
    """After a write, SQLite is in a transaction, unless the driver commits by itself."""
    # Not the adapted connection of an asynchronous driver, which does not tell.
    driver: Any = pooled(connection).driver_connection
    if not driver.in_transaction:
        raise HostTransactionUnusable("it commits every statement by itself", _BEGIN)
