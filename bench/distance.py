"""The commands on a PostgreSQL server that is far away, where trips are what they cost."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from statistics import median

import psycopg

from bench.commands import check_desk, round_of
from bench.databases import PostgresDatabase, SqliteFile, serving
from bench.figures import Budget, Section, ratio
from bench.furnishing import furnish
from bench.history import HISTORY, grow
from bench.pouring import poured
from bench.relay import far_away
from bench.stopwatch import interleaved, seconds_each
from tests.postgres import Server

DELAY = 0.0005
"""Seconds by which what the client says arrives later."""

BUDGETS = {"book": Budget(limit=0.45)}
"""The other commands have none of their own."""


def measure(folder: Path, rounds: int, size: int, server: Server | None = None) -> Section:
    """The section of the report."""
    file = SqliteFile(folder / "far.db", "OFF")
    with file.desk() as desk:
        grow(desk, HISTORY)
        studio = furnish(desk, customers=(rounds + 1) * size, sessions=20, capacity=1_000_000)
    with serving(server, durable=True) as serves:
        ours = poured(file, serves, "far")
        floor = ours.copied("floor")
        with (
            far_away(ours, DELAY) as mine,
            far_away(floor, DELAY) as theirs,
            mine.by_desk() as desk_hands,
            theirs.by_floor() as floor_hands,
        ):
            trip = _trip(mine)
            sides = [round_of(each, studio, size) for each in (desk_hands, floor_hands)]
            taken = interleaved(sides, rounds)
        for database in (ours, floor):
            with database.desk() as desk:
                check_desk(desk, studio, rounds, size)
    return Section(
        title="A distant server",
        lines=[
            ratio(f"`{name}`, PostgreSQL", seconds, taken[1][name], BUDGETS.get(name))
            for name, seconds in taken[0].items()
        ],
        note=f"A trip to the server and back takes {trip * 1e3:.1f} ms here.",
    )


def _trip(database: PostgresDatabase) -> float:
    """Seconds that the shortest question takes."""
    with closing(psycopg.connect(database.conninfo, autocommit=True)) as connection:
        return median(seconds_each(connection.execute, [("SELECT 1",)]) for _ in range(100))
