"""`reschedule` beside the same written by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from attrs import frozen

from bench.figures import Budget, Line, Section, ratio
from bench.floors.in_memory import MemoryFloor
from bench.furnishing import POLICY, ZONE, Studio, furnish
from bench.stopwatch import interleaved, seconds_each
from bench.stores import Beside, Floor, stores
from bookingcore import Booking, Desk
from tests.postgres import Server

SESSIONS = 20
BUDGET = Budget(limit=1.7, named=False)
"""That of a cancellation, which gives back a place as this one does."""

IN_MEMORY = Budget(limit=3.0, named=False)
"""That of `book` there."""


@frozen(kw_only=True)
class Booked:
    """A studio in which everybody has booked once."""

    studio: Studio
    bookings: Sequence[Booking]

    def moves(self, number: int, size: int) -> Sequence[tuple[str, str]]:
        """The bookings that are moved in a round, each into the session after its own."""
        sessions = [session.id for session in self.studio.sessions]
        after = dict(zip(sessions, [*sessions[1:], sessions[0]], strict=True))
        return [
            (booking.id, after[booking.session_id])
            for booking in self.bookings[number * size : (number + 1) * size]
        ]


def booked(desk: Desk, customers: int) -> Booked:
    """So many customers, each with a booking that their card pays."""
    studio = furnish(desk, customers=customers, sessions=SESSIONS, capacity=1_000_000)
    for who in studio.customers:
        desk.sales.sell(who, studio.plan)
    bookings = [desk.bookings.book(*pair) for pair in studio.pairs(0, customers)]
    return Booked(studio=studio, bookings=bookings)


def measure(folder: Path, rounds: int, size: int, server: Server | None = None) -> Section:
    """The section of the report."""
    lines: list[Line] = []

    def everybody(desk: Desk) -> Booked:
        return booked(desk, (rounds + 1) * size)

    with stores(folder, "moves", everybody, server, durable=True) as each:
        for beside, furnished in each:
            lines.extend(_lines(beside, furnished, rounds, size))
    return Section(
        title="Moving a booking",
        lines=lines,
        note="Into another session of its service, where its unit stays valid; nobody waits.",
    )


def _lines(beside: Beside, furnished: Booked, rounds: int, size: int) -> Iterator[Line]:
    desk, floor = beside.desk, beside.floor or _in_memory(beside.desk, furnished)

    def move(booking: str, session: str) -> None:
        desk.bookings.reschedule(booking, to=session)

    sides = [_round(each, furnished, size) for each in (move, floor.reschedule)]
    mine, theirs = interleaved(sides, rounds)
    check(desk, furnished)
    yield ratio(
        f"`reschedule`, {beside.name}",
        mine["move"],
        theirs["move"],
        IN_MEMORY if beside.floor is None else BUDGET,
    )


def _round(
    move: Callable[[str, str], None], furnished: Booked, size: int
) -> Callable[[int], dict[str, float]]:
    return lambda number: {"move": seconds_each(move, furnished.moves(number, size))}


def check(desk: Desk, furnished: Booked) -> None:
    """Everybody is in the session after their own, paid as before."""
    for booking, to in furnished.moves(0, len(furnished.bookings)):
        moved = desk.bookings.get(booking)
        if (moved.session_id, moved.status.name) != (to, "BOOKED"):
            raise AssertionError(f"booking {booking} is {moved.status.name} in {moved.session_id}")
    if faults := desk.verify():
        raise AssertionError(f"{len(faults)} faults, the first: {faults[0]}")


def _in_memory(desk: Desk, furnished: Booked) -> Floor:
    """The floor, whose entities are those of the desk."""
    studio, floor = furnished.studio, MemoryFloor(ZONE, POLICY)
    floor.furnish(studio.customers, studio.sessions, (studio.plan,))
    floor.furnish_bookings(desk, furnished.bookings)
    return floor
