"""Content in a database is kept or lost with the transaction that it joined."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import Session

from bookingcore import Conflict, HostTransactionUnusable, InvalidInput, UnitClosed
from bookingcore.adapters.sql import SqlFiles, SqlStore
from bookingcore.domain.values.ids import CenterId
from tests.adapters.sql.files import contents

ROMA = CenterId("roma")

Begin = Callable[[sa.Engine], AbstractContextManager[Any]]


class HostFailed(Exception):
    """Something of the host's own went wrong."""


@contextmanager
def session_of(engine: sa.Engine) -> Iterator[Session]:
    """A host's session in a transaction, as `engine.begin()` is a connection in one."""
    with Session(engine) as session, session.begin():
        yield session


@pytest.fixture(params=[sa.Engine.begin, session_of], ids=["connection", "session"])
def begin(request: pytest.FixtureRequest) -> Begin:
    """How a host begins its transaction."""
    begin: Begin = request.param
    return begin


def test_what_the_host_commits_is_kept(engine: sa.Engine, begin: Begin) -> None:
    files = SqlFiles(engine)
    files.put("roma/b", b"old")
    with begin(engine) as handle:
        joined = files.joined(handle)
        joined.put("roma/a", b"1")
        joined.remove("roma/b")

    assert contents(engine) == [("roma", "a", b"1")]


def test_they_join_the_hosts_asynchronous_transaction(engine: sa.Engine) -> None:
    sqlite = engine.dialect.name == "sqlite"
    url = engine.url.set(drivername="sqlite+aiosqlite") if sqlite else engine.url
    files = SqlFiles(engine)

    def exchange(connection: sa.Connection) -> bytes:
        joined = files.joined(connection)
        joined.put("roma/a", b"\x00\xff")
        return joined.get("roma/a")

    async def main() -> bytes:
        asynchronous = create_async_engine(url)
        async with asynchronous.begin() as connection:
            found = await connection.run_sync(exchange)
        await asynchronous.dispose()
        return found

    assert asyncio.run(main()) == b"\x00\xff"
    assert contents(engine) == [("roma", "a", b"\x00\xff")]


def test_what_the_host_rolls_back_never_was(engine: sa.Engine, begin: Begin) -> None:
    files = SqlFiles(engine)
    for key in ("roma/b", "roma/c"):
        files.put(key, b"old")
    with suppress(HostFailed), begin(engine) as handle:
        joined = files.joined(handle)
        joined.put("roma/a", b"1")
        joined.put("roma/b", b"2")
        joined.remove("roma/c")
        assert joined.get("roma/b") == b"2"
        raise HostFailed

    assert contents(engine) == [("roma", "b", b"old"), ("roma", "c", b"old")]


def test_a_refusal_leaves_what_the_host_had_put(engine: sa.Engine) -> None:
    files = SqlFiles(engine)
    with engine.begin() as connection:
        joined = files.joined(connection)
        joined.put("roma/a", b"1")
        with pytest.raises(InvalidInput):
            joined.put("../a", b"2")
        with pytest.raises(KeyError):
            joined.get("roma/b")

    assert contents(engine) == [("roma", "a", b"1")]


@pytest.mark.parametrize("fails", [False, True])
def test_a_unit_of_the_store_keeps_or_loses_them_with_its_rows(
    engine: sa.Engine, fails: bool
) -> None:
    store = SqlStore(engine)
    files = store.files()
    files.put("roma/b", b"old")
    with suppress(HostFailed), store.begin(ROMA) as unit:
        joined = files.joined(unit)
        joined.put("roma/a", b"1")
        assert joined.get("roma/a") == b"1"
        joined.joined(unit).remove("roma/b")
        if fails:
            raise HostFailed

    assert contents(engine) == [("roma", "b", b"old") if fails else ("roma", "a", b"1")]
    with pytest.raises(UnitClosed):
        joined.get("roma/a")


def test_what_is_no_transaction_of_its_database_is_refused(engine: sa.Engine) -> None:
    files = SqlFiles(engine)
    with SqlStore(engine).begin(ROMA) as foreign:
        for handle in (object(), None, foreign):
            with pytest.raises(InvalidInput):
                files.joined(handle)


def test_a_transaction_that_cannot_be_undone_is_refused(engine: sa.Engine) -> None:
    files = SqlFiles(engine)
    connection = engine.connect()
    connection.close()

    with pytest.raises(HostTransactionUnusable, match="closed"):
        files.joined(connection).put("a", b"1")


def test_a_host_that_was_raced_runs_its_transaction_again(engine: sa.Engine) -> None:
    files = SqlFiles(engine)
    files.put("a", b"1")
    postgresql = engine.dialect.name == "postgresql"
    level = "REPEATABLE READ" if postgresql else "SERIALIZABLE"
    with engine.connect().execution_options(isolation_level=level) as connection:
        if not postgresql:
            connection.exec_driver_sql("BEGIN")
        joined = files.joined(connection)
        assert joined.get("a") == b"1"
        files.put("a", b"2")
        with pytest.raises(Conflict) as raced:
            joined.put("a", b"3")
        assert raced.value.rerun == "transaction"
        connection.rollback()

    assert files.get("a") == b"2"
