"""The databases in which is measured, and who works in them: a desk, a floor, or Django."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from attrs import evolve, frozen

from bench.commands import DeskHands, Hands
from bench.floors.in_django import DjangoFloor, configure
from bench.floors.on_postgres import PostgresFloor
from bench.floors.on_sqlite import SqliteFloor
from bench.furnishing import CENTER, closed, desk_on, sqlite_desk
from bookingcore import Desk
from bookingcore.adapters.sql.opening import Synchronous, open_store
from tests.postgres import Server

AtWork = Callable[[], AbstractContextManager[Hands]]
"""Opens one side's hands; another process can be told it."""


class Database(Protocol):
    """A database that a desk has furnished."""

    @property
    def name(self) -> str:
        """As the report calls it."""

    def copied(self, name: str) -> Database:
        """A copy to work in, made anew, whose name tells it from other copies."""

    def desk(self) -> AbstractContextManager[Desk]:
        """A desk, to look and to count."""

    def by_desk(self) -> AbstractContextManager[Hands]:
        """The desk's commands."""

    def by_floor(self) -> AbstractContextManager[Hands]:
        """Those written by hand."""

    def by_django(self) -> AbstractContextManager[Hands]:
        """Those of Django."""


@frozen
class SqliteFile:
    """A file of SQLite."""

    path: Path
    synchronous: Synchronous = "FULL"

    @property
    def name(self) -> str:
        """As the report calls it."""
        return f"SQLite {self.synchronous}"

    def copied(self, name: str) -> SqliteFile:
        """A copy in the same folder."""
        path = self.path.with_name(f"{self.path.stem}-{name}.db")
        shutil.copy(self.path, path)
        return evolve(self, path=path)

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """A desk; it makes the file where there is none."""
        with closed(sqlite_desk(self.path, self.synchronous)) as desk:
            yield desk

    @contextmanager
    def by_desk(self) -> Iterator[Hands]:
        """The desk's commands."""
        with self.desk() as desk:
            yield DeskHands(desk)

    @contextmanager
    def by_floor(self) -> Iterator[Hands]:
        """Those written by hand."""
        with closing(SqliteFloor(self.path, CENTER, synchronous=self.synchronous)) as floor:
            yield floor

    @contextmanager
    def by_django(self) -> Iterator[Hands]:
        """Those of Django."""
        configure("sqlite", {"ENGINE": "django.db.backends.sqlite3", "NAME": str(self.path)})
        with closing(DjangoFloor("sqlite", CENTER)) as floor:
            yield floor


@frozen
class PostgresDatabase:
    """A database of a PostgreSQL server, by its URL."""

    url: str

    @property
    def name(self) -> str:
        """As the report calls it."""
        return "PostgreSQL"

    @property
    def conninfo(self) -> str:
        """The same for libpq."""
        place = sa.make_url(self.url).set(drivername="postgresql")
        return place.render_as_string(hide_password=False)

    @property
    def for_django(self) -> Mapping[str, object]:
        """The same for Django."""
        place = sa.make_url(self.url)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": place.database,
            "USER": place.username,
            "PASSWORD": place.password or "",
            "HOST": place.query.get("host") or place.host,
            "PORT": place.port or "",
            "CONN_MAX_AGE": None,
        }

    def copied(self, name: str) -> PostgresDatabase:
        """A copy on the same server; nobody may be connected to this one meanwhile."""
        here = str(sa.make_url(self.url).database)
        return PostgresDatabase(Server(self.url).create(f"{here}_{name}", template=here))

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """A desk; it makes the tables where there are none."""
        with closed(desk_on(open_store(self.url))) as desk:
            yield desk

    @contextmanager
    def by_desk(self) -> Iterator[Hands]:
        """The desk's commands."""
        with self.desk() as desk:
            yield DeskHands(desk)

    @contextmanager
    def by_floor(self) -> Iterator[Hands]:
        """Those written by hand."""
        with closing(PostgresFloor(self.conninfo, CENTER)) as floor:
            yield floor

    @contextmanager
    def by_django(self) -> Iterator[Hands]:
        """Those of Django."""
        configure("postgres", self.for_django)
        with closing(DjangoFloor("postgres", CENTER)) as floor:
            yield floor


@contextmanager
def serving(server: Server | None, *, durable: bool) -> Iterator[Server]:
    """*server*, or a new one that is stopped at the end.

    Args:
        server: one that is there.
        durable: whether a new one waits for the disk.
    """
    serves = server or Server(durable=durable)
    try:
        yield serves
    finally:
        if server is None:
            serves.stop()
