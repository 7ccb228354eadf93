"""Hosts that end their transaction when it suits nobody, swallow errors, or mix up threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
import sqlalchemy as sa
from attrs import evolve
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bookingcore import Conflict, Customer, Desk, HostTransactionUnusable, SessionFull
from bookingcore.domain.values.changes import Add, Put
from bookingcore.ports.store import LostGuard
from tests.desk.studio import Studio
from tests.hosts.hosts import Host


class HostFailed(Exception):
    """Something of the host's own went wrong."""


@pytest.fixture
def engine(url: sa.URL) -> Iterator[sa.Engine]:
    """The host's engine."""
    engine = sa.create_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture(params=["connection", "session"])
def handle(request: pytest.FixtureRequest, engine: sa.Engine) -> Iterator[sa.Connection | Session]:
    """A host's connection or session, on which it commits and rolls back as it likes."""
    with Session(engine) if request.param == "session" else engine.connect() as opened:
        yield opened


def names(desk: Desk) -> list[str]:
    """Everybody but Anna."""
    return sorted(card.name for card in desk.customers.find() if card.name != "Anna")


def test_what_comes_before_a_rollback_is_gone_and_what_comes_after_it_is_kept(
    studio: Studio, handle: sa.Connection | Session
) -> None:
    desk = studio.desk.using(handle)
    desk.customers.register(name="Berta")
    handle.rollback()
    desk.customers.register(name="Carla")
    handle.commit()

    assert names(studio.desk) == ["Carla"]
    assert studio.desk.verify() == ()


def test_a_commit_between_two_commands_keeps_the_first_alone(
    studio: Studio, handle: sa.Connection | Session
) -> None:
    desk = studio.desk.using(handle)
    desk.customers.register(name="Berta")
    handle.commit()
    desk.customers.register(name="Carla")
    handle.rollback()

    assert names(studio.desk) == ["Berta"]
    assert studio.desk.verify() == ()


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_a_transaction_ended_in_the_middle_of_a_command_is_told(
    studio: Studio, handle: sa.Connection | Session, end: str
) -> None:
    """What comes after it is in another transaction, and can still be rolled back."""

    def work(desk: Desk) -> None:
        desk.customers.register(name="Berta")
        getattr(handle, end)()
        desk.customers.register(name="Carla")

    with pytest.raises(HostTransactionUnusable, match="ended in the middle of a command"):
        studio.desk.using(handle).atomically(work)
    handle.rollback()

    assert names(studio.desk) == (["Berta"] if end == "commit" else [])
    assert studio.desk.verify() == ()


def test_an_error_in_a_transaction_that_was_ended_is_raised_as_it_is(
    studio: Studio, handle: sa.Connection | Session
) -> None:
    def work(desk: Desk) -> None:
        handle.commit()
        raise HostFailed

    with pytest.raises(HostFailed):
        studio.desk.using(handle).atomically(work)


def test_the_host_s_own_savepoint_takes_ours_with_it(
    studio: Studio, handle: sa.Connection | Session
) -> None:
    desk = studio.desk.using(handle)
    desk.customers.register(name="Berta")
    savepoint = handle.begin_nested()
    desk.customers.register(name="Carla")
    savepoint.rollback()
    desk.customers.register(name="Dora")
    handle.commit()

    assert names(studio.desk) == ["Berta", "Dora"]
    assert studio.desk.verify() == ()


def test_a_host_s_savepoint_that_ends_in_the_middle_of_a_command_is_told(
    studio: Studio, handle: sa.Connection | Session
) -> None:
    savepoint = handle.begin_nested()

    def work(desk: Desk) -> None:
        desk.customers.register(name="Berta")
        savepoint.rollback()

    with pytest.raises(HostTransactionUnusable, match="ended in the middle of a command"):
        studio.desk.using(handle).atomically(work)
    handle.commit()

    assert names(studio.desk) == []
    assert studio.desk.verify() == ()


