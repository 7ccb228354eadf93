"""What every test may ask for: a desk on each store, and a clock that is moved by hand."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import URL, Engine, create_engine, make_url

from bookingcore import CenterSettings, Desk, NotificationPolicy, Timing, open_desk
from bookingcore.adapters.sql.columns import metadata
from bookingcore.testing import (
    FakePayments,
    FrozenClock,
    RecordingMailer,
    RecordingRenderer,
    SeededChance,
)
from tests.postgres import Server

settings.register_profile(
    "ci",
    max_examples=50,
    derandomize=True,
    deadline=None,
    print_blob=True,
    # A desk is opened once for a test and shared by its examples, each with customers of its own.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.register_profile("soak", settings.get_profile("ci"), derandomize=False, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

SILENT = NotificationPolicy(
    timing=Timing(attendance=None, reminder=None, review_days=None), expiry=None
)
"""The tests' center tells nothing by the clock: its only due work is what a test is about."""

STORES = ("memory", "sqlite", "postgres")

MORNING = "2026-07-01T08:00:00+02:00"
"""When the tests' clock starts: Wednesday, 1 July 2026, 8 in the morning in Rome."""


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, configured database, to be copied."""
    path = tmp_path_factory.mktemp("template") / "studio.db"
    closing(open_desk(f"sqlite:///{path}", center="roma", settings=rome()))
    return path


@pytest.fixture(scope="session")
def postgres_studio(postgres: Server, worker_id: str) -> Iterator[Engine]:
    """A migrated, configured database on PostgreSQL for this worker, to be emptied and refilled."""
    url = postgres.create(f"studio_{worker_id}")
    closing(open_desk(url, center="roma", settings=rome()))
    engine = create_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture(params=STORES)
def store_kind(request: pytest.FixtureRequest) -> str:
    """Each of the stores in turn."""
    return str(request.param)


@pytest.fixture
def clock() -> FrozenClock:
    """A clock that stands still until it is moved."""
    return FrozenClock(MORNING)


@pytest.fixture
def desk_url(store_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> URL | None:
    """Where the desk's database is: a new one, configured and empty; None for the memory store."""
    if store_kind == "memory":
        return None
    if store_kind == "sqlite":
        path = tmp_path / "studio.db"
        shutil.copy(request.getfixturevalue("migrated"), path)
        return make_url(f"sqlite:///{path}")
    engine: Engine = request.getfixturevalue("postgres_studio")
    empty(engine)
    return engine.url


@pytest.fixture
def payments() -> FakePayments:
    """A payment provider that says yes, until it is told otherwise."""
    return FakePayments()


@pytest.fixture
def desk(desk_url: URL | None, clock: FrozenClock, payments: FakePayments) -> Iterator[Desk]:
    """The desk of the center `roma` on each of the stores; `torino` stands beside it."""
    url = desk_url.render_as_string(hide_password=False) if desk_url else "memory:"
    opened = open_desk(
        url,
        center="roma",
        settings=rome(),
        clock=clock,
        chance=SeededChance(7),
        mailer=RecordingMailer(),
        renderer=RecordingRenderer(),
        payments=payments,
    )
    opened.at("torino").configure(rome())
    opened.notifications.set_policy(SILENT)
    yield opened
    closing(opened)


def rome() -> CenterSettings:
    """A center in Rome that takes euros and speaks three languages."""
    return CenterSettings(time_zone="Europe/Rome", currency="EUR", languages=("it", "en", "es"))


def empty(engine: Engine) -> None:
    """Take every row out of every table: few rows, which are sooner deleted than truncated."""
    with engine.begin() as connection:
        connection.exec_driver_sql(_emptying())


@cache
def _emptying() -> str:
    """Rows go before those that they refer to."""
    tables = reversed(metadata.sorted_tables)
    return "; ".join(f'DELETE FROM "{table.name}"' for table in tables)


def closing(desk: Desk) -> None:
    """Close the files that the desk's store holds open."""
    close = getattr(desk.store, "close", None)
    if close:
        close()
