"""Where the time of `book` goes: what the interpreter was doing, asked a few thousand times."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from bench.figures import Line, Section, Spread
from bench.furnishing import closed, furnish, memory_desk, sqlite_desk
from bench.stopwatch import seconds_each, settled_memory
from bookingcore import Desk

INTERVAL = 0.0003
"""Seconds between two questions."""

PLACES = (
    ("adapters/sql/wire.py", "SQLite and its driver"),
    ("/sqlalchemy/", "SQLAlchemy's pool"),
    ("adapters/", "the store: questions, rows, guards"),
    ("bookingcore/domain/", "the domain: rules, redemption, ledgers"),
    ("bookingcore/desk/", "the desk: arguments, running, events"),
    ("<attrs generated", "making entities and comparing questions"),
    ("/attr/", "copying entities"),
    ("/json/", "JSON"),
    ("", "the rest: clock, chance, contexts"),
)
"""What a file's name tells; the first that fits."""


def measure(folder: Path, size: int) -> Section:
    """The section of the report."""
    with closed(sqlite_desk(folder / "sampled.db", "NORMAL")) as desk:
        lines = [*_lines("SQLite NORMAL", desk, size), *_lines("memory", memory_desk(), size)]
    return Section(
        title="Where the time of `book` goes",
        lines=lines,
        note=(
            "By the innermost function of the interpreter; what it calls in C counts with it. "
            "Where a budget is missed no place stands out: it is many small values, made and "
            "compared."
        ),
    )


def _lines(store: str, desk: Desk, size: int) -> Iterator[Line]:
    studio = furnish(desk, customers=size, sessions=20, capacity=1_000_000)
    for customer in studio.customers:
        desk.sales.sell(customer, studio.plan)
    with settled_memory(), _sampled() as found:
        microseconds = seconds_each(desk.bookings.book, studio.pairs(0, size)) * 1e6
    for _, place in PLACES:
        share = found[place] / found.total()
        if share:
            yield Line(
                name=f"{store}: {place}",
                ours=f"{microseconds * share:,.0f} µs",
                floor="",
                figure=Spread.of([share * 100]),
                unit="%",
            )


@contextmanager
def _sampled() -> Iterator[Counter[str]]:
    """Count the places where the interpreter is found; nothing where no timer can be set."""
    found: Counter[str] = Counter()

    def look(number: int, frame: FrameType | None) -> None:
        name = frame.f_code.co_filename if frame else ""
        found[next(place for part, place in PLACES if part in name)] += 1

    before: Any = signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, INTERVAL, INTERVAL)
    try:
        yield found
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
