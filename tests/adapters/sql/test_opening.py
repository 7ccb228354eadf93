"""Opening a store: what is missing is made, and what it is given is understood."""

from __future__ import annotations

import pickle
import sqlite3
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import create_engine

from bookingcore.adapters.sql import SqlStore, migrate, open_store
from bookingcore.adapters.sql.migrations import revision_needed
from bookingcore.domain.catalog.center import Center
from bookingcore.domain.values.changes import Add
from bookingcore.errors import (
    InvalidInput,
    MissingExtra,
    StoreLocked,
    StoreNotMigrated,
    StoreUnavailable,
)
from bookingcore.ports.questions import ById
from bookingcore.ports.store import LostGuard
from bookingcore.testing.contracts.rows import ROME, TURIN, a_booking, a_center, a_customer
from bookingcore.testing.contracts.studio import Studio
from tests.adapters.sql.files import EVERYBODY, tables_in, told, write


def test_a_missing_file_is_created_with_its_tables(tmp_path: Path) -> None:
    file = tmp_path / "studio.db"
    store = open_store(f"sqlite:///{file}")
    write(store)
    store.close()

    assert {"bk_version", "bk_customer", "bk_event"} < tables_in(file)


def test_what_was_written_is_there_when_it_is_opened_again(url: str) -> None:
    for _ in range(2):
        store = open_store(url)
        if not Studio(store).ask(EVERYBODY):
            write(store)
        store.close()

    assert Studio(open_store(url)).ask(EVERYBODY) == (a_customer(1),)


def test_an_empty_file_gets_its_tables(tmp_path: Path) -> None:
    file = tmp_path / "studio.db"
    file.touch()
    open_store(f"sqlite:///{file}").close()

    assert "bk_version" in tables_in(file)


def test_tables_of_the_host_stay_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "host.db"
    told(file, "CREATE TABLE invoice (no INTEGER)", "INSERT INTO invoice VALUES (7)")
    open_store(f"sqlite:///{file}").close()

    driver = sqlite3.connect(file)
    assert driver.execute("SELECT no FROM invoice").fetchall() == [(7,)]
    driver.close()


def test_a_new_database_has_a_write_ahead_log_and_full_durability(store: SqlStore) -> None:
    assert pragma(store, "journal_mode") == "wal"
    assert pragma(store, "synchronous") == 2
    assert pragma(store, "foreign_keys") == 1
    assert pragma(store, "busy_timeout") == 10_000


def test_durability_and_patience_can_be_chosen(url: str) -> None:
    store = open_store(url, timeout=0.5, synchronous="NORMAL")

    assert pragma(store, "synchronous") == 1
    assert pragma(store, "busy_timeout") == 500
    store.close()


def pragma(store: SqlStore, name: str) -> object:
    """What SQLite says about one of the store's connections."""
    wire = store._exchange.connect()
    value = wire._cursor.execute(f"PRAGMA {name}").fetchone()[0]
    wire.hang_up()
    return value


def test_a_database_in_memory_lives_as_long_as_its_store() -> None:
    store = open_store("sqlite://", timeout=0.1)
    write(store)

    assert Studio(store).ask(EVERYBODY) == (a_customer(1),)
    with store.snapshot(ROME), pytest.raises(StoreLocked):
        write(store)
    store.close()


def test_the_file_is_found_again_from_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = open_store("sqlite:///studio.db")
    store.close()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    write(store)

    assert not list((tmp_path / "elsewhere").iterdir())
    store.close()


@pytest.mark.parametrize("name", ["räum 1.db", "100%25.db", "a?b#c.db"])
def test_any_name_may_be_a_files_name(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    store = open_store(f"sqlite:///{quote(str(file)) if '?' in name else file}")
    write(store)
    store.close()

    assert any("bk_customer" in tables_in(found) for found in tmp_path.glob("*.db"))


def test_migrating_tells_what_was_found_and_what_is_there_now(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/studio.db"

    assert migrate(url) == (None, revision_needed())
    assert migrate(url) == (revision_needed(), revision_needed())
    write(open_store(url))


def test_the_hosts_own_engine_serves_as_well(file: Path) -> None:
    engine = create_engine(f"sqlite:///{file}")
    store, again = SqlStore(engine), SqlStore(engine)
    write(store)

    assert Studio(again).ask(EVERYBODY) == (a_customer(1),)
    with pytest.raises(LostGuard):
        Studio(again).add(a_booking(1))
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM bk_customer").scalar() == 1
    engine.dispose()


@pytest.mark.parametrize("url", ["studio.db", "no://studio.db", "postgresql://h:port/x"])
def test_what_is_no_url_of_a_database_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match=r"sqlite:///studio\.db") as refused:
        open_store(url)
    assert refused.value.field == "url"


def test_a_password_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidInput) as refused:
        open_store("postgresql://anna:s3cret@host:port/studio")
    assert "s3cret" not in str(refused.value)

    with pytest.raises(StoreUnavailable) as down:
        open_store("postgresql+psycopg://anna:s3cret@127.0.0.1:1/studio?password=s3cret")
    assert "s3cret" not in str(down.value)
    assert "anna:***@127.0.0.1:1/studio" in down.value.url


def test_a_missing_driver_is_told_with_its_extra() -> None:
    with pytest.raises(MissingExtra, match=r"pip install 'bookingcore\[postgres\]'"):
        open_store("postgresql+pg8000://host/studio")


def test_errors_survive_a_pickle(tmp_path: Path) -> None:
    with pytest.raises(StoreNotMigrated) as refused:
        open_store(f"sqlite:///{tmp_path}/studio.db", migrate=False)

    copied = pickle.loads(pickle.dumps(refused.value))
    assert str(copied) == str(refused.value)


def test_the_center_of_a_row_is_that_of_the_unit(store: SqlStore) -> None:
    """A center can only be written from its own unit (P9)."""
    with store.begin(ROME) as unit:
        unit.save([Add(a_center(TURIN))])

    assert len(Studio(store).ask(ById(Center, ROME))) == 1
    assert Studio(store, TURIN).ask(ById(Center, TURIN)) == ()
