"""Hosts with a table of their own, which call the desk in a transaction of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from bookingcore import Desk
from tests.desk.studio import Studio
from tests.hosts.hosts import HOSTS, Host


@pytest.fixture(params=["sqlite", "postgres"])
def store_kind(request: pytest.FixtureRequest) -> str:
    """The stores that a host can share: those with a database."""
    return str(request.param)


@pytest.fixture
def studio(desk: Desk) -> Studio:
    """A small studio on the shared database."""
    return Studio(desk)


@pytest.fixture
def url(desk_url: sa.URL) -> sa.URL:
    """Where the shared database is."""
    return desk_url


@pytest.fixture(params=sorted(HOSTS))
def host(request: pytest.FixtureRequest, url: sa.URL) -> Iterator[Host]:
    """Each kind of host in turn, with its own table of notes."""
    with HOSTS[request.param](url) as opened:
        yield opened
