"""The stores in which the sections about waiting lists, moves and large sessions are measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

from attrs import evolve, frozen

from bench.databases import SqliteFile, serving
from bench.furnishing import CENTER, memory_desk
from bench.pouring import poured
from bookingcore import Desk
from bookingcore.adapters.system import SystemChance, SystemClock
from bookingcore.domain.values.moments import Instant, add_minutes
from tests.postgres import Server

F = TypeVar("F")

Furnish = Callable[[Desk], F]
"""Fills a new center with what is measured, and says what that is."""


class Floor(Protocol):
    """The commands by ids, as a floor has them that knows waiting lists and moves."""

    def cancel(self, booking: str, /) -> None:
        """Cancel a booking; its place is offered to who waits."""

    def reschedule(self, booking: str, session: str, /) -> None:
        """Move a booking into another session."""


@frozen
class Beside:
    """A desk and a floor whose stores hold the same rows.

    Attributes:
        floor: None in memory, where it is furnished from the desk's own entities.
    """

    name: str
    desk: Desk
    floor: Floor | None


@frozen
class Ahead:
    """A clock that is so many minutes ahead of the machine's."""

    minutes: int

    def now(self) -> Instant:
        """The instant that it shows."""
        return add_minutes(SystemClock().now(), self.minutes)


def later(desk: Desk, minutes: int) -> Desk:
    """A desk on the same rows whose clock is so many minutes ahead."""
    return Desk(desk.store, center=CENTER, clock=Ahead(minutes), chance=SystemChance())


@contextmanager
def stores(
    folder: Path, name: str, furnish: Furnish[F], server: Server | None, *, durable: bool
) -> Iterator[Iterator[tuple[Beside, F]]]:
    """Each store in turn, furnished: memory, SQLite NORMAL, PostgreSQL."""
    with ExitStack() as stack:
        serves = stack.enter_context(serving(server, durable=durable))
        yield _each(stack, folder, name, furnish, serves)


def _each(
    stack: ExitStack, folder: Path, name: str, furnish: Furnish[F], server: Server
) -> Iterator[tuple[Beside, F]]:
    desk = memory_desk()
    yield Beside("memory", desk, None), furnish(desk)
    file = SqliteFile(folder / f"{name}.db", "NORMAL")
    with evolve(file, synchronous="OFF").desk() as desk:
        furnished = furnish(desk)
    for database in (file, poured(file, server, name)):
        copy = database.copied("floor")
        desk = stack.enter_context(database.desk())
        floor = stack.enter_context(copy.by_floor())
        yield Beside(database.name, desk, floor), furnished  # type: ignore[arg-type]
        for each in (desk, stack.enter_context(copy.desk())):
            if faults := each.verify():
                raise AssertionError(f"{len(faults)} faults, the first: {faults[0]}")
