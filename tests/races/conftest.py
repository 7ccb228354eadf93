"""Databases that processes race on: a new one for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bookingcore import Desk, open_desk
from tests.postgres import Server


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database on each engine; or `serializable`: one whose transactions all are."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'races.db'}"
    url = str(request.getfixturevalue("postgres_url"))
    if request.param == "serializable":
        make_serializable(url)
    return url


def make_serializable(url: str) -> None:
    """Let transactions be SERIALIZABLE where nobody says otherwise."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        statement = "ALTER DATABASE {} SET default_transaction_isolation = serializable"
        connection.exec_driver_sql(statement.format(engine.url.database))
    engine.dispose()


@pytest.fixture
def postgres_url(postgres: Server, worker_id: str) -> str:
    """An empty database on PostgreSQL."""
    return postgres.create(f"races_{worker_id}")


@pytest.fixture
def desk(url: str) -> Iterator[Desk]:
    """A desk on the database, to furnish it and to look at it afterwards."""
    yield from opened(url)


@pytest.fixture
def postgres_desk(postgres_url: str) -> Iterator[Desk]:
    """A desk on PostgreSQL."""
    yield from opened(postgres_url)


def opened(url: str) -> Iterator[Desk]:
    """A desk whose connections are closed afterwards."""
    desk = open_desk(url, center="roma")
    yield desk
    desk.store.close()  # type: ignore[attr-defined]
