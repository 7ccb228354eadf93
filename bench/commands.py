"""`sell`, `book` and `cancel` on each store, beside the hand-written transaction."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from attrs import frozen

from bench.figures import Budget, Line, Section, ratio
from bench.floors.in_memory import MemoryFloor
from bench.floors.on_sqlite import SqliteFloor
from bench.furnishing import (
    CENTER,
    POLICY,
    UNITS,
    ZONE,
    Studio,
    closed,
    furnish,
    memory_desk,
    sqlite_desk,
)
from bench.stopwatch import interleaved, seconds_each
from bookingcore import Balance, Desk, Session
from bookingcore.adapters.sql.opening import Synchronous

CANCELLED_SHARE = 2
"""Every second booking is cancelled, so that places and units are left to be counted."""

MEMORY_TIMES = 5
"""How many more commands a round in memory has, where each is so short."""

BUDGETS = {
    "memory": {"book": Budget(limit=3.0)},
    "FULL": {"book": Budget(limit=1.6), "cancel": Budget(limit=1.7)},
    "NORMAL": {"book": Budget(limit=1.8), "cancel": Budget(limit=1.7)},
}
"""Those that are named; where none is, that of `book` on the same store shows the way."""


class Hands(Protocol):
    """The three commands by ids, as a floor has them."""

    def sell(self, customer: str, plan: str, /) -> str:
        """Sell one of a plan."""

    def book(self, customer: str, session: str, /) -> str:
        """Book one place."""

    def cancel(self, booking: str, /) -> None:
        """Cancel a booking."""


@frozen
class DeskHands:
    """A desk's own."""

    desk: Desk

    def sell(self, customer: str, plan: str) -> str:
        """As a host would: by id."""
        return self.desk.sales.sell(customer, plan).id

    def book(self, customer: str, session: str) -> str:
        """As a host would: by id."""
        return self.desk.bookings.book(customer, session).id

    def cancel(self, booking: str) -> None:
        """As a host would: by id."""
        self.desk.bookings.cancel(booking)


def round_of(hands: Hands, studio: Studio, size: int) -> Callable[[int], dict[str, float]]:
    """A round: sell to *size* new customers, book each a place, cancel every second one."""

    def play(number: int) -> dict[str, float]:
        pairs = studio.pairs(number * size, size)
        bookings: list[tuple[str]] = []

        def book(customer: str, session: str) -> None:
            bookings.append((hands.book(customer, session),))

        sold = seconds_each(hands.sell, [(customer, studio.plan.id) for customer, _ in pairs])
        booked = seconds_each(book, pairs)
        cancelled = seconds_each(hands.cancel, bookings[::CANCELLED_SHARE])
        return {"book": booked, "sell": sold, "cancel": cancelled}

    return play


def check_exact(
    sessions: Sequence[Session], balances: Sequence[Balance], studio: Studio, rounds: int, size: int
) -> None:
    """Every place and every unit is accounted for, to the last one."""
    cancelled = -(-size // CANCELLED_SHARE)
    kept = (rounds + 1) * (size - cancelled)
    sold = (rounds + 1) * size
    places = sum(session.taken for session in sessions)
    units = sum(balance.remaining for balance in balances)
    if (places, len(balances), units) != (kept, sold, sold * UNITS - kept):
        raise AssertionError(f"{places} places, {len(balances)} balances, {units} units")


def check_desk(desk: Desk, studio: Studio, rounds: int, size: int) -> None:
    """The desk counts exactly, and finds no fault with itself."""
    sessions = [desk.schedule.get(session) for session in studio.sessions]
    balances = [row for customer in studio.customers for row in desk.balances.of(customer)]
    check_exact(sessions, balances, studio, rounds, size)
    if faults := desk.verify():
        raise AssertionError(f"{len(faults)} faults, the first: {faults[0]}")


def in_memory(rounds: int, size: int) -> list[Line]:
    """The three commands in memory."""
    desk = memory_desk()
    studio = furnish(desk, customers=(rounds + 1) * size, sessions=20, capacity=1_000_000)
    floor = MemoryFloor(ZONE, POLICY)
    floor.furnish(studio.customers, studio.sessions, (studio.plan,))
    lines = list(_lines("memory", DeskHands(desk), floor, studio, rounds, size))
    check_desk(desk, studio, rounds, size)
    sessions, balances = tuple(floor.sessions.values()), tuple(floor.balances.values())
    check_exact(sessions, balances, studio, rounds, size)
    return lines


def on_sqlite(folder: Path, synchronous: Synchronous, rounds: int, size: int) -> list[Line]:
    """The three commands on a SQLite file; the floor works on a copy of it."""
    path, twin = folder / f"desk-{synchronous}.db", folder / f"floor-{synchronous}.db"
    with closed(sqlite_desk(path, synchronous)) as desk:
        studio = furnish(desk, customers=(rounds + 1) * size, sessions=20, capacity=1_000_000)
    shutil.copy(path, twin)
    floor = SqliteFloor(twin, CENTER, synchronous=synchronous)
    with closed(sqlite_desk(path, synchronous)) as desk:
        lines = list(_lines(synchronous, DeskHands(desk), floor, studio, rounds, size))
        check_desk(desk, studio, rounds, size)
    floor.close()
    with closed(sqlite_desk(twin)) as desk:
        check_desk(desk, studio, rounds, size)
    return lines


def _lines(
    store: str, ours: Hands, floor: Hands, studio: Studio, rounds: int, size: int
) -> Iterator[Line]:
    sides = round_of(ours, studio, size), round_of(floor, studio, size)
    mine, theirs = interleaved(sides, rounds)
    shown = "memory" if store == "memory" else f"SQLite {store}"
    for name in mine:
        neighbour = Budget(limit=BUDGETS[store]["book"].limit, named=False)
        budget = BUDGETS[store].get(name, neighbour)
        yield ratio(f"`{name}`, {shown}", mine[name], theirs[name], budget)


def measure(folder: Path, rounds: int, size: int) -> Section:
    """The section of the report."""
    return Section(
        title="Commands beside hand-written ones",
        lines=[
            *in_memory(rounds, size * MEMORY_TIMES),
            *on_sqlite(folder, "FULL", rounds, size),
            *on_sqlite(folder, "NORMAL", rounds, size),
        ],
    )
