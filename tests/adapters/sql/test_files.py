"""Content in a database keeps every promise of the port, and its errors are the store's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bookingcore import (
    Conflict,
    Contended,
    StoreLocked,
    StoreReadOnly,
    StoreUnavailable,
    open_desk,
)
from bookingcore.adapters.sql import SqlFiles, SqlStore, open_store, tables, upgrade
from bookingcore.adapters.sql.migrations import VERSION_TABLE, downgrade, ours
from bookingcore.domain.values.ids import CenterId
from bookingcore.ports.files import Files
from bookingcore.ports.store import LostGuard
from bookingcore.testing import FilesContract
from bookingcore.testing.contracts.rows import a_customer
from bookingcore.testing.contracts.studio import Studio
from tests.adapters.sql.files import EVERYBODY, contents, told
from tests.conftest import empty
from tests.postgres import Server

BEFORE = "0002_life_of_a_booking"
ROMA = CenterId("roma")


class OnADatabase(FilesContract):
    """The contract on a store's files, joined in the transaction of an engine of the host's."""

    @pytest.fixture
    def files(self, store: SqlStore) -> Files:
        return store.files()

    @pytest.fixture
    def handle(self, store: SqlStore, engine: sa.Engine) -> Iterator[sa.Connection]:
        with engine.connect() as connection:
            yield connection


class TestSqliteFiles(OnADatabase):
    @pytest.fixture
    def engine(self, url: str) -> Iterator[sa.Engine]:
        engine = sa.create_engine(url)
        yield engine
        engine.dispose()

    @pytest.fixture
    def unreachable(self, store: SqlStore, file: Path) -> Files:
        file.unlink()
        return store.files()


class TestPostgresFiles(OnADatabase):
    @pytest.fixture
    def engine(self, postgres_studio: sa.Engine) -> sa.Engine:
        return postgres_studio

    @pytest.fixture
    def store(self, engine: sa.Engine) -> Iterator[SqlStore]:
        empty(engine)
        store = open_store(engine.url.render_as_string(hide_password=False))
        yield store
        store.close()

    @pytest.fixture
    def unreachable(self, tmp_path: Path) -> Files:
        return SqlFiles(sa.create_engine(f"postgresql+psycopg:///studio?host={tmp_path}"))


def test_rows_stand_with_the_center_that_their_key_begins_with(engine: sa.Engine) -> None:
    files = SqlFiles(engine)
    files.put("roma/2026/a", b"1")
    files.put("b", b"2")

    assert contents(engine) == [("roma", "2026/a", b"1"), ("", "b", b"2")]


def test_a_center_and_a_key_of_one_part_are_two_keys(engine: sa.Engine) -> None:
    files = SqlFiles(engine)
    files.put("a", b"1")
    files.put("a/a", b"2")

    assert (files.get("a"), files.get("a/a")) == (b"1", b"2")


def test_they_go_on_with_a_connection_that_died_while_it_lay_idle(postgres: Server) -> None:
    url = postgres.create("idle_files")
    upgrade(engine := sa.create_engine(url, pool_size=1, max_overflow=0))
    files = SqlFiles(engine)
    files.put("a", b"1")
    cut = sa.text("SELECT pg_terminate_backend(:pid, 10000)")
    administrator = sa.create_engine(url)
    uses = (lambda: files.get("a"), lambda: files.put("a", b"1"), lambda: files.remove("b"))
    for use in uses:
        files.get("a")
        with engine.connect() as connection:
            pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with administrator.connect() as connection:
            assert connection.execute(cut, {"pid": pid}).scalar_one()
        use()

    assert files.get("a") == b"1"
    for each in (engine, administrator):
        each.dispose()


class LosingStore:
    """A store in which others are always faster."""

    def __init__(self, *, owns: bool) -> None:
        self.owns = owns
        self.attempts = 0

    def begin(self, center: CenterId) -> NoReturn:
        self.attempts += 1
        raise LostGuard

    snapshot = begin

    def joined(self, handle: object) -> NoReturn:
        raise NotImplementedError


USES: dict[str, Callable[[Files], object]] = {
    "put": lambda files: files.put("a", b"1"),
    "get": lambda files: files.get("a"),
    "remove": lambda files: files.remove("a"),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_somebody_who_is_always_faster_is_given_in_to(use: Callable[[Files], object]) -> None:
    """At the first time in the host's transaction, which has to be run again as a whole."""
    own, hosts = LosingStore(owns=True), LosingStore(owns=False)

    with pytest.raises(Contended):
        use(SqlFiles(own))
    with pytest.raises(Conflict) as raced:
        use(SqlFiles(hosts))
    assert raced.value.rerun == "transaction"
    assert (own.attempts, hosts.attempts) == (20, 1)


