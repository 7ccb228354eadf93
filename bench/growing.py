"""What `book` takes when a center has a history: the same work on a small file and a large one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from attrs import frozen

from bench.commands import Hands, by_desk, by_floor
from bench.figures import Budget, Line, Section, ratio
from bench.furnishing import Studio, closed, furnish, sqlite_desk
from bench.history import grow
from bench.stopwatch import interleaved, seconds_each
from bookingcore.adapters.sql.opening import Synchronous

SMALL = 1_000
LIMIT = 1.5
SYNCHRONOUS: Synchronous = "NORMAL"
"""So that the disk's own time does not hide the difference."""


@frozen
class Grown:
    """A file whose center has a history, and customers who have not booked yet."""

    path: Path
    studio: Studio


def measure(folder: Path, rounds: int, size: int, sizes: Sequence[int]) -> Section:
    """The section of the report: each of *sizes* beside 1,000 existing bookings."""
    small = _grown(folder, SMALL, rounds, size)
    lines: list[Line] = []
    for count in sizes:
        large = _grown(folder, count, rounds, size)
        name = f"`book`, {count:,} bookings beside {SMALL:,}"
        ours = _compared((small, large), by_desk, rounds, size)
        by_hand = _compared((small, large), by_floor, rounds, size)
        lines.append(ratio(name, *ours, Budget(limit=LIMIT)))
        lines.append(ratio("the same, hand-written", *by_hand))
    return Section(
        title="Growth",
        lines=lines,
        note=f"SQLite {SYNCHRONOUS}; here the floor is the same code on the small file.",
    )


def _grown(folder: Path, bookings: int, rounds: int, size: int) -> Grown:
    path = folder / f"{bookings}-bookings.db"
    with closed(sqlite_desk(path, "OFF")) as desk:
        grow(desk, bookings)
        studio = furnish(desk, customers=(rounds + 1) * size, sessions=20, capacity=1_000_000)
        for customer in studio.customers:
            desk.sales.sell(customer, studio.plan)
    return Grown(path, studio)


def _compared(
    pair: Sequence[Grown],
    at_work: Callable[[Path, Synchronous], AbstractContextManager[Hands]],
    rounds: int,
    size: int,
) -> tuple[list[float], list[float]]:
    """Seconds for a `book` in each round: on the large file, on the small one."""
    copies = [_copied(each.path) for each in pair]
    with ExitStack() as stack:
        hands = [stack.enter_context(at_work(copy, SYNCHRONOUS)) for copy in copies]
        small, large = interleaved(
            [_booking(hand, each.studio, size) for hand, each in zip(hands, pair, strict=True)],
            rounds,
        )
    for copy in copies:
        with closed(sqlite_desk(copy)) as desk:
            assert desk.verify() == ()
    return large["book"], small["book"]


def _booking(hands: Hands, studio: Studio, size: int) -> Callable[[int], dict[str, float]]:
    return lambda number: {"book": seconds_each(hands.book, studio.pairs(number * size, size))}


def _copied(path: Path) -> Path:
    """A copy to work on, made anew for each side."""
    copy = path.with_suffix(".copy.db")
    shutil.copy(path, copy)
    return copy
