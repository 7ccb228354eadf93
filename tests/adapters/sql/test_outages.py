"""What goes wrong in a driver is told in the store's words, with its cause."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bookingcore.adapters.sql import SqlStore, open_store
from bookingcore.adapters.sql.outages import errors_of, reraise, translated, url_shown
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.values.changes import Add
from bookingcore.errors import StoreLocked, StoreReadOnly, StoreUnavailable
from bookingcore.ports.questions import All
from bookingcore.ports.store import LostGuard
from bookingcore.testing.contracts.rows import ROME, a_customer
from bookingcore.testing.contracts.studio import Studio

URL = "sqlite:///studio.db"


class DriverError(Exception):
    """An error as drivers raise them: a sentence, and a code under one name or another."""

    def __init__(self, **codes: object) -> None:
        super().__init__("as the driver says")
        vars(self).update(codes)


SQLITE = {
    sqlite3.SQLITE_CONSTRAINT_UNIQUE: LostGuard,
    sqlite3.SQLITE_CONSTRAINT_CHECK: LostGuard,
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY: LostGuard,
    sqlite3.SQLITE_BUSY: StoreLocked,
    sqlite3.SQLITE_BUSY_SNAPSHOT: LostGuard,
    sqlite3.SQLITE_LOCKED: StoreLocked,
    sqlite3.SQLITE_READONLY_DBMOVED: StoreReadOnly,
    sqlite3.SQLITE_IOERR_WRITE: StoreUnavailable,
    sqlite3.SQLITE_FULL: StoreUnavailable,
    sqlite3.SQLITE_CORRUPT: StoreUnavailable,
    sqlite3.SQLITE_CANTOPEN: StoreUnavailable,
}

POSTGRESQL = {
    "23505": LostGuard,
    "23514": LostGuard,
    "40001": LostGuard,
    "40P01": LostGuard,
    "22012": LostGuard,
    "25P02": LostGuard,
    "3B001": LostGuard,
    "55P03": StoreLocked,
    "25006": StoreReadOnly,
    "08006": StoreUnavailable,
    "57P01": StoreUnavailable,
    "42P01": StoreUnavailable,
    "53300": StoreUnavailable,
    "25P03": StoreUnavailable,
    "42501": StoreUnavailable,
    "58030": StoreUnavailable,
    "XX001": StoreUnavailable,
}


@pytest.mark.parametrize(("code", "meaning"), SQLITE.items())
def test_sqlites_codes_have_a_meaning(code: int, meaning: type[Exception]) -> None:
    assert type(translated(DriverError(sqlite_errorcode=code), URL)) is meaning


@pytest.mark.parametrize(("state", "meaning"), POSTGRESQL.items())
def test_the_states_of_servers_have_a_meaning(state: str, meaning: type[Exception]) -> None:
    assert type(translated(DriverError(sqlstate=state), URL)) is meaning


def test_an_outage_tells_the_database_and_the_drivers_sentence() -> None:
    outage = translated(DriverError(sqlstate="57P01"), URL)

    assert isinstance(outage, StoreUnavailable)
    assert (outage.url, outage.detail) == (URL, "as the driver says")


def test_a_server_that_cannot_be_reached_gives_no_code() -> None:
    refused = type("OperationalError", (Exception,), {})("connection refused")

    assert type(translated(refused, URL)) is StoreUnavailable


@pytest.mark.parametrize(
    "wrong", [DriverError(sqlstate="42601"), DriverError(sqlite_errorcode=21), DriverError()]
)
def test_what_only_wrong_code_can_cause_is_left_as_it_is(wrong: DriverError) -> None:
    assert translated(wrong, URL) is None
    with pytest.raises(DriverError) as raised:
        reraise(wrong, URL)
    assert raised.value is wrong


def test_the_cause_is_the_drivers_own_error() -> None:
    cause = DriverError(sqlstate="57P01")

    with pytest.raises(StoreUnavailable) as raised:
        reraise(OperationalError("SELECT 1", None, cause), URL)
    assert raised.value.__cause__ is cause


def test_a_pool_without_a_free_connection_is_locked() -> None:
    assert type(translated(PoolTimeout(), URL)) is StoreLocked


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:///studio.db", "sqlite:///studio.db"),
        ("postgresql://anna:s3cret@host/x", "postgresql://anna:***@host/x"),
        ("postgresql://host/x?password=s&sslmode=require", "postgresql://host/x?sslmode=require"),
    ],
)
def test_a_url_is_shown_without_its_passwords(url: str, shown: str) -> None:
    assert url_shown(make_url(url)) == shown


def test_the_errors_of_an_engine_are_those_of_its_driver_too() -> None:
    errors = errors_of(create_engine("sqlite://"))

    assert issubclass(sqlite3.OperationalError, errors)
    assert issubclass(DBAPIError, errors)


def test_a_lost_guard_keeps_its_cause(store: SqlStore) -> None:
    studio = Studio(store)
    studio.add(a_customer(1))

    with pytest.raises(LostGuard) as lost:
        studio.add(a_customer(1))
    assert isinstance(lost.value.__cause__, sqlite3.IntegrityError)


def test_a_commit_that_fails_leaves_nothing(file: Path, url: str) -> None:
    """Without a write-ahead log somebody who reads holds up the commit itself."""
    driver = sqlite3.connect(file)
    driver.execute("PRAGMA journal_mode = DELETE")
    driver.close()
    store = open_store(url, timeout=0.05)
    studio, everybody = Studio(store), All(Customer)

    with studio.snapshot() as reader:
        reader.load(everybody)
        with pytest.raises(StoreLocked):
            studio.add(a_customer(1))
    assert studio.ask(everybody) == ()
    studio.add(a_customer(1))
    store.close()


def test_a_disk_that_is_full_leaves_nothing(store: SqlStore) -> None:
    studio = Studio(store)

    with pytest.raises(StoreUnavailable, match="disk is full"), store.begin(ROME) as unit:
        _fill_the_disk(unit)
    assert studio.ask(All(Customer)) == ()
    store.close()
    studio.add(a_customer(1))


def _fill_the_disk(unit: Any) -> None:
    pages = unit.wire._cursor.execute("PRAGMA page_count").fetchone()[0]
    unit.wire.say(f"PRAGMA max_page_count = {pages}")
    unit.save([Add(a_customer(number, address="x" * 1000)) for number in range(1, 50)])
