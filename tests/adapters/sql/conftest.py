"""Databases to test on: SQLite files, migrated once and copied for each test, and PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bookingcore.adapters.sql import SqlStore, open_store
from tests.conftest import empty


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without rows."""
    path = tmp_path_factory.mktemp("template") / "studio.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def file(migrated_file: Path, tmp_path: Path) -> Path:
    """A migrated database without rows, for this test alone."""
    return Path(shutil.copy(migrated_file, tmp_path / "studio.db"))


@pytest.fixture
def url(file: Path) -> str:
    """The URL of `file`."""
    return f"sqlite:///{file}"


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    """A store on `file`."""
    store = open_store(url)
    yield store
    store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    """The host's engine on an empty, migrated database of either kind."""
    if request.param == "postgresql":
        studio: sa.Engine = request.getfixturevalue("postgres_studio")
        empty(studio)
        engine = sa.create_engine(studio.url)
    else:
        engine = sa.create_engine(request.getfixturevalue("url"))
    yield engine
    engine.dispose()
