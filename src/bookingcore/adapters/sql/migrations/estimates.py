"""What SQLite's planner is told about tables that are still empty."""

from __future__ import annotations

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from bookingcore.adapters.sql.columns import PREFIX

_ROWS = (1_000_000, 1_000_000, 100, 10, 1, 1)
"""Rows of a table; then of one center, and of each further column of an index beside it."""

_INDEXES = """
SELECT owner.name, own.name, own."unique", (SELECT count(*) FROM pragma_index_info(own.name))
FROM sqlite_master AS owner, pragma_index_list(owner.name) AS own
WHERE owner.type = 'table' AND substr(owner.name, 1, ?) = ?
AND NOT EXISTS (SELECT * FROM sqlite_stat1 WHERE tbl = owner.name AND idx = own.name)
"""


def estimate(context: MigrationContext) -> None:
    """Tell SQLite that a center has many rows; other databases count for themselves.

    Without figures its planner takes every column of an index for a narrow one. All of ours begin
    with the center, so it would walk through all the center's movements to find those of a booking
    in their order. Figures that a host's own `ANALYZE` has counted are left alone.
    """
    connection = context.connection
    if connection is None or context.as_sql or connection.dialect.name != "sqlite":
        return
    # Makes the table of figures where there is none.
    connection.exec_driver_sql(f"ANALYZE {PREFIX}center")
    for table, index, unique, columns in _indexes(connection):
        rows = [*_ROWS[:columns], 1 if unique else _ROWS[columns]]
        figures = table, index, " ".join(map(str, rows))
        connection.exec_driver_sql("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", figures)
    # Other connections read the figures when they open; this one now.
    connection.exec_driver_sql("ANALYZE sqlite_master")


def _indexes(connection: Connection) -> list[tuple[str, str, bool, int]]:
    """The indexes of our tables that have no figures: table, name, whether unique, columns."""
    rows = connection.exec_driver_sql(_INDEXES, (len(PREFIX), PREFIX)).fetchall()
    return [(table, index, bool(unique), columns) for table, index, unique, columns in rows]
