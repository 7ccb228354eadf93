"""The seam: every statement of a unit goes through here to the driver's own cursor.

SQLAlchemy keeps the pool and the dialect; listeners on its cursors do not hear these statements,
which cost what the driver costs. Values are primitives already, and rows are read by position.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import random
from time import sleep
from typing import Any, NoReturn

from sqlalchemy import Engine, PoolProxiedConnection

from bookingcore.adapters.sql.codec import codec_of
from bookingcore.adapters.sql.outages import (
    as_loss,
    errors_of,
    is_undone,
    reraise,
    url_shown,
)
from bookingcore.adapters.sql.phrases import Phrase, PhraseBook, Row, Values
from bookingcore.errors import OutcomeUnknown, UnitClosed
from bookingcore.ports.store import LostGuard

# How a unit begins, and how a snapshot does. Where nothing is said the driver begins by itself. A
# deferred BEGIN would let two units on SQLite read the same free place before either one writes.
_BEGINS = {"sqlite": ("BEGIN IMMEDIATE", "BEGIN")}
_BEGINS_ELSEWHERE = ("", "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

_PAUSE_MAX = 0.05
"""Seconds for which a transaction that the server undid stands back; on average half as long."""

_USED = "bookingcore_used"
"""What a connection of the pool remembers: that it was used before, and then lay idle."""


class Exchange:
    """Where the wires to one database come from, and what they have in common.

    Attributes:
        url: the database, without its password.
        book: what was said so far, in the dialect's words.
        codec: how the driver takes instants and dates.
        errors: what can go wrong, SQLAlchemy's errors and the driver's.
        begins: how a unit begins, and how a snapshot does.
    """

    def __init__(self, engine: Engine, wire: type[OwnWire]) -> None:
        """An exchange over *engine*, with that kind of wires."""
        dialect = engine.dialect
        self._engine = engine
        self._wire = wire
        self.url = url_shown(engine.url)
        self.book = PhraseBook(dialect)
        self.codec = codec_of(dialect.name)
        self.errors = errors_of(engine)
        self.begins = _BEGINS.get(dialect.name, _BEGINS_ELSEWHERE)

    def connect(self) -> OwnWire:
        """A wire over a connection of the pool, to be hung up when its work is done.

        Raises:
            StoreLocked: all connections stayed in use until the time-out.
            StoreUnavailable: the database cannot be reached.
        """
        try:
            return self._wire(self, self._engine.raw_connection())
        except self.errors as error:
            reraise(error, self.url)

    def is_lost(self, error: Any, driver: Any) -> bool:
        """Whether *error* says that the connection itself is gone."""
        return self._engine.dialect.is_disconnect(error, driver, None)

    def start_anew(self) -> None:
        """Forget the connections that nobody uses: where one is gone, so are they."""
        self._engine.dispose()

    def close(self) -> None:
        """Close the connections that nobody uses."""
        self._engine.dispose()


class Wire:
    """One connection, spoken to in phrases.

    Whatever is said on it may raise:
        LostGuard: a constraint said no, or a guarded row was not as it was read.
        StoreUnavailable: the database went away, will not write, or is locked.

    Attributes:
        exchange: where it comes from.
        closed: whether it was hung up, or lost.
        savepoints: how many were begun on it, for their names.
    """

    __slots__ = (
        "_answered",
        "_book",
        "_cursor",
        "_driver",
        "_errors",
        "_waiting",
        "closed",
        "exchange",
        "savepoints",
    )

    def __init__(self, exchange: Exchange, connection: PoolProxiedConnection) -> None:
        driver: Any = connection.dbapi_connection
        self._driver = driver
        self._cursor = driver.cursor()
        self._book = exchange.book
        self._errors = exchange.errors
        self._answered = False
        self._waiting: list[tuple[str, list[Values] | None]] = []
        self.exchange = exchange
        self.closed = False
        self.savepoints = 0

    @property
    def stands(self) -> bool:
        """Whether the transaction that was begun on it can still be spoken to."""
        return not self.closed

    def check(self) -> None:
        """Refuse to be spoken to when the transaction has ended.

        Raises:
            UnitClosed: it was hung up, or lost.
        """
        if self.closed:
            raise UnitClosed

    def let_go(self) -> None:
        """Stop using the connection, and leave it as it is."""
        self.closed = True
        self._cursor.close()

    def say(self, text: str) -> None:
        """Run a statement that has no values."""
        try:
            self._cursor.execute(text)
        except self._errors as error:
            self._fail(error)
        self._answered = True

    def read(self, phrase: Phrase, values: Values) -> list[Row]:
        """The rows that *phrase* answers with; also those that a write returns."""
        spoken = self._book.spoken(phrase)
        try:
            self._cursor.execute(spoken.text, spoken.arranged(values))
            rows: list[Row] = self._cursor.fetchall()
        except self._errors as error:
            self._fail(error)
        self._answered = True
        return rows

    def ask(self, asked: Sequence[tuple[Phrase, Values]]) -> list[list[Row]]:
        """The rows that each phrase answers with, in one trip where the driver can."""
        return [self.read(phrase, values) for phrase, values in asked]

    def write(self, phrase: Phrase, rows: Sequence[Values]) -> None:
        """Run *phrase* for each of *rows*, in one batch."""
        self._write(phrase, rows)

    def write_guarded(
        self, phrase: Phrase, rows: Sequence[Values], amendment: Phrase | None = None
    ) -> None:
        """Run *phrase* for each of *rows*, each of which must find its row as it was read.

        Where there is an *amendment* that writes less, it is tried first.
        """
        if amendment is not None and self._write(amendment, rows) == len(rows):
            return
        if self._write(phrase, rows) != len(rows):
            raise LostGuard(self._book.spoken(phrase).text)

    def send(self) -> None:
        """Send what waits to be sent, where statements may wait."""

    def roll_back_to(self, savepoint: str) -> None:
        """Undo what was done since *savepoint*, and take it away."""
        self.say(f"ROLLBACK TO SAVEPOINT {savepoint}")
        self.say(f"RELEASE SAVEPOINT {savepoint}")
        self.send()

    def _write(self, phrase: Phrase, rows: Sequence[Values]) -> int:
        spoken = self._book.spoken(phrase)
        arranged = spoken.arranged
        try:
            if len(rows) == 1:
                self._cursor.execute(spoken.text, arranged(rows[0]))
            else:
                self._cursor.executemany(spoken.text, [arranged(values) for values in rows])
        except self._errors as error:
            self._fail(error)
        self._answered = True
        touched: int = self._cursor.rowcount
        return touched

    def _fail(self, error: Exception) -> NoReturn:
        reraise(error, self.exchange.url)


class OwnWire(Wire):
    """A connection of the pool, on which transactions are begun and ended.

    One that turns out to be dead before it has answered anything died while it lay idle, as after
    a restart of the server: that is a lost guard, because nothing has happened yet and the unit
    can be run again on a new one. Lost later it is `StoreUnavailable`, and while it commits
    `OutcomeUnknown`.
    """

    __slots__ = ("_connection", "_lay_idle", "_undone")

    def __init__(self, exchange: Exchange, connection: PoolProxiedConnection) -> None:
        super().__init__(exchange, connection)
        self._connection = connection
        self._lay_idle = _USED in connection.info
        connection.info[_USED] = True
        self._undone = False

    def begin_writing(self) -> None:
        """Begin a transaction that will write."""
        if self.exchange.begins[0]:
            self.say(self.exchange.begins[0])

    def begin_reading(self) -> None:
        """Begin a transaction that sees one moment, and holds up no writer."""
        if self.exchange.begins[1]:
            self.say(self.exchange.begins[1])

    def end_reading(self) -> None:
        """End a transaction that has only read; whatever happens, its answers are there.

        By a commit: with a rollback psycopg forgets every statement that it has prepared, and the
        server would plan the next command's anew.
        """
        try:
            self._connection.commit()
        except self._errors as error:
            self._is_lost(error)

    def commit(self) -> None:
        """Make what was written last.

        Raises:
            OutcomeUnknown: the connection was lost meanwhile.
        """
        try:
            self._end()
        except self._errors as error:
            if self._is_lost(error):
                raise OutcomeUnknown(self.exchange.url, str(error).strip()) from error
            self._fail(error)

    def _end(self) -> None:
        self._connection.commit()

    def hang_up(self) -> None:
        """Give the connection back to the pool, which rolls back what was not committed.

        Where the server undid the transaction for another's sake, that one goes first: who came
        again at once would only meet the same others, until all attempts are used up.
        """
        self.let_go()
        if self._connection.is_valid:
            self._connection.close()
        if self._undone:
            sleep(random() * _PAUSE_MAX)  # noqa: S311 - no secret

    def _fail(self, error: Exception) -> NoReturn:
        if not self._is_lost(error):
            self._undone = is_undone(error)
            reraise(error, self.exchange.url)
        if self._lay_idle and not self._answered:
            raise LostGuard("the connection had died while it lay idle") from error
        raise as_loss(error, self.exchange.url) from error

    def _is_lost(self, error: Exception) -> bool:
        """Whether the connection is gone; then it is thrown away, and the others with it."""
        if not self.exchange.is_lost(error, self._driver):
            return False
        self.closed = True
        self._connection.invalidate(error)
        self.exchange.start_anew()
        return True
