"""Engines as the store needs them, and the moments at which SQLite is told something."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from math import ceil
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Engine, QueuePool, create_engine, event


def engine_for(url: URL, *, timeout: float, synchronous: str | None = None) -> Engine:
    """An engine for *url*, whose connections are ready for the store.

    Args:
        url: the database.
        timeout: seconds to wait for a lock or a free connection.
        synchronous: SQLite's `PRAGMA synchronous`; None leaves the database's own.
    """
    if url.get_backend_name() == "postgresql":
        return _postgresql(url, timeout)
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_timeout=timeout)
    options: dict[str, Any] = {"poolclass": QueuePool, "pool_timeout": timeout}
    options["connect_args"] = {"timeout": timeout, "check_same_thread": False}
    path = file_of(url)
    if path is None and not url.query.get("uri"):
        # A database in memory is its connection: there is one, and units take turns.
        options |= {"pool_size": 1, "max_overflow": 0}
    engine = create_engine(url, **options)
    prepare(engine)
    if path is not None:
        _never_created_by_accident(engine, path)
    if synchronous is not None:
        event.listen(engine, "connect", _telling(f"PRAGMA synchronous = {synchronous}"))
    return engine


def prepare(engine: Engine) -> None:
    """Make *engine*, which may be the host's own, ready for the store, before its first use.

    On SQLite its connections check foreign keys from now on; nothing else changes for the host.
    """
    if engine.dialect.name == "sqlite" and not event.contains(engine, "connect", _check_keys):
        event.listen(engine, "connect", _check_keys)


def file_of(url: URL) -> Path | None:
    """The file of a SQLite database; None for one in memory, a `file:` URI, another database."""
    name = url.database
    if url.get_backend_name() != "sqlite" or not name or name == ":memory:" or url.query.get("uri"):
        return None
    # Absolute from the start: the host may change its folder before a connection is made.
    return Path(name).absolute()


def _postgresql(url: URL, timeout: float) -> Engine:
    """An engine that waits no longer than *timeout* for a lock, nor for the server to answer."""
    engine = create_engine(url, pool_timeout=timeout)
    if url.drivername == "postgresql+psycopg" and "connect_timeout" not in url.query:
        event.listen(engine, "do_connect", _connecting_within(timeout))
    event.listen(engine, "connect", _waiting_for_locks(timeout))
    return engine


def _connecting_within(timeout: float) -> Any:
    def connect(dialect: Any, record: Any, arguments: list[Any], options: dict[str, Any]) -> None:
        # Whole seconds, and the driver takes 0 for no limit at all.
        options["connect_timeout"] = max(1, ceil(timeout))

    return connect


def _waiting_for_locks(timeout: float) -> Any:
    # Said once for each connection; the server takes 0 for no limit at all.
    statement = f"SET lock_timeout = {max(1, round(timeout * 1000))}"

    def tell(driver: Any, record: object) -> None:
        with closing(driver.cursor()) as cursor:
            cursor.execute(statement)
        driver.commit()

    return tell


def _never_created_by_accident(engine: Engine, path: Path) -> None:
    """Open the file only when it exists: one that was moved away must not come back empty."""

    def connect(dialect: Any, record: Any, arguments: list[Any], options: dict[str, Any]) -> None:
        arguments[0] = f"file:{quote(str(path))}?mode=rw"
        options["uri"] = True

    event.listen(engine, "do_connect", connect)


def _telling(statement: str) -> Any:
    def tell(driver: sqlite3.Connection, record: object) -> None:
        driver.execute(statement)

    return tell


_check_keys = _telling("PRAGMA foreign_keys = ON")
