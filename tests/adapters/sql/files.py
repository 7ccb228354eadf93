"""Short ways to write through a store, and to look into a SQLite file behind its back."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import sqlalchemy as sa

from bookingcore.adapters.sql import SqlStore, tables
from bookingcore.domain.customers.customer import Customer
from bookingcore.ports.questions import All
from bookingcore.testing.contracts.rows import a_customer
from bookingcore.testing.contracts.studio import Studio

EVERYBODY = All(Customer)


def write(store: SqlStore) -> None:
    """Add a customer."""
    Studio(store).add(a_customer(1))


def tables_in(file: Path) -> set[str]:
    """The tables of a SQLite file, without the planner's own."""
    driver = sqlite3.connect(file)
    names = {
        name for (name,) in driver.execute("SELECT name FROM sqlite_master WHERE type='table'")
    }
    driver.close()
    return {name for name in names if not name.startswith("sqlite_")}


def told(file: Path, *statements: str) -> None:
    """Tell a SQLite file something behind the store's back."""
    driver = sqlite3.connect(file)
    for statement in statements:
        driver.execute(statement)
    driver.commit()
    driver.close()


def contents(engine: sa.Engine) -> list[tuple[str, str, bytes]]:
    """The rows of what documents hold: center, the rest of the key, content."""
    content = tables.content.c
    with engine.connect() as connection:
        rows = connection.execute(
            sa.select(content.center, content.key, content.content).order_by(content.key)
        )
        return [tuple(row) for row in rows]
