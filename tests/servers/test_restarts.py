"""A server that goes away and comes back: typed errors, nothing half-written, and on it goes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

import pytest
import sqlalchemy as sa
from attrs import evolve

from bookingcore import Customer, Desk, HostTransactionUnusable, OutcomeUnknown, StoreUnavailable
from bookingcore.adapters.sql import SqlStore
from bookingcore.adapters.sql.pipelines import PipelinedOwnWire
from bookingcore.domain.values.changes import Put
from bookingcore.ports.store import LostGuard
from tests.servers.server import OwnServer

pytestmark = pytest.mark.xdist_group("servers")


def update_by_hand(desk: Desk, anna: Customer) -> None:
    """Without a question, and without a command that would run it again by itself."""

    def attempt() -> None:
        with desk.store.begin(desk.center) as unit:
            unit.save([Put(evolve(anna, name="Mia"))])

    try:
        attempt()
    except LostGuard:
        attempt()


FIRST_THINGS: dict[str, Callable[[Desk, Customer], object]] = {
    "a command": lambda desk, anna: desk.customers.register(name="Paul"),
    "a command on a row": lambda desk, anna: desk.customers.update(anna, name="Anna Maria"),
    "a question": lambda desk, anna: desk.customers.get(anna),
    "a unit that only writes": update_by_hand,
    "several commands": lambda desk, anna: desk.atomically(
        lambda desk: [desk.customers.register(name=f"C{n}") for n in range(2)]
    ),
    "an operator's question": lambda desk, anna: store_of(desk).centers(),
}
"""What somebody may want first of a desk whose connections have died."""


def store_of(desk: Desk) -> SqlStore:
    """The desk's store."""
    assert isinstance(desk.store, SqlStore)
    return desk.store


def cut(server: OwnServer) -> None:
    """Cut all connections to the studio."""
    server.say(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = 'studio'"
    )


def fill_the_pool(desk: Desk) -> None:
    """Leave several connections in the pool."""
    with ExitStack() as open_at_once:
        for _ in range(4):
            reader = open_at_once.enter_context(desk.store.snapshot(desk.center))
            reader.load()


def names(desk: Desk) -> list[str]:
    """Everybody who is registered."""
    return sorted(customer.name for customer in desk.customers.find())


def test_after_a_restart_the_next_command_works(
    server: OwnServer, desk: Desk, anna: Customer
) -> None:
    fill_the_pool(desk)
    server.stop()
    server.start()
    desk.customers.register(name="Paul")

    assert names(desk) == ["Anna", "Paul"]
    assert desk.verify() == ()


@pytest.mark.parametrize("what", FIRST_THINGS)
def test_connections_that_died_while_idle_are_replaced_unseen(
    server: OwnServer, desk: Desk, anna: Customer, what: str
) -> None:
    fill_the_pool(desk)
    cut(server)
    FIRST_THINGS[what](desk, anna)

    assert desk.verify() == ()


def test_without_a_server_commands_say_so_and_work_again_when_it_is_back(
    server: OwnServer, desk: Desk, anna: Customer
) -> None:
    fill_the_pool(desk)
    server.stop()
    for wanted in (*FIRST_THINGS.values(), *FIRST_THINGS.values()):
        with pytest.raises(StoreUnavailable):
            wanted(desk, anna)
    server.start()

    assert names(desk) == ["Anna"]
    desk.customers.register(name="Paul")
    assert names(desk) == ["Anna", "Paul"]


def test_a_connection_lost_in_the_middle_of_several_commands_undoes_them_all(
    server: OwnServer, desk: Desk, anna: Customer
) -> None:
    attempts = []

    def work(desk: Desk) -> None:
        attempts.append(desk.customers.register(name="Paul"))
        cut(server)
        desk.customers.register(name="Mia")

    with pytest.raises(StoreUnavailable) as lost:
        desk.atomically(work)

    assert type(lost.value) is StoreUnavailable
    assert len(attempts) == 1
    assert names(desk) == ["Anna"]


def test_a_function_that_swallows_the_loss_cannot_succeed(
    server: OwnServer, desk: Desk, anna: Customer
) -> None:
    def work(desk: Desk) -> str:
        cut(server)
        with pytest.raises(StoreUnavailable):
            desk.customers.register(name="Mia")
        return "done"

    with pytest.raises(Exception, match="ended"):
        desk.atomically(work)
    assert names(desk) == ["Anna"]


@pytest.mark.parametrize("committed", [True, False])
def test_a_command_lost_while_it_committed_is_not_given_again(
    server: OwnServer,
    desk: Desk,
    anna: Customer,
    committed: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lose_the_next_commit(server, monkeypatch, committed=committed)

    with pytest.raises(OutcomeUnknown):
        desk.customers.register(name="Paul")
    assert names(desk) == (["Anna", "Paul"] if committed else ["Anna"])
    assert desk.verify() == ()


@pytest.mark.parametrize("committed", [True, False])
def test_with_a_key_it_is_given_again_and_done_once(
    server: OwnServer,
    desk: Desk,
    anna: Customer,
    committed: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    yoga = desk.catalog.add_service("Yoga", duration=60)
    plan = desk.catalog.add_plan("Quota", price=40, units=1, services=(yoga,), valid_for=None)
    lose_the_next_commit(server, monkeypatch, committed=committed)
    sale = desk.sales.sell(anna, plan, key="web-1")

    assert desk.sales.of(anna) == (sale,)
    assert desk.verify() == ()


def test_a_host_whose_connection_is_cut_is_told(
    server: OwnServer, desk: Desk, desk_url: str, anna: Customer
) -> None:
    engine = sa.create_engine(desk_url)
    connection = engine.connect()
    hosted = desk.using(connection)
    hosted.customers.register(name="Paul")
    cut(server)
    with pytest.raises(StoreUnavailable):
        hosted.customers.register(name="Mia")
    with pytest.raises(HostTransactionUnusable, match="its connection was lost; roll it back"):
        hosted.customers.register(name="Mia")
    connection.rollback()
    hosted.customers.register(name="Berta")
    connection.commit()
    connection.close()
    engine.dispose()

    assert names(desk) == ["Anna", "Berta"]
    assert desk.verify() == ()


def lose_the_next_commit(
    server: OwnServer, monkeypatch: pytest.MonkeyPatch, *, committed: bool
) -> None:
    """Cut the connections around the next commit: before it is sent, or before it is answered."""
    original, left = PipelinedOwnWire._end, [committed]

    def end(wire: PipelinedOwnWire) -> None:
        if not left:
            original(wire)
            return
        if left.pop():
            original(wire)
        cut(server)
        wire._driver.execute("SELECT 1")

    monkeypatch.setattr(PipelinedOwnWire, "_end", end)
