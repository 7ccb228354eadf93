"""The same commands, written by hand on psycopg: one statement after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import psycopg
from psycopg.pq import Trace
from psycopg.types.numeric import IntLoader
from psycopg.types.string import TextLoader

from bench.floors.ids import World
from bench.floors.on_sqlite import SqliteFloor

Values = Sequence[object]


class PostgresFloor(SqliteFloor):
    """The commands on one connection to a database that a desk has furnished.

    READ COMMITTED, the customer's row locked first and the session counted last, prepared
    statements: the sequential transaction that most people would write.
    """

    def __init__(self, conninfo: str, center: str, *, world: World | None = None) -> None:
        self._center = center
        self.world = world or World()
        self._psycopg = psycopg.connect(conninfo, autocommit=True, prepare_threshold=0)
        self._psycopg.execute("SET TIME ZONE 'UTC'")
        for name in ("date", "timestamptz"):
            self._psycopg.adapters.register_loader(name, TextLoader)
        # What PostgreSQL makes of a sum of bigints.
        self._psycopg.adapters.register_loader("numeric", IntLoader)
        self._sqlite: Any = _Spoken(self._psycopg)

    def close(self) -> None:
        """Close the connection."""
        self._psycopg.close()

    def trace(self, file: int) -> None:
        """Write all that is said from now on to the open *file*, in the words of libpq."""
        self._psycopg.pgconn.trace(file)
        self._psycopg.pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)

    @contextmanager
    def _unit(self) -> Iterator[Any]:
        with self._psycopg.transaction():
            yield self._sqlite.execute


class _Spoken:
    """A connection that is told the statements of SQLite and understands."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._cursor = connection.cursor()

    def execute(self, statement: str, values: Values) -> psycopg.Cursor[Any]:
        """Run one statement."""
        return self._cursor.execute(_translated(statement), values)

    def executemany(self, statement: str, rows: Sequence[Values]) -> None:
        """Run one statement for several rows."""
        self._cursor.executemany(_translated(statement), rows)


@cache
def _translated(statement: str) -> bytes:
    words = statement.replace("?", "%s").replace("max(", "GREATEST(")
    # The two flags that stand in the statements as numbers.
    words = words.replace("'SALE', 1,", "'SALE', TRUE,").replace(
        "%s, %s, 0, %s, 1)", "%s, %s, FALSE, %s, 1)"
    )
    return words.encode()
