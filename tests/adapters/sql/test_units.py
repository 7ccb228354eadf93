"""What units of a SQL store do beyond the contract of every store."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest

from bookingcore.adapters.sql import SqlStore, open_store
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.catalog.service import Resource
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import Add, Count, Put
from bookingcore.errors import InvalidInput, StoreUnavailable, UnitClosed
from bookingcore.ports.questions import All, ById, OwnerOf, SessionsUsing
from bookingcore.ports.store import LostGuard, Ref
from bookingcore.testing.contracts.rows import (
    ROME,
    a_booking,
    a_customer,
    a_resource,
    a_sale,
    a_session,
    july,
)
from bookingcore.testing.contracts.studio import Mishap, Studio, furnished
from tests.adapters.sql.listening import listening

ANNA, BERTA = (Ref(Customer, a_customer(number).id) for number in (1, 2))
ANNA_BY_BOOKING = Ref(Customer, OwnerOf(Booking, a_booking(1).id))
ANNA_BY_SALE = Ref(Customer, OwnerOf(Sale, a_sale(1).id))
NOBODY = Ref(Customer, OwnerOf(Booking, a_booking(9).id))
EVERYBODY = All(Customer)
SESSION = ById(Session, a_session().id)


@pytest.fixture
def studio(store: SqlStore) -> Studio:
    """A furnished studio with a booking of Anna's and a room."""
    studio = furnished(store)
    studio.add(a_booking(1), a_resource(1))
    return studio


def test_a_customer_named_in_two_ways_is_locked_once(studio: Studio) -> None:
    with studio.unit() as unit:
        unit.lock(ANNA_BY_BOOKING, ANNA, ANNA_BY_SALE, NOBODY)
        unit.load()
        numbers = [unit.number(ref) for ref in (ANNA_BY_BOOKING, ANNA, ANNA_BY_SALE, NOBODY)]

    assert numbers == [2, 2, 2, None]


def test_a_row_that_is_locked_again_keeps_its_number(studio: Studio) -> None:
    with studio.unit() as unit:
        for ref in (ANNA, ANNA, ANNA_BY_SALE):
            unit.lock(ref)
            unit.load()
            assert unit.number(ref) == 2


def test_locks_are_sent_before_their_number_is_told(studio: Studio) -> None:
    with studio.unit() as unit:
        unit.lock(ANNA)
        assert unit.number(ANNA) == 2


def test_locks_without_a_question_are_sent_at_the_end(studio: Studio) -> None:
    with studio.unit() as unit:
        unit.lock(ANNA)

    assert studio.number(ANNA) == 3


def test_rows_are_locked_customers_first_and_by_id(store: SqlStore, studio: Studio) -> None:
    """So two units that lock the same rows never wait for each other in a circle."""
    session, room = Ref(Session, a_session().id), Ref(Resource, a_resource(1).id)
    with listening(store) as heard, store.begin(ROME) as unit:
        unit.lock(session, BERTA, room, ANNA_BY_BOOKING)
        unit.load()

    locked = [said for said in heard if said.startswith("UPDATE")]
    order = [a_customer(1).id, a_customer(2).id, a_resource(1).id, a_session().id]
    assert [id in said for id, said in zip(order, locked, strict=True)] == [True] * 4


def test_the_owner_of_a_row_is_locked_by_the_very_first_statement(
    store: SqlStore, studio: Studio
) -> None:
    with listening(store) as heard, store.begin(ROME) as unit:
        unit.lock(ANNA_BY_BOOKING)
        unit.load(EVERYBODY)

    assert heard[0] == "BEGIN IMMEDIATE"
    assert heard[1].startswith("UPDATE bk_customer")


def test_parts_of_a_row_that_was_put_are_put_too(studio: Studio) -> None:
    studio.add(a_resource(2))
    studio.put(a_session(1, resources=(a_resource(1).id,)))
    (held,) = studio.ask(SESSION)
    moved = a_session(1, starts_at=july(20), resources=(a_resource(2).id,), version=held.version)
    studio.put(moved)

    using = [
        studio.ask(SessionsUsing((a_resource(number).id,), july(1), july(30))) for number in (1, 2)
    ]
    assert using == [(), (moved,)]


