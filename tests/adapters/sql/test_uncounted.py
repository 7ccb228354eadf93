"""How PostgreSQL goes about a question whose tables it has not counted, or not for long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine

from bookingcore.adapters.sql import SqlStore, open_store, upgrade
from bookingcore.adapters.sql.answers import ANSWERS
from bookingcore.ports.questions import BalancesPaying
from bookingcore.testing.contracts.rows import ROME, a_balance, a_booking, a_customer, a_movement
from bookingcore.testing.contracts.studio import furnished
from tests.postgres import Server

MANY = 20_000
QUESTION = BalancesPaying(a_booking(1).id)

POURED = (
    f"""
    INSERT INTO bk_balance SELECT center, 'balance ' || n, '{a_customer(2).id}', sale_id, plan_id,
    services, units, remaining, moves, valid_from, valid_until, expiry_by_hand, grace_days, version
    FROM bk_balance, generate_series(1, {MANY}) n
    """,
    f"""
    INSERT INTO bk_movement SELECT center, 'balance ' || n, no, kind, units, NULL,
    '{a_customer(2).id}', moved_at, moved_by FROM bk_movement, generate_series(1, {MANY}) n
    """,
)
"""Many balances of somebody else, each with a movement."""


@pytest.fixture
def connection(postgres: Server, worker_id: str) -> Iterator[Connection]:
    """A center with a balance that pays for a booking, in tables that nobody counts."""
    engine = create_engine(postgres.create(f"uncounted_{worker_id}"))
    upgrade(engine)
    with engine.begin() as preparing:
        for table in ("balance", "movement"):
            preparing.exec_driver_sql(f"ALTER TABLE bk_{table} SET (autovacuum_enabled = false)")
    store = open_store(engine.url.render_as_string(hide_password=False))
    studio = furnished(store)
    studio.add(a_booking(1), a_balance())
    studio.add(a_movement(a_balance(), 1, -1, a_booking(1)))
    store.close()
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.mark.parametrize("planned", ["while small", "uncounted", "counted"])
def test_what_pays_for_a_booking_is_never_looked_for_among_all_balances(
    connection: Connection, planned: str
) -> None:
    """Even by a connection that made its plan when there was next to nothing."""
    values = _prepare(connection)
    if planned == "while small":
        connection.exec_driver_sql(f"EXECUTE asked({values})")
    for statement in POURED:
        connection.exec_driver_sql(statement)
    if planned == "counted":
        connection.exec_driver_sql("ANALYZE bk_balance, bk_movement")

    scans = dict(_scans(_plan(connection, values)))
    assert list(scans) == ["bk_movement", "bk_balance"]
    assert {name: _rows_read(scan) for name, scan in scans.items()} == {
        "bk_movement": 1,
        "bk_balance": 1,
    }


def _prepare(connection: Connection) -> str:
    """Let the question be prepared for any values, as drivers do; returns its values."""
    exchange = SqlStore(connection.engine)._exchange
    answer = ANSWERS[BalancesPaying](exchange.codec, QUESTION)
    spoken = exchange.book.spoken(answer.phrase)
    values = spoken.arranged((ROME, *answer.values))
    text = spoken.text
    for number in range(len(values)):
        text = text.replace("%s", f"${number + 1}", 1)
    connection.exec_driver_sql("SET plan_cache_mode = force_generic_plan")
    connection.exec_driver_sql(f"PREPARE asked AS {text}")
    return ", ".join(f"'{value}'" for value in values)


def _plan(connection: Connection, values: str) -> dict[str, Any]:
    """What is done for the question, step by step."""
    explained = f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE asked({values})"
    plan: dict[str, Any] = connection.exec_driver_sql(explained).scalar_one()[0]["Plan"]
    return plan


def _scans(step: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each step that reads a table, in their order, by the table's name."""
    if "Relation Name" in step:
        yield step["Relation Name"], step
    for inner in step.get("Plans", ()):
        yield from _scans(inner)


def _rows_read(scan: dict[str, Any]) -> int:
    read = scan["Actual Rows"] + scan.get("Rows Removed by Filter", 0)
    return int(read * scan["Actual Loops"])
