"""The schema's history as Alembic scripts, run by us or from the host's own Alembic.

A host lists `bookingcore.adapters.sql:migrations/versions` among its version locations, hands
`not_ours` to its `include_name`, and may let its revisions depend on the branch `bookingcore`.
"""

from __future__ import annotations

from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, column, inspect, select, table, text

from bookingcore.adapters.sql.columns import PREFIX

VERSION_TABLE = f"{PREFIX}version"
"""Where our own Alembic keeps the revision."""

REVISIONS = (
    "0001_ground_floor",
    "0002_life_of_a_booking",
    "0003_contents",
    "0004_people",
    "0005_payments",
    "0006_gift_cards",
    "0007_memberships",
    "0008_papers",
    "0009_mailbox",
    "0010_messages",
    "0011_subscriptions",
)
"""Every revision, oldest first: known without reading the scripts, which takes Alembic's time."""

# Alembic keeps what it is doing in a global: two threads would undo each other.
_ONE_AT_A_TIME = Lock()

# Any number, as long as nobody else uses it: the letters "bookingc".
_ADVISORY_LOCK = 0x626F6F6B696E6763


def revision_needed() -> str:
    """The revision that this version of the library reads and writes."""
    return REVISIONS[-1]


def revision_found(connection: Connection) -> str | None:
    """The revision of the database; None when it has none of our tables.

    Where the host's own Alembic made them its books say only how far the host is: it is trusted
    to have run the scripts of the version that it runs.
    """
    names = inspect(connection).get_table_names()
    version = table(VERSION_TABLE, column("version_num"))
    if VERSION_TABLE in names:
        return connection.scalars(select(version.c.version_num)).first()
    return revision_needed() if f"{PREFIX}center" in names else None


def ours(name: str | None, kind: str, parents: object) -> bool:
    """For Alembic's `include_name`: our tables, and none of the host's."""
    return kind != "table" or (name is not None and name.startswith(PREFIX))


def not_ours(name: str | None, kind: str, parents: object) -> bool:
    """For the `include_name` of a host's Alembic: every table but ours."""
    return kind != "table" or not ours(name, kind, parents)


def upgrade(bind: Engine | Connection, revision: str = "head") -> None:
    """Bring the schema to *revision*: in a transaction of ours, or in the host's.

    Any number of threads and processes may do so at once; the first one does the work.
    """
    _run(bind, "upgrade", revision)


def downgrade(bind: Engine | Connection, revision: str = "base") -> None:
    """Take the schema back to *revision*; rows that have no place there are lost."""
    _run(bind, "downgrade", revision)


def _run(bind: Engine | Connection, command: str, revision: str) -> None:
    with _ONE_AT_A_TIME:
        if isinstance(bind, Connection):
            _in_transaction(bind, command, revision)
            return
        with bind.begin() as connection:
            if connection.dialect.name == "sqlite" and not _begun(connection):
                connection.execute(text("BEGIN IMMEDIATE"))
            _in_transaction(connection, command, revision)


def _begun(connection: Connection) -> bool:
    driver: Any = connection.connection.dbapi_connection
    return bool(driver.in_transaction)


def _in_transaction(connection: Connection, command: str, revision: str) -> None:
    import alembic.command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "bookingcore.adapters.sql:migrations")
    config.set_main_option("path_separator", "newline")
    getattr(alembic.command, command)(config, f"bookingcore@{revision}")
