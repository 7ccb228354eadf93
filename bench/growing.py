"""What `book` takes when a center has a history: the same work in a small one and a large one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from attrs import evolve, frozen

from bench.commands import MEMORY_TIMES, DeskHands, Hands
from bench.databases import Database, SqliteFile, serving
from bench.figures import Budget, Line, Section, ratio
from bench.furnishing import Studio, furnish, memory_desk
from bench.history import HISTORY, grow
from bench.pouring import poured
from bench.stopwatch import interleaved, seconds_each
from bookingcore import Desk
from tests.postgres import Server

SESSIONS = 20
IN_MEMORY = Budget(limit=1.25)
BUDGETS = Budget(limit=1.5), Budget(limit=1.4)
"""On SQLite, and on PostgreSQL."""


@frozen
class Grown:
    """A database whose center has a history, and customers who have not booked yet."""

    database: Database
    studio: Studio


def measure(
    folder: Path, rounds: int, size: int, sizes: Sequence[int], server: Server | None = None
) -> Section:
    """The section of the report: each of *sizes* beside 1,000 existing bookings.

    In memory the first of them only: nobody keeps a million there.
    """
    lines = [_in_memory(rounds, size * MEMORY_TIMES, sizes[0])]
    with serving(server, durable=False) as serves:
        small = _both(folder, serves, HISTORY, rounds, size)
        for count in sizes:
            large = _both(folder, serves, count, rounds, size)
            for pair, budget in zip(zip(small, large, strict=True), BUDGETS, strict=True):
                lines.extend(_lines(pair, budget, count, rounds, size))
    return Section(
        title="Growth",
        lines=lines,
        note=(
            "Here the floor is the same code with the small history. PostgreSQL does not wait for "
            "the disk, whose own time would hide the difference."
        ),
    )


def _in_memory(rounds: int, size: int, bookings: int) -> Line:
    desks = [memory_desk(), memory_desk()]
    sides = []
    for desk, count in zip(desks, (HISTORY, bookings), strict=True):
        studio = _furnished(desk, count, rounds, size)
        sides.append(_booking(DeskHands(desk), studio, size))
    small, large = interleaved(sides, rounds)
    for desk in desks:
        assert desk.verify() == ()
    return ratio(_name("memory", bookings), large["book"], small["book"], IN_MEMORY)


def _both(folder: Path, server: Server, bookings: int, rounds: int, size: int) -> Sequence[Grown]:
    """The same history in a SQLite file and on PostgreSQL."""
    file = SqliteFile(folder / f"{bookings}-bookings.db", "NORMAL")
    with evolve(file, synchronous="OFF").desk() as desk:
        studio = _furnished(desk, bookings, rounds, size)
    return Grown(file, studio), Grown(poured(file, server, f"grown_{bookings}"), studio)


def _furnished(desk: Desk, bookings: int, rounds: int, size: int) -> Studio:
    grow(desk, bookings)
    studio = furnish(desk, customers=(rounds + 1) * size, sessions=SESSIONS, capacity=1_000_000)
    for customer in studio.customers:
        desk.sales.sell(customer, studio.plan)
    return studio


def _lines(
    pair: Sequence[Grown], budget: Budget, bookings: int, rounds: int, size: int
) -> Iterator[Line]:
    name = _name(pair[0].database.name, bookings)
    ours = _compared(pair, lambda database: database.by_desk(), rounds, size)
    by_hand = _compared(pair, lambda database: database.by_floor(), rounds, size)
    yield ratio(name, *ours, budget)
    yield ratio("the same, hand-written", *by_hand)


def _name(store: str, bookings: int) -> str:
    return f"`book`, {store}, {bookings:,} bookings beside {HISTORY:,}"


def _compared(
    pair: Sequence[Grown],
    at_work: Callable[[Database], AbstractContextManager[Hands]],
    rounds: int,
    size: int,
) -> tuple[list[float], list[float]]:
    """Seconds for a `book` in each round: with the large history, with the small one."""
    copies = [each.database.copied("copy") for each in pair]
    with ExitStack() as stack:
        sides = [
            _booking(stack.enter_context(at_work(copy)), each.studio, size)
            for copy, each in zip(copies, pair, strict=True)
        ]
        small, large = interleaved(sides, rounds)
    for copy in copies:
        with copy.desk() as desk:
            assert desk.verify() == ()
    return large["book"], small["book"]


def _booking(hands: Hands, studio: Studio, size: int) -> Callable[[int], dict[str, float]]:
    return lambda number: {"book": seconds_each(hands.book, studio.pairs(number * size, size))}
