"""A server that lets nobody in, or lets nobody write: typed errors with the way out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from bookingcore import Customer, Desk, StoreLocked, StoreReadOnly, StoreUnavailable, open_desk
from bookingcore.adapters.sql import open_store
from bookingcore.adapters.system import SystemChance, SystemClock
from tests.servers.conftest import CONNECTIONS_MAX
from tests.servers.server import OwnServer

pytestmark = pytest.mark.xdist_group("servers")

PASSWORD = "right and s3cret"


@contextmanager
def crowd(url: str) -> Iterator[None]:
    """All the connections that the server has for such as us."""
    engine = sa.create_engine(url, poolclass=NullPool)
    with ExitStack() as stack:
        with suppress(OperationalError):
            for _ in range(CONNECTIONS_MAX + 1):
                stack.enter_context(engine.connect())
            raise AssertionError("there is no limit")
        yield


def refused(url: str) -> str:
    """What the library says when it cannot be opened; never a password."""
    with pytest.raises(StoreUnavailable) as unavailable:
        open_desk(url, center="roma")
    assert "s3cret" not in str(unavailable.value)
    assert unavailable.value.__cause__ is not None
    return str(unavailable.value)


@pytest.fixture
def clerk(server: OwnServer, desk: Desk) -> Iterator[str]:
    """The URL of the studio for somebody who is no administrator, and has no rights yet."""
    server.say("CREATE ROLE clerk LOGIN")
    yield server.url("studio", username="clerk")
    server.say("DROP OWNED BY clerk", "studio")
    server.say("DROP ROLE clerk")


def test_without_a_connection_left_nobody_can_open_it(
    server: OwnServer, desk: Desk, clerk: str
) -> None:
    """And who has a connection works on; when somebody goes, there is room again."""
    desk.customers.register(name="Anna")
    server.say("GRANT pg_read_all_data, pg_write_all_data TO clerk")
    with crowd(clerk):
        assert "remaining connection slots are reserved" in refused(clerk)
        desk.customers.register(name="Paul")

    again = open_desk(clerk, center="roma")
    assert len(again.customers.find()) == 2
    again.store.close()  # type: ignore[attr-defined]


def test_a_wrong_password(server: OwnServer, desk: Desk) -> None:
    server.say(f"CREATE ROLE guarded LOGIN PASSWORD '{PASSWORD}' IN ROLE pg_write_all_data")
    server.say("GRANT pg_read_all_data TO guarded")

    said = refused(server.url("studio", username="guarded", password="wrong s3cret"))
    assert "password authentication failed" in said
    right = open_desk(server.url("studio", username="guarded", password=PASSWORD), center="roma")
    assert right.customers.find() == ()
    right.store.close()  # type: ignore[attr-defined]


def test_an_unknown_database_or_person(server: OwnServer) -> None:
    assert 'database "nowhere" does not exist' in refused(server.url("nowhere"))
    assert 'role "nobody" does not exist' in refused(server.url(username="nobody"))


def test_nobody_listens() -> None:
    assert "check that it exists" in refused("postgresql+psycopg://anna:s3cret@127.0.0.1:1/studio")


def test_somebody_without_rights(clerk: str) -> None:
    assert "permission denied" in refused(clerk)


def test_a_database_that_is_read_only_is_read(
    server: OwnServer, desk: Desk, desk_url: str, anna: Customer
) -> None:
    server.say("ALTER DATABASE studio SET default_transaction_read_only = on")
    reading = open_desk(desk_url, center="roma")

    assert_read_only(reading, anna)
    assert len(desk.customers.find()) == 1
    reading.store.close()  # type: ignore[attr-defined]


def test_an_empty_database_that_is_read_only_gets_no_tables(
    server: OwnServer, desk_url: str
) -> None:
    server.say("ALTER DATABASE studio SET default_transaction_read_only = on")
    with pytest.raises(StoreReadOnly):
        open_store(desk_url)


def test_a_standby_is_read_and_once_promoted_written(
    server: OwnServer, desk: Desk, anna: Customer
) -> None:
    """The same desk, all the time."""
    server.stop()
    server.stand_by(True)
    server.start()
    try:
        assert_read_only(desk, anna)
    finally:
        server.stop()
        server.stand_by(False)
        server.start()
    desk.customers.register(name="Paul")

    assert len(desk.customers.find()) == 2


def assert_read_only(desk: Desk, anna: Customer) -> None:
    """Everything can be looked at, and nothing can be done."""
    for _ in range(2):
        with pytest.raises(StoreReadOnly, match="open it with write access"):
            desk.customers.register(name="Paul")
        with pytest.raises(StoreReadOnly):
            desk.customers.update(anna, name="Mia")
    assert desk.customers.get(anna) == anna
    assert desk.verify() == ()


def test_a_row_that_stays_locked_is_given_up_after_the_time_out(
    desk: Desk, desk_url: str, anna: Customer
) -> None:
    """`open_store(timeout=...)` is how long a command waits for others."""
    store = open_store(desk_url, timeout=0.05)
    hurried = Desk(store, center="roma", clock=SystemClock(), chance=SystemChance())
    engine = sa.create_engine(desk_url)
    with engine.begin() as somebody:
        desk.using(somebody).customers.update(anna, name="Mia")
        with pytest.raises(StoreLocked, match="try again later"):
            hurried.customers.update(anna, name="Paula")
        assert hurried.customers.get(anna).name == "Anna"
        hurried.customers.register(name="Paul")
    hurried.customers.update(anna, name="Paula")

    assert desk.customers.get(anna).name == "Paula"
    assert desk.verify() == ()
    engine.dispose()
    store.close()


def test_a_statement_that_takes_too_long_leaves_nothing(
    server: OwnServer, desk_url: str, desk: Desk, anna: Customer
) -> None:
    server.say("ALTER DATABASE studio SET statement_timeout = 50")
    hurried, engine = open_desk(desk_url, center="roma"), sa.create_engine(desk_url)
    with engine.begin() as somebody:
        desk.using(somebody).customers.update(anna, name="Mia")
        with pytest.raises(StoreUnavailable, match="statement timeout"):
            hurried.customers.update(anna, name="Paula")
        hurried.customers.register(name="Paul")

    assert sorted(customer.name for customer in desk.customers.find()) == ["Mia", "Paul"]
    assert desk.verify() == ()
    engine.dispose()
    hurried.store.close()  # type: ignore[attr-defined]
