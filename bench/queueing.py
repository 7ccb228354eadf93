"""What it takes to wait: joining a list, passing a place on, noticing that an offer has run out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

from attrs import frozen

from bench.figures import Budget, Line, Section, Spread, ratio
from bench.floors.in_memory import MemoryFloor
from bench.furnishing import POLICY, ZONE, Studio, furnish
from bench.stopwatch import interleaved, seconds_each
from bench.stores import Beside, Floor, later, stores
from bookingcore import Booking, Desk, DueKind, Session
from tests.postgres import Server

BUDGET = Budget(limit=1.7)
"""Of a cancellation whose place is offered to somebody."""

IN_MEMORY = Budget(limit=3.0, named=False)
"""That of `book` there."""

WAITING = 2
"""How many wait for each place."""

OVER = 11
"""Minutes after which an offer has run out."""


@frozen(kw_only=True)
class Queues:
    """Sessions of one place, each booked and waited for, and somebody for each who may join."""

    studio: Studio
    bookings: Sequence[Booking]

    def sessions(self, number: int, size: int) -> Sequence[Session]:
        """Those of a round."""
        return self.studio.sessions[number * size : (number + 1) * size]

    def cancelling(self, number: int, size: int) -> Sequence[tuple[str]]:
        """The bookings that are cancelled in a round."""
        return [(booking.id,) for booking in self.bookings[number * size : (number + 1) * size]]

    def joining(self, number: int, size: int) -> Sequence[tuple[str, str]]:
        """Who joins in a round, and where."""
        who = self.studio.customers[-1].id
        return [(who, session.id) for session in self.sessions(number, size)]


def queued(desk: Desk, sessions: int) -> Queues:
    """So many sessions with a booking and two who wait."""
    studio = furnish(desk, customers=sessions + WAITING + 1, sessions=sessions, capacity=1)
    bookings = []
    for who, session in zip(studio.customers, studio.sessions, strict=False):
        desk.sales.sell(who, studio.plan)
        bookings.append(desk.bookings.book(who, session))
        for other in studio.customers[sessions : sessions + WAITING]:
            desk.waitlist.join(other, session)
    return Queues(studio=studio, bookings=bookings)


def measure(folder: Path, rounds: int, size: int, server: Server | None = None) -> Section:
    """The section of the report."""
    lines: list[Line] = []

    def all_queues(desk: Desk) -> Queues:
        return queued(desk, (rounds + 1) * size)

    with stores(folder, "queues", all_queues, server, durable=True) as each:
        for beside, queues in each:
            lines.extend(_lines(beside, queues, rounds, size))
    return Section(
        title="Waiting lists",
        lines=lines,
        note=(
            "Two wait for the one place of each session. `run_due` ends an offer that has run out "
            "and makes the next one: for each waiting list, its claim included."
        ),
    )


def _lines(beside: Beside, queues: Queues, rounds: int, size: int) -> Iterator[Line]:
    floor = beside.floor or _in_memory(beside.desk, queues)
    ours = _round(beside.desk, queues, size)
    mine, theirs = interleaved([ours, _round_by_hand(floor, queues, size)], rounds)
    check(beside.desk, queues)
    shown = f"`cancel` with an offer, {beside.name}"
    yield ratio(
        shown, mine["cancel"], theirs["cancel"], IN_MEMORY if beside.floor is None else BUDGET
    )
    for name in ("join", "run_due"):
        yield Line(
            name=f"`{name}`, {beside.name}",
            ours=f"{median(mine[name]) * 1e6:,.0f} µs",
            floor="",
            figure=Spread.of([seconds * 1e6 for seconds in mine[name]]),
            unit="µs",
        )


def _round(desk: Desk, queues: Queues, size: int) -> Callable[[int], dict[str, float]]:
    """A round: cancel in each session, let somebody join, and let the offers run out."""
    overdue = later(desk, OVER)

    def sweep() -> None:
        if overdue.run_due().done != {DueKind.QUEUE: size}:
            raise AssertionError("not every list was looked at")

    def play(number: int) -> dict[str, float]:
        joined = seconds_each(desk.waitlist.join, queues.joining(number, size))
        cancelled = seconds_each(desk.bookings.cancel, queues.cancelling(number, size))
        return {
            "join": joined,
            "cancel": cancelled,
            "run_due": seconds_each(sweep, [()]) / size,
        }

    return play


def _round_by_hand(floor: Floor, queues: Queues, size: int) -> Callable[[int], dict[str, float]]:
    return lambda number: {"cancel": seconds_each(floor.cancel, queues.cancelling(number, size))}


def check(desk: Desk, queues: Queues) -> None:
    """In each session the first offer has run out, and the second one is open."""
    for session in queues.studio.sessions:
        states = [entry.status.name for entry in desk.waitlist.entries(session)]
        if states != ["EXPIRED", "OFFERED", "WAITING"]:
            raise AssertionError(f"session {session.id}: {states}")
    if faults := desk.verify():
        raise AssertionError(f"{len(faults)} faults, the first: {faults[0]}")


def _in_memory(desk: Desk, queues: Queues) -> Floor:
    """The floor, whose entities are those of the desk."""
    studio, floor = queues.studio, MemoryFloor(ZONE, POLICY)
    floor.furnish(studio.customers, studio.sessions, (studio.plan,))
    floor.furnish_bookings(desk, queues.bookings)
    for session in studio.sessions:
        entries = desk.waitlist.entries(session)
        floor.furnish_queue(desk.schedule.get(session), entries, 1 + len(entries))
    return floor
