"""Counting how often a client waits for its PostgreSQL server, by the driver's own trace."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event


class Trace:
    """What was said on all connections that were made meanwhile."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = 0

    def said(self) -> list[str]:
        """The messages of the clients since the last time: `Parse`, `Bind`... with their words."""
        told = self._path.read_text()
        lines = [line.split("\t") for line in told[self._read :].splitlines()]
        self._read = len(told)
        return [" ".join(words[2:]) for words in lines if words[0] == "F"]

    def trips(self) -> int:
        """How often a client waited for the server since the last time.

        Before it waits it says `Sync`, after one statement or after several, or a plain `Query`.
        """
        return sum(message.startswith(("Sync", "Query")) for message in self.said())


@contextmanager
def tracing() -> Iterator[Trace]:
    """Listen to the connections that are made from now on."""
    with tempfile.NamedTemporaryFile() as file:

        def listen(driver: Any, record: object) -> None:
            from psycopg.pq import Trace as Flags

            driver.pgconn.trace(file.fileno())
            driver.pgconn.set_trace_flags(Flags.SUPPRESS_TIMESTAMPS)

        event.listen(sa.Engine, "connect", listen)
        try:
            yield Trace(Path(file.name))
        finally:
            event.remove(sa.Engine, "connect", listen)
