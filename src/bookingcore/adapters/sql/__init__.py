"""The store on a SQL database: SQLite, the embedded default; PostgreSQL is next.

SQLAlchemy writes the statements, keeps the pool and the transactions; the driver runs them.
"""

from __future__ import annotations

from bookingcore.adapters.sql.migrations import upgrade
from bookingcore.adapters.sql.opening import migrate, open_store
from bookingcore.adapters.sql.store import SqlStore

__all__ = ["SqlStore", "migrate", "open_store", "upgrade"]
