"""The schema's history: the scripts make what the tables say, up and down, from anywhere."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect

from bookingcore.adapters.sql import SqlStore, open_store, tables, upgrade
from bookingcore.adapters.sql.migrations import (
    REVISIONS,
    VERSION_TABLE,
    downgrade,
    not_ours,
    ours,
    revision_found,
    revision_needed,
)
from bookingcore.adapters.sql.migrations.estimates import estimate
from bookingcore.testing.contracts.rows import a_customer
from bookingcore.testing.contracts.studio import Studio
from bookingcore.testing.contracts.threads import PATIENCE_SECONDS, Threads

metadata = tables.center.metadata

OPEN = "import sys; from bookingcore.adapters.sql import open_store; open_store(sys.argv[1])"

HOST_ENV = """
from alembic import context
from bookingcore.adapters.sql.migrations import not_ours

connection = context.config.attributes["connection"]
context.configure(connection=connection, include_name=not_ours)
with context.begin_transaction():
    context.run_migrations()
"""

HOST_REVISION = """
from alembic import op
import sqlalchemy as sa

revision, down_revision = "h1", None
branch_labels, depends_on = ("host",), ("0001_ground_floor",)

def upgrade():
    op.create_table("invoice", sa.Column("no", sa.Integer(), primary_key=True))

def downgrade():
    op.drop_table("invoice")
