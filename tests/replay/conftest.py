"""Where the hotel file is, and a store for each replay."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from examples.replay.lives import FILE

DATA = "BOOKINGCORE_DATA"


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of the hotel file; without it there is nothing to test, except in CI."""
    folder = os.environ.get(DATA)
    if folder and (Path(folder) / FILE).is_file():
        return Path(folder)
    missing = f"no {FILE}: set {DATA} to its folder"
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture(params=["memory", "sqlite"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty store: in memory, and in a file."""
    return "memory:" if request.param == "memory" else f"sqlite:///{tmp_path / 'replay.db'}"
