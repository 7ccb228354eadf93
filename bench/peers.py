"""The commands on PostgreSQL beside hand-written ones, and on both databases beside Django."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from attrs import evolve

from bench.commands import check_desk, round_of
from bench.databases import Database, SqliteFile, serving
from bench.figures import Budget, Line, Section, ratio
from bench.furnishing import Studio, furnish
from bench.history import HISTORY, grow
from bench.pouring import poured
from bench.stopwatch import interleaved
from tests.postgres import Server

SESSIONS = 20
BUDGETS = {
    ("PostgreSQL", "hand-written"): Budget(limit=1.0),
    ("SQLite FULL", "Django"): Budget(limit=1 / 5),
    ("PostgreSQL", "Django"): Budget(limit=1 / 2.5),
}
"""Of `book`, which alone has some; the other two commands have none of their own."""


def measure(folder: Path, rounds: int, size: int, server: Server | None = None) -> Section:
    """The section of the report."""
    file = SqliteFile(folder / "peers.db")
    with evolve(file, synchronous="OFF").desk() as desk:
        grow(desk, HISTORY)
        studio = furnish(desk, customers=(rounds + 1) * size, sessions=SESSIONS, capacity=1_000_000)
    with serving(server, durable=True) as serves:
        database = poured(file, serves, "peers")
        lines = [
            *_beside(file, ("Django",), studio, rounds, size),
            *_beside(database, ("hand-written", "Django"), studio, rounds, size),
        ]
    return Section(
        title="PostgreSQL, and Django's ORM",
        lines=lines,
        note="Django does the same work on the same tables: a figure below 1 is ahead of it.",
    )


def _beside(
    database: Database, others: Sequence[str], studio: Studio, rounds: int, size: int
) -> Iterator[Line]:
    """The commands in *database*, beside those of *others* in copies of it."""
    copies = {name: database.copied(name) for name in others}
    with ExitStack() as stack:
        hands = [stack.enter_context(database.by_desk())]
        for name, copy in copies.items():
            opened = copy.by_django() if name == "Django" else copy.by_floor()
            hands.append(stack.enter_context(opened))
        ours, *theirs = interleaved([round_of(each, studio, size) for each in hands], rounds)
    for each in (database, *copies.values()):
        with each.desk() as desk:
            check_desk(desk, studio, rounds, size)
    for other, times in zip(others, theirs, strict=True):
        for command, seconds in times.items():
            budget = BUDGETS[database.name, other] if command == "book" else None
            shown = f"`{command}`, {database.name}, beside {other}"
            yield ratio(shown, ours[command], seconds, budget)
