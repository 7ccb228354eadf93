"""What a desk has written to a SQLite file, poured into PostgreSQL: quicker than to live it twice.

Both databases then hold the same rows, ids and all.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing

import psycopg
from psycopg.sql import SQL, Identifier

from bench.databases import PostgresDatabase, SqliteFile
from bookingcore.adapters.sql.columns import metadata
from tests.postgres import Server


def poured(file: SqliteFile, server: Server, name: str) -> PostgresDatabase:
    """A new database *name* with every row of *file*, ready to be measured or copied."""
    database = PostgresDatabase(server.create(name))
    with database.desk():
        pass  # It has made the tables.
    with (
        closing(sqlite3.connect(file.path)) as source,
        closing(psycopg.connect(database.conninfo)) as target,
        target.transaction(),
    ):
        target.execute("SET LOCAL TIME ZONE 'UTC'")
        # Keys were checked in the file; to check them again takes longer than all the rest.
        target.execute("SET LOCAL session_replication_role = replica")
        for table in metadata.sorted_tables:
            _pour(source, target, table.name, [column.name for column in table.columns])
    # As if it had grown slowly: the planner knows the tables, and nothing is left to be written.
    with closing(psycopg.connect(database.conninfo, autocommit=True)) as target:
        target.execute("VACUUM ANALYZE")
        target.execute("CHECKPOINT")
    return database


def _pour(
    source: sqlite3.Connection, target: psycopg.Connection, table: str, columns: list[str]
) -> None:
    rows = source.execute(f"SELECT {', '.join(columns)} FROM {table}")
    names = SQL(", ").join(map(Identifier, columns))
    statement = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table), names)
    with target.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
