"""The store on a SQL database, SQLite or PostgreSQL, and a place for documents beside it.

SQLAlchemy writes the statements, keeps the pool and the transactions; the driver runs them.
"""

from __future__ import annotations

from bookingcore.adapters.sql.files import SqlFiles
from bookingcore.adapters.sql.migrations import upgrade
from bookingcore.adapters.sql.opening import migrate, open_store
from bookingcore.adapters.sql.store import SqlStore

__all__ = ["SqlFiles", "SqlStore", "migrate", "open_store", "upgrade"]
