"""Processes for tests: they share nothing, and start at once because the imports are done before.

They are forked from a server process that has loaded the library and opened nothing.
"""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import ForkServerContext

PATIENCE = 120.0
"""Seconds after which somebody who never came fails the test."""

_LOADED = [
    "bookingcore.adapters.calendar",
    "bookingcore.adapters.smtp",
    "bookingcore.adapters.sql",
    "bookingcore.adapters.texts",
    "bookingcore.desk.desk",
    "bookingcore.opening",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
]


def processes() -> ForkServerContext:
    """Where processes, barriers and queues of a test come from."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_LOADED)
    return context
