"""The floors leave behind what the desk leaves behind: else a ratio to them would mean nothing."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from operator import attrgetter
from pathlib import Path

import pytest

from bench.floors.ids import NotPlain, World
from bench.floors.in_memory import MemoryFloor
from bench.floors.on_sqlite import SqliteFloor
from bookingcore import CancellationPolicy, Customer, Delivery, Desk, ServicePolicy, open_desk
from bookingcore.testing import FrozenClock, SeededChance
from tests.conftest import MORNING, closing, rome

POLICY = ServicePolicy(cancellation=CancellationPolicy(limit=120))
SEED = 11


class Twins:
    """A furnished desk on SQLite and the file beside it, which is the floor's."""

    def __init__(self, folder: Path) -> None:
        self.clock = FrozenClock(MORNING)
        self.path, self.twin = folder / "desk.db", folder / "floor.db"
        desk = open_desk(f"sqlite:///{self.path}", center="roma", settings=rome(), clock=self.clock)
        yoga = desk.catalog.add_service("Yoga", duration=60, policy=POLICY)
        self.ten = desk.catalog.add_plan(
            "Ten", price="90", units=10, services=(yoga,), valid_for=30
        )
        self.ever = desk.catalog.add_plan(
            "For ever", price=0, units=1, services=(yoga,), valid_for=None
        )
        self.sessions = tuple(
            desk.schedule.add_session(yoga, starts_at=f"2026-07-0{day}T18:30", capacity=capacity)
            for day, capacity in ((1, 2), (2, None), (3, 2), (4, 2))
        )
        self.full = desk.schedule.add_session(yoga, starts_at="2026-07-05T18:30", capacity=1)
        self.anna = desk.customers.register(name="Anna")
        self.dora = desk.customers.register(name="Dora", email="dora@example.org")
        self.waiting = [desk.customers.register(name=name) for name in ("Mia", "Paul")]
        closing(desk)
        shutil.copy(self.path, self.twin)

    @property
    def world(self) -> World:
        """The desk's clock, and the numbers that its dice will show."""
        return World(now=self.clock.now, bits=SeededChance(SEED).bits)

    def desk(self, path: Path | None = None, seed: int = SEED) -> Desk:
        """The desk, or one on another file, whose dice have not been thrown yet."""
        return open_desk(
            f"sqlite:///{path or self.path}",
            center="roma",
            clock=self.clock,
            chance=SeededChance(seed),
        )

    def queue_up(self, path: Path) -> None:
        """Two wait for the session with one place, in the file at *path*."""
        desk = self.desk(path, SEED + 1)
        for who in self.waiting:
            desk.waitlist.join(who, self.full)
        closing(desk)


@pytest.fixture
def twins(tmp_path: Path) -> Twins:
    return Twins(tmp_path)


@pytest.fixture
def desk(twins: Twins) -> Iterator[Desk]:
    desk = twins.desk()
    yield desk
    closing(desk)


@pytest.fixture
def on_sqlite(twins: Twins) -> Iterator[SqliteFloor]:
    floor = SqliteFloor(twins.twin, "roma", world=twins.world)
    yield floor
    floor.close()


@pytest.fixture
def in_memory(twins: Twins) -> MemoryFloor:
    floor = MemoryFloor("Europe/Rome", POLICY, world=twins.world)
    floor.furnish(
        (twins.anna, twins.dora, *twins.waiting),
        (*twins.sessions, twins.full),
        (twins.ten, twins.ever),
    )
    return floor


Sell = Callable[[str, str], str]
Book = Callable[[str, str], str]
Cancel = Callable[[str], None]
Move = Callable[[str, str], object]


def week(twins: Twins, sell: Sell, book: Book, cancel: Cancel, move: Move) -> None:
    """A week of Anna's: two cards of which one never expires, a cancellation in time, one late.

    And what she books in the end she moves, there and back and there again; and back once more
    when it is too late to remind her, and she will be asked whether she comes.
    """
    twins.clock.move_to(MORNING)
    anna, sessions = twins.anna.id, [session.id for session in twins.sessions]
    sell(anna, twins.ever.id)
    sell(anna, twins.ten.id)
    first, second, _ = [book(anna, session) for session in sessions[:3]]
    cancel(second)
    twins.clock.advance(hours=10)
    cancel(first)
    again = book(anna, sessions[1])
    for session in (sessions[3], sessions[1], sessions[3]):
        move(again, session)
    twins.clock.advance(hours=1)
    move(again, sessions[1])


def of_desk(desk: Desk) -> tuple[Sell, Book, Cancel, Move]:
    def cancel(booking: str) -> None:
        desk.bookings.cancel(booking)

    return (
        lambda customer, plan: desk.sales.sell(customer, plan).id,
        lambda customer, session: desk.bookings.book(customer, session).id,
        cancel,
        lambda booking, session: desk.bookings.reschedule(booking, to=session),
    )


