"""Waiting until somebody waits, on a PostgreSQL server."""

from __future__ import annotations

import time

import sqlalchemy as sa

from tests.servers.server import PATIENCE

_WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def wait_for_one_who_waits(engine: sa.Engine) -> None:
    """Until somebody waits for a lock in the database of *engine*."""
    until = time.monotonic() + PATIENCE
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.exec_driver_sql(_WAITING).scalar():
            assert time.monotonic() < until, "nobody waits"
            time.sleep(0.01)