def test_a_store_has_files_on_its_own_connections(url: str) -> None:
    store = open_store(url)
    store.files().put("roma/a", b"1")
    Studio(store).add(a_customer(1))
    store.close()

    assert store.files().get("roma/a") == b"1"
    assert Studio(store).ask(EVERYBODY) == (a_customer(1),)
    store.close()


def test_the_stores_own_work_goes_on_beside_them(engine: sa.Engine) -> None:
    store = SqlStore(engine)
    files, studio = store.files(), Studio(store)
    for number in range(1, 4):
        files.put("roma/a", bytes([number]) * 100_000)
        studio.add(a_customer(number))
        assert files.get("roma/a") == bytes([number]) * 100_000

    assert len(studio.ask(EVERYBODY)) == 3


def test_a_lock_that_others_hold_is_waited_for_and_then_told(url: str) -> None:
    store = open_store(url, timeout=0.05)
    files = store.files()
    files.put("a", b"1")
    with store.begin(ROMA):
        with pytest.raises(StoreLocked):
            files.put("a", b"2")
        assert files.get("a") == b"1"
    store.close()


def test_a_database_that_is_read_only_answers_and_refuses_to_write(file: Path, url: str) -> None:
    SqlFiles(sa.create_engine(url)).put("a", b"1")
    files = open_store(f"sqlite:///file:{file}?mode=ro&uri=true").files()

    assert files.get("a") == b"1"
    with pytest.raises(StoreReadOnly):
        files.put("a", b"2")
    with pytest.raises(StoreReadOnly):
        files.remove("a")


def test_a_database_without_the_table_is_unavailable(file: Path, url: str) -> None:
    told(file, "DROP TABLE bk_content")

    with pytest.raises(StoreUnavailable, match="no such table"):
        SqlFiles(sa.create_engine(url)).get("a")


@pytest.fixture(params=["sqlite", "postgresql"])
def older(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> Iterator[sa.Engine]:
    """A database of the revision before, with a customer."""
    if request.param == "sqlite":
        engine = sa.create_engine(f"sqlite:///{tmp_path}/older.db")
    else:
        server: Server = request.getfixturevalue("postgres")
        engine = sa.create_engine(server.create(f"contents_{worker_id}"))
    upgrade(engine, BEFORE)
    yield engine
    engine.dispose()


def test_an_older_database_gets_a_place_for_files_and_can_lose_it_again(older: sa.Engine) -> None:
    for _ in range(2):
        upgrade(older, "0003_contents")
        files = SqlFiles(older)
        with pytest.raises(KeyError):
            files.get("roma/a")
        files.put("roma/a", b"1")
        assert files.get("roma/a") == b"1"
        downgrade(older, BEFORE)

    with older.connect() as connection:
        assert "bk_content" not in sa.inspect(connection).get_table_names()


def test_the_table_is_the_one_that_is_used(older: sa.Engine) -> None:
    upgrade(older, "0003_contents")
    with older.connect() as connection:
        options = {"include_name": ours, "version_table": VERSION_TABLE, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        differences = compare_metadata(context, tables.content.metadata)

    assert [each for each in differences if "bk_content" in str(each)] == []


def test_they_fit_a_desk(url: str) -> None:
    store = open_store(url)

    assert open_desk("memory:", center="roma", files=store.files()).center == "roma"
    store.close()
