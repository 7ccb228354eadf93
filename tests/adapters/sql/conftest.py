"""SQLite files to test on: migrated once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bookingcore.adapters.sql import SqlStore, open_store


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
