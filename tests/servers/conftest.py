"""A server that the tests trouble, and a desk on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bookingcore import Customer, Desk, open_desk
from tests.servers.server import OwnServer

CONNECTIONS_MAX = 12
"""How many connections the server takes; three of them for its administrator alone."""


@pytest.fixture(scope="session")
def server() -> Iterator[OwnServer]:
    """A server of these tests' own, running; a test that stops it starts it again."""
    server = OwnServer()
    server.ask_for_password("guarded")
    server.start(max_connections=str(CONNECTIONS_MAX))
    yield server
    server.remove()


@pytest.fixture
def desk_url(server: OwnServer) -> str:
    """An empty database on it."""
    server.say("DROP DATABASE IF EXISTS studio WITH (FORCE)")
    server.say("CREATE DATABASE studio")
    return server.url("studio")


@pytest.fixture
def desk(desk_url: str) -> Iterator[Desk]:
    """A desk on the empty database."""
    desk = open_desk(desk_url, center="roma")
    yield desk
    desk.store.close()  # type: ignore[attr-defined]


@pytest.fixture
def anna(desk: Desk) -> Customer:
    """A customer."""
    return desk.customers.register(name="Anna")
