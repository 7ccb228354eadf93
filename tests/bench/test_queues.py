"""Waiting lists, moves and large sessions are measured on every store, and checked afterwards."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bench import attending, moving, queueing
from bench.floors.ids import NotPlain
from bench.floors.in_memory import MemoryFloor
from bench.floors.on_sqlite import SqliteFloor
from bench.furnishing import CENTER, POLICY, ZONE, closed, memory_desk, sqlite_desk
from tests.postgres import Server

STORES = ("memory", "SQLite NORMAL", "PostgreSQL")


def test_waiting_lists_are_measured_on_every_store(tmp_path: Path, postgres: Server) -> None:
    section = queueing.measure(tmp_path, rounds=1, size=2, server=postgres)

    assert [line.name.replace("`", "") for line in section.lines] == [
        f"{command}, {store}"
        for store in STORES
        for command in ("cancel with an offer", "join", "run_due")
    ]


def test_moving_is_measured_on_every_store(tmp_path: Path, postgres: Server) -> None:
    section = moving.measure(tmp_path, rounds=1, size=3, server=postgres)

    assert [line.name for line in section.lines] == [f"`reschedule`, {store}" for store in STORES]


def test_a_large_session_is_measured_beside_a_small_one(tmp_path: Path, postgres: Server) -> None:
    section = attending.measure(tmp_path, rounds=1, sizes=(2, 6), server=postgres)

    assert section.title == "A session of 6"
    assert [line.name for line in section.lines] == [
        f"`{command}`, {store}, 6 beside 2"
        for store in STORES
        for command in ("move_session", "cancel_session")
    ]


def test_a_list_that_was_not_passed_on_is_noticed() -> None:
    desk = memory_desk()
    queues = queueing.queued(desk, 2)
    desk.bookings.cancel(queues.bookings[0])

    with pytest.raises(AssertionError, match="WAITING"):
        queueing.check(desk, queues)


def test_a_booking_that_was_not_moved_is_noticed() -> None:
    desk = memory_desk()
    booked = moving.booked(desk, 2)
    [first, _] = booked.moves(0, 2)
    desk.bookings.reschedule(first[0], to=first[1])

    with pytest.raises(AssertionError, match="is BOOKED in"):
        moving.check(desk, booked)


def test_a_session_that_was_not_cancelled_is_noticed() -> None:
    desk = memory_desk()
    classes = attending.filled(desk, (1, 2), rounds=0)
    desk.schedule.cancel_session(classes.of_round(0)[0])

    with pytest.raises(AssertionError, match="somebody is left"):
        attending.check(desk, classes)


def test_a_floor_refuses_to_offer_or_to_move_what_is_not_plain(tmp_path: Path) -> None:
    """An offer that is open, and a session for which somebody waits."""
    path = tmp_path / "queues.db"
    with closed(sqlite_desk(path, "OFF")) as desk:
        queues = queueing.queued(desk, 3)
        first, second, third = queues.bookings
        desk.schedule.change_capacity(first.session_id, 2)
        floor = SqliteFloor(path, CENTER)
        by_hand = MemoryFloor(ZONE, POLICY)
        by_hand.furnish(queues.studio.customers, queues.studio.sessions, (queues.studio.plan,))
        by_hand.furnish_bookings(desk, queues.bookings)
        for session in queues.studio.sessions:
            entries = desk.waitlist.entries(session)
            by_hand.furnish_queue(desk.schedule.get(session), entries, 1)
        free = desk.schedule.add_session(
            queues.studio.service, starts_at=third.starts_at + timedelta(days=30)
        )
        for hand in (floor, by_hand):
            with pytest.raises(NotPlain):
                hand.cancel(first.id)
            with pytest.raises(NotPlain):
                hand.reschedule(second.id, third.session_id)
        with pytest.raises(NotPlain):
            floor.reschedule(second.id, free.id)
        floor.close()
        assert desk.verify() == ()
