"""What it takes to move or to cancel a session with everybody in it, few or many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from attrs import frozen

from bench.figures import Budget, Line, Section, ratio
from bench.furnishing import UNITS, Studio, furnish
from bench.stopwatch import interleaved, seconds_each
from bench.stores import Beside, stores
from bookingcore import Desk, Session
from tests.postgres import Server

BUDGET = Budget(limit=1.25, named=False)
"""That of `book` with a longer history: what one booking takes must not grow with the others."""


@frozen(kw_only=True)
class Classes:
    """Sessions of two sizes, one of each for every round.

    Attributes:
        sizes: how many bookings there are in each of the few, and in each of the many.
    """

    studio: Studio
    sizes: tuple[int, int]

    def of_round(self, number: int) -> Sequence[Session]:
        """The small one and the large one."""
        return self.studio.sessions[2 * number : 2 * number + 2]


def filled(desk: Desk, sizes: tuple[int, int], rounds: int) -> Classes:
    """Two sessions for each round, the one before the first included; every booking is paid."""
    studio = furnish(desk, customers=max(sizes), sessions=2 * (rounds + 1), capacity=1_000_000)
    for who in studio.customers:
        for _ in range(-(-2 * (rounds + 1) // UNITS)):
            desk.sales.sell(who, studio.plan)
    for number, session in enumerate(studio.sessions):
        for who in studio.customers[: sizes[number % 2]]:
            desk.bookings.book(who, session)
    return Classes(studio=studio, sizes=sizes)


def measure(
    folder: Path, rounds: int, sizes: tuple[int, int], server: Server | None = None
) -> Section:
    """The section of the report."""
    lines: list[Line] = []

    def classes(desk: Desk) -> Classes:
        return filled(desk, sizes, rounds)

    with stores(folder, "classes", classes, server, durable=False) as each:
        for beside, furnished in each:
            lines.extend(_lines(beside, furnished, rounds))
    return Section(
        title=f"A session of {sizes[1]}",
        lines=lines,
        note=(
            "Microseconds for each booking in it. Here the floor is the same command on a session "
            f"of {sizes[0]}. PostgreSQL does not wait for the disk."
        ),
    )


def _lines(beside: Beside, classes: Classes, rounds: int) -> Iterator[Line]:
    sides = [_round(beside.desk, classes, which) for which in (0, 1)]
    few, many = interleaved(sides, rounds)
    check(beside.desk, classes)
    for name in few:
        small, large = classes.sizes
        shown = f"`{name}`, {beside.name}, {large} beside {small}"
        yield ratio(shown, many[name], few[name], BUDGET)


def _round(desk: Desk, classes: Classes, which: int) -> Callable[[int], dict[str, float]]:
    """A round: move a session of one size by half an hour, and cancel it."""
    size = classes.sizes[which]

    def move(session: Session) -> None:
        desk.schedule.move_session(session, starts_at=session.starts_at + timedelta(minutes=30))

    def play(number: int) -> dict[str, float]:
        session = (classes.of_round(number)[which],)
        moved = seconds_each(move, [session]) / size
        cancelled = seconds_each(desk.schedule.cancel_session, [session]) / size
        return {"move_session": moved, "cancel_session": cancelled}

    return play


def check(desk: Desk, classes: Classes) -> None:
    """Nobody is in any of them, and every unit is back."""
    for session in classes.studio.sessions:
        if any(booking.live for booking in desk.bookings.in_session(session)):
            raise AssertionError(f"somebody is left in {session.id}")
    for who in classes.studio.customers:
        if any(balance.remaining != UNITS for balance in desk.balances.of(who)):
            raise AssertionError(f"customer {who.id} has lost a unit")
    if faults := desk.verify():
        raise AssertionError(f"{len(faults)} faults, the first: {faults[0]}")
