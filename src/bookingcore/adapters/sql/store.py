"""The store on a SQL database."""

from __future__ import annotations

from contextlib import AbstractContextManager

from sqlalchemy import Engine, select

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.engines import file_of, prepare
from bookingcore.adapters.sql.hosted import Host, HostedStore
from bookingcore.adapters.sql.joined import joined_to
from bookingcore.adapters.sql.phrases import Phrase
from bookingcore.adapters.sql.pipelines import PipelinedOwnWire, can_pipeline
from bookingcore.adapters.sql.transactions import Snapshot, Transaction
from bookingcore.adapters.sql.unit import SqlUnit
from bookingcore.adapters.sql.wire import Exchange, OwnWire
from bookingcore.domain.values.ids import CenterId
from bookingcore.errors import StoreUnavailable
from bookingcore.ports.files import Files
from bookingcore.ports.store import LostGuard, Reader, Store, Unit

_CENTERS = Phrase(select(tables.center.c.center).order_by(tables.center.c.center), ())


class SqlStore:
    """A store on a database whose tables are there; `open_store` opens and migrates it.

    It may be shared by threads: each unit has a connection of its own from the engine's pool.
    """

    owns = True

    def __init__(self, engine: Engine) -> None:
        """A store on *engine*: made by `open_store`, or the host's own.

        Args:
            engine: given before its first connection, because SQLite is told on connecting to
                check foreign keys.
        """
        prepare(engine)
        together = can_pipeline(engine.dialect)
        self._exchange = Exchange(engine, PipelinedOwnWire if together else OwnWire)
        self._file = file_of(engine.url)
        self._file_found = self._find_file()

    @property
    def url(self) -> str:
        """The database, without its password."""
        return self._exchange.url

    def begin(self, center: CenterId) -> AbstractContextManager[Unit]:
        """A transaction on *center*: committed at the end of the block, undone when it raises.

        Raises:
            LostGuard: a guard was lost, at the latest on leaving the block; or the connection had
                died while it lay idle.
            OutcomeUnknown: on leaving the block, when the connection was lost while committing.
            StoreLocked: others held the write lock, or all connections, until the time-out.
            StoreReadOnly: the database cannot be written.
            StoreUnavailable: it cannot be reached.
        """
        return Transaction(self._connect, center)

    def snapshot(self, center: CenterId) -> AbstractContextManager[Reader]:
        """A reader of *center* that sees the moment of its first question.

        Raises:
            LostGuard: the connection had died while it lay idle.
            StoreUnavailable: the database cannot be reached.
        """
        return Snapshot(self._connect, center)

    def centers(self) -> tuple[CenterId, ...]:
        """The centers that were configured, in order of id: for operators, who look after all.

        Raises:
            StoreUnavailable: the database cannot be reached.
        """
        try:
            return self._centers()
        except LostGuard:
            # The connection had died while it lay idle; now there is a new one.
            return self._centers()

    def joined(self, handle: object) -> Store:
        """This store inside a transaction that is open: its units are savepoints there.

        Args:
            handle: a unit of this store, or the host's own SQLAlchemy `Connection` or `Session`
                on a database with our tables.

        Raises:
            InvalidInput: *handle* is neither.
        """
        if isinstance(handle, SqlUnit):
            return joined_to(self._exchange, handle)
        return HostedStore(Host.of(handle), self._exchange)

    def files(self) -> Files:
        """The place for the content of documents in this database, beside the rows."""
        # They are kept by means of a store.
        from bookingcore.adapters.sql.files import SqlFiles

        return SqlFiles(self)

    def close(self) -> None:
        """Close the connections that nobody uses; the store must not be used any more."""
        self._exchange.close()

    def _centers(self) -> tuple[CenterId, ...]:
        wire = self._connect()
        try:
            return tuple(CenterId(id) for (id,) in wire.read(_CENTERS, ()))
        finally:
            wire.hang_up()

    def _connect(self) -> OwnWire:
        # SQLite goes on writing to a deleted file, and whatever it commits there is lost.
        if self._file_found is not None and self._find_file() != self._file_found:
            raise StoreUnavailable(self.url, "the file was deleted or replaced")
        return self._exchange.connect()

    def _find_file(self) -> tuple[int, int] | None:
        """Which file the database is, to notice that it is another one by now, or none."""
        if self._file is None:
            return None
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino
