"""Databases that cannot be used: each is told by its error, and nothing is written to it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import create_engine

from bookingcore.adapters.sql import SqlStore, migrate, open_store
from bookingcore.adapters.sql.migrations import REVISIONS, revision_needed
from bookingcore.errors import (
    StoreLocked,
    StoreNotMigrated,
    StoreReadOnly,
    StoreTooNew,
    StoreUnavailable,
)
from bookingcore.testing.contracts.studio import Studio
from tests.adapters.sql.files import EVERYBODY, tables_in, told, write


def at_revision(file: Path, revision: str) -> None:
    """Write another revision into the file."""
    told(file, f"UPDATE bk_version SET version_num = '{revision}'")


@contextmanager
def without_privileges() -> Iterator[None]:
    """Root may write to every file: be somebody else for a while."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_database_of_an_older_revision_is_not_migrated_by_the_way(
    file: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    revisions = (*REVISIONS, "0002_first_floor")
    monkeypatch.setattr("bookingcore.adapters.sql.migrations.REVISIONS", revisions)
    monkeypatch.setattr("bookingcore.adapters.sql.opening.REVISIONS", revisions)
    before = file.read_bytes()

    with pytest.raises(StoreNotMigrated) as refused:
        open_store(url)
    assert type(refused.value) is StoreNotMigrated
    assert (refused.value.found, refused.value.needed) == (REVISIONS[-1], "0002_first_floor")
    assert f"bookingcore migrate {url}" in str(refused.value)
    assert file.read_bytes() == before


def test_an_empty_database_is_not_migrated_when_that_is_not_wanted(tmp_path: Path) -> None:
    file = tmp_path / "studio.db"
    file.touch()

    with pytest.raises(StoreNotMigrated, match="is at revision none"):
        open_store(f"sqlite:///{file}", migrate=False)
    assert file.read_bytes() == b""


def test_a_missing_file_is_not_created_when_that_is_not_wanted(tmp_path: Path) -> None:
    with pytest.raises(StoreNotMigrated):
        open_store(f"sqlite:///{tmp_path}/studio.db", migrate=False)

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("opening", [open_store, migrate])
def test_a_database_of_a_newer_version_is_refused(file: Path, url: str, opening: object) -> None:
    at_revision(file, "9999_roof_garden")
    before = file.read_bytes()

    with pytest.raises(StoreTooNew, match="upgrade bookingcore") as refused:
        opening(url)  # type: ignore[operator]
    assert (refused.value.found, refused.value.needed) == ("9999_roof_garden", revision_needed())
    assert file.read_bytes() == before


def test_a_missing_folder_is_not_created(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/no/such/studio.db"

    with pytest.raises(StoreUnavailable, match="No such file") as refused:
        open_store(url)
    assert refused.value.url == url
    assert not list(tmp_path.iterdir())


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="unable to open"):
        open_store(f"sqlite:///{tmp_path}")


def test_a_file_of_something_else_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "poem.txt"
    file.write_text("Nel mezzo del cammin di nostra vita\n" * 100)

    with pytest.raises(StoreUnavailable, match="not a database") as refused:
        open_store(f"sqlite:///{file}")
    assert isinstance(refused.value.__cause__, sqlite3.DatabaseError)
    assert file.read_text().startswith("Nel mezzo")


def test_a_damaged_database_is_unavailable(file: Path, url: str) -> None:
    told(file, "DROP TABLE bk_customer")

    with pytest.raises(StoreUnavailable, match="no such table"):
        Studio(open_store(url)).ask(EVERYBODY)


def test_a_database_that_is_read_only_answers_and_refuses_to_write(file: Path) -> None:
    store = open_store(f"sqlite:///file:{file}?mode=ro&uri=true")

    assert Studio(store).ask(EVERYBODY) == ()
    with pytest.raises(StoreReadOnly, match="open it with write access") as refused:
        write(store)
    assert isinstance(refused.value.__cause__, sqlite3.OperationalError)
    store.close()


def test_a_file_without_write_access_answers_and_refuses_to_write(file: Path) -> None:
    with TemporaryDirectory() as folder:
        protected = Path(shutil.copy(file, Path(folder) / "studio.db"))
        protected.chmod(0o444)
        Path(folder).chmod(0o777)
        with without_privileges():
            store = open_store(f"sqlite:///{protected}")
            assert Studio(store).ask(EVERYBODY) == ()
            with pytest.raises(StoreReadOnly):
                write(store)
            store.close()


def test_a_locked_database_can_be_opened_and_not_written(file: Path, url: str) -> None:
    driver = sqlite3.connect(file)
    driver.execute("BEGIN IMMEDIATE")
    store = open_store(url, timeout=0.05)

    with pytest.raises(StoreLocked, match="try again later"):
        write(store)
    driver.rollback()
    write(store)
    driver.close()
    store.close()


def test_an_empty_database_that_is_locked_is_not_migrated(tmp_path: Path) -> None:
    file = tmp_path / "studio.db"
    driver = sqlite3.connect(file)
    driver.execute("BEGIN EXCLUSIVE")

    with pytest.raises(StoreLocked):
        open_store(f"sqlite:///{file}", timeout=0.05)
    driver.rollback()
    driver.close()
    assert tables_in(file) == set()


@pytest.mark.parametrize("pooled", [True, False])
def test_a_file_that_was_deleted_is_unavailable_and_not_made_anew(
    file: Path, url: str, pooled: bool
) -> None:
    """SQLite would go on writing to the deleted file, and all of that would be lost."""
    store = open_store(url)
    if not pooled:
        store.close()
    file.unlink()

    for use in (lambda: write(store), lambda: Studio(store).ask(EVERYBODY)):
        with pytest.raises(StoreUnavailable, match="deleted or replaced"):
            use()
    assert not file.exists()
    store.close()


def test_a_database_with_half_of_our_tables_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "studio.db"
    told(file, "CREATE TABLE bk_word (no INTEGER)")

    with pytest.raises(StoreUnavailable, match="already exists"):
        open_store(f"sqlite:///{file}")
    assert tables_in(file) == {"bk_word"}


def test_a_file_that_was_replaced_is_unavailable(file: Path, url: str) -> None:
    store = open_store(url)
    other = file.with_name("other.db")
    other.write_bytes(file.read_bytes())
    other.replace(file)

    with pytest.raises(StoreUnavailable, match="deleted or replaced"):
        write(store)
    store.close()


def test_a_database_without_our_tables_is_unavailable(tmp_path: Path) -> None:
    file = tmp_path / "host.db"
    told(file, "CREATE TABLE invoice (no INTEGER)")
    store = SqlStore(create_engine(f"sqlite:///{file}"))

    with pytest.raises(StoreUnavailable, match="no such table"):
        write(store)
    assert tables_in(file) == {"invoice"}
    store.close()
