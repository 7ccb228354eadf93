"""Wires on which statements wait until an answer is needed, and then travel together.

Where the network takes longer than the database, trips are what a command costs. PostgreSQL takes
any number of statements in one trip, and skips the rest of it when one of them fails: so a guard
need only fail in order to keep the commit behind it from happening.

The driver prepares every phrase at its first use. One that it had used before, and decides to
prepare within such a trip, it takes for prepared even if the trip failed before it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Dialect, PoolProxiedConnection

from bookingcore.adapters.sql.phrases import Phrase, Row, Values
from bookingcore.adapters.sql.wire import Exchange, OwnWire, Wire

# A guarded statement that finds no row divides by none: that fails, and nothing else of ours does.
_GUARDED = "WITH done AS ({} RETURNING 1) SELECT 1 / count(*) FROM done"


def can_pipeline(dialect: Dialect) -> bool:
    """Whether connections of *dialect* take several statements in one trip."""
    if dialect.driver != "psycopg" or dialect.is_async:
        return False
    driver: Any = dialect.loaded_dbapi
    return bool(driver.Pipeline.is_supported())


class PipelinedWire(Wire):
    """A connection that is spoken to in as few trips as there are answers to wait for.

    What is only said or written waits; the next question takes it along, or the end.
    """

    __slots__ = ()

    def say(self, text: str) -> None:
        """Run a statement that has no values, some time before the next answer."""
        self._waiting.append((text, None))

    def read(self, phrase: Phrase, values: Values) -> list[Row]:
        """The rows that *phrase* answers with; also those that a write returns."""
        return self.ask([(phrase, values)])[0]

    def ask(self, asked: Sequence[tuple[Phrase, Values]]) -> list[list[Row]]:
        """The rows that each phrase answers with, all in one trip."""
        cursors: list[Any] = []

        def speak() -> None:
            for phrase, values in asked:
                spoken = self._book.spoken(phrase)
                cursor = self._driver.cursor()
                cursors.append(cursor.execute(spoken.text, spoken.arranged(values), prepare=True))

        self._travel(speak)
        return [cursor.fetchall() for cursor in cursors]

    def write(self, phrase: Phrase, rows: Sequence[Values]) -> None:
        """Run *phrase* for each of *rows*, some time before the next answer."""
        spoken = self._book.spoken(phrase)
        self._waiting.append((spoken.text, [spoken.arranged(values) for values in rows]))

    def write_guarded(
        self, phrase: Phrase, rows: Sequence[Values], amendment: Phrase | None = None
    ) -> None:
        """Run *phrase* for each of *rows*; whatever comes after it fails if a row is not there."""
        spoken = self._book.spoken(phrase)
        guarded = _GUARDED.format(spoken.text)
        self._waiting.append((guarded, [spoken.arranged(values) for values in rows]))

    def send(self) -> None:
        """Send what waits, and wait until it is done."""
        if self._waiting:
            self._travel(_nothing)

    def roll_back_to(self, savepoint: str) -> None:
        """Undo what was done since *savepoint*, and forget what waits since then."""
        beginning = (f"SAVEPOINT {savepoint}", None)
        if beginning in self._waiting:
            del self._waiting[self._waiting.index(beginning) :]
            return
        self._waiting.clear()
        try:
            self._undo(f"ROLLBACK TO SAVEPOINT {savepoint}; RELEASE SAVEPOINT {savepoint}")
        except self._errors as error:
            self._fail(error)

    def _undo(self, text: str) -> None:
        """Undo past the driver.

        After every rollback of its own it forgets the statements that it has prepared, because a
        table may be gone with it. Ours only ever undo rows. If this fails, so does whatever comes
        next; the transaction stays undone.
        """
        self._driver.pgconn.exec_(text.encode())

    def _travel(self, speak: Callable[[], None]) -> None:
        """Send what waits and what *speak* says, and wait for all answers."""
        try:
            self._go(speak)
        except self._errors as error:
            self._fail(error)
        self._answered = True

    def _go(self, speak: Callable[[], None]) -> None:
        failed: Exception | None = None
        try:
            with self._driver.pipeline():
                try:
                    self._send_waiting()
                    speak()
                except self._errors as error:
                    # The first error counts. The others only say that there was one.
                    failed = error
        except self._errors as error:
            failed = failed or error
        if failed is not None:
            raise failed

    def _send_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        cursor = self._cursor
        for text, rows in waiting:
            if rows is None:
                cursor.execute(text, prepare=False)
            elif len(rows) == 1:
                cursor.execute(text, rows[0], prepare=True)
            else:
                cursor.executemany(text, rows)


class PipelinedOwnWire(PipelinedWire, OwnWire):
    """A connection of the pool, whose transaction begins and commits along with other statements.

    The driver would wait for an answer to each. So it is told to leave transactions alone.
    """

    __slots__ = ("_autocommit", "_level")

    def __init__(self, exchange: Exchange, connection: PoolProxiedConnection) -> None:
        super().__init__(exchange, connection)
        level = self._driver.isolation_level
        self._level = "" if level is None else f" ISOLATION LEVEL {level.name.replace('_', ' ')}"
        self._autocommit = self._driver.autocommit
        self._driver.autocommit = True

    def begin_writing(self) -> None:
        """Begin a transaction that will write, at the level that the engine was given."""
        self.say(f"BEGIN{self._level}")

    def begin_reading(self) -> None:
        """Begin a transaction that sees one moment, and holds up no writer."""
        self.say("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def hang_up(self) -> None:
        """Undo what was not committed, and give the connection back to the pool as it was."""
        try:
            if not self.closed:
                if self._driver.info.transaction_status:
                    self._undo("ROLLBACK")
                self._driver.autocommit = self._autocommit
        except self._errors as error:
            if not self._is_lost(error):
                self._connection.invalidate(error)
        super().hang_up()

    def _end(self) -> None:
        if self._lay_idle and not self._answered:
            # A dead connection shows itself here, before anything could have been committed on it.
            self.send()
        self.say("COMMIT")
        self._go(_nothing)


def _nothing() -> None:
    """What waits is all that there is to say."""
