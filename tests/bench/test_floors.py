"""The floors leave behind what the desk leaves behind: else a ratio to them would mean nothing."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.floors.ids import NotPlain, World
from bench.floors.in_memory import MemoryFloor
from bench.floors.on_sqlite import SqliteFloor
from bookingcore import CancellationPolicy, Desk, ServicePolicy, open_desk
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
            for day, capacity in ((1, 2), (2, None), (3, 2))
        )
        self.anna = desk.customers.register(name="Anna")
        closing(desk)
        shutil.copy(self.path, self.twin)

    @property
    def world(self) -> World:
        """The desk's clock, and the numbers that its dice will show."""
        return World(now=self.clock.now, bits=SeededChance(SEED).bits)

    def desk(self) -> Desk:
        """The desk, whose dice have not been thrown yet."""
        return open_desk(
            f"sqlite:///{self.path}", center="roma", clock=self.clock, chance=SeededChance(SEED)
        )


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
    floor.furnish((twins.anna,), twins.sessions, (twins.ten, twins.ever))
    return floor


Sell = Callable[[str, str], str]
Book = Callable[[str, str], str]
Cancel = Callable[[str], None]


def week(twins: Twins, sell: Sell, book: Book, cancel: Cancel) -> None:
    """A week of Anna's: two cards of which one never expires, a cancellation in time, one late."""
    twins.clock.move_to(MORNING)
    anna, sessions = twins.anna.id, [session.id for session in twins.sessions]
    sell(anna, twins.ever.id)
    sell(anna, twins.ten.id)
    first, second, _ = [book(anna, session) for session in sessions]
    cancel(second)
    twins.clock.advance(hours=10)
    cancel(first)
    book(anna, sessions[1])


def of_desk(desk: Desk) -> tuple[Sell, Book, Cancel]:
    def cancel(booking: str) -> None:
        desk.bookings.cancel(booking)

    return (
        lambda customer, plan: desk.sales.sell(customer, plan).id,
        lambda customer, session: desk.bookings.book(customer, session).id,
        cancel,
    )


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the database, table by table, in no order that matters."""
    with sqlite3.connect(path) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for (name,) in tables.fetchall()
        }


def test_the_floor_on_sqlite_leaves_the_same_rows(
    twins: Twins, desk: Desk, on_sqlite: SqliteFloor
) -> None:
    week(twins, *of_desk(desk))
    week(twins, on_sqlite.sell, on_sqlite.book, on_sqlite.cancel)

    assert rows(twins.twin) == rows(twins.path)
    assert desk.verify() == ()


def test_the_floor_in_memory_holds_the_same_entities(
    twins: Twins, desk: Desk, in_memory: MemoryFloor
) -> None:
    week(twins, *of_desk(desk))
    week(twins, in_memory.sell, in_memory.book, in_memory.cancel)

    anna = twins.anna
    balances = desk.balances.of(anna)
    assert set(in_memory.bookings.values()) == set(desk.bookings.of(anna))
    assert set(in_memory.sales.values()) == set(desk.sales.of(anna))
    assert set(in_memory.balances.values()) == set(balances)
    for balance in balances:
        assert tuple(in_memory.movements[balance.id]) == desk.balances.movements(balance)
    assert in_memory.events[anna.id] == list(desk.history(anna))[1:]
    for session in twins.sessions:
        told = [event for event in desk.history(session) if event.customer_id == anna.id]
        assert in_memory.events[session.id] == told
        assert in_memory.sessions[session.id] == desk.schedule.get(session)


@pytest.mark.parametrize("floor", ["on_sqlite", "in_memory"])
def test_a_floor_refuses_what_is_not_plain(
    floor: str, twins: Twins, request: pytest.FixtureRequest
) -> None:
    """So that it never seems fast because it did nothing."""
    hand = request.getfixturevalue(floor)
    anna, (today, tomorrow, _) = twins.anna.id, [session.id for session in twins.sessions]

    with pytest.raises(NotPlain):
        hand.book(anna, today)
    hand.sell(anna, twins.ten.id)
    booking = hand.book(anna, today)
    with pytest.raises(NotPlain):
        hand.book(anna, today)
    hand.cancel(booking)
    with pytest.raises(NotPlain):
        hand.cancel(booking)

    assert hand.book(anna, tomorrow)
