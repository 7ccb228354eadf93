"""The commands on PostgreSQL beside hand-written ones, and on both databases beside Django."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.commands import DeskHands, Hands, check_desk, round_of
from bench.figures import Budget, Line, Section, ratio
from bench.floors.in_django import DjangoFloor, configure
from bench.floors.on_postgres import PostgresFloor
from bench.furnishing import CENTER, Studio, closed, desk_on, furnish, sqlite_desk
from bench.stopwatch import interleaved
from bookingcore import CenterSettings, Desk
from bookingcore.adapters.sql import open_store
from tests.postgres import Server

SESSIONS = 20
BUDGETS = {
    "hand-written": Budget(limit=1.0),
    "Django, SQLite": Budget(limit=1 / 5),
    "Django, PostgreSQL": Budget(limit=1 / 2.5),
}
"""Of `book`, which alone has some; the other two commands have none of their own."""


def measure(folder: Path, rounds: int, size: int) -> Section:
    """The section of the report."""
    server = Server(durable=True)
    try:
        urls = [sa.make_url(server.create(name)) for name in ("ours", "floor", "django")]
        twin = folder / "django.db"
        configure({"sqlite": _django_file(twin), "postgres": _django_server(urls[2])})
        return Section(
            title="PostgreSQL, and Django's ORM",
            lines=[
                *_on_sqlite(folder / "ours.db", twin, rounds, size),
                *_on_postgres(server, urls, rounds, size),
            ],
            note="Django does the same work on the same tables: a figure below 1 is ahead of it.",
        )
    finally:
        server.stop()


def _on_sqlite(path: Path, twin: Path, rounds: int, size: int) -> Iterator[Line]:
    with closed(sqlite_desk(path)) as desk:
        studio = furnish(desk, customers=(rounds + 1) * size, sessions=SESSIONS, capacity=1_000_000)
    shutil.copy(path, twin)
    with closed(sqlite_desk(path)) as desk:
        django = DjangoFloor("sqlite", CENTER)
        sides = [("Django, SQLite", django)]
        yield from _lines("SQLite FULL", desk, sides, studio, rounds, size)
        check_desk(desk, studio, rounds, size)
        django.close()
    with closed(sqlite_desk(twin)) as desk:
        check_desk(desk, studio, rounds, size)


def _on_postgres(server: Server, urls: Sequence[sa.URL], rounds: int, size: int) -> Iterator[Line]:
    studio = _furnished(urls[0], (rounds + 1) * size)
    for url in urls[1:]:
        server.create(str(url.database), template=str(urls[0].database))
    hand = PostgresFloor(_conninfo(urls[1]), CENTER)
    django = DjangoFloor("postgres", CENTER)
    with closed(_desk(urls[0])) as desk:
        sides: list[tuple[str, Hands]] = [("hand-written", hand), ("Django, PostgreSQL", django)]
        yield from _lines("PostgreSQL", desk, sides, studio, rounds, size)
        check_desk(desk, studio, rounds, size)
    hand.close()
    django.close()
    for url in urls[1:]:
        with closed(_desk(url)) as desk:
            check_desk(desk, studio, rounds, size)


def _lines(
    store: str,
    desk: Desk,
    others: Sequence[tuple[str, Hands]],
    studio: Studio,
    rounds: int,
    size: int,
) -> Iterator[Line]:
    hands: list[Hands] = [DeskHands(desk), *(hands for _, hands in others)]
    ours, *theirs = interleaved([round_of(each, studio, size) for each in hands], rounds)
    for (name, _), times in zip(others, theirs, strict=True):
        for command, seconds in times.items():
            budget = BUDGETS[name] if command == "book" else None
            shown = f"`{command}`, {store}, beside {name.partition(',')[0]}"
            yield ratio(shown, ours[command], seconds, budget)


def _furnished(url: sa.URL, customers: int) -> Studio:
    with closed(_desk(url)) as desk:
        desk.configure(CenterSettings(time_zone="Europe/Rome", currency="EUR"))
        return furnish(desk, customers=customers, sessions=SESSIONS, capacity=1_000_000)


def _desk(url: sa.URL) -> Desk:
    return desk_on(open_store(url.render_as_string(hide_password=False)))


def _conninfo(url: sa.URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _django_file(path: Path) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}


def _django_server(url: sa.URL) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.database,
        "USER": url.username,
        "HOST": url.query.get("host") or url.host,
        "PORT": url.port or "",
        "CONN_MAX_AGE": None,
    }
