"""The door for hosts on asyncio: the same desk, in a thread or inside their own transaction.

There is no second, asynchronous copy of the library. What a host awaits is the same code, run
where it may wait: in a worker thread, or under SQLAlchemy's `run_sync`, which lets the driver
await while our code stands still.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from attrs import frozen

from bookingcore.desk.desk import Desk

T = TypeVar("T")


class RunsSync(Protocol):
    """SQLAlchemy's `AsyncConnection` or `AsyncSession`."""

    async def run_sync(self, fn: Callable[..., T], /, *arguments: Any) -> T:
        """Call *fn* with the synchronous twin, awaiting where its driver waits."""


@frozen
class AsyncDesk:
    """A desk for hosts on asyncio.

    Attributes:
        desk: the desk that is called; `AsyncDesk(desk.by(anna))` for another actor.
    """

    desk: Desk

    async def run(self, work: Callable[[Desk], T]) -> T:
        """Call *work* with the desk in a worker thread, in transactions of the library's own.

        The way for SQLite, where a thread is several times quicker than an asynchronous driver,
        and for every host that needs no transaction of its own around the command. A command
        that has begun is finished even if the task that awaits it is cancelled.
        """
        return await asyncio.to_thread(work, self.desk)

    async def using(self, connection: RunsSync, work: Callable[[Desk], T]) -> T:
        """Call *work* with the desk inside the host's own asynchronous transaction.

        Each command is a savepoint in it, as with `Desk.using`.

        Args:
            connection: SQLAlchemy's `AsyncConnection` or `AsyncSession`, in a transaction, on a
                database with our tables.
            work: called with a desk that is good until it returns; it must not wait for anything
                but the desk, since the event loop stands still meanwhile.
        """
        return await connection.run_sync(lambda handle: work(self.desk.using(handle)))
