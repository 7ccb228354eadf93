"""The server undoes what it cannot put in order: our own transactions run again, with a bound."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from bookingcore import Conflict, Contended, Customer, Desk, Session, StoreUnavailable, open_desk
from bookingcore.desk.running import ATTEMPTS_MAX
from bookingcore.testing import FrozenClock
from tests.servers.server import PATIENCE, OwnServer
from tests.servers.waiting import wait_for_one_who_waits

pytestmark = pytest.mark.xdist_group("servers")

TROUBLE = """
CREATE SEQUENCE attempt;
CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF nextval('attempt') <= {times} THEN
        RAISE 'in trouble' USING ERRCODE = '{state}';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER trouble AFTER INSERT ON bk_customer
    DEFERRABLE INITIALLY {moment} FOR EACH ROW EXECUTE FUNCTION trouble();
"""

serialization, deadlock = "40001", "40P01"
moments = pytest.mark.parametrize("moment", ["IMMEDIATE", "DEFERRED"])


def in_trouble(server: OwnServer, *, times: int, state: str, moment: str) -> None:
    """Let the server undo so many registrations: at once, or when they are committed."""
    server.say(TROUBLE.format(times=times, state=state, moment=moment), "studio")


def attempts(engine: sa.Engine) -> int:
    """How often a registration was tried."""
    with engine.connect() as connection:
        tried: int = connection.exec_driver_sql("SELECT last_value FROM attempt").scalar_one()
    return tried


@pytest.fixture
def engine(desk_url: str) -> Iterator[sa.Engine]:
    """Somebody else's engine on the same database."""
    engine = sa.create_engine(desk_url)
    yield engine
    engine.dispose()


@moments
@pytest.mark.parametrize("state", [serialization, deadlock])
def test_what_the_server_undid_is_run_again(
    server: OwnServer, desk: Desk, engine: sa.Engine, state: str, moment: str
) -> None:
    in_trouble(server, times=3, state=state, moment=moment)
    paul = desk.customers.register(name="Paul")

    assert attempts(engine) == 4
    assert desk.customers.find() == (paul,)
    assert [event.no for event in desk.history(paul)] == [1]


@moments
def test_it_is_given_up_at_the_bound(
    server: OwnServer, desk: Desk, engine: sa.Engine, moment: str
) -> None:
    in_trouble(server, times=1000, state=serialization, moment=moment)
    with pytest.raises(Contended) as contended:
        desk.customers.register(name="Paul")

    assert contended.value.attempts == attempts(engine) == ATTEMPTS_MAX
    assert desk.customers.find() == ()
    assert desk.verify() == ()


def test_in_a_host_s_transaction_nothing_is_run_again(
    server: OwnServer, desk: Desk, engine: sa.Engine
) -> None:
    in_trouble(server, times=1, state=serialization, moment="IMMEDIATE")
    with engine.begin() as connection, pytest.raises(Conflict) as conflict:
        desk.using(connection).customers.register(name="Paul")

    assert conflict.value.rerun == "transaction"
    assert attempts(engine) == 1
    assert desk.customers.find() == ()


def test_an_error_that_no_rerun_mends_is_raised_at_once(
    server: OwnServer, desk: Desk, engine: sa.Engine
) -> None:
    in_trouble(server, times=1000, state="53100", moment="DEFERRED")
    with pytest.raises(StoreUnavailable, match="in trouble"):
        desk.customers.register(name="Paul")

    assert attempts(engine) == 1
    assert desk.customers.find() == ()


def test_of_two_that_wait_for_each_other_ours_gives_way_and_comes_again(
    server: OwnServer, desk: Desk, engine: sa.Engine, anna: Customer, yoga: Session
) -> None:
    """Somebody takes the session before the customer, which we never do."""
    touch = "UPDATE {} SET no = no WHERE id = '{}'"
    # Who looks for a circle first gives way, and it is looked for once: after somebody waits too.
    server.say("ALTER DATABASE studio SET deadlock_timeout = '2s'")
    desk.store.close()  # type: ignore[attr-defined]
    with engine.begin() as somebody:
        somebody.exec_driver_sql("SET LOCAL deadlock_timeout = '1h'")
        somebody.exec_driver_sql(touch.format("bk_session", yoga.id))
        with alongside(lambda: desk.bookings.book(anna, yoga)):
            wait_for_one_who_waits(engine)
            somebody.exec_driver_sql(touch.format("bk_customer", anna.id))
            somebody.commit()

    assert [booking.session_id for booking in desk.bookings.of(anna)] == [yoga.id]
    # Ours may come again before the other one has noticed that it may go on.
    assert server_deadlocks(engine) >= 1
    assert desk.verify() == ()


@pytest.fixture
def yoga(desk: Desk) -> Session:
    """A session."""
    service = desk.catalog.add_service("Yoga", duration=60)
    return desk.schedule.add_session(service, starts_at="2036-07-02T18:00Z", capacity=5)


@contextmanager
def alongside(work: Callable[[], object]) -> Iterator[None]:
    """Do *work* in a thread of its own while the block runs, and let neither fail unheard."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - it is raised below
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    yield
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert errors == []


def server_deadlocks(engine: sa.Engine) -> int:
    """How many circles the server has broken in this database."""
    told = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    until = time.monotonic() + PATIENCE
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # Processes tell the statistics when they are idle.
        while not (deadlocks := connection.exec_driver_sql(told).scalar_one()):
            assert time.monotonic() < until
            time.sleep(0.01)
    return int(deadlocks)


def test_what_waited_for_a_lock_happened_when_it_had_it(desk_url: str, engine: sa.Engine) -> None:
    """So that a history reads in the order in which things came to pass."""
    clock = FrozenClock("2026-07-01T08:00Z")
    desk = open_desk(desk_url, center="roma", clock=clock)
    anna = desk.customers.register(name="Anna")
    with engine.begin() as somebody:
        somebody.exec_driver_sql("SELECT * FROM bk_customer FOR UPDATE")
        waiting = threading.Thread(target=lambda: desk.customers.update(anna, phone="06 1"))
        waiting.start()
        wait_for_one_who_waits(engine)
        clock.advance(seconds=2)
    waiting.join(PATIENCE)

    assert [event.at for event in desk.history(anna)][1:] == [clock.now()]
    desk.store.close()  # type: ignore[attr-defined]
