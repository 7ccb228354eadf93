"""Several processes open the desk on an empty database at the same moment."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from bookingcore import Desk, open_desk
from bookingcore.adapters.sql.migrations import VERSION_TABLE, revision_needed
from tests.postgres import Server
from tests.races.contest import raced

PROCESSES, ROUNDS = 6, 3


@pytest.fixture(params=["sqlite", "postgres"])
def urls(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> list[str]:
    """Empty databases."""
    if request.param == "sqlite":
        return [f"sqlite:///{tmp_path / f'start{n}.db'}" for n in range(ROUNDS)]
    server: Server = request.getfixturevalue("postgres")
    return [server.create(f"start{n}_{worker_id}") for n in range(ROUNDS)]


def start(nothing: Desk, url: str) -> str:
    """Open the desk of Rome, and give it a first command."""
    desk = open_desk(url, center="roma")
    with closing(desk.store):  # type: ignore[type-var]
        return desk.customers.register(name="Anna").id


def test_one_of_them_makes_the_tables_and_all_work(urls: list[str]) -> None:
    told = raced("memory:", [(start, [[url] for url in urls])] * PROCESSES)

    for number, url in enumerate(urls):
        desk, engine = open_desk(url, center="roma"), sa.create_engine(url)
        registered = {id for process in told for id in process[number]}
        assert {customer.id for customer in desk.customers.find()} == registered
        assert len(registered) == PROCESSES
        assert desk.verify() == ()
        with engine.connect() as connection:
            revisions = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}")
            assert revisions.all() == [(revision_needed(),)]
        engine.dispose()
        desk.store.close()  # type: ignore[attr-defined]
