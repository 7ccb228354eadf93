"""Hearing what a store says to SQLite, and in what order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from bookingcore.adapters.sql import SqlStore

_BEGINNING = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM|SELECT|\w+)(?: bk_\w+)?")


@contextmanager
def listening(store: SqlStore) -> Iterator[list[str]]:
    """Each statement that connections made from now on run, with its values."""
    heard: list[str] = []
    engine = store._exchange._engine

    def listen(driver: Any, record: object) -> None:
        driver.set_trace_callback(heard.append)

    engine.dispose()
    event.listen(engine, "connect", listen)
    yield heard
    event.remove(engine, "connect", listen)
    engine.dispose()


def beginnings(heard: list[str]) -> list[str]:
    """What each statement does, and to which table."""
    found = (_BEGINNING.match(statement) for statement in heard)
    return [match[0] for match in found if match]
