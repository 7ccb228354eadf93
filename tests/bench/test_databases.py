"""The same rows in both databases, and a server that is far away."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from time import perf_counter

import psycopg

from bench import distance, growing, peers
from bench.databases import PostgresDatabase, SqliteFile, serving
from bench.history import grow
from bench.pouring import poured
from bench.relay import far_away
from tests.postgres import Server


def test_what_was_poured_is_the_same(tmp_path: Path, postgres: Server) -> None:
    file = SqliteFile(tmp_path / "history.db")
    with file.desk() as here:
        grow(here, 400)
        customers = here.customers.find()

        with poured(file, postgres, "poured").desk() as there:
            assert there.customers.find() == customers
            for each in customers:
                assert there.bookings.of(each) == here.bookings.of(each)
                assert there.balances.of(each) == here.balances.of(each)
                assert there.history(each) == here.history(each)
            assert there.verify() == ()


def test_growth_is_measured_in_memory_and_on_both_databases(
    tmp_path: Path, postgres: Server
) -> None:
    section = growing.measure(tmp_path, rounds=1, size=2, sizes=(1_200,), server=postgres)

    assert [line.name for line in section.lines] == [
        "`book`, memory, 1,200 bookings beside 1,000",
        "`book`, SQLite NORMAL, 1,200 bookings beside 1,000",
        "the same, hand-written",
        "`book`, PostgreSQL, 1,200 bookings beside 1,000",
        "the same, hand-written",
    ]


def test_each_command_is_measured_beside_the_peers(tmp_path: Path, postgres: Server) -> None:
    section = peers.measure(tmp_path, rounds=1, size=4, server=postgres)

    stores = (("SQLite FULL", "Django"), ("PostgreSQL", "hand-written"), ("PostgreSQL", "Django"))
    assert [line.name for line in section.lines] == [
        f"`{command}`, {store}, beside {other}"
        for store, other in stores
        for command in ("book", "sell", "cancel")
    ]


def test_each_command_is_measured_far_away(tmp_path: Path, postgres: Server) -> None:
    section = distance.measure(tmp_path, rounds=1, size=2, server=postgres)

    assert [line.name for line in section.lines] == [
        "`book`, PostgreSQL",
        "`sell`, PostgreSQL",
        "`cancel`, PostgreSQL",
    ]


def test_a_relay_holds_back_what_is_said(postgres: Server) -> None:
    near = PostgresDatabase(postgres.create("relayed"))

    with (
        far_away(near, seconds=0.05) as far,
        closing(psycopg.connect(far.conninfo, autocommit=True)) as connection,
    ):
        start = perf_counter()
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert perf_counter() - start > 0.05


def test_a_server_that_was_lent_goes_on(postgres: Server) -> None:
    with serving(postgres, durable=True) as lent:
        assert lent is postgres
    assert PostgresDatabase(postgres.create("lent")).name == "PostgreSQL"
