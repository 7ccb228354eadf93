"""What a driver's errors mean: a lost guard, or a database that cannot be used right now.

Errors are told apart by their codes, never by their classes or sentences: the classes differ from
driver to driver, and the sentences from version to version.
"""

from __future__ import annotations

import sqlite3
from typing import NoReturn

from sqlalchemy import URL, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bookingcore.errors import StoreLocked, StoreReadOnly, StoreUnavailable
from bookingcore.ports.store import LostGuard

_SECRETS = frozenset({"password", "passwd", "passphrase", "sslpassword"})

# A transaction that has read, and cannot write because others have written since.
_SQLITE_STALE = sqlite3.SQLITE_BUSY_SNAPSHOT

# Result codes of SQLite without their extensions: https://www.sqlite.org/rescode.html
_SQLITE = {
    sqlite3.SQLITE_CONSTRAINT: LostGuard,
    sqlite3.SQLITE_BUSY: StoreLocked,
    sqlite3.SQLITE_LOCKED: StoreLocked,
    sqlite3.SQLITE_READONLY: StoreReadOnly,
    # "no such table" has no code of its own; our statements are never wrong otherwise.
    sqlite3.SQLITE_ERROR: StoreUnavailable,
    sqlite3.SQLITE_CANTOPEN: StoreUnavailable,
    sqlite3.SQLITE_CORRUPT: StoreUnavailable,
    sqlite3.SQLITE_FULL: StoreUnavailable,
    sqlite3.SQLITE_IOERR: StoreUnavailable,
    sqlite3.SQLITE_NOTADB: StoreUnavailable,
    sqlite3.SQLITE_PERM: StoreUnavailable,
    sqlite3.SQLITE_PROTOCOL: StoreUnavailable,
}

FAILED = "25P02"
"""The SQLSTATE of everything that is said in a transaction that has failed."""

# SQLSTATEs, whole or by their class: https://www.postgresql.org/docs/current/errcodes-appendix.html
_SQLSTATES = {
    "23": LostGuard,
    "40": LostGuard,
    # Where several statements travel together, a guard that is lost divides by zero.
    "22012": LostGuard,
    # Whoever took no notice that something was lost goes on in a transaction that has failed, or
    # in a savepoint that is gone.
    FAILED: LostGuard,
    "3B": LostGuard,
    "55P03": StoreLocked,
    "25006": StoreReadOnly,
    # Connections, idle for too long, authorisation, no such database, no right to the table, no
    # such table, resources, shutting down or cancelled by a time-out, the disk, the server itself.
    "08": StoreUnavailable,
    "25P03": StoreUnavailable,
    "28": StoreUnavailable,
    "3D": StoreUnavailable,
    "42501": StoreUnavailable,
    "42P01": StoreUnavailable,
    "53": StoreUnavailable,
    "57": StoreUnavailable,
    "58": StoreUnavailable,
    "XX": StoreUnavailable,
}


def url_shown(url: URL) -> str:
    """*url* for an error: without its passwords."""
    shown = url.set(query={k: v for k, v in url.query.items() if k not in _SECRETS})
    return shown.render_as_string(hide_password=True)


def translated(error: Exception, url: str) -> Exception | None:
    """*error* of a driver in the store's words; None for one that only wrong code can cause."""
    meaning = _meaning(error)
    if meaning is LostGuard:
        return LostGuard(str(error))
    if meaning is None:
        return None
    return meaning(url, str(error).strip())


def is_undone(error: Exception) -> bool:
    """Whether the server undid the transaction so that another could go on."""
    return str(getattr(error, "sqlstate", None) or "").startswith("40")


def as_loss(error: Exception, url: str) -> StoreUnavailable:
    """*error*, by which a connection was lost, in the store's words, whatever its code."""
    meant = translated(error, url)
    if isinstance(meant, StoreUnavailable):
        return meant
    return StoreUnavailable(url, str(error).strip())


def errors_of(engine: Engine) -> tuple[type[Exception], ...]:
    """What can go wrong with *engine*: SQLAlchemy's errors, and its driver's own."""
    return SQLAlchemyError, engine.dialect.loaded_dbapi.Error


def reraise(error: Exception, url: str) -> NoReturn:
    """Raise *error* of a driver or of SQLAlchemy in the store's words, and keep its cause."""
    cause = error
    if isinstance(error, DBAPIError) and isinstance(error.orig, Exception):
        cause = error.orig
    outage = translated(cause, url)
    if outage is None:
        raise cause
    raise outage from cause


def _meaning(error: Exception) -> type[LostGuard | StoreUnavailable] | None:
    if isinstance(error, PoolTimeout):
        return StoreLocked
    code = getattr(error, "sqlite_errorcode", None)
    if code == _SQLITE_STALE:
        return LostGuard
    if code is not None:
        return _SQLITE.get(code & 0xFF)
    state = getattr(error, "sqlstate", None)
    if state is not None:
        return _SQLSTATES.get(state) or _SQLSTATES.get(state[:2])
    # A server that cannot be reached has no code to give.
    return StoreUnavailable if type(error).__name__ == "OperationalError" else None
