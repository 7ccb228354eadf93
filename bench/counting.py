"""What each command says to its database, and the hand-written transaction beside it.

Statements on SQLite, where each is a call; trips to the server and back on PostgreSQL, where they
are what it costs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from attrs import evolve
from sqlalchemy import Engine, event

from bench.commands import Hands
from bench.databases import PostgresDatabase, SqliteFile, serving
from bench.figures import Budget, Line, Section, Spread
from bench.floors.on_postgres import PostgresFloor
from bench.floors.on_sqlite import SqliteFloor
from bench.furnishing import CENTER, Studio, furnish
from bench.pouring import poured
from tests.postgres import Server
from tests.servers.trips import Trace, tracing

TRIPS = {"book": Budget(limit=3)}
"""Of `book`; it shows the way for the other two."""


@contextmanager
def overhearing() -> Iterator[list[str]]:
    """What is said on every SQLite connection that SQLAlchemy opens meanwhile."""
    heard: list[str] = []

    def listen(driver: Any, record: object) -> None:
        driver.set_trace_callback(heard.append)

    event.listen(Engine, "connect", listen)
    try:
        yield heard
    finally:
        event.remove(Engine, "connect", listen)


def measure(folder: Path, server: Server | None = None) -> Section:
    """The section of the report."""
    file = SqliteFile(folder / "heard.db")
    with file.desk() as desk:
        studio = furnish(desk, customers=2, sessions=2, capacity=10)
    with serving(server, durable=False) as serves:
        trips = _trips(poured(file, serves, "heard"), studio)
    return Section(
        title="Statements and trips",
        lines=[*_statements(file, studio), *trips],
        note=(
            "BEGIN and COMMIT included; a batch of several rows counts once for each row. A trip "
            "is a time that the client waits for the server."
        ),
    )


def _statements(file: SqliteFile, studio: Studio) -> list[Line]:
    with overhearing() as heard, file.copied("ours").by_desk() as hands:
        ours = _counted(hands, studio, lambda: _taken(heard))
    said: list[str] = []
    with closing(SqliteFloor(file.copied("floor").path, CENTER)) as floor:
        floor.listen(said.append)
        theirs = _counted(floor, studio, lambda: _taken(said))
    return [
        Line(
            name=f"`{name}`, SQLite, statements",
            ours=str(count),
            floor=str(theirs[name]),
            figure=Spread.of([count / theirs[name]]),
        )
        for name, count in ours.items()
    ]


def _trips(database: PostgresDatabase, studio: Studio) -> list[Line]:
    by_hand = database.copied("floor")
    with tracing() as trace, database.by_desk() as hands:
        ours = _counted(hands, studio, trace.trips)
    with NamedTemporaryFile() as file, closing(PostgresFloor(by_hand.conninfo, CENTER)) as floor:
        floor.trace(file.fileno())
        theirs = _counted(floor, studio, Trace(Path(file.name)).trips)
    return [
        Line(
            name=f"`{name}`, PostgreSQL, trips",
            ours=str(count),
            floor=str(theirs[name]),
            figure=Spread.of([count]),
            unit="trips",
            budget=TRIPS.get(name, evolve(TRIPS["book"], named=False)),
        )
        for name, count in ours.items()
    ]


def _taken(heard: list[str]) -> int:
    """How many were heard; and they are forgotten."""
    count = len(heard)
    heard.clear()
    return count


def _counted(hands: Hands, studio: Studio, count: Callable[[], int]) -> dict[str, int]:
    """What *count* says of each command: how often, since it was last asked."""
    counts: dict[str, int] = {}

    def counting(name: str, act: Callable[..., Any], *arguments: str) -> Any:
        count()
        result = act(*arguments)
        counts[name] = count()
        return result

    # Once unheard: some statements are for a new connection only.
    (first, where), (customer, session) = studio.pairs(0, 2)
    hands.sell(first, studio.plan.id)
    hands.cancel(hands.book(first, where))
    counting("sell", hands.sell, customer, studio.plan.id)
    booking = counting("book", hands.book, customer, session)
    counting("cancel", hands.cancel, booking)
    return {name: counts[name] for name in ("book", "sell", "cancel")}
