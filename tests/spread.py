"""Tests of the desk that need not meet every store: each meets memory, and one of the databases.

What they look at, the desk does before or beside the store, whose own part is under contract on
all three. Marked with `spread`, half of them go to SQLite and half to PostgreSQL, always the same.
"""

from __future__ import annotations

from zlib import crc32

import pytest

DATABASES = ("sqlite", "postgres")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is tried on the other database."""
    elsewhere = [item for item in items if _is_elsewhere(item)]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if not _is_elsewhere(item)]


def _is_elsewhere(item: pytest.Item) -> bool:
    callspec = getattr(item, "callspec", None)
    store = None if callspec is None else callspec.params.get("store_kind")
    if store not in DATABASES or item.get_closest_marker("spread") is None:
        return False
    turn = crc32(item.nodeid.replace(store, "").encode()) % len(DATABASES)
    return bool(DATABASES[turn] != store)
