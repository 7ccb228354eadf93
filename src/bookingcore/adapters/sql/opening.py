"""Opening a store by its URL: what is missing is made, what does not fit is refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from time import sleep
from typing import Literal

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from bookingcore.adapters.sql.engines import engine_for, file_of
from bookingcore.adapters.sql.migrations import (
    REVISIONS,
    revision_found,
    revision_needed,
    upgrade,
)
from bookingcore.adapters.sql.outages import errors_of, reraise, url_shown
from bookingcore.adapters.sql.store import SqlStore
from bookingcore.errors import (
    InvalidInput,
    MissingExtra,
    StoreNotMigrated,
    StoreTooNew,
    StoreUnavailable,
)

Synchronous = Literal["OFF", "NORMAL", "FULL", "EXTRA"]
"""How SQLite waits for the disk: https://www.sqlite.org/pragma.html#pragma_synchronous"""

_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
"""Seconds between the tries to switch a new SQLite file to its log."""

_EXTRAS = {"postgresql": "postgres", "mysql": "mariadb", "mariadb": "mariadb"}


def open_store(
    url: str,
    *,
    migrate: bool = True,
    timeout: float = 10.0,
    synchronous: Synchronous | None = None,
) -> SqlStore:
    """The store in the database at *url*; a SQLite file that is missing is created.

    Args:
        url: as SQLAlchemy reads it: `sqlite:///studio.db`.
        migrate: whether an empty database gets its tables. One with an older schema never gets
            the new one by the way: that is `bookingcore migrate URL`.
        timeout: seconds to wait for a lock that another connection holds, and for a server to
            answer when a connection is made.
        synchronous: SQLite's durability; None leaves the default, by which every finished
            command survives a power cut.

    Raises:
        InvalidInput: no URL of a database.
        MissingExtra: the database's driver is not installed.
        StoreNotMigrated: the database is empty and *migrate* is False, or it has an older schema.
        StoreTooNew: a newer version of the library has migrated it.
        StoreUnavailable: it cannot be reached, or is no database.
    """
    place = _url(url)
    engine = _engine(place, timeout, synchronous)
    try:
        _fitted(engine, place, migrate)
    except BaseException:
        engine.dispose()
        raise
    return SqlStore(engine)


def migrate(url: str, *, timeout: float = 10.0) -> tuple[str | None, str]:
    """Bring the database at *url* to this version's schema; a SQLite file that is missing is made.

    Args:
        url: as for `open_store`.
        timeout: as for `open_store`.

    Returns:
        The revision that was found, None where there was none, and the one that it has now.

    Raises:
        InvalidInput: no URL of a database.
        MissingExtra: the database's driver is not installed.
        StoreTooNew: a newer version of the library has migrated it.
        StoreUnavailable: it cannot be reached or written, or is no database.
    """
    place = _url(url)
    shown, needed = url_shown(place), revision_needed()
    engine = _engine(place, timeout, None)
    try:
        found = _found(engine, place, create=True)
        if found not in {None, *REVISIONS}:
            raise StoreTooNew(shown, found, needed)
        if found != needed:
            _migrated(engine, shown)
    finally:
        engine.dispose()
    return found, needed


def _url(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        # Not shown: whatever it is, it may hold a password.
        raise InvalidInput("url", "...", "give one such as 'sqlite:///studio.db'") from None


def _engine(url: URL, timeout: float, synchronous: Synchronous | None) -> Engine:
    try:
        return engine_for(url, timeout=timeout, synchronous=synchronous)
    except ModuleNotFoundError as missing:
        extra = _EXTRAS.get(url.get_backend_name(), "sql")
        raise MissingExtra(extra, str(missing.name)) from missing
    except ArgumentError:
        remedy = "give one such as 'sqlite:///studio.db'"
        raise InvalidInput("url", url_shown(url), remedy) from None


def _fitted(engine: Engine, url: URL, migrate: bool) -> None:
    """Make sure that the schema is the one that this version reads."""
    shown, needed = url_shown(url), revision_needed()
    found = _found(engine, url, create=migrate)
    if found is None and migrate:
        _migrated(engine, shown)
    elif found != needed:
        raise (StoreNotMigrated if found in {None, *REVISIONS} else StoreTooNew)(
            shown, found, needed
        )


def _found(engine: Engine, url: URL, *, create: bool) -> str | None:
    """The revision of the database; None where there is none.

    With *create*, a missing file is made, and a database without tables is made ready for them.
    """
    file = file_of(url)
    if file is not None and not file.exists():
        if not create:
            return None
        _create(file, url)
    try:
        with engine.connect() as connection:
            found = revision_found(connection)
            if found is None and create:
                connection.rollback()
                _prefer_log(connection)
    except errors_of(engine) as error:
        reraise(error, url_shown(url))
    return found


def _create(file: Path, url: URL) -> None:
    try:
        file.touch()
    except OSError as error:
        raise StoreUnavailable(url_shown(url), error.strerror or str(error)) from error


def _prefer_log(connection: Connection) -> None:
    """Switch a new SQLite database to its write-ahead log, so that nobody who reads waits.

    The switch itself does not wait for others who open the same file, so it is tried again.
    """
    if connection.dialect.name != "sqlite":
        return
    for pause in _PAUSES:
        try:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        except OperationalError as error:
            if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            connection.rollback()
            sleep(pause)
        else:
            return
    connection.exec_driver_sql("PRAGMA journal_mode = WAL")


def _migrated(engine: Engine, shown: str) -> None:
    try:
        upgrade(engine)
    except errors_of(engine) as error:
        reraise(error, shown)
