"""Where the data are, and a store for each replay."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from examples.replay import club, courses, lives

DATA = "BOOKINGCORE_DATA"
FILES = (lives.FILE, courses.FILE, club.FILE, club.FACILITIES)


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of the files; without them there is nothing to test, except in CI."""
    folder = os.environ.get(DATA)
    if folder and all((Path(folder) / file).is_file() for file in FILES):
        return Path(folder)
    missing = f"no {', '.join(FILES)}: set {DATA} to their folder"
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture(params=["memory", "sqlite"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty store: in memory, and in a file."""
    return "memory:" if request.param == "memory" else f"sqlite:///{tmp_path / 'replay.db'}"
