"""What an older schema kept is all there, and right, after the upgrade; and after the way back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import IntegrityError

from bookingcore.adapters.sql import SqlStore, upgrade
from bookingcore.adapters.sql.migrations import REVISIONS, downgrade, revision_found
from bookingcore.domain.catalog.service import Resource
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.values.events import EventKind
from bookingcore.ports.questions import History, Remembered
from bookingcore.ports.store import Ref
from bookingcore.testing.contracts.rows import (
    a_booking,
    a_customer,
    a_due,
    a_key,
    a_resource,
    a_sale,
    a_series,
    a_service,
    a_session,
    an_entry,
    an_event,
    attempts,
    called_off,
)
from bookingcore.testing.contracts.rows_kept import assert_same, question_for
from bookingcore.testing.contracts.studio import Studio
from tests.adapters.sql import first_rows
from tests.adapters.sql.first_rows import BOOKED, FREE, FULL, GONE, REMEMBERED, TERMS
from tests.postgres import Server

FIRST, LATEST = REVISIONS[0], REVISIONS[-1]


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> Iterator[Engine]:
    """A database at the first revision, with a row of each type and with those of its time."""
    if request.param == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path}/studio.db")
    else:
        server: Server = request.getfixturevalue("postgres")
        url = server.create(f"upgrades_{worker_id}")
        engine = create_engine(url, connect_args={"options": "-ctimezone=utc"})
    upgrade(engine, FIRST)
    with engine.begin() as connection:
        first_rows.insert(connection)
    yield engine
    engine.dispose()


def kept(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """What stands in the columns of the first revision."""
    with engine.connect() as connection:
        return first_rows.found(connection)


def assert_sound(engine: Engine) -> None:
    """The database itself finds nothing wrong; PostgreSQL looks when it makes a constraint."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
            assert connection.exec_driver_sql("PRAGMA integrity_check").fetchall() == [("ok",)]


def new_rows(studio: Studio) -> None:
    """What had no place in the first revision."""
    promised = {"service_id": a_service().id, "terms": TERMS.id}
    nobodys = a_session(3, appointment=True, **promised)
    unlimited = a_session(4, capacity=None, **promised)
    studio.add(a_series(), a_customer(2), nobodys, called_off(unlimited))
    studio.add(
        a_booking(3, session=nobodys, customer_id=None),
        an_entry(),
        a_due(),
        a_key(),
        attempts(BOOKED),
        evolve(a_sale(2), lines=(evolve(a_sale().lines[0], plan_id=None, balance_id=None),)),
        an_event(
            5,
            stream=FREE.id,
            kind=EventKind.OFFER_MADE,
            subject=an_entry().id,
            session_id=FREE.id,
            words={"reason": "first come"},
        ),
    )


def test_what_the_first_revision_kept_means_the_same(engine: Engine) -> None:
    upgrade(engine, LATEST)
    studio = Studio(SqlStore(engine))

    for entity in first_rows.ENTITIES:
        if not isinstance(entity, type(an_event())):
            assert_same(studio.ask(question_for(entity)), entity)
    *_, cancelled, added = first_rows.ENTITIES
    assert studio.ask(History(FREE.id)) == (added, cancelled)
    assert studio.ask(History(a_customer().id)) == (cancelled,)
    assert studio.ask(Remembered("staff:maria", "book", "k1")) == (REMEMBERED,)
    assert_sound(engine)


def test_numbers_and_versions_go_on_where_they_stood(engine: Engine) -> None:
    upgrade(engine, LATEST)
    studio = Studio(SqlStore(engine))

    assert studio.number(Ref(Customer, a_customer().id)) == 8
    assert studio.number(Ref(Resource, a_resource().id)) == 2
    studio.put(BOOKED)
    assert studio.ask(question_for(BOOKED))[0].version == 2


def test_an_upgrade_changes_no_row(engine: Engine) -> None:
    before = kept(engine)
    upgrade(engine, LATEST)

    assert kept(engine) == before


def test_there_and_back_again_changes_no_row(engine: Engine) -> None:
    before = kept(engine)
    for _ in range(2):
        upgrade(engine, LATEST)
        downgrade(engine, FIRST)

    assert kept(engine) == before
    assert_sound(engine)
    with engine.connect() as connection:
        assert revision_found(connection) == FIRST


def test_new_kinds_of_rows_have_their_place_after_the_upgrade(engine: Engine) -> None:
    upgrade(engine, LATEST)
    studio = Studio(SqlStore(engine))
    new_rows(studio)

    assert studio.ask(question_for(a_series())) == (a_series(),)
    assert len(studio.ask(History(a_customer().id))) == 2
    assert_sound(engine)


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE bk_session SET taken = 2 WHERE id = '{FULL.id}'",
        f"UPDATE bk_session SET admitted = NULL WHERE id = '{FULL.id}'",
        f"UPDATE bk_session SET taken = -1 WHERE id = '{FREE.id}'",
        f"UPDATE bk_booking SET session_id = NULL WHERE id = '{GONE.id}'",
        f"UPDATE bk_booking SET places = 0 WHERE id = '{GONE.id}'",
        "UPDATE bk_sale_line SET name = NULL",
        "UPDATE bk_event SET subject = NULL",
    ],
)
def test_what_was_never_allowed_still_is_not(engine: Engine, statement: str) -> None:
    upgrade(engine, LATEST)

    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text(statement))
    assert_sound(engine)


def test_the_way_back_loses_what_had_no_place_and_nothing_else(engine: Engine) -> None:
    before = kept(engine)
    upgrade(engine, LATEST)
    new_rows(Studio(SqlStore(engine)))
    downgrade(engine, FIRST)

    after = kept(engine)
    assert_sound(engine)
    for name, rows in before.items():
        assert [row for row in rows if row not in after[name]] == [], name
    new = {name: len(after[name]) - len(before[name]) for name in before}
    assert {name: more for name, more in new.items() if more} == {
        "customer": 1,
        "event": 1,
        "sale": 1,
        "session": 2,
        "word": 1,
    }


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE bk_booking SET customer_id = NULL WHERE id = '{GONE.id}'",
        "UPDATE bk_sale_line SET plan_id = NULL",
        f"UPDATE bk_session SET admitted = 5 WHERE id = '{FREE.id}'",
        f"UPDATE bk_event SET customer_id = '{a_customer().id}' WHERE stream = '{FREE.id}'",
    ],
)
def test_what_the_first_revision_forbade_is_forbidden_again_after_the_way_back(
    engine: Engine, statement: str
) -> None:
    upgrade(engine, LATEST)
    with engine.connect() as connection, connection.begin() as undone:
        connection.execute(text(statement))
        undone.rollback()
    downgrade(engine, FIRST)

    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text(statement))