def of_floor(floor: SqliteFloor | MemoryFloor, world: World) -> tuple[Sell, Book, Cancel, Move]:
    def cancel(booking: str) -> None:
        # The desk has an id ready for the sale of a fee; the floor needs none.
        world.new_id()
        floor.cancel(booking)

    return floor.sell, floor.book, cancel, floor.reschedule


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the database, table by table, in no order that matters."""
    with sqlite3.connect(path) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for (name,) in tables.fetchall()
        }


def messages(desk: Desk, who: Customer) -> list[Delivery]:
    """Those that were written to *who* after the welcome, the oldest first."""
    return list(desk.notifications.history(who))[-2::-1]


def test_the_floor_on_sqlite_leaves_the_same_rows(
    twins: Twins, desk: Desk, on_sqlite: SqliteFloor
) -> None:
    week(twins, *of_desk(desk))
    week(twins, *of_floor(on_sqlite, on_sqlite.world))

    assert rows(twins.twin) == rows(twins.path)
    assert desk.verify() == ()


def test_the_floor_in_memory_holds_the_same_entities(
    twins: Twins, desk: Desk, in_memory: MemoryFloor
) -> None:
    week(twins, *of_desk(desk))
    week(twins, *of_floor(in_memory, in_memory.world))

    anna = twins.anna
    balances = desk.balances.of(anna)
    assert set(in_memory.bookings.values()) == set(desk.bookings.of(anna))
    assert set(in_memory.sales.values()) == set(desk.sales.of(anna))
    assert set(in_memory.balances.values()) == set(balances)
    for balance in balances:
        assert tuple(in_memory.movements[balance.id]) == desk.balances.movements(balance)
    assert in_memory.events[anna.id] == list(desk.history(anna))[1:]
    assert in_memory.outbox.deliveries == messages(desk, anna)
    for session in twins.sessions:
        told = [event for event in desk.history(session) if event.customer_id == anna.id]
        assert in_memory.events[session.id] == told
        assert in_memory.sessions[session.id] == desk.schedule.get(session)


def last_place(twins: Twins, sell: Sell, book: Book) -> str:
    """Anna has the only place."""
    twins.clock.move_to(MORNING)
    sell(twins.anna.id, twins.ten.id)
    return book(twins.anna.id, twins.full.id)


def test_the_floor_on_sqlite_offers_the_place_that_is_given_back(
    twins: Twins, desk: Desk, on_sqlite: SqliteFloor
) -> None:
    sell, book, cancel, _ = of_desk(desk)
    ours = last_place(twins, sell, book)
    sell, book, cancel_there, _ = of_floor(on_sqlite, on_sqlite.world)
    theirs = last_place(twins, sell, book)
    for path in (twins.path, twins.twin):
        twins.queue_up(path)
    twins.clock.advance(hours=1)
    cancel(ours)
    cancel_there(theirs)

    assert rows(twins.twin) == rows(twins.path)
    assert [entry.status.name for entry in desk.waitlist.entries(twins.full)] == [
        "OFFERED",
        "WAITING",
    ]
    assert desk.verify() == ()


def test_the_floor_in_memory_offers_it_too(
    twins: Twins, desk: Desk, in_memory: MemoryFloor
) -> None:
    sell, book, cancel, _ = of_desk(desk)
    ours = last_place(twins, sell, book)
    sell, book, cancel_there, _ = of_floor(in_memory, in_memory.world)
    theirs = last_place(twins, sell, book)
    twins.queue_up(twins.path)
    full = desk.schedule.get(twins.full)
    in_memory.furnish_queue(full, desk.waitlist.entries(full), 3)
    twins.clock.advance(hours=1)
    cancel(ours)
    cancel_there(theirs)

    assert in_memory.sessions[full.id] == desk.schedule.get(full)
    assert tuple(in_memory.queues[full.id].values()) == desk.waitlist.entries(full)
    by_stream = attrgetter("stream")
    told = sorted(in_memory.events[full.id][-2:], key=by_stream)
    assert told == sorted(desk.history(full)[-2:], key=by_stream)
    assert min(due.due_at for due in in_memory.outbox.due.values()) == desk.next_due()
    for who in (twins.anna, twins.waiting[0]):
        written = [each for each in in_memory.outbox.deliveries if each.customer_id == who.id]
        assert written == messages(desk, who)


@pytest.mark.parametrize("floor", ["on_sqlite", "in_memory"])
def test_a_floor_refuses_what_is_not_plain(
    floor: str, twins: Twins, request: pytest.FixtureRequest
) -> None:
    """So that it never seems fast because it did nothing."""
    hand = request.getfixturevalue(floor)
    anna, (today, tomorrow, *_) = twins.anna.id, [session.id for session in twins.sessions]

    with pytest.raises(NotPlain):
        hand.book(anna, today)
    hand.sell(anna, twins.ten.id)
    booking = hand.book(anna, today)
    with pytest.raises(NotPlain):
        hand.book(anna, today)
    hand.reschedule(booking, tomorrow)
    hand.reschedule(booking, today)
    hand.cancel(booking)
    with pytest.raises(NotPlain):
        hand.cancel(booking)

    assert hand.book(anna, tomorrow)


@pytest.mark.parametrize("floor", ["on_sqlite", "in_memory"])
def test_a_floor_refuses_when_somebody_would_have_to_be_told(
    floor: str, twins: Twins, request: pytest.FixtureRequest
) -> None:
    """Of a sale, who has an address; and who books so late that they are asked at once."""
    hand = request.getfixturevalue(floor)
    anna, today = twins.anna.id, twins.sessions[0].id

    with pytest.raises(NotPlain):
        hand.sell(twins.dora.id, twins.ten.id)
    hand.sell(anna, twins.ten.id)
    twins.clock.advance(hours=8)
    with pytest.raises(NotPlain):
        hand.book(anna, today)
    twins.clock.advance(minutes=20)

    assert hand.book(anna, today)