def test_counting_places_counts_the_version_of_the_session(studio: Studio) -> None:
    """So a session that was read before cannot be put over the places counted since."""
    (before,) = studio.ask(SESSION)
    studio.save(Count(session_id=before.id, places=2))

    with pytest.raises(LostGuard):
        studio.put(before)


def test_a_handle_of_something_else_cannot_be_joined(studio: Studio, store: SqlStore) -> None:
    for handle in (None, "unit", studio, sqlite3.connect):
        with pytest.raises(InvalidInput, match="unit of this store"):
            store.joined(handle)


def test_a_unit_of_another_store_cannot_be_joined(studio: Studio, url: str) -> None:
    other = open_store(url)

    with studio.unit() as unit, pytest.raises(InvalidInput):
        other.joined(unit)
    with studio.unit() as unit, pytest.raises(InvalidInput):
        studio.store.joined(unit).joined(None)
    other.close()


def test_a_savepoint_that_outlives_its_transaction_is_closed(studio: Studio) -> None:
    with studio.unit() as unit:
        block = studio.joined(unit).unit()
        savepoint = block.__enter__()
        savepoint.save([Add(a_customer(3))])
    with pytest.raises(UnitClosed):
        savepoint.load(EVERYBODY)
    with pytest.raises(UnitClosed):
        block.__exit__(None, None, None)

    assert len(studio.ask(EVERYBODY)) == 2


def test_a_snapshot_inside_a_unit_ends_with_its_block(studio: Studio) -> None:
    with studio.unit() as unit:
        with studio.joined(unit).snapshot() as reader:
            assert len(reader.load(EVERYBODY)[EVERYBODY]) == 2
        with pytest.raises(UnitClosed):
            reader.load(EVERYBODY)


def test_what_an_outer_unit_saved_is_written_at_its_own_end(studio: Studio) -> None:
    with studio.unit() as unit:
        unit.save([Add(a_customer(3))])
        assert len(studio.joined(unit).ask(EVERYBODY)) == 2

    assert len(studio.ask(EVERYBODY)) == 3


def test_connections_go_back_to_the_pool_whatever_happens(studio: Studio, store: SqlStore) -> None:
    pool = store._exchange._engine.pool
    for _ in range(30):
        with suppress(Mishap), studio.unit() as unit:
            unit.save([Put(a_customer(1))])
            raise Mishap
        with suppress(LostGuard), studio.unit() as unit:
            unit.save([Put(a_customer(9))])
        with suppress(Mishap), studio.snapshot() as reader:
            reader.load(EVERYBODY)
            raise Mishap

    assert pool.checkedout() == 0  # type: ignore[attr-defined]


def test_a_crash_before_the_commit_leaves_nothing(file: Path, url: str, studio: Studio) -> None:
    """What a process wrote that dies in the middle is gone when the next one looks (P8)."""
    dying = open_store(url)
    unit = dying.begin(ROME).__enter__()
    unit.save([Add(a_customer(3))])
    unit.flush()  # type: ignore[attr-defined]
    survivor = file.with_name("survivor.db")
    survivor.write_bytes(file.read_bytes())
    survivor.with_name("survivor.db-wal").write_bytes(file.with_name("studio.db-wal").read_bytes())

    after = open_store(f"sqlite:///{survivor}")
    assert len(Studio(after).ask(EVERYBODY)) == 2
    after.close()


def test_a_block_that_cannot_begin_gives_its_connection_back(
    studio: Studio, store: SqlStore
) -> None:
    store._exchange.begins = ("BEGIN WRONGLY", "BEGIN WRONGLY")
    for block in (studio.unit(), studio.snapshot()):
        with pytest.raises(StoreUnavailable), block:
            pass

    assert store._exchange._engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_where_nothing_is_said_the_driver_begins_by_itself(studio: Studio, store: SqlStore) -> None:
    """As drivers of servers do."""
    store._exchange.begins = ("", "")
    with suppress(Mishap), studio.unit() as unit:
        unit.save([Add(a_customer(3))])
        unit.flush()  # type: ignore[attr-defined]
        raise Mishap
    studio.add(a_customer(4))

    assert [card.id for card in studio.ask(EVERYBODY)][2:] == [a_customer(4).id]