"""


@pytest.fixture
def empty(tmp_path: Path) -> Engine:
    """An engine on a file without tables."""
    return create_engine(f"sqlite:///{tmp_path}/empty.db")


def schema_of(engine: Engine) -> dict[str, list[str]]:
    """What SQLite itself keeps of every table and index of ours: its parts, in no order.

    A column that came later stands last, and has a default for the rows that were there.
    """
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        )
        found = {name: sorted(parts_of(" ".join(sql.split()))) for name, sql in rows}
    return {name: sql for name, sql in found.items() if "sqlite_" not in name}


def parts_of(made: str) -> Iterator[str]:
    """The columns and constraints in the words that made a table, or an index."""
    start, _, inside = made.partition("(")
    depth, part = 0, start
    for letter in inside:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            yield re.sub(r" DEFAULT \S+", "", part).strip(" )")
            part = ""
        else:
            part += letter
    yield re.sub(r" DEFAULT \S+", "", part).strip(" )")


def found_in(engine: Engine) -> str | None:
    """The revision of a database."""
    with engine.connect() as connection:
        return revision_found(connection)


def test_the_scripts_make_the_tables_that_are_used(empty: Engine) -> None:
    upgrade(empty)
    with empty.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": ours, "version_table": VERSION_TABLE, "compare_type": True},
        )

        assert compare_metadata(context, metadata) == []


def test_the_scripts_make_every_check_and_key_too(empty: Engine, tmp_path: Path) -> None:
    direct = create_engine(f"sqlite:///{tmp_path}/direct.db")
    metadata.create_all(direct)
    upgrade(empty)
    migrated = schema_of(empty)
    del migrated[VERSION_TABLE]

    assert migrated == schema_of(direct)


def test_up_and_down_and_up_again(empty: Engine) -> None:
    upgrade(empty)
    first = schema_of(empty)
    downgrade(empty)
    assert set(schema_of(empty)) == {VERSION_TABLE}
    assert found_in(empty) is None
    upgrade(empty)

    assert schema_of(empty) == first
    assert found_in(empty) == revision_needed()


def test_upgrading_again_changes_nothing(empty: Engine) -> None:
    upgrade(empty)
    Studio(SqlStore(empty)).add(a_customer(1))
    upgrade(empty)

    with empty.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM bk_customer").scalar() == 1


def test_the_revisions_are_those_of_the_scripts() -> None:
    config = Config()
    config.set_main_option("script_location", "bookingcore.adapters.sql:migrations")
    config.set_main_option("path_separator", "newline")
    scripts = ScriptDirectory.from_config(config)

    assert [script.revision for script in scripts.walk_revisions()] == [*reversed(REVISIONS)]
    assert scripts.get_current_head() == revision_needed()
    assert scripts.get_revision("bookingcore@head").revision == revision_needed()


def test_every_revision_that_was_ever_released_has_a_name_that_sorts() -> None:
    assert sorted(REVISIONS) == list(REVISIONS)


def test_only_sqlite_is_told_how_many_rows_to_expect(empty: Engine) -> None:
    estimate(MigrationContext.configure(dialect_name="postgresql"))
    upgrade(empty)

    with empty.connect() as connection:
        figures = connection.exec_driver_sql("SELECT stat FROM sqlite_stat1 WHERE tbl LIKE 'bk_%'")
        assert {figure.split()[0] for (figure,) in figures} == {"1000000"}


def test_a_host_may_upgrade_in_its_own_transaction(empty: Engine) -> None:
    with empty.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        upgrade(connection)
        assert revision_found(connection) == revision_needed()
        connection.rollback()

    assert found_in(empty) is None
    assert schema_of(empty) == {}


def test_a_failed_upgrade_leaves_nothing(empty: Engine) -> None:
    with empty.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE bk_word (no INTEGER)")

    with pytest.raises(Exception, match="already exists"):
        upgrade(empty)
    assert set(schema_of(empty)) == {"bk_word"}


def test_threads_may_open_an_empty_database_at_once(tmp_path: Path) -> None:
    url, barrier, threads = f"sqlite:///{tmp_path}/studio.db", Barrier(4), Threads()

    def open_too() -> None:
        barrier.wait(PATIENCE_SECONDS)
        open_store(url).close()

    threads.start(*[open_too] * 4)
    threads.join()
    assert found_in(create_engine(url)) == revision_needed()


def test_processes_may_open_an_empty_database_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/studio.db"
    openers = [subprocess.Popen([sys.executable, "-c", OPEN, url]) for _ in range(4)]

    assert [opener.wait(PATIENCE_SECONDS) for opener in openers] == [0, 0, 0, 0]
    assert found_in(create_engine(url)) == revision_needed()
    driver = sqlite3.connect(tmp_path / "studio.db")
    assert driver.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    driver.close()


def test_a_host_may_run_our_scripts_from_its_own_alembic(empty: Engine, tmp_path: Path) -> None:
    """With its own version table, and revisions that depend on ours."""
    config = host_alembic(tmp_path)
    with empty.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "heads")

    assert {"invoice", "bk_booking", "alembic_version"} < set(inspect(empty).get_table_names())
    assert found_in(empty) == revision_needed()
    open_store(str(empty.url)).close()
    assert VERSION_TABLE not in inspect(empty).get_table_names()


def test_the_hosts_alembic_leaves_our_tables_alone(empty: Engine, tmp_path: Path) -> None:
    config = host_alembic(tmp_path)
    with empty.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "heads")
        context = MigrationContext.configure(connection, opts={"include_name": not_ours})
        differences = compare_metadata(context, type(metadata)())

    assert [difference[1].name for difference in differences] == ["invoice"]


def test_the_hosts_own_revisions_are_none_of_ours(empty: Engine) -> None:
    with empty.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('h1')")

    assert found_in(empty) is None


def host_alembic(folder: Path) -> Config:
    """The Alembic of a host that runs our scripts along with its own."""
    (folder / "host" / "versions").mkdir(parents=True)
    (folder / "host" / "env.py").write_text(HOST_ENV)
    (folder / "host" / "versions" / "h1_invoices.py").write_text(HOST_REVISION)
    config = Config()
    config.set_main_option("script_location", str(folder / "host"))
    config.set_main_option("path_separator", "newline")
    places = f"{folder / 'host' / 'versions'}\nbookingcore.adapters.sql:migrations/versions"
    config.set_main_option("version_locations", places)
    return config
