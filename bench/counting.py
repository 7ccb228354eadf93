"""How many statements each command sends to SQLite, and the hand-written transaction beside it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from bench.commands import DeskHands, Hands
from bench.figures import Line, Section, Spread
from bench.floors.on_sqlite import SqliteFloor
from bench.furnishing import CENTER, Studio, closed, furnish, sqlite_desk


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


def measure(folder: Path) -> Section:
    """The section of the report."""
    path, twin = folder / "desk-heard.db", folder / "floor-heard.db"
    with closed(sqlite_desk(path)) as desk:
        studio = furnish(desk, customers=2, sessions=2, capacity=10)
    shutil.copy(path, twin)
    with overhearing() as heard, closed(sqlite_desk(path)) as desk:
        ours = _counted(DeskHands(desk), studio, heard)
    by_hand: list[str] = []
    floor = SqliteFloor(twin, CENTER)
    floor.listen(by_hand.append)
    theirs = _counted(floor, studio, by_hand)
    floor.close()
    return Section(
        title="Statements",
        lines=[
            Line(
                name=f"`{name}`, SQLite",
                ours=str(count),
                floor=str(theirs[name]),
                figure=Spread.of([count / theirs[name]]),
            )
            for name, count in ours.items()
        ],
        note="BEGIN and COMMIT included; a batch of several rows counts once for each row.",
    )


def _counted(hands: Hands, studio: Studio, heard: list[str]) -> dict[str, int]:
    counts: dict[str, int] = {}

    def count(name: str, act: Callable[..., Any], *arguments: str) -> Any:
        heard.clear()
        result = act(*arguments)
        counts[name] = len(heard)
        return result

    # Once unheard: some statements are for a new connection only.
    (first, where), (customer, session) = studio.pairs(0, 2)
    hands.sell(first, studio.plan.id)
    hands.cancel(hands.book(first, where))
    count("sell", hands.sell, customer, studio.plan.id)
    booking = count("book", hands.book, customer, session)
    count("cancel", hands.cancel, booking)
    return {name: counts[name] for name in ("book", "sell", "cancel")}