def test_a_host_that_swallows_our_errors_commits_what_went_well(studio: Studio, host: Host) -> None:
    """A refusal, a lost guard and an error of another kind, each in the middle of the work."""
    full = studio.session("2026-07-05T18:00", capacity=0)
    with host.transaction() as handle:
        desk = studio.desk.using(handle)
        desk.customers.register(name="Berta")
        for fault in (
            lambda: desk.bookings.book(studio.anna, full),
            *lost_guards(desk, studio.anna),
        ):
            with pytest.raises((SessionFull, LostGuard)):
                fault()
        with suppress(HostFailed), desk.store.begin(desk.center) as unit:
            unit.save([Add(studio.anna)])
            raise HostFailed
        desk.customers.register(name="Carla")
        host.writes(handle, "after")

    assert names(studio.desk) == ["Berta", "Carla"]
    assert host.notes() == ["after"]
    assert studio.desk.verify() == ()


def test_a_host_that_swallows_errors_again_and_again_is_served_on_and_on(
    studio: Studio, engine: sa.Engine
) -> None:
    """Whatever a driver has prepared meanwhile, it knows what has come of it."""
    with engine.begin() as connection:
        desk = studio.desk.using(connection)
        for number in range(12):
            carla = desk.customers.register(name=f"C{number:02}")
            desk.customers.update(carla, phone="+39 06 1")
            for fault in lost_guards(desk, carla):
                with pytest.raises(LostGuard):
                    fault()

    assert names(studio.desk) == [f"C{number:02}" for number in range(12)]
    assert studio.desk.verify() == ()


def lost_guards(desk: Desk, anna: Customer) -> list[Callable[[], None]]:
    """A row that is there already, and one that was never read."""

    def save(change: Add | Put) -> None:
        with desk.store.begin(desk.center) as unit:
            unit.save([change])

    return [lambda: save(Add(anna)), lambda: save(Put(evolve(anna, version=99)))]


def test_a_transaction_that_the_host_broke_is_refused(studio: Studio, engine: sa.Engine) -> None:
    """On PostgreSQL nothing can be said in it any more; SQLite takes no notice."""
    with engine.connect() as connection:
        desk = studio.desk.using(connection)
        desk.customers.register(name="Berta")
        with pytest.raises(DBAPIError):
            connection.exec_driver_sql("SELECT 1 FROM nowhere")
        if engine.dialect.name == "postgresql":
            with pytest.raises(HostTransactionUnusable, match="has failed; roll it back"):
                desk.customers.register(name="Carla")
            with pytest.raises(HostTransactionUnusable, match="has failed; roll it back"):
                desk.customers.get(studio.anna)
        connection.rollback()
        desk.customers.register(name="Dora")
        connection.commit()

    assert names(studio.desk) == ["Dora"]


def test_a_stale_snapshot_is_the_host_s_to_run_again(studio: Studio, url: sa.URL) -> None:
    """Each command of it says so, whatever the host swallows; the next transaction works."""
    level = {} if url.get_backend_name() == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    engine = sa.create_engine(url, **level)
    with engine.connect() as connection:
        begin_reading(connection)
        studio.desk.customers.update(studio.anna, phone="+39 06 1")
        desk = studio.desk.using(connection)
        for _ in range(2):
            with pytest.raises(Conflict) as conflict:
                desk.customers.update(studio.anna, phone="+39 06 2")
            assert conflict.value.rerun == "transaction"
        connection.rollback()
        desk.customers.update(studio.anna, phone="+39 06 3")
        connection.commit()
    engine.dispose()

    assert studio.desk.customers.get(studio.anna).phone == "+39 06 3"
    assert studio.desk.verify() == ()


def begin_reading(connection: sa.Connection) -> None:
    """Begin a transaction that has read, and so has its snapshot."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN")
    connection.exec_driver_sql("SELECT count(*) FROM bk_customer").scalar()


def test_a_connection_of_another_thread_is_refused(studio: Studio, url: sa.URL) -> None:
    """SQLite's connections stay in their thread, where the host has not allowed otherwise."""
    if url.get_backend_name() != "sqlite":
        return
    engine = sa.create_engine(url, connect_args={"check_same_thread": True})
    said: list[str] = []

    def elsewhere(connection: sa.Connection) -> None:
        with pytest.raises(HostTransactionUnusable) as refused:
            studio.desk.using(connection).customers.register(name="Berta")
        said.append(str(refused.value))

    with engine.begin() as connection:
        thread = threading.Thread(target=elsewhere, args=(connection,))
        thread.start()
        thread.join()
        studio.desk.using(connection).customers.register(name="Carla")
    engine.dispose()

    assert ["belongs to another thread; call the desk in the thread" in text for text in said] == [
        True
    ]
    assert names(studio.desk) == ["Carla"]
