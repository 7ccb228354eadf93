"""Changing what a table of SQLite demands, where its rows stay as they are.

SQLite cannot take back a constraint, and a table that others refer to cannot be made anew inside a
transaction. Constraints stand in the schema's text alone, so that is changed, as SQLite's own
manual describes (https://www.sqlite.org/lang_altertable.html, section 7).
"""

from __future__ import annotations

from alembic import op


def rewrite(table: str, before: str, after: str) -> None:
    """Replace *before* by *after* in the words that made *table*: they must be there once.

    Raises:
        LookupError: they are not there, or more than once.
    """
    connection = op.get_bind()
    found = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)
    ).scalar_one()
    if found.count(before) != 1:
        raise LookupError(f"{table} was not made with {before!r}")
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?",
        (found.replace(before, after), table),
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
