"""Crowds are measured at tiny size, and what each of them booked is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import crowding
from bench.databases import SqliteFile
from bench.furnishing import Studio, furnish
from bench.shifts import Outcome, Shift, outcomes
from tests.postgres import Server


def test_each_crowd_is_measured_on_both_databases(tmp_path: Path, postgres: Server) -> None:
    section = crowding.measure(tmp_path, 1, (1, 2), on_sqlite=6, on_postgres=4, server=postgres)

    crowds = [
        f"{where}, {count}"
        for where in ("20 sessions", "one session")
        for count in ("1 process", "2 processes")
    ]
    assert [line.name for line in section.lines] == [
        *(f"SQLite FULL, {crowd}" for crowd in crowds),
        "SQLite FULL, 20 sessions, 2 processes beside 1",
        "the same, hand-written",
        "SQLite FULL, one session, 2 processes beside 1",
        "the same, hand-written",
        *(f"PostgreSQL, {crowd}" for crowd in crowds),
        "PostgreSQL, one session, 2 processes, p99",
        "PostgreSQL, one session, 2 processes, beside Django",
    ]
    assert sum(line.budget is not None for line in section.lines) == 5


def test_a_shift_gives_each_process_its_share() -> None:
    pairs = [(f"customer {number}", "session") for number in range(5)]

    assert Shift.of("ours", pairs, 2).shares == [pairs[::2], pairs[1::2]]


def test_the_outcome_tells_how_long_all_took_and_how_long_the_slowest() -> None:
    """One process had nothing to do and came early."""
    outcome = Outcome.of([[0.0], [10.0, 11.0, 13.0], [10.5, 14.0]])

    assert outcome == Outcome(bookings=3, seconds=4.0, slow=3.5)
    assert outcome.rate == 0.75


def test_what_fails_in_one_process_ends_them_all(tmp_path: Path) -> None:
    file, studio = crowded(tmp_path, capacity=1)
    shifts = [Shift.of("ours", studio.pairs(start, 2), 2) for start in (0, 2)]

    with pytest.raises(RuntimeError, match="SessionFull"):
        outcomes({"ours": file.by_desk}, shifts)


def test_a_booking_too_few_is_noticed(tmp_path: Path) -> None:
    file, studio = crowded(tmp_path, capacity=4)
    shift = Shift.of("ours", studio.pairs(0, 2), 2)
    with file.by_desk() as hands:
        hands.book(*studio.pairs(0, 1)[0])

    with pytest.raises(AssertionError):
        crowding.check(file, studio, [shift])


def crowded(folder: Path, capacity: int) -> tuple[SqliteFile, Studio]:
    """A file with one session, and four customers who could pay for it."""
    file = SqliteFile(folder / "crowd.db")
    with file.desk() as desk:
        studio = furnish(desk, customers=4, sessions=1, capacity=capacity)
        for customer in studio.customers:
            desk.sales.sell(customer, studio.plan)
    return file, studio
