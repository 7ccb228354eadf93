"""Databases for clients that are killed, and servers that are."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from random import getrandbits

import pytest

from tests.kills.scene import Scene
from tests.postgres import Server
from tests.servers.server import OwnServer


@pytest.fixture(params=["sqlite", "postgres"])
def scene(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> Scene:
    """A small studio on each engine."""
    if request.param == "sqlite":
        return Scene.furnished(f"sqlite:///{tmp_path / 'kills.db'}")
    server: Server = request.getfixturevalue("postgres")
    return Scene.furnished(server.create(f"kills_{worker_id}"))


@pytest.fixture
def own_server() -> Iterator[OwnServer]:
    """A server of this test's own, which synchronises to the disk, running."""
    server = OwnServer()
    server.start(fsync="on", synchronous_commit="on")
    yield server
    server.remove()


@pytest.fixture
def seed() -> int:
    """Printed where the test fails; the run's own seed brings the same again."""
    drawn = getrandbits(32)
    sys.stdout.write(f"seed {drawn}\n")
    return drawn
